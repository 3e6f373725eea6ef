"""`hiring audit`: proving the record."""

import click

from hiring.cli.installation import acting, ready_app
from hiring.db.locks import sees_all
from hiring.db.session import db, only_reading
from hiring.keeping.proof import Head, check_record, keep, last_check


@click.group()
def audit() -> None:
    """Check the append-only record of acts."""


@audit.command()
@click.option("--anchor", metavar="NUMBER:SEAL", help="A head noted down earlier: shows a tail that was cut or rewritten.")
@click.option("--keep", "kept", is_flag=True, help="Write down what was found, for /readyz; compares with the last head that was kept.")
def verify(anchor: str | None, kept: bool) -> None:
    """Check every entry, the rows it speaks for, and a noted head; names the first bad one."""
    with acting(ready_app()):
        if not sees_all(db.session()):
            raise click.ClickException("This database login does not own the tables and cannot see everything that the record speaks for. Set HIRING_OWNER_URL.")
        with only_reading():
            before = last_check() if kept else None
            finding = check_record(_anchor(anchor) or (before.head if before else None))
            db.session.rollback()
        if kept:
            keep(finding)
    if finding.fault:
        raise click.ClickException(finding.fault)
    head = finding.head
    click.echo(f"The record holds: {head[0]} entries. Note down this head: {head[0]}:{head[1]}" if head else "The record is empty.")


def _anchor(text: str | None) -> Head | None:
    """A head as it was noted down."""
    if text is None:
        return None
    number, _, seal = text.partition(":")
    if not number.isdigit() or not seal:
        raise click.ClickException("An anchor looks like 1234:SEAL, as this command prints it.")
    return int(number), seal
