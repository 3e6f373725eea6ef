"""The installation that a command acts on, from the environment; a refusal is one plain sentence."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from hiring.app import create_app
from hiring.candidates.files import Unavailable
from hiring.core import places
from hiring.core.errors import Refused
from hiring.core.settings import Settings
from hiring.db.locks import as_house
from hiring.db.schema import RESTORING, newest, revisions, state
from hiring.db.session import db, read_from_now_on
from hiring.keeping.sealed import Unfit

Command = TypeVar("Command", bound=Callable[..., Any])


def settings() -> Settings:
    """Settings from the environment with the login that owns the tables, or a plain sentence about what is missing."""
    chosen = running_settings()
    return replace(chosen, database_url=chosen.schema_url)


def running_settings() -> Settings:
    """Settings of the running program, whose login need not own anything."""
    configuration = places.configuration()
    try:
        found: Settings = configuration.from_environment()
    except configuration.Unusable as reason:
        raise click.ClickException(str(reason)) from None
    try:
        found.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as broken:
        raise click.ClickException(f"The data folder cannot be made: {broken.strerror}. Check HIRING_DATA.") from None
    return found


def ready_app(chosen: Settings | None = None) -> Flask:
    """The application on a database whose schema is the one this program knows; for commands unless it is said otherwise."""
    chosen = chosen or settings()
    require_schema(chosen.database_url)
    return create_app(chosen)


def require_schema(url: str) -> None:
    """Refuse a database that is older or newer than this program."""
    current = require_upgradable(url)
    if current != newest():
        raise click.ClickException(f"The database is at schema {current or 'nothing'}, this program needs {newest()}. Run: hiring db upgrade")


def require_upgradable(url: str) -> str | None:
    """The schema of a database; refused when it is newer than this program, or half restored, or does not answer."""
    try:
        current, newest_known = state(url)
    except OperationalError:
        raise click.ClickException("The database does not answer. Check DATABASE_URL and that the server runs.") from None
    if current == RESTORING:
        raise click.ClickException("A restore into this database did not come to its end. Empty the database and restore again.")
    if current and current not in revisions():
        told = f"The database is at schema {current}, which this program does not know (it knows up to {newest_known})."
        raise click.ClickException(f"{told} Start the newer program that it was upgraded for.")
    return current


@contextmanager
def acting(app: Flask) -> Iterator[None]:
    """One transaction of a command, done by the installation itself: committed when it ends well, a refusal becomes its message."""
    with as_house(), app.app_context(), app.test_request_context(base_url=app.extensions["settings"].base_url):
        read_from_now_on(False)
        try:
            yield
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            raise click.ClickException(str(refusal.sentence)) from None
        finally:
            db.session.remove()
            db.engine.dispose()


def plainly(command: Command) -> Command:
    """Let a command end with a plain sentence when a rule refuses it or the database cannot be written."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Refused as refusal:
            raise click.ClickException(str(refusal.sentence)) from None
        except (Unfit, Unavailable) as reason:
            raise click.ClickException(str(reason)) from None
        except OperationalError as broken:
            raise click.ClickException(f"The database refused: {type(broken.orig).__name__}. Is the disk full or read-only?") from None
        except (OSError, sqlite3.Error) as broken:
            raise click.ClickException(f"The disk refused: {getattr(broken, 'strerror', None) or broken}.") from None

    return run  # type: ignore[return-value]  # the wrapper has the command's own signature
