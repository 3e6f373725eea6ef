"""Building a demonstration for tests, and comparing two of them."""

import hashlib
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from hiring.core import clock
from hiring.core.settings import Mode, Settings
from hiring.seeding.demo import Built, build
from tests.conftest import settings_for

START = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""A Sunday, in the evening of Berlin and the night of Tokyo: the worst moment to begin."""


def settings_in(folder: Path) -> Settings:
    return settings_for(f"sqlite:///{folder / 'hiring.db'}", folder, mode=Mode.DEMONSTRATION)


def build_in(folder: Path) -> tuple[Built, list[str]]:
    """Build one with the clock held, and what it said meanwhile."""
    said: list[str] = []
    with clock.held_at(START):
        return build(settings_in(folder), said.append), said


def digest(folder: Path) -> dict[str, str]:
    """A fingerprint of every table, but for the hash of the password."""
    with sqlite3.connect(folder / "hiring.db") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: _of_table(connection, name) for name in names}


def _of_table(connection: sqlite3.Connection, name: str) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "password_hash"]
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1").fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


if __name__ == "__main__":
    build_in(Path(sys.argv[1]))
