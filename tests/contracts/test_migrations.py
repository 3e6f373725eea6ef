"""Migrations: up on an empty database, equal to the models with every guard, and down again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect, text

from hiring.db.base import Base
from hiring.db.schema import revisions, state
from hiring.db.session import database_address
from hiring.db.upgrades import configuration, downgrade, upgrade

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'",
    "postgresql": "SELECT t.tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(t.tgfoid) FROM pg_trigger t WHERE NOT t.tgisinternal",
}
EXCLUSIONS = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('x', 'c') AND connamespace = 'public'::regnamespace ORDER BY conname"
GRAMS = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%grams(%' UNION ALL SELECT proname, prosrc FROM pg_proc WHERE proname = 'grams'"


def guards(engine) -> dict[str, str]:
    with engine.connect() as connection:
        found = {name: sql for name, sql in connection.execute(text(TRIGGERS[engine.dialect.name]))}
        if engine.dialect.name == "postgresql":
            found |= {name: sql for name, sql in connection.execute(text(EXCLUSIONS))} | {name: sql for name, sql in connection.execute(text(GRAMS))}
    return found


@pytest.fixture
def engine(database_url):
    made = create_engine(database_address(database_url), poolclass=NullPool)
    yield made
    made.dispose()


def known_to_models(name: str | None, kind: str, parents: object) -> bool:
    """Indexes over grams are declared as statements beside their tables; the next test compares them word by word."""
    return "_gram" not in (name or "")


def test_the_migrated_database_equals_the_models(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True, "include_name": known_to_models})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_every_guard_that_the_models_declare(engine, database_url):
    migrated = guards(engine)
    assert len(migrated) > 30
    downgrade(database_url)
    Base.metadata.create_all(engine)
    assert guards(engine) == migrated


def test_down_leaves_nothing(engine, database_url):
    downgrade(database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert guards(engine) == {}
    upgrade(database_url)
    current, newest = state(database_url)
    assert current == newest


def test_the_revisions_named_by_their_files_are_alembics_own():
    own = ScriptDirectory.from_config(configuration("sqlite://")).walk_revisions()
    assert revisions() == tuple(script.revision for script in own)
