"""`hiring backup` and `hiring restore`: what was entrusted, out and in again."""

from pathlib import Path

import click

from hiring.app import create_app
from hiring.candidates.files import store
from hiring.cli.installation import acting, plainly, ready_app, settings
from hiring.core.settings import Settings
from hiring.keeping.backup import make_backup, note
from hiring.keeping.restore import Job
from hiring.keeping.restore import restore as restore_backup

_FILE = click.Path(path_type=Path, dir_okay=False)
_KEY_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_KEY_HELP = "A file whose text is the key of the backup; else HIRING_BACKUP_KEY."


@click.command()
@click.option("--to", "target", type=_FILE, help="Where to write it; else into “backups” of the data folder.")
@click.option("--key-file", type=_KEY_FILE, help=_KEY_HELP)
@plainly
def backup(target: Path | None, key_file: Path | None) -> None:
    """Take a backup of the running system: database and files of one moment, in one file."""
    app = ready_app()
    chosen: Settings = app.extensions["settings"]
    with app.app_context():
        made = make_backup(chosen, store(), target, _secret(chosen, key_file))
    with acting(app):
        note(made)
    head = made.manifest.head
    members, rows = len(made.manifest.members), sum(made.manifest.rows.values())
    click.echo(f"{made.path}\n{made.size} bytes, {'encrypted' if made.encrypted else 'NOT encrypted'}, {members} members, {rows} rows, SHA-256 {made.sha256}")
    click.echo(f"Head of the record: {head[0]}:{head[1]}" if head else "The record is empty.")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--key-file", type=_KEY_FILE, help=_KEY_HELP)
@click.option("--accept-old", is_flag=True, help="Take a backup although it is older than HIRING_BACKUP_DAYS.")
@plainly
def restore(source: Path, key_file: Path | None, accept_old: bool) -> None:
    """Restore SOURCE into an empty place, and prove what came in."""
    chosen = settings()
    restore_backup(Job(chosen, create_app, click.echo), source, _secret(chosen, key_file), accept_old=accept_old)
    click.echo("Restored. Start the server with: hiring serve")


def _secret(chosen: Settings, key_file: Path | None) -> str:
    """The key of the backup, or nothing."""
    return key_file.read_text(encoding="utf-8").strip() if key_file else chosen.backup_key
