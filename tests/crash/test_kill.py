"""The real server is killed at random while feedback is submitted; what was acknowledged is there, once, and the record holds."""

import http.client
import os
import random
import sqlite3
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from hiring.accounts.terms import Role
from hiring.audit.queries import links
from hiring.audit.rules import first_fault
from hiring.core import clock
from hiring.db.session import db
from hiring.feedback.models import Feedback
from hiring.feedback.terms import Vote
from hiring.feedback.witness import broken_feedback
from hiring.openings.terms import Preset
from tests import world as told
from tests.conftest import make_app, settings_for, token_of
from tests.contracts.test_twin_worlds import Twin, signed_in
from tests.server import KEY, Server

DRILL = bool(os.environ.get("HIRING_DRILL"))
"""`python3 dev.py drill`: a thousand submits and two hundred kills."""

KILLS, EACH = (200, 100) if DRILL else (30, 24)
NAMES = ("aiko", "liam", "elena", "outsider", *(f"writer{number}" for number in range(6 if DRILL else 0)))
WRITERS = len(NAMES)


@dataclass
class History:
    """What each writer sent and what was acknowledged."""

    sent: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Writer:
    """A browser that submits its interviews one after the other, each until it is acknowledged."""

    port: int
    cookie: str
    token: str
    interviews: list[int]

    def work(self, history: History, up: threading.Event, done: threading.Event) -> None:
        for interview in self.interviews:
            while not done.is_set():
                up.wait()
                with history.lock:
                    history.sent.add(interview)
                if self._submit(interview):
                    with history.lock:
                        history.acknowledged.add(interview)
                    break

    def _submit(self, interview: int) -> bool:
        """True when the server said that the feedback is sealed."""
        body = urlencode({"csrf_token": self.token, "version": "1", "vote": "inclined", "strongest_for": "Clear facts", "strongest_against": "Few numbers"})
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", "Host": f"127.0.0.1:{self.port}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", f"/interviews/{interview}/feedback/vote", body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        assert answer.status in (303, 503), f"{answer.status} for a submit"
        return answer.status == 303


def owing(world: told.World, name: str, number: int) -> int:
    """One more interview with a whole draft; a thousand steps of one moment would draw some ids twice."""
    key, later = f"{name}{number}", timedelta(seconds=60 * number + NAMES.index(name))
    told.add_candidate(world, key, f"Candidate {key}", "support", at=told.MONDAY - timedelta(days=20) + later)
    first = datetime(2026, 11, 18, 0, 0) + timedelta(hours=number)
    told.plan_loop(world, key, f"{key}/support", first=first, panel=(name,), at=told.MONDAY - timedelta(days=6) + later)
    told.write_draft(world, f"{key}/{name}", told.MONDAY + later)
    return world.interviews[f"{key}/{name}"]


def prepare(folder: Path, blank: Path) -> tuple[Twin, dict[str, list[int]]]:
    """Loops of one interview each, already begun, with a complete draft; twenty-four for each of four interviewers."""
    (folder / "hiring.db").write_bytes(blank.read_bytes())
    app = make_app(settings_for(f"sqlite:///{folder / 'hiring.db'}", folder, secret_key=KEY))
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.open_opening(world, "support", "Support", Preset.FEEDBACK)
        mine: dict[str, list[int]] = {name: [] for name in NAMES}
        for name in NAMES[3:]:
            told.COVER[name] = ("own-it",)
            if name not in world.people:
                told._add(world, name, name.title(), Role.INTERVIEWER)
        for number in range(EACH):
            for name in NAMES:
                mine[name].append(owing(world, name, number))
    return Twin(app, world, False), mine


@pytest.fixture
def prepared(tmp_path, blank_sqlite):
    twin, mine = prepare(tmp_path, blank_sqlite)
    yield tmp_path, twin, mine
    with twin.app.app_context():
        db.session.remove()
        db.engine.dispose()


def writers(twin: Twin, mine: dict[str, list[int]], port: int) -> list[Writer]:
    """Browsers that are signed in for good."""
    made = []
    with clock.held_at(datetime.now(UTC)):
        for name, interviews in mine.items():
            client = signed_in(twin, name)
            token = token_of(client)
            cookie = client.get_cookie("hiring")
            made.append(Writer(port, f"hiring={cookie.value}", token, interviews))
    return made


def test_invariant_07_what_was_acknowledged_survives_thirty_kills(prepared):
    folder, twin, mine = prepared
    server = Server(folder).start()
    history, up, done = History(), threading.Event(), threading.Event()
    up.set()
    threads = [threading.Thread(target=writer.work, args=(history, up, done)) for writer in writers(twin, mine, server.port)]
    for thread in threads:
        thread.start()
    chance, kills = random.Random(7), 0
    try:
        while kills < KILLS:
            _wait_for_more(history, chance.randint(1, 3), threads)
            server.kill()
            kills += 1
            up.clear()  # whoever knocks again and again keeps the two processors from starting it
            server.start()
            up.set()
        for thread in threads:
            thread.join(timeout=120)
            assert not thread.is_alive()
    finally:
        done.set()
        up.set()
        server.stop()
    _check(folder, twin, history)


def _wait_for_more(history: History, count: int, threads: list[threading.Thread]) -> None:
    """Wait until some more submits were acknowledged, or all are."""
    target = min(len(history.acknowledged) + count, WRITERS * EACH)
    while len(history.acknowledged) < target and any(thread.is_alive() for thread in threads):
        threads[0].join(timeout=0.005)


def _check(folder: Path, twin: Twin, history: History) -> None:
    with sqlite3.connect(folder / "hiring.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with twin.app.app_context():
        stored = Counter(db.session.scalars(select(Feedback.interview_id)))
        assert history.acknowledged <= set(stored) <= history.sent
        assert set(stored.values()) == {1}
        assert len(history.acknowledged) == WRITERS * EACH
        assert {feedback.vote for feedback in db.session.scalars(select(Feedback))} == {Vote.INCLINED}
        assert first_fault(links()) is None
        assert broken_feedback() is None
