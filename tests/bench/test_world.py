"""The organisation of the bench: its rows come in through every trigger and constraint, and a fast load leaves the schema as it was."""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from bench.world.load import load
from bench.world.plan import plan_for
from hiring.audit.queries import links
from hiring.audit.rules import first_fault
from hiring.db.base import Base
from hiring.db.session import database_address, db
from tests.conftest import make_app, settings_for

PLAN = plan_for(400, datetime(2026, 11, 23, 12, tzinfo=UTC))
SHAPES = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    " UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    " UNION SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
}


CASTS = re.compile(r"::[a-z ]+(\[\])?|[()]")


def shape_of(url: str) -> list[tuple]:
    """What the schema consists of; PostgreSQL writes the casts of a condition differently each time it reads it."""
    kind = "sqlite" if url.startswith("sqlite") else "postgresql"
    rows = rows_of(url, SHAPES[kind])
    return rows if kind == "sqlite" else sorted(tuple(CASTS.sub("", part) for part in row) for row in rows)


def rows_of(url: str, statement: str) -> list[tuple]:
    engine = create_engine(database_address(url), poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


@pytest.mark.parametrize("guarded", [True, False], ids=["through every trigger", "in bulk"])
def test_the_rows_hold_every_rule(database_url: str, tmp_path: Path, guarded: bool) -> None:
    shape = shape_of(database_url)
    load(database_url, tmp_path, PLAN, guarded=guarded)
    assert shape_of(database_url) == shape
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    found = dict(rows_of(database_url, "SELECT status, count(*) FROM loop GROUP BY status"))
    assert set(found) == {"planning", "released", "debrief", "decided", "cancelled"} and sum(found.values()) == PLAN.loops
    assert {phase for (phase,) in rows_of(database_url, "SELECT DISTINCT phase FROM debrief")} == {"reading", "voting", "discussion", "decision", "closed"}
    app = make_app(settings_for(database_url, tmp_path))
    with app.app_context():
        assert first_fault(links()) is None
        db.session.remove()
        db.engine.dispose()


def test_both_ways_load_the_same_rows(tmp_path: Path) -> None:
    """What triggers let in one by one is what the fast load writes."""
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("guarded", "fast")]
    for url, guarded in zip(urls, (True, False), strict=True):
        load(url, tmp_path, PLAN, guarded=guarded)
    for table in Base.metadata.sorted_tables:
        guarded, fast = (sorted(map(repr, rows_of(url, f'SELECT * FROM "{table.name}"'))) for url in urls)
        assert guarded == fast, table.name
