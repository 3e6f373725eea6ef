"""`hiring db`: the schema."""

import click

from hiring.cli.installation import plainly, require_upgradable, settings
from hiring.db import schema, upgrades
from hiring.keeping.snapshots import copy_sqlite, file_of


@click.group()
def db() -> None:
    """Care for the database."""


@db.command()
@plainly
def upgrade() -> None:
    """Bring the schema up to this program; a SQLite database is copied first."""
    chosen = settings()
    current = require_upgradable(chosen.database_url)
    if current and current != schema.newest():
        _copy_first(chosen.database_url, current)
    upgrades.upgrade(chosen.database_url)
    click.echo(f"The database is at schema {schema.state(chosen.database_url)[0]}.")


def _copy_first(url: str, current: str) -> None:
    """Keep what was there before, in a file beside the database; a copy half made by a killed upgrade is made again."""
    path = file_of(url)
    if path is None:
        click.echo("PostgreSQL upgrades in one transaction: it ends whole or as it was. A backup before it is taken with: hiring backup")
        return
    kept, half = path.with_name(f"{path.name}.schema-{current}"), path.with_name(f"{path.name}.schema-{current}.part")
    half.unlink(missing_ok=True)
    copy_sqlite(path, half)
    half.replace(kept)
    click.echo(f"The database as it was is kept in {kept.name}; delete it when all is well.")
