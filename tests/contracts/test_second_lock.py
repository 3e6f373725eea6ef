"""The second lock (promise 2): past every check of the application, the database shows a viewer no more than the seal allows."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.exc import DatabaseError

from hiring.core import clock
from hiring.db.locks import LOCKS, NOBODY, as_house, look_as, role_of, viewer
from hiring.db.session import database_address, db
from hiring.db.upgrades import upgrade
from hiring.debriefs.operations import phases
from hiring.feedback.models import Draft, Evidence, Feedback, PrincipleRating
from hiring.feedback.terms import Vote
from tests.conftest import make_app, settings_for
from tests.factories.debriefs import WEDNESDAY, held_scene, opened, people, read_by_all, who, write_feedback
from tests.factories.feedback import write

TEXTS = {"draft": "body", "feedback": "vote", "principle_rating": "rating", "evidence": "action", "addendum": "text", "final_vote": "vote", "practice": "body"}
"""What each locked table keeps secret."""


@pytest.fixture
def session(session: Any) -> Iterator[Any]:
    """The interviews are over."""
    with clock.held_at(WEDNESDAY):
        yield session


def authors(model) -> set[int]:
    """Whose rows are there for whoever looks now."""
    return set(db.session.scalars(select(model.author_id)))


class Looking:
    """Rows as somebody sees them, asked without any check; afterwards the house looks again."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id

    def __enter__(self) -> None:
        db.session.commit()
        self.before = viewer()
        look_as(self.person_id)

    def __exit__(self, *error: object) -> None:
        db.session.rollback()
        look_as(self.before)


def test_every_text_and_vote_is_locked(app):
    assert set(LOCKS) == set(TEXTS)


def test_invariant_05_who_owes_feedback_sees_only_their_own_rows(session):
    scene = held_scene()
    write_feedback(scene, "aiko")
    write(scene.interview("aiko"))
    with Looking(scene.aiko.id):
        assert authors(Feedback) == set() and authors(Draft) == {scene.aiko.id}
        assert session.scalars(select(Evidence.action)).all() == [] and session.scalars(select(PrincipleRating.rating)).all() == []
    with Looking(scene.liam.id):
        assert authors(Feedback) == {person.id for name, person in people(scene).items() if name != "aiko"} and authors(Draft) == set()
    with Looking(scene.cast.recruiter.id):
        assert authors(Feedback) == set() and authors(Draft) == set()


def test_nobody_sees_nothing_and_the_house_everything(session):
    scene = held_scene()
    write_feedback(scene, "aiko")
    write(scene.interview("aiko"))
    with Looking(NOBODY):
        for table, column in TEXTS.items():
            assert session.execute(text(f"SELECT {column} FROM {table}")).all() == []
    with as_house():
        session.rollback()
        assert len(authors(Feedback)) == 3 and authors(Draft) == {scene.aiko.id}


def test_invariant_09_second_votes_stay_hidden_until_they_are_revealed(session):
    scene, debrief = opened()
    read_by_all(scene, debrief)
    phases.begin_voting(debrief, who(scene, "raiser"))
    for name in people(scene):
        phases.cast_vote(debrief, Vote.INCLINED, "", who(scene, name))
    seen = text("SELECT person_id FROM final_vote")
    with Looking(scene.aiko.id):
        assert session.scalars(seen).all() == [scene.aiko.id]
    phases.begin_discussion(debrief, who(scene, "raiser"))
    with Looking(scene.aiko.id):
        assert len(session.scalars(seen).all()) == 4
    with Looking(scene.cast.head.id):
        assert session.scalars(seen).all() == []


@pytest.mark.parametrize(("table", "column"), TEXTS.items())
def test_the_tables_themselves_are_shut_on_sqlite(session, table, column):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has one way to a table, and it is locked")
    for statement in (f"SELECT {column} FROM main.{table}", f"SELECT count(*) FROM main.{table}", f"SELECT id FROM main.{table} WHERE {column} > ''", f"DROP VIEW temp.{table}"):
        with pytest.raises(DatabaseError, match=r"prohibited|not authorized"):
            session.execute(text(statement))


def test_nobody_writes_in_anothers_name_on_postgresql(session):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite's lock is one on reading")
    scene = held_scene()
    write(scene.interview("aiko"))
    with Looking(scene.liam.id):
        assert session.execute(text("UPDATE draft SET version = version + 1")).rowcount == 0
        assert session.execute(text("DELETE FROM draft")).rowcount == 0
        with pytest.raises(DatabaseError, match="row-level security"):
            write(scene.interview("aiko"))


def test_the_role_of_the_application_owns_nothing_and_cannot_undo_the_lock(session):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    role = role_of(db.engine.url.database)
    with Looking(NOBODY):
        assert session.scalar(text("SELECT current_user")) == role
        assert session.execute(text("SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")).one() == (False, False, False)
        assert session.scalar(text("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)")) == 0
        forced = session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY relname")).all()
        assert forced == sorted(LOCKS)
    for statement in ("ALTER TABLE feedback DISABLE ROW LEVEL SECURITY", "DROP POLICY reads ON feedback", "ALTER TABLE feedback DISABLE TRIGGER ALL", "TRUNCATE draft"):
        with Looking(NOBODY), pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
            session.execute(text(statement))


@pytest.fixture
def plain_owner(postgres):
    """A database whose owner is no superuser: (url, its password is none, since the tests' server trusts)."""
    if postgres is None:
        pytest.skip("no PostgreSQL server answers at TEST_DATABASE_URL or 127.0.0.1:5432")
    name = f"hiring_plain_{uuid.uuid4().hex[:12]}"
    with postgres.connect() as admin:
        admin.execute(text(f"CREATE ROLE {name} LOGIN CREATEROLE"))
        admin.execute(text(f"CREATE DATABASE {name} OWNER {name}"))
        extension = create_engine(postgres.url.set(database=name), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with extension.connect() as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS btree_gist"))
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            connection.execute(text(f"ALTER SCHEMA public OWNER TO {name}"))
    yield str(postgres.url.set(database=name, username=name).render_as_string(hide_password=False))
    with postgres.connect() as admin:
        admin.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.execute(text(f"DROP ROLE IF EXISTS {role_of(name)}"))
        admin.execute(text(f"DROP ROLE {name}"))


def test_the_owner_too_is_locked_unless_it_says_to_be_the_house(plain_owner, tmp_path):
    upgrade(plain_owner)
    app = make_app(settings_for(plain_owner, tmp_path))
    with clock.held_at(WEDNESDAY), app.app_context():
        scene = held_scene()
        write_feedback(scene)
        db.session.commit()
        assert len(authors(Feedback)) == 4
        db.session.remove()
        db.engine.dispose()
    engine = create_engine(database_address(plain_owner), poolclass=NullPool)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM feedback")) == 0
        connection.execute(text("SET LOCAL hiring.house = 'on'"))
        assert connection.scalar(text("SELECT count(*) FROM feedback")) == 4
        connection.execute(text(f"SET LOCAL ROLE {role_of(engine.url.database)}"))
        assert connection.scalar(text("SELECT count(*) FROM feedback")) == 0
    engine.dispose()
