"""On PostgreSQL a page that only reads can write nothing, and what was planned for it serves the next one."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from hiring.accounts.terms import Role
from hiring.db.session import db, only_reading
from tests.factories.accounts import make_person

PREPARED = text("SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT candidate.id%'")


@pytest.fixture
def on_postgres(app):
    """An application on PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("SQLite keeps no plans")
    return app


def test_what_was_planned_for_a_page_serves_the_next_one(on_postgres, client_of):
    with on_postgres.app_context():
        person_id = make_person("Aiko", Role.RECRUITER).id
        db.session.commit()
    browser = client_of(person_id)
    for _ in range(3):
        assert browser.get("/candidates").status_code == 200
    with on_postgres.app_context(), only_reading():
        assert db.session.scalars(PREPARED).all()
        db.session.rollback()
        assert db.session.scalars(PREPARED).all(), "a rollback of what only read forgets nothing"


def test_a_transaction_that_only_reads_writes_nothing(on_postgres):
    with on_postgres.app_context(), only_reading():
        with pytest.raises(InternalError, match="read-only transaction"):
            db.session.execute(text("UPDATE person SET level = 1"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT 1")) == 1, "the connection goes on"


def test_a_writer_takes_back_what_it_wrote(on_postgres):
    with on_postgres.app_context():
        person_id = make_person("Aiko").id
        db.session.commit()
        db.session.execute(text("UPDATE person SET level = 9"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT level FROM person WHERE id = :id"), {"id": person_id}) != 9
