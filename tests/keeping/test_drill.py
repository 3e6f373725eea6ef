"""The drill: a backup while eight people hand in feedback to the real server, restored into an empty place, everything checked."""

import http.client
import io
import re
import threading
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from hiring.accounts.models import Person
from hiring.accounts.passwords import hashed
from hiring.accounts.terms import Role
from hiring.candidates import operations as candidates
from hiring.candidates.models import Candidate, Resume
from hiring.db.session import db
from hiring.db.upgrades import upgrade
from hiring.openings.terms import Preset
from tests import world as told
from tests.conftest import make_app, settings_for
from tests.contracts.test_twin_worlds import Twin
from tests.crash.test_kill import History, Writer, writers
from tests.factories.candidates import PDF
from tests.server import KEY, Server

WRITERS, EACH, ENOUGH = 8, 6, 10
PASSWORD = "every voice counts once"


@pytest.fixture
def busy(place):
    """An installation in which eight interviewers have six complete drafts each, and a résumé lies in the store."""
    here = place()
    upgrade(here.url)
    app = make_app(settings_for(here.url, here.data, secret_key=KEY))
    mine: dict[str, list[int]] = {f"writer{number}": [] for number in range(WRITERS)}
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.open_opening(world, "support", "Support", Preset.FEEDBACK)
        with told.step("writers", told.MONDAY - timedelta(days=30)):
            for name in mine:
                told._add(world, name, f"Person {name}", Role.INTERVIEWER)
                told.COVER[name] = ("own-it",)
            world.person("writer0").password_hash = hashed(PASSWORD)
        for number in range(EACH):
            for name in mine:
                key = f"{name}x{number}"
                told.add_candidate(world, key, f"Candidate {key}", "support")
                told.plan_loop(world, key, f"{key}/support", first=datetime(2026, 11, 18, 0, 0) + timedelta(hours=number), panel=(name,))
                told.write_draft(world, f"{key}/{name}", told.MONDAY)
                mine[name].append(world.interviews[f"{key}/{name}"])
        with told.step("resume", told.MONDAY):
            candidates.add_resume(db.session.get_one(Candidate, world.candidates["writer0x0"]), io.BytesIO(PDF), "cv.pdf", world.actor("recruiter"))
    yield here, Twin(app, world, False), mine
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def working(browsers: list[Writer], history: History, enough: threading.Event, done: threading.Event) -> list[threading.Thread]:
    """Every browser at work; `enough` is set when some were acknowledged."""
    up = threading.Event()
    up.set()

    def work(browser: Writer) -> None:
        for interview in browser.interviews:
            Writer(browser.port, browser.cookie, browser.token, [interview]).work(history, up, done)
            if len(history.acknowledged) >= ENOUGH:
                enough.set()

    threads = [threading.Thread(target=work, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    return threads


def test_a_backup_under_eight_writers_is_restored_whole(busy, place, tmp_path):
    here, twin, mine = busy
    server = Server(here.data, DATABASE_URL=here.url)
    browsers = writers(twin, mine, server.port)  # signed in before anybody else writes
    server.start()
    history, enough, done = History(), threading.Event(), threading.Event()
    target = tmp_path / "drill.backup"
    try:
        threads = working(browsers, history, enough, done)
        assert enough.wait(120)
        with history.lock:
            before = set(history.acknowledged)
        taken = here.run("backup", "--to", str(target))
        with history.lock:
            after = set(history.sent)
        assert taken.exit_code == 0, taken.output
        for thread in threads:
            thread.join(timeout=240)
            assert not thread.is_alive()
    finally:
        done.set()
        server.stop()
    assert len(history.acknowledged) == WRITERS * EACH, "somebody was turned away while the backup was taken"
    _check(place(), target, before, after)


def _check(there, target, before, after) -> None:
    restored = there.run("restore", str(target))
    assert restored.exit_code == 0, restored.output
    stored = [row[0] for row in there.ask("SELECT interview_id FROM feedback")]
    assert before <= set(stored) <= after
    assert len(stored) == len(set(stored))
    assert there.ask("SELECT count(*) FROM audit_entry WHERE event = 'feedback.submitted'") == [(len(stored),)]
    assert "The record holds" in there.run("audit", "verify").output
    app = make_app(settings_for(there.url, there.data))
    with app.app_context():
        assert [key for key in db.session.scalars(select(Resume.storage_key)) if not (there.data / "files" / key).is_file()] == []
        email = db.session.scalar(select(Person.email).where(Person.password_hash.is_not(None)))
        db.session.remove()
        db.engine.dispose()
    server = Server(there.data, DATABASE_URL=there.url).start()
    try:
        assert signs_in(server.port, email)
    finally:
        server.stop()


def signs_in(port: int, email: str) -> bool:
    """Whether the sign-in page lets this person in, and their work is shown."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    host = {"Host": f"127.0.0.1:{port}"}
    line.request("GET", "/sign-in", headers=host)
    page = line.getresponse()
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page.read())
    cookie = SimpleCookie(page.headers["Set-Cookie"])
    headers = {**host, "Cookie": f"hiring={cookie['hiring'].value}", "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/sign-in", urlencode({"csrf_token": token[1].decode(), "email": email, "password": PASSWORD}), headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 303:
        return False
    line.request("GET", "/", headers={**host, "Cookie": f"hiring={SimpleCookie(answer.headers['Set-Cookie'])['hiring'].value}"})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status == 200
