"""The folder of a demonstration: built beside and put in its place when it is whole, opened when it is there."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url

from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.settings import Settings
from hiring.core.text import say
from hiring.db import upgrades
from hiring.db.locks import as_house
from hiring.seeding.demo.personas import Account, accounts
from hiring.seeding.demo.telling import tell

Progress = Callable[[str], None]


class Built(NamedTuple):
    """A demonstration that is whole."""

    start: str
    accounts: list[Account]


def opened(settings: Settings) -> Built | None:
    """The demonstration that is there, brought to the schema of this program; None where none was finished."""
    if not _marker(settings).exists():
        return None
    stored = json.loads(_marker(settings).read_text(encoding="utf-8"))
    upgrades.upgrade(settings.database_url)
    return Built(stored["start"], [Account(**each) for each in stored["accounts"]])


def build(settings: Settings, progress: Progress) -> Built:
    """A whole demonstration, from today back; what an interrupted build left is thrown away first."""
    _clear(settings)
    built = Built(now().date().isoformat(), accounts())
    _begun(settings).touch()
    beside = replace(settings, database_url=f"sqlite:///{_beside(settings)}")
    progress("Preparing the database … 1 %")
    upgrades.upgrade(beside.database_url)
    with as_house():
        tell(beside, progress)
    _finish(settings, built)
    progress("The demonstration is ready … 100 %")
    return built


def _clear(settings: Settings) -> None:
    """Make room for a build; refused where something stands that is no half-built demonstration of ours."""
    foreign = _database(settings).exists() and not _begun(settings).exists()
    if foreign:
        raise Refused(say("The folder %(folder)s holds an installation that is no demonstration. Choose another folder with --data.", folder=str(settings.data)))
    for path in (_beside(settings), _database(settings)):
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
    if _begun(settings).exists():
        shutil.rmtree(settings.data / "files", ignore_errors=True)


def _finish(settings: Settings, built: Built) -> None:
    """Give the database its name, and say last of all that it is whole."""
    with sqlite3.connect(_beside(settings)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _beside(settings).replace(_database(settings))
    content = {"start": built.start, "accounts": [account._asdict() for account in built.accounts]}
    half = _marker(settings).with_suffix(".part")
    with half.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    half.replace(_marker(settings))
    _begun(settings).unlink()


def _database(settings: Settings) -> Path:
    """The file of the database; a demonstration has no other kind."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused(say("A demonstration keeps its own SQLite database in its folder. Unset DATABASE_URL and start it again."))
    return Path(url.database)


def _beside(settings: Settings) -> Path:
    """Where the database stands while it is being built."""
    return _database(settings).with_suffix(".building")


def _begun(settings: Settings) -> Path:
    """Says that a build began in this folder."""
    return settings.data / "demo.begun"


def _marker(settings: Settings) -> Path:
    """Says that the demonstration is whole, and who can sign in."""
    return settings.data / "demo.json"
