"""The world of the tests: two openings, a panel, and loops told step by step."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from hiring.core import clock
from hiring.db.session import db
from tests import world as told
from tests.world import World


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """An organisation with a released loop on Sakura, interviewed on Friday; nobody has submitted."""
    with app.app_context(), app.test_request_context():
        made = told.begin()
        told.add_candidate(made, "sakura", "Sakura Watanabe", "storage", name_ja="渡辺 さくら")
        told.plan_loop(made, "sakura", "sakura/storage", first=datetime(2026, 11, 20, 10, 0))
        yield made
        db.session.rollback()


@pytest.fixture
def at() -> Callable[[timedelta], Any]:
    """Hold the clock some time after Monday morning."""
    return lambda later: clock.held_at(told.MONDAY + later)
