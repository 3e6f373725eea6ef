"""A web server is killed while people write through both: what was acknowledged is there, once, and the record holds (promise 7)."""

import http.client
import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event

from sqlalchemy import func, select

from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event as Act
from hiring.core.places import PACKAGE
from hiring.feedback.models import Draft, Feedback
from tests.hosts.browser import Answer, Browser
from tests.hosts.conftest import EACH, WRITERS, Site
from tests.server import Server
from tests.waiting import until

DRILL = bool(os.environ.get("HIRING_DRILL"))
SAVES, KILLED = 3, 2 if DRILL else 1
VOTE = {"vote": "inclined", "strongest_for": "Clear facts", "strongest_against": "Few numbers"}


@dataclass
class Writer:
    """Somebody who saves each draft some times, and on and on while `hold` is set, then hands it in.

    Whatever brings no answer is sent to the other server.
    """

    site: Site
    browser: Browser
    interviews: list[int]
    number: int
    hold: Event
    sent: dict[int, str] = field(default_factory=dict)
    saved: dict[int, str] = field(default_factory=dict)
    sealed: set[int] = field(default_factory=set)
    answered: int = 0
    lost: int = 0

    def work(self) -> None:
        self.turns = cycle(self.site.servers[self.number % 2 :] + self.site.servers[: self.number % 2])
        for interview in self.interviews:
            version = 1
            while version <= SAVES or self.hold.is_set():
                version = self._save(interview, version, f"word {version} on {interview}")
            self._send(f"/interviews/{interview}/feedback/vote", {**VOTE, "version": str(version)}, 303)
            self.sealed.add(interview)

    def _save(self, interview: int, version: int, text: str) -> int:
        """The version that was stored; a conflict after a lost answer means that the lost request was."""
        self.sent[interview], before = text, self.lost
        answer = self._send(f"/interviews/{interview}/draft", {"notes": text, "version": str(version)}, 200, 409, X_Autosave="1")
        assert answer.status == 200 or self.lost > before, "a conflict without a lost answer"
        self.saved[interview] = text
        return int(json.loads(answer.content)["version"]) if answer.status == 200 else version + 1

    def _send(self, path: str, fields: dict[str, str], *wanted: int, **headers: str) -> Answer:
        """Until it is acknowledged, by whichever server."""
        while True:
            try:
                answer = self.browser.post(next(self.turns), path, fields, **headers)
            except (OSError, http.client.HTTPException):
                self.lost += 1
                continue
            if answer.status in wanted:
                self.answered += 1
                return answer
            assert answer.status == 503, f"{answer.status} for {path}"
            self.lost += 1


def test_promise_7_what_was_acknowledged_survives_the_death_of_a_web_server(site):
    hold = Event()
    writers = [Writer(site, site.signed_in(name), [site.world.interviews[f"{name}-{each}/{name}"] for each in range(EACH)], number, hold) for number, name in enumerate(WRITERS)]
    with ThreadPoolExecutor(len(writers)) as pool:
        work = [pool.submit(writer.work) for writer in writers]
        for number in range(KILLED):
            enough = len(writers) * EACH * (number + 1) // 4
            until(lambda enough=enough: len(sealed(writers)) >= enough or over(work), 120)
            dies_and_comes_back(site.servers[number], site, writers, work)
        for each in work:
            each.result(120)
    assert sum(writer.lost for writer in writers) > 0, "nobody noticed"
    check(site, writers)


def dies_and_comes_back(server: Server, site: Site, writers: list[Writer], work: list[Future[None]]) -> None:
    """Killed, missed for a while by people who go on at the other server, and started again under their eyes."""
    server.kill()
    try:
        assert sealed(writers) <= set(site.stored(select(Feedback.interview_id)))
        enough = sum(writer.answered for writer in writers) + 4 * len(writers)
        until(lambda: sum(writer.answered for writer in writers) >= enough or over(work), 120)
        writers[0].hold.set()
        assert not over(work), "there was no load any more"
    finally:
        server.start()
        writers[0].hold.clear()


def sealed(writers: list[Writer]) -> set[int]:
    """What they were told is sealed."""
    return set().union(*(set(writer.sealed) for writer in writers))


def over(work: list[Future[None]]) -> bool:
    """Whether somebody is done; whoever stopped by a mistake says so."""
    return any([each.done() and each.result() is None for each in work])


def check(site: Site, writers: list[Writer]) -> None:
    """Acknowledged is stored is sent, once each, with the last text; the record verifies."""
    mine = [interview for writer in writers for interview in writer.interviews]
    assert Counter(site.stored(select(Feedback.interview_id).where(Feedback.interview_id.in_(mine)))) == Counter(mine)
    notes = dict(zip(site.stored(select(Feedback.interview_id).order_by(Feedback.id)), site.stored(select(Feedback.notes).order_by(Feedback.id)), strict=True))
    for writer in writers:
        assert writer.saved == writer.sent == {interview: notes[interview] for interview in writer.interviews}
    sealings = select(func.count(AuditEntry.number)).where(AuditEntry.event == Act.FEEDBACK_SUBMITTED)
    assert site.stored(sealings) == site.stored(select(func.count(Feedback.id)))
    assert site.stored(select(Draft.id).where(Draft.interview_id.in_(mine))) == []
    environment = {**os.environ, **site.environment, "HIRING_DATA": str(site.folder / "web1"), "PYTHONPATH": str(PACKAGE.parent)}
    verified = subprocess.run([sys.executable, "-m", "hiring", "audit", "verify"], env=environment, capture_output=True, text=True, check=False)
    assert (verified.returncode, "The record holds" in verified.stdout) == (0, True), verified.stderr
