"""One act is one transaction (promise 9): a fault at every n-th statement leaves the state before or the state after, never between."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from hiring.db.session import db
from hiring.debriefs.terms import KeyAnswer, VerdictValue
from hiring.feedback.terms import Vote
from hiring.loops.terms import KeyKind, Seat
from tests.machines.acts import staged
from tests.machines.model import NEEDS
from tests.machines.test_http import Posts

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


class Faulty(Posts):
    """The acts as forms; the answer is looked at by the test."""

    status = 0

    def post(self, allowed, actor, path, **fields):
        assert allowed
        client, token = self.house.browsers[actor]
        with self.house.at(self.model):
            self.status = client.post(path, data={"csrf_token": token, **fields}).status_code
        return False

    def state(self) -> str:
        """A fingerprint of everything that is stored."""
        tables = [row[0] for row in self.house.ask(TABLES)]
        return hashlib.sha256(repr([sorted(self.house.ask(f"SELECT * FROM {table}"), key=repr) for table in tables]).encode()).hexdigest()


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


@pytest.mark.parametrize("name", ACTS)
def test_a_fault_at_any_statement_leaves_nothing_by_half(name: str) -> None:
    stage, hour, act = ACTS[name]
    staged()
    machine, number, total = Faulty(), 0, 0
    before = after = ""
    while number <= total:
        machine.start(stage)
        machine.model.hour = max(hour, machine.model.hour)
        try:
            before = machine.state()
            with fault_at(machine, number) as seen:
                act(machine)
            if number == 0:
                assert machine.status == 303, machine.status
                total, after = len(seen), machine.state()
            else:
                assert machine.status in (303, 500, 503), (number, machine.status)
                assert machine.state() == (after if machine.status == 303 else before), f"{name}: half done after statement {number}: {seen[-1][:80]}"
        finally:
            machine.house.end()
        number += 1
    assert total > 5 and before != after
