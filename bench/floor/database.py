"""One connection a thread, hand-written SQL for both databases."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=8000", "temp_store=MEMORY", "mmap_size=1073741824", "cache_size=-65536")


class Database:
    """Where the floor reads and writes."""

    def __init__(self, url: str) -> None:
        self.url, self.sqlite = url, url.startswith("sqlite")
        self.own = threading.local()

    def _connection(self) -> Any:
        if not hasattr(self.own, "connection"):
            self.own.connection = self._connect()
        return self.own.connection

    def _connect(self) -> Any:
        if not self.sqlite:
            return psycopg.connect(self.url, autocommit=True, prepare_threshold=1)
        made = sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None, cached_statements=256)
        for pragma in _PRAGMAS:
            made.execute(f"PRAGMA {pragma}")
        return made

    def _said(self, statement: str) -> str:
        return statement if self.sqlite else statement.replace("%", "%%").replace("?", "%s")

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Every row of a query."""
        found: list[Any] = self._connection().execute(self._said(statement), values).fetchall()
        return found

    def row(self, statement: str, *values: Any) -> Any:
        """The first row of a query, or None."""
        return next(iter(self.rows(statement, *values)), None)

    def run(self, statement: str, *values: Any) -> None:
        """A statement that changes something."""
        self._connection().execute(self._said(statement), values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that takes the write lock at once, as the product's do."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE" if self.sqlite else "BEGIN")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def prepare(self) -> None:
        """Tables of the floor's own, beside the product's: what was read, and what was done."""
        number = "INTEGER PRIMARY KEY" if self.sqlite else "bigserial PRIMARY KEY"
        self.run("CREATE TABLE IF NOT EXISTS floor_read (feedback_id bigint, person_id bigint, at text, PRIMARY KEY (feedback_id, person_id))")
        self.run(f"CREATE TABLE IF NOT EXISTS floor_act (id {number}, at text, person_id bigint, act text, subject bigint)")
