"""One demonstration for all tests that only look at it, and a copy for those that act in it."""

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hiring.app import create_app
from hiring.core import clock
from hiring.db.session import db
from hiring.seeding.demo import Built, offer_personas
from tests.seeding.demonstration import START, build_in, settings_in


@dataclass(frozen=True)
class Demonstration:
    """A folder with a demonstration, and what was said while it was built."""

    folder: Path
    built: Built
    said: list[str]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Built in a folder in which another build was killed half-way."""
    folder = tmp_path_factory.mktemp("demonstration")
    for name in ("demo.begun", "hiring.building", "hiring.building-wal"):
        (folder / name).write_bytes(b"killed")
    (folder / "files").mkdir()
    (folder / "files" / ("0" * 32)).write_bytes(b"nobody's")
    began = time.perf_counter()
    built, said = build_in(folder)
    sys.stdout.write(f"\nthe demonstration was built in {time.perf_counter() - began:.1f} s\n")
    return Demonstration(folder, built, said)


def _application(folder: Path) -> Flask:
    return offer_personas(create_app(settings_in(folder)))


@pytest.fixture
def told(demonstration: Demonstration) -> Iterator[Any]:
    """A session on the demonstration, to look at it at the moment of its start."""
    app = _application(demonstration.folder)
    with clock.held_at(START), app.app_context():
        yield db.session
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def served(demonstration: Demonstration, tmp_path: Path) -> Iterator[Flask]:
    """An application on a copy, to act in it."""
    shutil.copytree(demonstration.folder, tmp_path / "copy")
    app = _application(tmp_path / "copy")
    with clock.held_at(START):
        yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
