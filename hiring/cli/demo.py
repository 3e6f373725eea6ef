"""`hiring demo`: a believable organisation to try everything on."""

import json
import secrets
import sys
from pathlib import Path

import click

from hiring.app import create_app
from hiring.cli.installation import plainly
from hiring.cli.run import serve_app
from hiring.core import places
from hiring.core.settings import Settings
from hiring.seeding.demo import Built, build, offer_personas, opened

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.option("--data", "folder", type=_FOLDER, default=Path("demo-data"), show_default=True, help="Folder of the demonstration; an existing one is opened.")
@click.option("--port", default=8000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one line with address, data folder and accounts.")
@click.option("--no-serve", is_flag=True, help="Build only.")
@plainly
def demo(folder: Path, port: int, as_json: bool, no_serve: bool) -> None:
    """Build a demonstration organisation, or open the one that is there, and serve it."""
    settings = _settings(folder.resolve(), port)
    built = opened(settings) or build(settings, progress=lambda text: click.echo(text, err=True))
    _announce(built, settings, as_json)
    if not no_serve:
        serve_app(offer_personas(create_app(settings)), "127.0.0.1", port)


def _settings(folder: Path, port: int) -> Settings:
    """Settings of a demonstration: its own folder, its own secret, no mail server."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = folder / "secret"
    if not key.exists():
        key.write_text(secrets.token_hex(32), encoding="ascii")
    environment = {"HIRING_MODE": "demonstration", "HIRING_DATA": str(folder), "HIRING_SECRET_KEY": key.read_text(encoding="ascii"), "HIRING_BASE_URL": f"http://127.0.0.1:{port}"}
    configured: Settings = places.configuration().from_environment(environment)
    return configured


def _announce(built: Built, settings: Settings, as_json: bool) -> None:
    """Say where it is and who can sign in."""
    if as_json:
        accounts = [account._asdict() for account in built.accounts]
        click.echo(json.dumps({"address": settings.base_url, "data": str(settings.data), "accounts": accounts}, ensure_ascii=False))
        return
    click.echo(f"\nOpen {settings.base_url} and choose a person, or sign in with:\n", err=True)
    for account in built.accounts:
        click.echo(f"  {account.role:<26} {account.email:<40} {account.password}", err=True)
    sys.stderr.flush()
