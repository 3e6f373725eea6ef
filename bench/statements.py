"""How many SQL statements a page costs, counted inside the program; beginning and ending a transaction are not counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from bench.cases import Case, Request
from bench.client import Target, product
from bench.world.load import settings_of
from bench.world.rows import World
from hiring.app import create_app
from hiring.core.settings import Settings
from hiring.db.locks import as_house
from hiring.db.session import db
from hiring.debriefs.queries import rooms


class Counter:
    """An application in this process that counts."""

    def __init__(self, world: World, settings: Settings, met: Target) -> None:
        self.met = met
        self.app: Flask = create_app(settings)
        self.target: Target = product(0, world.house.people, world.plan.seed, settings)
        self.client = self.app.test_client(use_cookies=False)

    def statements(self, request: Request) -> list[str]:
        """What the product asks its database for a request."""
        pulse = self._pulse(request) if request.path.endswith("seen=") else ""
        with self._recorded() as said:
            path, headers = request.path + pulse, {"Cookie": self.target.cookies[request.person], "Host": "127.0.0.1"}
            if request.form:
                form = {**request.form, "csrf_token": self.target.csrf} | ({"version": str(self.met.versions.get(request.row, 1))} if path.endswith("/draft") else {})
                self.client.post(path, data=form, headers=headers | ({"X-Autosave": "1"} if path.endswith("/draft") else {}))
            else:
                self.client.get(path, headers=headers)
        return said

    def _pulse(self, request: Request) -> str:
        """What the room of a poll says now, so that nothing is new."""
        with self.app.app_context(), as_house():
            return str(rooms.pulse(request.row))

    @contextmanager
    def _recorded(self) -> Iterator[list[str]]:
        said: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                said.append(statement)

        with self.app.app_context():
            engine: Engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield said
        finally:
            event.remove(engine, "before_cursor_execute", note)

    def close(self) -> None:
        """Give the connections back."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def counted(world: World, url: str, folder: Any, cases: list[Case], met: Target) -> dict[str, int]:
    """Statements of every page of the product; the most of three rows each."""
    counter = Counter(world, settings_of(url, folder), met)
    try:
        return {case.name: max(len(counter.statements(case.draw()[0])) for _ in range(1 if case.writes else 3)) for case in cases}
    finally:
        counter.close()
