"""Drafts that cannot be lost: while somebody types, the browser is killed, the server is killed, the network goes, a second tab writes."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hiring.core import clock
from tests import world as told
from tests.browser.conftest import CHROMIUM, QUIET, House, soon
from tests.contracts.test_twin_worlds import Twin, signed_in
from tests.waiting import until

pytestmark = pytest.mark.browser

DRILL = bool(os.environ.get("HIRING_DRILL"))
"""`python3 dev.py drill`: a hundred interruptions."""

ROUNDS = 100 if DRILL else 8
ALLOWED = 2.0
"""Seconds of typing that may be lost of what was not acknowledged."""

LETTERS = "abcdefghijklmnopqrstuvwxyz こんにちは"


class Mortal:
    """A Chromium of its own with a profile on the disk, which can be killed as a power cut would and started again."""

    def __init__(self, house: House, profile: Path) -> None:
        self.house, self.profile = house, profile
        self.start()

    def start(self) -> None:
        """Start it and sign in anew: the key must not hang on the sign-in."""
        options = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.profile}", "--no-default-browser-check", "about:blank"]
        (self.profile / "DevToolsActivePort").unlink(missing_ok=True)
        self.process = subprocess.Popen([CHROMIUM, *QUIET, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        port = until(self._port)
        self.browser = self.house.browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self.browser.contexts[0]
        with clock.held_at(datetime.now(UTC)):
            cookie = signed_in(Twin(self.house.app, self.house.world, False), "aiko").get_cookie("hiring")
        assert cookie is not None
        self.context.add_cookies([{"name": "hiring", "value": cookie.value, "url": self.house.server.address}])

    def _port(self) -> str:
        file = self.profile / "DevToolsActivePort"
        lines = file.read_text().splitlines() if file.exists() else []
        return lines[0] if len(lines) > 1 else ""

    def kill(self) -> None:
        """Every process of it, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def open(self, path: str) -> Page:
        """A page on which the script is at work."""
        page = self.context.new_page()
        page.goto(self.house.server.address + path)
        page.wait_for_selector("form[data-watched]")
        return page


class Desk:
    """Somebody who types into the notes of a kit, and remembers when each letter was typed."""

    def __init__(self, house: House, profile: Path, seed: int) -> None:
        self.house, self.chance = house, random.Random(seed)
        self.path = f"/interviews/{house.world.interviews['sakura/aiko']}"
        self.mortal = Mortal(house, profile)
        self.page = self.mortal.open(self.path)
        self.typed: list[tuple[float, str]] = [(0.0, "")]
        self.boxes = 0

    @property
    def text(self) -> str:
        """Everything that was typed."""
        return self.typed[-1][1]

    def type(self, count: int) -> None:
        """So many letters, at the pace of somebody in a hurry."""
        field = self.page.locator("[name=notes]")
        field.focus()
        field.evaluate("field => field.setSelectionRange(field.value.length, field.value.length)")
        for _ in range(count):
            letter = self.chance.choice(LETTERS) if not self.text.endswith(" ") else "x"
            self.page.keyboard.insert_text(letter)
            self.typed.append((time.monotonic(), self.text + letter))

    def stored(self) -> str:
        """The notes as they lie in the database."""
        with sqlite3.connect(self.house.folder / "hiring.db", timeout=20) as connection:
            row = connection.execute("SELECT body FROM draft").fetchone()
        return str(json.loads(row[0])["notes"]) if row else ""

    def shown(self) -> str:
        """The notes as they stand on the page."""
        return self.page.locator("[name=notes]").input_value()

    def settled(self) -> None:
        """Everything on the page is on the server."""
        until(lambda: self.stored() == self.shown().strip(), 40)

    def reopened(self) -> None:
        """After the page was gone: what was acknowledged is there, and of the rest at most two seconds of typing are missing."""
        acknowledged = self.stored()
        self.mortal.start()
        self.page = self.mortal.open(self.path)
        self.boxes = 0
        until(self._recovered, 40)
        least = [text for when, text in self.typed if when <= self.gone_at - ALLOWED][-1].strip()
        until(lambda: least in self.shown(), 20)
        self.settled()
        found = self.shown()
        assert acknowledged in found, f"acknowledged {acknowledged!r}, found {found!r}"
        assert self.boxes or (found.startswith(acknowledged) and self.text.startswith(found)), f"typed {self.text!r}, found {found!r}"
        self.typed = [(0.0, found)]

    def _recovered(self) -> bool:
        """Copies of dead tabs were looked at; where one stands beside the server's text, the writer keeps both."""
        both = self.page.get_by_role("button", name="Keep both")
        if both.count():
            both.click()
            self.boxes += 1
        return self.page.locator("form[data-draft-ready]").count() > 0

    def kill_browser(self) -> None:
        """A killed browser, in the middle of a word."""
        self.type(self.chance.randrange(5, 60))
        self.mortal.kill()
        self.gone_at = time.monotonic()
        self.reopened()

    def kill_server(self) -> None:
        """A killed server, while the writer goes on; sometimes the browser dies too before the server is back."""
        self.type(self.chance.randrange(5, 40))
        self.house.server.kill()
        self.type(self.chance.randrange(5, 40))
        dies = self.chance.random() < 0.4
        if dies:
            self.mortal.kill()
            self.gone_at = time.monotonic()
        self.house.server.launch()
        self.house.server.answering()
        if dies:
            self.reopened()
        self.settled()
        assert self.shown() == self.text

    def cut_network(self) -> None:
        """No network for a while."""
        self.type(self.chance.randrange(5, 30))
        self.mortal.context.set_offline(True)
        self.type(self.chance.randrange(20, 60))
        self.page.wait_for_selector("[data-save-status][data-state=failed]")
        assert "Kept in this browser" in self.page.locator("[data-save-status]").inner_text()
        self.mortal.context.set_offline(False)
        self.settled()
        assert self.shown() == self.text

    def second_tab(self) -> None:
        """Another tab saves a newer text; both are shown, and both are kept."""
        self.settled()
        other = self.mortal.open(self.path)
        theirs = f"\nfrom the other tab {self.chance.random()}"
        other.locator("[name=notes]").press_sequentially(theirs)
        until(lambda: theirs.strip() in self.stored())
        self.type(self.chance.randrange(5, 40))
        box = self.page.locator("[data-beside]")
        box.wait_for()
        assert theirs.strip() in box.inner_text() and theirs.strip() in self.stored() and self.shown() == self.text
        box.get_by_role("button", name="Keep both").click()
        self.settled()
        assert self.shown().startswith(self.text) and theirs.strip() in self.shown()
        self.typed.append((time.monotonic(), self.shown()))
        other.close()

    def begin_again(self) -> None:
        """A clean sheet, before the notes are longer than a draft can hold."""
        if len(self.text) > 1500:
            self.page.locator("[name=notes]").fill("")
            self.settled()
            self.typed = [(0.0, "")]

    def interruptions(self) -> list[Callable[[], None]]:
        """Every kind, in an order of chance."""
        kinds = [self.kill_browser, self.kill_server, self.cut_network, self.second_tab] * (ROUNDS // 4)
        self.chance.shuffle(kinds)
        return kinds


@pytest.fixture
def desk(house: House, tmp_path: Path, chromium: Browser) -> Iterator[Desk]:
    """The kit of an interview that is ahead, open in a browser that can be killed."""
    with house.app.app_context(), house.app.test_request_context():
        told.add_candidate(house.world, "sakura", "Sakura Watanabe", "storage")
        told.plan_loop(house.world, "sakura", "sakura/storage", first=soon())
    made = Desk(house, tmp_path / "profile", 11)
    yield made
    made.mortal.kill()


def test_no_interruption_loses_a_draft(desk: Desk) -> None:
    for number, interrupt in enumerate(desk.interruptions()):
        try:
            desk.begin_again()
            interrupt()
        except AssertionError as lost:
            raise AssertionError(f"interruption {number}, {interrupt.__name__}") from lost
