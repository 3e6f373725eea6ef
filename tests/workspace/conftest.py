"""The world of the tests, and browsers that stand outside of it: a request has its own session, as in real life."""

import contextvars
from collections.abc import Callable, Iterator
from datetime import datetime
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


def outside(call: Callable[..., Any], *values: Any, **more: Any) -> Any:
    """Run something without the test's contexts and open transaction, at the moment where the test holds the clock."""
    moment = clock.now()
    db.session.rollback()

    def run() -> Any:
        with clock.held_at(moment):
            return call(*values, **more)

    return contextvars.Context().run(run)


class Browser:
    """A browser whose requests know nothing of the test."""

    def __init__(self, client: Any, send: Callable[..., Any]) -> None:
        self.client, self.send = client, send

    def get(self, path: str) -> Any:
        return outside(self.client.get, path)

    def post(self, path: str, **fields: Any) -> Any:
        return outside(self.send, self.client, path, **fields)


@pytest.fixture
def browser_of(world: World, client_of: Callable[..., Any], post: Callable[..., Any]) -> Callable[..., Browser]:
    """A browser of a person of the world by name; of a visitor without one."""
    return lambda name=None: Browser(outside(client_of, world.people[name] if name else None), post)
