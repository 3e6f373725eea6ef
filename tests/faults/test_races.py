"""Several who write at once, against two real servers on one database (promises 10, 11 and 12)."""

import os
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.db.session import db
from hiring.feedback.models import Draft, Feedback
from hiring.openings.terms import Preset
from tests import world as told
from tests.conftest import make_app, settings_for, token_of
from tests.contracts.test_twin_worlds import Twin, signed_in
from tests.server import KEY, Server

DRILL = bool(os.environ.get("HIRING_DRILL"))
ROUNDS, AT_ONCE = (30 if DRILL else 6), 20
PAIRS = 50 if DRILL else 20
WRITERS, ACTS = 16, (60 if DRILL else 15)
NAMES = ("aiko", "liam", "elena", "outsider")


@dataclass
class Scene:
    """Two servers, one database, and interviews with their browsers."""

    twin: Twin
    servers: list[Server]
    interviews: list[tuple[str, int]]
    browsers: dict[str, tuple[str, str]]

    def request(self, number: int, name: str, path: str, fields: dict[str, str], **headers: str) -> bytes:
        """A whole request to one of the servers, as bytes."""
        cookie, token = self.browsers[name]
        body = urlencode({"csrf_token": token, **fields}).encode()
        port = self.server(number).port
        lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}", "Content-Type: application/x-www-form-urlencoded"]
        lines += [f"{each.replace('_', '-')}: {value}" for each, value in headers.items()] + [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        return "\r\n".join(lines).encode() + body

    def server(self, number: int) -> Server:
        return self.servers[number % len(self.servers)]


def send(port: int, request: bytes, gate: Callable[[], object] = lambda: None) -> tuple[int, str]:
    """Send all but the last byte, wait at the gate, send that; status and page."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request[:-1])
        gate()
        connection.sendall(request[-1:])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2].decode(errors="replace")


@pytest.fixture
def scene(database_url, tmp_path) -> Iterator[Scene]:
    app = make_app(settings_for(database_url, tmp_path, secret_key=KEY))
    interviews: list[tuple[str, int]] = []
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.open_opening(world, "support", "Support", Preset.FEEDBACK)
        told.COVER["outsider"] = ("own-it",)
        for number in range(max(ROUNDS, PAIRS, WRITERS) // len(NAMES) + 1):
            for name in NAMES:
                key = f"{name}{number}"
                told.add_candidate(world, key, f"Candidate {key}", "support")
                told.plan_loop(world, key, f"{key}/support", first=datetime(2026, 11, 18, 0, 0) + timedelta(hours=number), panel=(name,))
                told.write_draft(world, f"{key}/{name}", told.MONDAY)
                interviews.append((name, world.interviews[f"{key}/{name}"]))
    twin = Twin(app, world, False)
    servers = [Server(tmp_path, DATABASE_URL=database_url).start() for _ in range(2)]
    with clock.held_at(datetime.now(UTC)):
        browsers = {}
        for name in NAMES:
            client = signed_in(twin, name)
            token = token_of(client)
            browsers[name] = (f"hiring={client.get_cookie('hiring').value}", token)
    yield Scene(twin, servers, interviews, browsers)
    for server in servers:
        server.stop()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def stored(scene: Scene, chosen: object) -> list[object]:
    with scene.twin.app.app_context():
        return list(db.session.scalars(chosen))


def at_once(scene: Scene, requests: list[bytes]) -> list[tuple[int, str]]:
    """Requests whose last bytes leave together."""
    gate = threading.Barrier(len(requests))
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(lambda each: send(scene.server(each[0]).port, each[1], gate.wait), enumerate(requests)))


def test_invariant_18_twenty_equal_submits_are_one(scene):
    fields = {"version": "1", "vote": "inclined", "strongest_for": "Clear facts", "strongest_against": "Few numbers"}
    for name, interview in scene.interviews[:ROUNDS]:
        answers = at_once(scene, [scene.request(number, name, f"/interviews/{interview}/feedback/vote", fields) for number in range(AT_ONCE)])
        assert Counter(status for status, _ in answers) == {303: AT_ONCE}
    sealed = stored(scene, select(Feedback.interview_id))
    assert Counter(sealed) == {interview: 1 for _, interview in scene.interviews[:ROUNDS]}
    assert stored(scene, select(func.count(AuditEntry.number)).where(AuditEntry.event == Event.FEEDBACK_SUBMITTED)) == [ROUNDS]


def test_invariant_18_of_two_who_save_from_one_state_one_wins_and_the_other_keeps_the_text(scene):
    for name, interview in scene.interviews[:PAIRS]:
        texts = [f"text of tab {tab} for {interview}" for tab in range(2)]
        requests = [scene.request(tab, name, f"/interviews/{interview}/draft", {"version": "1", "notes": texts[tab]}) for tab in range(2)]
        (first, first_page), (second, second_page) = at_once(scene, requests)
        assert sorted((first, second)) == [303, 409]
        lost = 0 if first == 409 else 1
        assert texts[lost] in (first_page, second_page)[lost]
        (kept,) = stored(scene, select(Draft).where(Draft.interview_id == interview))
        assert kept.version == 2 and texts[1 - lost] in str(kept.body) and texts[lost] not in str(kept.body)


def test_writers_wait_and_do_not_fail(scene):
    """Read, then write, again and again, sixteen at once: nobody hears of a lock."""

    def work(number: int) -> Counter[int]:
        name, interview = scene.interviews[number]
        statuses: Counter[int] = Counter()
        for act in range(ACTS):
            request = scene.request(number, name, f"/interviews/{interview}/draft", {"version": str(act + 1), "notes": f"word {act}"}, X_Autosave="1")
            status, page = send(scene.server(number).port, request)
            statuses[status] += 1
            assert status == 200 and re.search(r"\d", page), (status, page[:200])
        return statuses

    with ThreadPoolExecutor(WRITERS) as pool:
        counted = sum(pool.map(work, range(WRITERS)), Counter())
    assert counted == {200: WRITERS * ACTS}
    versions = dict(zip(stored(scene, select(Draft.interview_id).order_by(Draft.id)), stored(scene, select(Draft.version).order_by(Draft.id)), strict=True))
    assert {versions[interview] for _, interview in scene.interviews[:WRITERS]} == {ACTS + 1}
