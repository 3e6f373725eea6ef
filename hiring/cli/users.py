"""`hiring user`: help for people who cannot come in, from the server itself."""

import click

from hiring.accounts.models import Person
from hiring.accounts.operations import second_factor
from hiring.accounts.operations.access import make_link
from hiring.accounts.operations.organisation import SETUP
from hiring.accounts.operations.people import grant as give
from hiring.accounts.queries import person_by_email
from hiring.accounts.rules import RESET_LIFE
from hiring.accounts.terms import LinkPurpose, Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.cli.installation import acting, ready_app
from hiring.web.hosts import base_url


@click.group()
def user() -> None:
    """Help somebody who cannot come in."""


@user.command()
@click.argument("email")
def reset(email: str) -> None:
    """Print a one-time link with which EMAIL chooses a new password."""
    with acting(ready_app()):
        person = _known(email)
        token = make_link(person, LinkPurpose.RESET, RESET_LIFE)
        record(Event.LINK_MADE, actor_id=None, subject=person.id, purpose=LinkPurpose.RESET.value)
        click.echo(f"{base_url()}/reset/{token}")


@user.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take the second factor of EMAIL away; their sessions end, and a mail tells them."""
    with acting(ready_app()):
        second_factor.reset(_known(email), None)
    click.echo("Taken away: the password alone opens this account now. Let its owner set up a new second factor.")


@user.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
def grant(email: str, role: str) -> None:
    """Give EMAIL a role or certificate from today on."""
    with acting(ready_app()):
        give(_known(email), Role(role), SETUP)
    click.echo("Granted; it holds from the next request on.")


def _known(email: str) -> Person:
    person = person_by_email(email)
    if person is None:
        raise click.ClickException("Nobody here has this address.")
    return person
