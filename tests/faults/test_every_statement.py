"""One act is one transaction (promise 9): a fault at every n-th statement leaves the state before or the state after, never between."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from hiring.db.session import db
from hiring.debriefs.terms import KeyAnswer, VerdictValue
from hiring.feedback.terms import Vote
from hiring.loops.terms import KeyKind, Seat
from tests.conftest import Shelf
from tests.machines.acts import staged
from tests.machines.house import House, house
from tests.machines.model import NEEDS
from tests.machines.on_server import ServerHouse
from tests.machines.test_http import Posts

STEP = {"sqlite": 1, "postgresql": 1 if os.environ.get("HIRING_DRILL") else 3}
"""Which statements fail: each, or every so-manieth, beginning elsewhere in each act."""


class Faulty(Posts):
    """The acts as forms; the answer is looked at by the test."""

    status = 0

    def post(self, allowed, actor, path, **fields):
        assert allowed
        client, token = self.house.browsers[actor]
        with self.house.at(self.model):
            self.status = client.post(path, data={"csrf_token": token, **fields}).status_code
        return False


ACTS: dict[str, tuple[str, int, Callable[[Faulty], None]]] = {
    "draft": ("released", 1, lambda on: on.write("aiko", on.model.seat_of("aiko"), "thin")),
    "submit": ("released", 6, lambda on: on.seal("aiko", on.model.seat_of("aiko"), Vote.INCLINED)),
    "move": ("released", 1, lambda on: on.move("recruiter", on.model.seat_of("elena"), 9)),
    "replace": ("released", 1, lambda on: on.replace("recruiter", on.model.seat_of("elena"), "outsider", "Ill.")),
    "add": ("released", 1, lambda on: on.add("recruiter", "outsider", Seat.INTERVIEWER, 9, ("own-it",))),
    "not held": ("released", 6, lambda on: on.miss("elena", on.model.seat_of("elena"))),
    "successor": ("released", 1, lambda on: on.hand_on("recruiter", KeyKind.BAR, "core", "Away.")),
    "cancel loop": ("released", 1, lambda on: on.cancel_loop("recruiter", "Filled.")),
    "excuse": ("released", 6, lambda on: on.excuse_absentee("raiser", "aiko", "Ill.")),
    "open": ("sealed", 6, lambda on: on.open_debrief("raiser")),
    "confirm": ("reading", 6, lambda on: on.confirm("aiko")),
    "vote": ("voting", 6, lambda on: on.vote("aiko", Vote.NOT_INCLINED, "I heard more.")),
    "verdict": ("discussion", 6, lambda on: on.find("raiser", sorted(NEEDS)[0], VerdictValue.MET, (0,))),
    "open as recruiter": ("sealed", 6, lambda on: on.open_debrief("recruiter")),
    "key": ("decision", 6, lambda on: on.turn("manager", KeyKind.MANAGER, KeyAnswer.YES, "")),
}


@contextmanager
def fault_at(machine: Faulty, number: int) -> Iterator[list[str]]:
    """Let the statement of this number fail as a broken disk would; 0 only counts."""
    seen: list[str] = []

    def count(connection, cursor, statement, *rest):
        seen.append(statement)
        if len(seen) == number:
            raise OperationalError(statement, {}, Exception("disk I/O error"))

    with machine.house.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


@pytest.fixture(scope="module")
def server(postgres: Engine | None, blank_postgres: str | None) -> Iterator[ServerHouse | None]:
    """The house on PostgreSQL, or None where no server answers."""
    if postgres is None or blank_postgres is None:
        yield None
        return
    shelf = Shelf(postgres, blank_postgres)
    made = ServerHouse(shelf)
    try:
        yield made
    finally:
        made.close()
        shelf.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest) -> Callable[[], House]:
    """A house on each kind of database; PostgreSQL is a visible skip where no server answers."""
    if request.param == "sqlite":
        return house
    made: ServerHouse | None = request.getfixturevalue("server")
    if made is None:
        pytest.skip("no PostgreSQL server answers at TEST_DATABASE_URL or 127.0.0.1:5432")
    return made.itself


@pytest.mark.parametrize("name", ACTS)
def test_a_fault_at_any_statement_leaves_nothing_by_half(name: str, home: Callable[[], House], request: pytest.FixtureRequest) -> None:
    staged(home)
    machine = Faulty()
    machine.home = home
    before, after, total = carried_out(machine, name)
    step = STEP[request.node.callspec.params["home"]]
    for number in range(1 + list(ACTS).index(name) % step, total + 1, step):
        stopped(machine, name, number, before, after)
    assert total > 5 and before != after


def carried_out(machine: Faulty, name: str) -> tuple[str, str, int]:
    """The state before and after the act when nothing fails, and how many statements it takes."""
    with on_stage(machine, name):
        before = machine.house.fingerprint()
        with fault_at(machine, 0) as seen:
            ACTS[name][2](machine)
        assert machine.status == 303, machine.status
        return before, machine.house.fingerprint(), len(seen)


def stopped(machine: Faulty, name: str, number: int, before: str, after: str) -> None:
    """The same with one statement that fails: all or nothing."""
    with on_stage(machine, name), fault_at(machine, number) as seen:
        ACTS[name][2](machine)
        assert machine.status in (303, 500, 503), (number, machine.status)
        assert machine.house.fingerprint() == (after if machine.status == 303 else before), f"{name}: half done after statement {number}: {seen[-1][:80]}"


@contextmanager
def on_stage(machine: Faulty, name: str) -> Iterator[None]:
    """The stage of an act, at its hour."""
    stage, hour, _ = ACTS[name]
    machine.start(stage)
    machine.model.hour = max(hour, machine.model.hour)
    try:
        yield
    finally:
        machine.house.end()
