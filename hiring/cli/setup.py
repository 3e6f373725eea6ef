"""`hiring init` and `hiring seed`: the first administrator, the principles and the question bank."""

import click

from hiring.accounts.operations.organisation import found
from hiring.accounts.terms import Locale
from hiring.app import create_app
from hiring.cli.installation import acting, plainly, ready_app, settings
from hiring.core.text import Words
from hiring.db import upgrades
from hiring.seeding.bank import load_bank


@click.command()
@click.option("--organisation", prompt="Name of the organisation")
@click.option("--zone", prompt="Time zone", default="UTC")
@click.option("--name", prompt="Your name")
@click.option("--email", prompt="Your e-mail address")
@click.option("--locale", type=click.Choice(["en", "ja"]), default="en")
@click.option("--password", prompt="A password of 12 characters or more", hide_input=True, confirmation_prompt=True)
@plainly
def init(organisation: str, zone: str, name: str, email: str, locale: str, password: str) -> None:
    """Set up the organisation with its first administrator, once."""
    chosen = settings()
    upgrades.upgrade(chosen.database_url)
    title = Words(ja=organisation) if locale == "ja" else Words(en=organisation)
    app = create_app(chosen)
    with acting(app):
        found(title, zone, administrator=name, email=email, password=password, locale=Locale(locale))
        load_bank()
    click.echo("Done. Start the server with: hiring serve")


@click.command()
@plainly
def seed() -> None:
    """Load the shipped principles and questions; what is there already stays as it is."""
    with acting(ready_app()):
        report = load_bank()
    click.echo(report)
