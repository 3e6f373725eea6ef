"""One interviewer’s day: from the mail to the kit, notes filed by key and by tap, ratings, vote, receipt; on a desk and on a phone, in both languages."""

import re
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from hiring.accounts import passwords
from hiring.accounts.terms import Locale
from hiring.db.locks import as_house
from hiring.db.session import db
from hiring.feedback.models import Feedback
from hiring.loops.models import Interview
from hiring.notices.models import Notice
from tests import world as told
from tests.browser.conftest import House, Window, soon

pytestmark = pytest.mark.browser

SENTENCE = "a sentence that only Aiko knows"
HEARD = {
    "s": "The nightly totals of the ledger differed by 0.4 % for a month.",
    "t": "I was asked to find out why before the quarter closed.",
    "a": "I pulled the raw logs alone, counted 312 torn pages and changed the order of two writes.",
    "r": "The totals have agreed every night since.",
}
HEAVIEST = 150_000
"""Bytes of a kit with its styles and scripts, packed as a browser gets them."""


def invite(house: House, locale: str) -> str:
    """Aiko has a language, a password and an interview; the address in her mail."""
    with house.app.app_context(), house.app.test_request_context(), as_house():
        aiko = house.world.person("aiko")
        aiko.locale, aiko.password_hash = Locale(locale), passwords.hashed(SENTENCE)
        db.session.commit()
        told.add_candidate(house.world, "sakura", "Sakura Watanabe", "storage")
        told.plan_loop(house.world, "sakura", "sakura/storage", first=soon())
        return str(db.session.scalar(select(Notice.link).where(Notice.person_id == aiko.id).order_by(Notice.id.desc())))


def the_hour_comes(house: House) -> None:
    """The interview is on its last minutes: what a test cannot do through the pages."""
    start = datetime.now(UTC) - timedelta(minutes=40)
    with house.app.app_context():
        row = house.world.interviews["sakura/aiko"]
        db.session.execute(update(Interview).where(Interview.id == row).values(starts_at=start, ends_at=start + timedelta(minutes=60)))
        db.session.commit()


def sign_in(window: Window, link: str) -> None:
    """The link of the mail leads through the sign-in."""
    window.visit(re.sub(r"^https?://[^/]+", "", link))
    assert "/sign-in" in window.page.url
    window.fill(email="aiko@example.com", password=SENTENCE)
    window.follow(window.page.locator("main form[action*='sign-in'] button").first)


def note(window: Window, letter: str, *, by_key: bool) -> None:
    """A line from the pad, filed."""
    window.page.locator("[data-capture]").fill(HEARD[letter])
    if by_key:
        window.page.keyboard.press(f"Alt+{letter}")
    else:
        window.page.locator(f"[data-file-letter={letter}]").click()
    field = window.page.locator(f"[data-star={letter}]").first
    assert (field.input_value(), window.page.locator("[data-capture]").input_value()) == (HEARD[letter], "")


def take_notes(window: Window) -> None:
    """Two lines by key and two by tap; a thumb finds every button; then everything is saved."""
    box = window.page.locator("[data-file-letter=s]").bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    window.page.keyboard.press("Alt+1")
    with window.page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        for letter in "star":
            note(window, letter, by_key=letter in "sa")
    window.page.locator("[data-save-status][data-state=saved]").wait_for()
    window.look()


def rate_and_vote(window: Window) -> None:
    """Ratings against the anchors, a vote that nobody chose beforehand, and the seal."""
    window.follow(window.page.locator("a.btn.main[href$='/feedback']"))
    for field in window.page.locator("main fieldset:has(input[value=raises_bar])").all():
        field.locator("input[value=raises_bar]").check(force=True)
    window.follow(window.page.locator("main form[action$='/feedback'] .buttons button").first)
    assert window.page.locator("main input[type=radio]:checked").count() == 0
    window.fill(vote="inclined", strongest_for="Counts before believing.", strongest_against="Worked alone for long.")
    window.follow(window.page.locator("main form[action$='/vote'] .buttons button").first)


@pytest.mark.parametrize(("size", "locale"), [((1440, 900), "en"), ((390, 844), "ja"), ((390, 844), "en"), ((1440, 900), "ja")], ids=["desk-en", "phone-ja", "phone-en", "desk-ja"])
def test_from_the_mail_to_the_receipt(house: House, size: tuple[int, int], locale: str) -> None:
    link = invite(house, locale)
    the_hour_comes(house)
    context = house.browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=house.server.address, reduced_motion="reduce")
    window = Window(context.new_page())
    house.windows.append(window)
    sign_in(window, link)
    kit = f"/interviews/{house.world.interviews['sakura/aiko']}"
    window.visit("/")
    assert window.page.locator(f"main a[href='{kit}']").count()
    window.visit(kit)
    assert window.page.locator("html").get_attribute("lang") == locale
    take_notes(window)
    rate_and_vote(window)
    with house.app.app_context(), as_house():
        sealed = db.session.scalars(select(Feedback)).one()
        receipt = " ".join(sealed.commitment[start : start + 4] for start in range(0, 16, 4))
        missing = [house.world.person(name).name for name in told.PANEL if name != "aiko"]
    page = window.page.locator("main").inner_text()
    assert receipt in page and all(name in page for name in missing)
    assert window.page.evaluate("vault.names()") == [], "nothing of it stays in the browser"


def test_the_kit_is_light(house: House) -> None:
    """With its styles and scripts, packed; the same every time."""
    invite(house, "en")
    window = house.window("aiko", 390, 844)
    weights: dict[str, int] = {}
    window.page.on(
        "response",
        lambda answer: weights.update({answer.url: len(zlib.compress(answer.body(), 6))}) if answer.request.resource_type in ("document", "stylesheet", "script") else None,
    )
    window.visit(f"/interviews/{house.world.interviews['sakura/aiko']}")
    assert len(weights) >= 6
    assert sum(weights.values()) < HEAVIEST, weights
