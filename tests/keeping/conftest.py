"""Empty places to restore into, on each kind of database, and the commands as an administrator types them."""

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, NullPool, create_engine, text

from hiring.cli import main
from hiring.db.session import database_address
from tests.conftest import SERVER, drop
from tests.keeping.release import FOLDER

ANYTHING = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
"""What is in a PostgreSQL database; the functions of an extension that a migration asked for may stay."""


@dataclass
class Place:
    """An installation, or where one may be."""

    data: Path
    url: str

    def run(self, *arguments: str, **more: str) -> Result:
        """A command in this place."""
        environment = {"HIRING_MODE": "test", "HIRING_DATA": str(self.data), "DATABASE_URL": self.url, "HIRING_BASE_URL": "http://localhost", "HIRING_BACKUP_KEY": "", **more}
        result = CliRunner(env=environment).invoke(main, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the database, whatever the program thinks of them."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
                rows = connection.execute(sql).fetchall()
                connection.commit()
            return rows
        engine = create_engine(database_address(self.url), poolclass=NullPool)
        with engine.begin() as connection:
            result = connection.execute(text(sql))
            return [tuple(row) for row in result] if result.returns_rows else []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is here: no table, no function, no file, no folder half used."""
        left = {path.name for path in self.data.iterdir()} - {"files"}
        files = list((self.data / "files").iterdir()) if (self.data / "files").exists() else []
        if self.url.startswith("sqlite"):
            return not left and not files
        return not left and not files and not self.ask(ANYTHING)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest, postgres: Engine | None) -> str:
    """Each kind of database; PostgreSQL is a visible skip where no server answers."""
    if request.param == "postgresql" and postgres is None:
        pytest.skip("no PostgreSQL server answers at TEST_DATABASE_URL or 127.0.0.1:5432")
    return str(request.param)


@pytest.fixture
def place(kind: str, tmp_path: Path, postgres: Engine | None) -> Iterator[Callable[[], Place]]:
    """Makes empty places."""
    made: list[str] = []

    def make() -> Place:
        data = tmp_path / uuid.uuid4().hex[:8]
        data.mkdir()
        if kind == "sqlite":
            return Place(data, f"sqlite:///{data / 'hiring.db'}")
        assert postgres is not None
        made.append(f"hiring_place_{uuid.uuid4().hex[:12]}")
        with postgres.connect() as admin:
            admin.execute(text(f"CREATE DATABASE {made[-1]}"))
        return Place(data, SERVER.rsplit("/", 1)[0] + "/" + made[-1])

    yield make
    for name in made:
        with postgres.connect() as admin:  # type: ignore[union-attr]
            drop(admin, name)


@pytest.fixture
def released(kind: str, tmp_path: Path) -> Path:
    """The backup of the first released schema."""
    return Path(shutil.copy(FOLDER / f"0001-{kind}.backup", tmp_path / "released.backup"))


@pytest.fixture
def restored(place: Callable[[], Place], released: Path) -> Place:
    """An installation restored from it."""
    made = place()
    result = made.run("restore", str(released), "--accept-old")
    assert result.exit_code == 0, result.output
    return made
