"""`hiring audit`: proving the record."""

import click

from hiring.audit import queries
from hiring.audit.rules import first_fault
from hiring.cli.installation import acting, ready_app
from hiring.debriefs.witness import broken_decision
from hiring.feedback.witness import broken_feedback


@click.group()
def audit() -> None:
    """Check the append-only record of acts."""


@audit.command()
@click.option("--anchor", metavar="NUMBER:SEAL", help="A head noted down earlier: shows a tail that was cut or rewritten.")
def verify(anchor: str | None) -> None:
    """Check every entry, the rows it speaks for, and a noted head; names the first bad one."""
    with acting(ready_app()):
        fault = first_fault(queries.links())
        if fault:
            raise click.ClickException(f"Entry {fault.number} {fault.why}.")
        _check_anchor(anchor)
        for kind, broken in (("feedback", broken_feedback()), ("decision", broken_decision())):
            if broken is not None:
                raise click.ClickException(f"The {kind} {broken} is not as the record says.")
        head = queries.head()
    click.echo(f"The record holds: {head[0]} entries. Note down this head: {head[0]}:{head[1]}" if head else "The record is empty.")


def _check_anchor(anchor: str | None) -> None:
    """Compare a head that was noted down earlier with the entry of that number."""
    if anchor is None:
        return
    number, _, seal = anchor.partition(":")
    if not number.isdigit() or not seal:
        raise click.ClickException("An anchor looks like 1234:SEAL, as this command prints it.")
    found = queries.seal_at(int(number))
    if found is None:
        raise click.ClickException(f"Entry {number} is missing: the tail was cut.")
    if found != seal:
        raise click.ClickException(f"Entry {number} is not the one that was noted down.")
