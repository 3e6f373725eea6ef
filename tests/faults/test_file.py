"""The file of SQLite: what a power cut leaves is a prefix of the commits, and every connection forces what it commits (promises 7, 8, 12)."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from hiring.db.session import db
from hiring.db.turns import Gate
from tests.waiting import until

COMMITS, PAGE = 40, 1024


def settings_of(connection: sqlite3.Connection) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"):
        connection.execute(f"PRAGMA {pragma}")


def written(path: Path) -> Path:
    """A file whose commits all lie in its log: commit number n adds row n and says so in a second table."""
    connection = sqlite3.connect(path, isolation_level=None)
    settings_of(connection)
    connection.execute("CREATE TABLE act (number INTEGER PRIMARY KEY, body TEXT)")
    connection.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(COMMITS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO act VALUES (?, ?)", (number, "words " * 400))
        connection.execute("INSERT INTO entry VALUES (?)", (number,))
        connection.execute("COMMIT")
    copy = path.with_name("cut")
    copy.mkdir()
    for name in (path.name, f"{path.name}-wal"):
        shutil.copy(path.with_name(name), copy / name)
    connection.close()
    return copy / path.name


def test_a_log_cut_anywhere_leaves_a_prefix_of_the_commits(tmp_path):
    source = written(tmp_path / "acts.db")
    log = source.with_name(f"{source.name}-wal").read_bytes()
    cuts = [*range(0, len(log), max(PAGE // 4, len(log) // 400)), len(log)]
    seen = set()
    for place, size in enumerate(cuts):
        folder = tmp_path / f"cut{place}"
        folder.mkdir()
        shutil.copy(source, folder / source.name)
        (folder / f"{source.name}-wal").write_bytes(log[:size])
        with sqlite3.connect(folder / source.name) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            acts = [row[0] for row in connection.execute("SELECT number FROM act ORDER BY number")]
            assert acts == list(range(len(acts))) == [row[0] for row in connection.execute("SELECT number FROM entry ORDER BY number")]
        connection.close()
        shutil.rmtree(folder)
        seen.add(len(acts))
    assert len(cuts) >= 300 and seen == set(range(COMMITS + 1))


@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1), ("recursive_triggers", 1), ("busy_timeout", 8000)])
def test_every_connection_of_the_pool_is_set_up(app, pragma, value):
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("settings of SQLite's connections")
    found = []

    def ask():
        with app.app_context(), db.engine.connect() as connection:
            found.append(connection.execute(text(f"PRAGMA {pragma}")).scalar())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [value] * 4


def gate_is_free(folder: Path) -> bool:
    """Whether somebody else may ask SQLite for the lock now."""
    entered, gate = threading.Event(), Gate(folder)

    def enter() -> None:
        gate.enter()
        entered.set()
        gate.leave()

    threading.Thread(target=enter).start()
    return entered.wait(0.3)


def test_whoever_waits_for_the_lock_keeps_other_processes_from_slipping_in_before(tmp_path):
    blocker = sqlite3.connect(tmp_path / "acts.db", isolation_level=None)
    settings_of(blocker)
    blocker.execute("BEGIN IMMEDIATE")
    engine = create_engine(f"sqlite:///{tmp_path / 'acts.db'}")
    begun, over = threading.Event(), threading.Event()

    def write() -> None:
        with engine.begin():
            begun.set()
            over.wait(30)

    assert gate_is_free(tmp_path)
    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: not gate_is_free(tmp_path))
    assert not begun.is_set()
    blocker.execute("COMMIT")
    assert begun.wait(30) and gate_is_free(tmp_path), "the gate is for those who wait, not for those who write"
    over.set()
    writer.join()
    blocker.close()
    engine.dispose()
