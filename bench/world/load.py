"""Writing the organisation: the real schema by Alembic, then rows in bulk, then every index and trigger back as it was."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql

from bench.world import candidates, debriefs, loops
from bench.world.house import House, build
from bench.world.plan import Plan
from bench.world.rows import Rows, World
from hiring.app import create_app
from hiring.candidates.models import KEYS
from hiring.core.settings import Mode, Settings
from hiring.db.session import db
from hiring.db.upgrades import upgrade

_FORWARD = "UPDATE debrief SET phase = ?, phase_since = ?, revealed_at = ?, closed_at = ? WHERE id = ?"
_BATCH = 20_000


def settings_of(url: str, folder: Path, port: int = 8000) -> Settings:
    """The installation that is measured: as in production."""
    return Settings(mode=Mode.PRODUCTION, data=folder, database_url=url, secret_key="bench" * 8, base_url=f"http://127.0.0.1:{port}")


def load(url: str, folder: Path, plan: Plan, *, guarded: bool = False) -> World:
    """Fill an empty database; `guarded` leaves every index and trigger in place while the rows come."""
    upgrade(url)
    app = create_app(settings_of(url, folder))
    world = World(plan, build(app, plan))
    _close(app)
    writer = _Sqlite(url, guarded) if url.startswith("sqlite") else _Postgres(url, guarded)
    for step in (*candidates.tables(world), *loops.tables(world), *debriefs.tables(world)):
        if isinstance(step, int):
            writer.forward(debriefs.moving_on(world, step))
        else:
            writer.write(step)
    writer.write(debriefs.audit(world, *writer.head()))
    writer.finish()
    return world


def known(url: str, folder: Path, plan: Plan) -> World:
    """The world of a database that was filled before by the same plan."""
    app = create_app(settings_of(url, folder))
    with app.app_context():
        ids = {name: [row[0] for row in db.session.execute(db.text(query))] for name, query in _IDS.items()}
    _close(app)
    return World(plan, House(ids["people"], ids["openings"], ids["principles"], [], plan.recruiters))


_IDS = {
    "people": "SELECT id FROM person ORDER BY id",
    "openings": "SELECT id FROM opening ORDER BY id",
    "principles": "SELECT principle_id FROM requirement WHERE opening_id = (SELECT min(id) FROM opening) ORDER BY position",
}


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class _Writer(ABC):
    """One connection that fills tables."""

    @abstractmethod
    def write(self, rows: Rows) -> None:
        """Put rows into their table."""

    @abstractmethod
    def forward(self, changes: Iterator[tuple[Any, ...]]) -> None:
        """Let debriefs go on to their next phase."""

    @abstractmethod
    def head(self) -> tuple[int, str]:
        """Number and seal of the newest entry of the log."""

    @abstractmethod
    def finish(self) -> None:
        """Everything back as the migrations made it, and statistics fresh."""


class _Sqlite(_Writer):
    """Into the real tables, in one transaction a table."""

    def __init__(self, url: str, guarded: bool) -> None:
        self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        fast = "" if guarded else "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;"
        self.connection.executescript(f"{fast} PRAGMA foreign_keys = {'ON' if guarded else 'OFF'}")
        chosen = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        self.apart = [] if guarded else self.connection.execute(chosen).fetchall()
        for kind, name, _made in self.apart:
            self.connection.execute(f"DROP {kind} {name}")

    def write(self, rows: Rows) -> None:
        """By executemany."""
        columns = rows.columns.split()
        self._many(f"INSERT INTO {rows.table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", iter(rows.rows))

    def forward(self, changes: Iterator[tuple[Any, ...]]) -> None:
        """By executemany."""
        self._many(_FORWARD, changes)

    def _many(self, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
        self.connection.execute("BEGIN")
        self.connection.executemany(statement, rows)
        self.connection.execute("COMMIT")

    def head(self) -> tuple[int, str]:
        """From the table."""
        found: tuple[int, str] = self.connection.execute("SELECT number, seal FROM audit_entry ORDER BY number DESC LIMIT 1").fetchone()
        return found

    def finish(self) -> None:
        """Indexes first, which triggers lean on; grams that no trigger wrote."""
        for _kind, _name, made in sorted(self.apart):
            self.connection.execute(made)
        if self.apart:
            self.connection.execute(KEYS.rebuilt())
        self.connection.executescript("PRAGMA synchronous = FULL; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()


class _Postgres(_Writer):
    """By COPY; constraints that cost a look-up a row come back, checked, at the end."""

    def __init__(self, url: str, guarded: bool) -> None:
        self.guarded = guarded
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET TIME ZONE 'UTC'; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        self.apart = [] if guarded else self._take_apart()

    def _take_apart(self) -> list[str]:
        """Take triggers, foreign keys, exclusions and plain indexes away; the statements that bring them back."""
        self._triggers("DISABLE")
        constraints = self.connection.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype IN ('f', 'x') AND connamespace = 'public'::regnamespace ORDER BY contype DESC, conname"
        ).fetchall()
        back = [f'ALTER TABLE "{table.strip(chr(34))}" ADD CONSTRAINT {name} {made}' for table, name, made in constraints]
        for table, name, _made in constraints:
            self._run(f'ALTER TABLE "{table.strip(chr(34))}" DROP CONSTRAINT {name}')
        indexes = self.connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = 'public'"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname AND c.connamespace = 'public'::regnamespace)"
        ).fetchall()
        for name, _made in indexes:
            self._run(f"DROP INDEX {name}")
        return [*(made for _name, made in indexes), *back]

    def _triggers(self, act: str) -> None:
        for (table,) in self.connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            self._run(f'ALTER TABLE "{table}" {act} TRIGGER USER')

    def _run(self, statement: str) -> None:
        self.connection.execute(sql.SQL(statement))  # type: ignore[arg-type]  # made from the catalogue above

    def write(self, rows: Rows) -> None:
        """By COPY."""
        with self.connection.cursor() as cursor, cursor.copy(sql.SQL(f"COPY {rows.table} ({', '.join(rows.columns.split())}) FROM STDIN")) as copy:  # type: ignore[arg-type]
            for row in rows.rows:
                copy.write_row(row)

    def forward(self, changes: Iterator[tuple[Any, ...]]) -> None:
        """In batches."""
        statement = _FORWARD.replace("?", "%s")
        while batch := list(islice(changes, _BATCH)):
            with self.connection.transaction(), self.connection.cursor() as cursor:
                cursor.executemany(statement, batch)

    def head(self) -> tuple[int, str]:
        """From the table."""
        found = self.connection.execute("SELECT number, seal FROM audit_entry ORDER BY number DESC LIMIT 1").fetchone()
        return (found[0], found[1]) if found else (0, "0" * 64)

    def finish(self) -> None:
        """Indexes, foreign keys and triggers."""
        for made in self.apart:
            self._run(made)
        if not self.guarded:
            self._triggers("ENABLE")
        self._run("VACUUM ANALYZE")
        self.connection.close()
