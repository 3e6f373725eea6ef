"""`hiring db`: the schema."""

import click

from hiring.cli.installation import plainly, settings
from hiring.db import schema


@click.group()
def db() -> None:
    """Care for the database."""


@db.command()
@plainly
def upgrade() -> None:
    """Bring the schema up to this program."""
    chosen = settings()
    schema.upgrade(chosen.database_url)
    click.echo(f"The database is at schema {schema.state(chosen.database_url)[0]}.")
