"""Chromium on the real server: every page that is visited is checked by axe, for its console and for its width."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from hiring.core import clock
from hiring.db.session import db
from tests import world as told
from tests.conftest import make_app, settings_for
from tests.contracts.test_twin_worlds import Twin, signed_in
from tests.server import KEY, Server

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, or a visible skip with the reason."""
    if not Path(CHROMIUM).exists():
        assert not os.environ.get("HIRING_REQUIRE_BROWSER"), "CI must have Chromium"
        pytest.skip("no Chromium at /usr/bin/chromium (Debian: apt install chromium)")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class House:
    """The running server, its database, and windows of its people."""

    def __init__(self, folder: Path, blank: Path, browser: Browser) -> None:
        (folder / "hiring.db").write_bytes(blank.read_bytes())
        self.folder, self.browser = folder, browser
        self.app: Flask = make_app(settings_for(f"sqlite:///{folder / 'hiring.db'}", folder, secret_key=KEY))
        with self.app.app_context(), self.app.test_request_context():
            self.world = told.begin()
        self.server = Server(folder).start()
        self.windows: list[Window] = []

    def window(self, name: str, width: int, height: int, locale: str = "en") -> "Window":
        """A browser window in which somebody has signed in."""
        with clock.held_at(datetime.now(UTC)):
            client = signed_in(Twin(self.app, self.world, False), name)
        cookie = client.get_cookie("hiring")
        assert cookie is not None
        context = self.browser.new_context(viewport={"width": width, "height": height}, base_url=self.server.address, reduced_motion="reduce")
        context.add_cookies([{"name": "hiring", "value": cookie.value, "url": self.server.address}])
        made = Window(context.new_page())
        self.windows.append(made)
        return made

    def close(self) -> None:
        for each in self.windows:
            each.page.context.close()
        self.server.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


class Window:
    """One page at a time, each looked at as it is visited."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.mistakes: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "422" not in message.text and "409" not in message.text:
            self.mistakes.append(message.text)

    def visit(self, path: str) -> "Window":
        """Go to a page and look at it."""
        self.page.goto(path)
        return self.look()

    def look(self) -> "Window":
        """The page is accessible, fits its window and says nothing on the console."""
        found = self._axe()
        problems = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]
        assert problems == [], f"{self.page.url}: {problems}"
        sideways = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{self.page.url} scrolls sideways by {sideways} px"
        assert self.mistakes == [], f"{self.page.url}: {self.mistakes}"
        assert self.page.locator("h1").count() == 1
        return self

    def _axe(self) -> AxeResults:
        """What axe finds; a page that its own live update reloads meanwhile is looked at again."""
        for _ in range(3):
            self.page.wait_for_load_state("load")
            try:
                return Axe().run(self.page)
            except PlaywrightError as moved:
                if "navigation" not in str(moved):
                    raise
        raise AssertionError(f"{self.page.url} never came to rest")

    def fill(self, **values: Any) -> "Window":
        """Fill fields by name."""
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name}']")
            tag = field.first.evaluate("element => element.tagName + (element.type || '')")
            if tag.startswith("SELECT"):
                field.select_option(value)
            elif tag.endswith("radio"):
                self.page.locator(f"main [name='{name}'][value='{value}']").check(force=True)
            else:
                field.fill(value)
        return self

    def press(self, label: str) -> "Window":
        """Press a button, and look at what comes."""
        return self.follow(self.page.get_by_role("button", name=label, exact=True).first)

    def follow(self, control: Locator) -> "Window":
        """Use a link or a button that leads somewhere, and look at what comes."""
        with self.page.expect_navigation(wait_until="load"):
            control.click()
        return self.look()


@pytest.fixture
def house(tmp_path: Path, blank_sqlite: Path, chromium: Browser) -> Iterator[House]:
    """A running house with its people, principles and two openings."""
    made = House(tmp_path, blank_sqlite, chromium)
    yield made
    made.close()


def soon() -> datetime:
    """Tomorrow at ten, on the wall."""
    return (datetime.now(UTC) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0, tzinfo=None)
