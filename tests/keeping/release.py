"""What a release leaves behind for the upgrade tests: a backup of a small world at its schema, one for each kind of database.

Run once when a schema is released, before the next migration is written: `python -m tests.keeping.release`
"""

import io
import sys
import tempfile
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import NullPool, create_engine, text

from hiring.candidates import operations as candidates
from hiring.candidates.files import store
from hiring.candidates.models import Candidate
from hiring.core import clock
from hiring.core.settings import Settings
from hiring.db import schema, upgrades
from hiring.db.session import database_address, db
from hiring.feedback.terms import Vote
from hiring.keeping.backup import make_backup
from hiring.openings.terms import Preset
from tests import world as told
from tests.conftest import SERVER, make_app, settings_for
from tests.factories.candidates import PDF

FOLDER = Path(__file__).parent / "released"
NOW = told.MONDAY + timedelta(days=5)


def tell(app: Flask) -> told.World:
    """A loop that was decided, one that goes on, a draft, opinions and a résumé."""
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.open_opening(world, "support", "Support", Preset.FEEDBACK)
        for key, name in (("sakura", "Sakura Watanabe"), ("mateo", "Mateo Silva"), ("gustav", "Gustav Nyberg")):
            told.add_candidate(world, key, name, "storage")
        with told.step("resume", told.MONDAY - timedelta(days=19)):
            for key, content, name in (("sakura", PDF, "履歴書.pdf"), ("mateo", "Eight years of storage engines, ストレージ.".encode(), "cv.txt")):
                candidates.add_resume(db.session.get_one(Candidate, world.candidates[key]), io.BytesIO(content), name, world.actor("recruiter"))
        told.opinions(world, "sakura/storage", told.MONDAY - timedelta(days=10), "plain")
        told.reject(world, "gustav/storage", told.MONDAY - timedelta(days=9), "plain")
        told.plan_loop(world, "sakura", "sakura/storage", first=datetime(2026, 11, 19, 10, 0))
        told.plan_loop(world, "mateo", "mateo/storage", first=datetime(2026, 11, 20, 10, 0))
        for number, name in enumerate(told.PANEL):
            told.submit(world, f"sakura/{name}", told.MONDAY - timedelta(hours=60 - number), Vote.INCLINED)
        told.debrief_to_the_end(world, "sakura", told.MONDAY)
        told.submit(world, "mateo/aiko", told.MONDAY)
        told.write_draft(world, "mateo/liam", told.MONDAY)
    return world


def release(settings: Settings, engine: str) -> Path:
    """Tell the world at the newest schema and take a backup of it."""
    app = make_app(settings)
    tell(app)
    with app.app_context(), clock.held_at(NOW):
        made = make_backup(settings, store(), FOLDER / f"{schema.newest()}-{engine}.backup", "")
        db.session.remove()
        db.engine.dispose()
    return made.path


def main() -> None:
    """Write both backups."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/hiring.db"
        upgrades.upgrade(url)
        sys.stdout.write(f"{release(settings_for(url, Path(folder)), 'sqlite')}\n")
    name = f"hiring_release_{uuid.uuid4().hex[:12]}"
    admin = create_engine(database_address(SERVER), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with tempfile.TemporaryDirectory() as folder, admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            url = SERVER.rsplit("/", 1)[0] + "/" + name
            upgrades.upgrade(url)
            sys.stdout.write(f"{release(settings_for(url, Path(folder)), 'postgresql')}\n")
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


if __name__ == "__main__":
    main()
