"""What tests of the commands lean on: an installation in the environment, and commands run in this process."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.cli import main
from hiring.core import clock
from hiring.db.session import db
from hiring.keeping.proof import check_record, keep

GOOD_KEY = "5b1f0c7ae93d48627fd1c05e9ab3847216f0ed7c95a24b38"


@pytest.fixture
def installation(app: Flask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An installation in which nothing is unsafe, as the environment describes it; change it before a command runs."""
    tmp_path.chmod(0o700)
    for name in ("FLASK_DEBUG", "PYTHONDEVMODE", "HIRING_MODE"):
        monkeypatch.delenv(name, raising=False)
    values = {
        "HIRING_DATA": str(tmp_path),
        "DATABASE_URL": database_url,
        "HIRING_SECRET_KEY": GOOD_KEY,
        "HIRING_BASE_URL": "https://hiring.northlight.example",
        "HIRING_TRUSTED_PROXIES": "1",
        "HIRING_SMTP_URL": "smtps://user:password@mail.northlight.example",
        "HIRING_BACKUP_KEY": GOOD_KEY[::-1],
        "HIRING_METRICS_TOKEN": GOOD_KEY[8:],
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


@pytest.fixture
def kept(app: Flask) -> None:
    """A fresh backup and a checked record: what a well-kept installation has beside its settings."""
    with app.app_context(), clock.held_at(datetime.now(UTC)):
        record(Event.BACKUP_TAKEN, actor_id=None)
        db.session.commit()
        found = check_record()
        db.session.rollback()  # what is kept has a transaction of its own
        keep(found)


@pytest.fixture
def command(installation: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `hiring …` on the installation; settings by keyword: `command("doctor", HIRING_MODE="test")`."""

    def run(*arguments: str, **environment: Any) -> Result:
        for name, value in environment.items():
            monkeypatch.setenv(name, str(value))
        with clock.held_at(datetime.now(UTC)):  # commands compare our clock with those of others
            return CliRunner().invoke(main, list(arguments), catch_exceptions=False)

    return run
