"""The command: every check in turn, in words or as JSON; it ends with 0 where nothing was found and with 1 otherwise."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click
from sqlalchemy.exc import SQLAlchemyError

from hiring.app import create_app
from hiring.cli.doctor import database, files, keeping, people, settings
from hiring.cli.doctor.finding import Check, Finding
from hiring.core import places
from hiring.core.settings import Settings
from hiring.db.schema import state
from hiring.db.session import db, only_reading

OUTSIDE: tuple[Check, ...] = (*settings.CHECKS, *files.CHECKS)
"""Checks that need no database."""

INSIDE: tuple[Check, ...] = (*database.CHECKS, *people.CHECKS, *keeping.CHECKS)
"""Checks that read the database; they run when it answers and its schema is the one of this program."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one line of JSON.")
def doctor(as_json: bool) -> None:
    """Say what is unsafe in this installation, and what to do about it."""
    findings = list(examine())
    if as_json:
        click.echo(json.dumps({"safe": not findings, "findings": [asdict(each) for each in findings]}, ensure_ascii=False))
    else:
        click.echo(_told(findings))
    sys.exit(1 if findings else 0)


def _told(findings: list[Finding]) -> str:
    """The findings in words, one below the other."""
    if not findings:
        return "Nothing unsafe was found."
    head = "One thing is not as it should be." if len(findings) == 1 else f"{len(findings)} things are not as they should be."
    parts = [f"{number}. {each.what}\n   Why it matters: {each.why}\n   What to do: {each.do}" for number, each in enumerate(findings, start=1)]
    return "\n\n".join([head, *parts])


def examine() -> Iterator[Finding]:
    """Everything that is found in the installation of this environment."""
    configuration = places.configuration()
    try:
        chosen: Settings = configuration.from_environment()
    except configuration.Unusable as reason:
        yield Finding("settings", str(reason), "The server does not start with these settings.", "Correct the setting, then run this again.")
        return
    for check in OUTSIDE:
        yield from check(chosen)
    yield from _inside(chosen)


def _inside(chosen: Settings) -> Iterator[Finding]:
    """What is found in the database, as far as it can be asked."""
    try:
        current, newest = state(chosen.database_url)
    except SQLAlchemyError as problem:
        yield Finding(
            "database",
            f"The database does not answer ({type(problem).__name__}).",
            "Nothing works without it.",
            "Check DATABASE_URL, that the server runs, and that its disk is not full.",
        )
        return
    if current != newest:
        yield Finding(
            "schema",
            f"The database is at schema {current or 'nothing'}, this program needs {newest}.",
            "The server does not start on an older or newer schema.",
            "Make a backup, then run: hiring db upgrade",
        )
        return
    app = create_app(chosen)
    with only_reading(), app.app_context():
        try:
            for check in INSIDE:
                yield from check(chosen)
        finally:
            db.session.remove()
            db.engine.dispose()
