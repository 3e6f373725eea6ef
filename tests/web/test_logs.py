"""What the real server writes down (promise 25): one line an event, and not one word of a person, no secret, no address that was asked for."""

import http.client
import json
import re
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from hiring.core import clock
from hiring.db.session import db
from tests.conftest import make_app, settings_for, token_of
from tests.contracts.test_twin_worlds import Twin, signed_in
from tests.keeping.release import tell
from tests.server import KEY, Server

CANARY = "zq7canary"
KNOWN = {"event", "request", "level", "timestamp", "method", "route", "status", "ms", "person", "kind", "where", "name", "notice", "problem", "tries", "fault"}


@pytest.fixture
def running(tmp_path, blank_sqlite):
    """A server on a small world, with somebody's browser for each name."""
    shutil.copy(blank_sqlite, tmp_path / "hiring.db")
    app = make_app(settings_for(f"sqlite:///{tmp_path / 'hiring.db'}", tmp_path, secret_key=KEY))
    twin = Twin(app, tell(app), False)
    server = Server(tmp_path, HIRING_METRICS_TOKEN=f"{CANARY}-metrics-token")
    browsers = [Browser(server, twin, name) for name in (None, "recruiter", "liam")]  # signed in before anybody else writes
    server.start()
    yield server, twin, tmp_path, browsers
    server.stop()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Browser:
    """Requests of one person, forms and files."""

    def __init__(self, server, twin, name):
        with clock.held_at(datetime.now(UTC)):
            client = signed_in(twin, name)
            self.token = token_of(client)
        self.port, self.cookie = server.port, f"hiring={client.get_cookie('hiring').value}"

    def ask(self, method, path, body=None, **headers) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, path, body, {"Host": f"127.0.0.1:{self.port}", "Cookie": self.cookie, **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    def post(self, path, **fields) -> int:
        return self.ask("POST", path, urlencode({"csrf_token": self.token, **fields}), Content_Type="application/x-www-form-urlencoded")

    def upload(self, path, name, content) -> int:
        parts = (
            f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token}\r\n--edge\r\nContent-Disposition: form-data; name="resume"; filename="{name}"\r\n\r\n'
        )
        return self.ask("POST", path, parts.encode() + content + b"\r\n--edge--\r\n", Content_Type="multipart/form-data; boundary=edge")


def told(twin, visitor, recruiter, liam) -> None:
    """A set of requests that carry canaries wherever a person's words or a secret can stand."""
    assert visitor.post("/sign-in", email=f"{CANARY}@example.com", password=f"{CANARY} password") == 422
    assert visitor.post("/sign-in", email="aiko@example.com", password=f"{CANARY} password") == 422
    assert visitor.ask("GET", f"/reset/{CANARY}-token") == 404
    assert visitor.ask("GET", f"/{CANARY}?{CANARY}={CANARY}", User_Agent=CANARY, Referer=f"http://x/{CANARY}", X_Request_Id=f"{CANARY}-id") == 404
    assert visitor.ask("GET", "/metrics", Authorization=f"Bearer {CANARY}-metrics-token") == 200
    assert visitor.ask(f"X{CANARY}".upper(), "/sign-in") in (400, 405)
    facts = {"name": f"{CANARY} name", "email": f"{CANARY}@example.org", "phone": "", "locale": "en", "zone": "Asia/Tokyo", "source": "referral", "person_id": ""}
    assert recruiter.post("/candidates/new", **facts) == 303
    candidate = twin.world.candidates["mateo"]
    assert recruiter.upload(f"/candidates/{candidate}/resumes", f"{CANARY}.txt", f"{CANARY} in a résumé".encode()) == 303
    assert recruiter.upload(f"/candidates/{candidate}/resumes", f"{CANARY}.pdf", b"%PDF-1.7 " + CANARY.encode() + b"\n%%EOF") == 303
    assert recruiter.ask("GET", f"/candidates?q={CANARY}") == 200
    path = f"/interviews/{twin.world.interviews['mateo/liam']}"
    assert liam.post(f"{path}/draft", version="1", notes=f"{CANARY} notes") in (303, 409)
    assert liam.post(f"{path}/feedback/vote", version="99", vote="inclined", strongest_for=f"{CANARY} for", strongest_against=f"{CANARY} against") in (409, 422)
    assert liam.ask("POST", f"{path}/draft", f"csrf_token={CANARY}&notes={CANARY}", Content_Type="application/x-www-form-urlencoded") == 422


def wait_until_read(folder) -> None:
    """Until the worker has read what was uploaded; the deadline only ends a broken run."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with closing(sqlite3.connect(folder / "hiring.db")) as connection:
            if connection.execute("SELECT count(*) FROM resume_text WHERE status = 'waiting'").fetchone() == (0,):
                return
        time.sleep(0.2)
    pytest.fail("the worker did not read the résumés")


def test_nothing_that_a_person_wrote_and_no_secret_stands_in_the_log(running):
    server, twin, folder, browsers = running
    told(twin, *browsers)
    wait_until_read(folder)
    server.stop()
    log = server.log.read_text()
    assert CANARY not in log
    assert KEY not in log
    assert not re.search(r"Mateo|Sakura|Aiko|example\.com|@example", log)
    assert "\x1b" not in log
    entries = [json.loads(line) for line in log.splitlines()]
    assert len([each for each in entries if each["event"] == "request"]) >= 13
    assert {name for each in entries for name in each} <= KNOWN
    assert {each["route"] for each in entries if each["event"] == "request" and each["status"] == 404} <= {"-", "/reset/<token>"}
