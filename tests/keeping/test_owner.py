"""On PostgreSQL a plain owner of the database backs up and restores, no superuser; hidden rows are never left out in silence."""

import uuid

import pytest
from sqlalchemy import text

from tests.conftest import SERVER, drop
from tests.keeping.conftest import Place
from tests.keeping.release import FOLDER


@pytest.fixture
def owned(postgres, tmp_path):
    """Two empty databases of a login that may do nothing else."""
    if postgres is None:
        pytest.skip("no PostgreSQL server answers at TEST_DATABASE_URL or 127.0.0.1:5432")
    role = f"hiring_owner_{uuid.uuid4().hex[:12]}"
    names = [f"{role}_{number}" for number in range(2)]
    with postgres.connect() as admin:
        admin.execute(text(f"CREATE ROLE {role} LOGIN NOSUPERUSER CREATEROLE"))
        for name in names:
            admin.execute(text(f"CREATE DATABASE {name} OWNER {role}"))
    host = SERVER.rsplit("/", 1)[0].rsplit("@", 1)[-1]
    places = []
    for name in names:
        (tmp_path / name).mkdir()
        places.append(Place(tmp_path / name, f"postgresql://{role}@{host}/{name}"))
    yield role, *places
    with postgres.connect() as admin:
        for name in names:
            drop(admin, name)
        admin.execute(text(f"DROP ROLE {role}"))


def test_a_plain_owner_restores_and_backs_up_and_sees_hidden_rows_or_refuses(owned, tmp_path):
    _, here, there = owned
    assert here.run("restore", str(FOLDER / "0001-postgresql.backup"), "--accept-old").exit_code == 0
    assert here.ask("SELECT count(*) FROM draft") == [(0,)], "the login is a superuser or row security does not bite"
    here.ask("DROP POLICY house ON draft")
    refused = here.run("backup", "--to", str(tmp_path / "half.backup"))
    assert (refused.exit_code, "would not be whole" in refused.output) == (1, True)
    assert not (tmp_path / "half.backup").exists()
    here.ask("CREATE POLICY house ON draft USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))")
    assert here.run("backup", "--to", str(tmp_path / "whole.backup")).exit_code == 0
    restored = there.run("restore", str(tmp_path / "whole.backup"))
    assert restored.exit_code == 0, restored.output
    for place in (here, there):
        place.ask("ALTER TABLE draft NO FORCE ROW LEVEL SECURITY")
    assert there.ask("SELECT count(*) FROM draft") == here.ask("SELECT count(*) FROM draft") != [(0,)]
    assert here.run("audit", "verify").exit_code == 0
