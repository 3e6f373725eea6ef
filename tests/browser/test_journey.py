"""The main job in the browser, from a role brief to a sealed decision, on a desk and on a phone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from hiring.accounts import passwords
from hiring.db.session import db, only_reading
from hiring.debriefs.models import Debrief, Decision
from hiring.debriefs.operations import phases
from hiring.debriefs.terms import Result
from hiring.feedback.models import Feedback
from hiring.feedback.operations.reading import read
from hiring.feedback.queries import readable
from hiring.feedback.terms import Vote
from hiring.loops.models import Interview, Loop
from hiring.openings.models import Opening
from hiring.principles.models import Principle
from tests import world as told
from tests.browser.conftest import House, Window, soon

pytestmark = pytest.mark.browser

PANEL = ("manager", "raiser", "aiko", "liam")
SEATS = {"manager": "hiring_manager", "raiser": "bar_raiser"}
STORY = {
    "situation": "The nightly totals of the ledger differed by 0.4 % for a month, and nobody owned the report.",
    "action": "Pulled the raw write-ahead logs alone, counted 312 torn pages and changed the order of two writes.",
    "result": "The totals have agreed every night since; recovery takes 40 minutes instead of nine hours.",
    "verbatim": "I did not believe the dashboard, so I counted.",
}


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_from_a_brief_to_a_decision(house: House, size):
    recruiter = house.window("recruiter", *size)
    opening = begin_opening(house, recruiter)
    house.window("core", *size).visit(f"/openings/{opening}").press("Sign off")
    candidate = add_candidate(recruiter, opening)
    loop = plan(house, recruiter, candidate)
    time_passes(house, loop)
    write_feedback(house, house.window("aiko", *size), loop)
    others_write(house, loop)
    debrief(house, size, loop)
    with house.app.app_context():
        decision = db.session.scalars(select(Decision)).one()
        assert decision.result is Result.HIRE
        assert db.session.scalar(select(Loop.status).where(Loop.id == loop)) == "decided"
    recruiter.visit("/").visit("/candidates").visit("/openings").visit("/loops").visit("/questions").visit("/principles").visit("/profile")


def begin_opening(house: House, window: Window) -> int:
    """A brief, its requirements, and the question to a Bar Raiser."""
    people = house.world.people
    window.visit("/openings/new").fill(title_en="Engineer, Ledger", family="engineering", track="individual", level="6", zone="Asia/Tokyo")
    window.fill(hiring_manager_id=str(people["manager"]), recruiter_id=str(people["recruiter"])).press("Save")
    with house.app.app_context():
        opening = db.session.scalars(select(Opening.id).order_by(Opening.created_at.desc())).first()
    window.visit(f"/openings/{opening}/brief").fill(headline_en="The ledger has agreed for a year", press_release_en="Tokyo, a year from now.\n\nEvery night it agrees.")
    window.fill(**{"outcomes-0-text_en": "No night without agreement in twelve months.", "faq-0-question_en": "Why now?", "faq-0-answer_en": "Because it grows."}).press("Save")
    window.visit(f"/openings/{opening}/requirements")
    for box in window.page.locator("main input[type=checkbox]").all():
        box.check(force=True)
    window.press("Save")
    window.visit(f"/openings/{opening}")
    window.page.locator("main form[action$='/ask'] select").select_option(str(people["core"]))
    window.press("Ask for sign-off")
    return int(opening or 0)


def add_candidate(window: Window, opening: int) -> int:
    """A person with a résumé."""
    window.visit("/candidates/new").fill(name="Sakura Watanabe", name_ja="渡辺 さくら", email="sakura@example.org", zone="Asia/Tokyo", opening_id=str(opening))
    window.page.locator("main [name=resume]").set_input_files({"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"})
    window.press("Add the candidate")
    return int(window.page.url.rstrip("/").split("/")[-1].split("?")[0].split("#")[0])


def plan(house: House, window: Window, candidate: int) -> int:
    """Four interviewers, every principle covered, released."""
    window.follow(window.page.get_by_role("link", name="Plan a loop").first).press("Begin the plan")
    loop = int(window.page.url.split("/loops/")[1].split("/")[0])
    with house.app.app_context():
        known = {principle.key: str(principle.id) for principle in db.session.scalars(select(Principle))}
    for number, name in enumerate(PANEL):
        start = soon() + timedelta(hours=number)
        window.fill(**{"add-person_id": str(house.world.people[name]), "add-seat": SEATS.get(name, "interviewer")})
        window.fill(**{"add-start": start.strftime("%Y-%m-%dT%H:%M"), "add-zone": "Asia/Tokyo"})
        for key in told.COVER[name]:
            window.page.locator(f"main [name='add-principles'][value='{known[key]}']").check(force=True)
        window.press("Add to the plan")
    window.page.get_by_text("Release the plan", exact=True).first.click()
    window.follow(window.page.locator("main form[action$='/release'] button").last)
    with house.app.app_context():
        assert db.session.scalar(select(Loop.status).where(Loop.id == loop)) == "released"
        for row in db.session.scalars(select(Interview).where(Interview.loop_id == loop)):
            name = next(key for key, person in house.world.people.items() if person == row.interviewer_id)
            house.world.interviews[f"ledger/{name}"] = row.id
    house.world.loops["ledger"] = loop
    return loop


def time_passes(house: House, loop: int) -> None:
    """The interviews are over: the one thing that a test cannot do through the pages."""
    with house.app.app_context():
        for number, row in enumerate(db.session.scalars(select(Interview).where(Interview.loop_id == loop)).all()):
            start = datetime.now(UTC) - timedelta(hours=8 - number)
            db.session.execute(update(Interview).where(Interview.id == row.id).values(starts_at=start, ends_at=start + timedelta(minutes=50)))
        db.session.commit()


def write_feedback(house: House, window: Window, loop: int) -> None:
    """Notes in the kit survive a killed window; then ratings, then the vote."""
    interview = house.world.interviews["ledger/aiko"]
    window.visit("/").visit(f"/interviews/{interview}")
    fields = {part: window.page.locator(f"main [name$='_0_{part}']").first for part in STORY}
    names = {part: field.get_attribute("name") for part, field in fields.items()}
    with window.page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        for part, text in STORY.items():
            if not fields[part].is_visible():
                window.page.locator("details:has([name$='_0_" + part + "'])").first.evaluate("element => element.open = true")
            fields[part].fill(text)
    window.page.close()
    window.page = window.page.context.new_page()
    window.visit(f"/interviews/{interview}/feedback")
    for part, name in names.items():
        assert window.page.locator(f"main [name='{name}']").input_value() == STORY[part]
    window.page.locator("main input[type=radio][value=raises_bar]").first.check(force=True)
    window.press("Go on to the vote")
    assert window.page.locator("main input[type=radio]:checked").count() == 0
    window.fill(vote="inclined", strongest_for="Counts before believing.", strongest_against="Worked alone for long.").press("Seal and submit")
    with house.app.app_context():
        assert db.session.scalar(select(Feedback.vote).where(Feedback.interview_id == interview)) == Vote.INCLINED


def others_write(house: House, loop: int) -> None:
    """The other three of the panel."""
    with house.app.app_context(), house.app.test_request_context():
        for name in PANEL:
            if name != "aiko":
                told.submit(house.world, f"ledger/{name}", datetime.now(UTC))


def debrief(house: House, size: tuple[int, int], loop: int) -> None:
    """Read, vote again, discuss, decide with two keys."""
    lead, manager = house.window("raiser", *size), house.window("manager", *size)
    room = f"/loops/{loop}/debrief"
    lead.visit(room).press("Open the debrief")
    for window in (lead, manager):
        window.visit(f"/loops/{loop}/feedback").visit(room).press("I have read all of it")
    everybody(house, loop, ("aiko", "liam"), vote=False)
    lead.visit(room).press("Begin the second vote")
    for window in (lead, manager):
        window.visit(room).fill(**{"vote-vote": "inclined"}).press("Cast my vote")
    everybody(house, loop, ("aiko", "liam"), vote=True)
    lead.visit(room).press("Reveal the votes")
    give_verdicts(lead, room)
    lead.visit(room)
    lead.page.get_by_text("Go on to the decision", exact=True).first.click()
    lead.follow(lead.page.locator("main form[action$='/steps/decision'] button").last)
    for window in (manager, lead):
        window.visit(room).fill(**{"key-answer": "yes"}).press("Turn the key")
    lead.visit(room).fill(**{"decision-bar": "yes", "decision-reason": "Counts before believing, and says so."}).press("Seal the decision")
    lead.visit(room)


def everybody(house: House, loop: int, names: tuple[str, ...], *, vote: bool) -> None:
    """Members whose windows are not open here."""
    for name in names:
        with house.app.app_context(), house.app.test_request_context(), only_reading():
            who = house.world.actor(name)
            read(who, *readable(who, loop))
        with house.app.app_context(), house.app.test_request_context():
            room = db.session.scalars(select(Debrief).where(Debrief.loop_id == loop)).one()
            if vote:
                phases.cast_vote(room, Vote.INCLINED, "", house.world.actor(name))
            else:
                phases.confirm_reading(room, house.world.actor(name))
            db.session.commit()


def give_verdicts(window: Window, room: str) -> None:
    """One principle after the other, each with a story that carries it."""
    window.visit(room)
    for _ in range(4):
        window.page.locator("main input[type=checkbox][name='verdict-evidence']").first.check(force=True)
        window.fill(**{"verdict-value": "met", "verdict-reason": "The numbers carry it."}).press("Set the verdict")
        if "principle" not in window.page.url and window.page.get_by_role("button", name="Set the verdict").count() == 0:
            break
        following = window.page.locator("aside a.btn.main")
        if following.count():
            window.follow(following.first)


def test_signing_in_with_a_password_and_out_again(house: House):
    """The door itself: a wrong password, the right one, and out."""
    with house.app.app_context(), house.app.test_request_context():
        person = house.world.person("aiko")
        person.password_hash = passwords.hashed("a sentence that only Aiko knows")
        db.session.commit()
    context = house.browser.new_context(base_url=house.server.address)
    window = Window(context.new_page())
    window.visit("/sign-in").fill(email="aiko@example.com", password="wrong, and long enough").press("Sign in")
    assert "do not fit together" in window.page.locator("main").inner_text()
    window.fill(email="aiko@example.com", password="a sentence that only Aiko knows").press("Sign in")
    assert window.page.url == house.server.address + "/"
    assert "Kawabe Systems" in window.page.title()
    window.page.locator("details.menu summary").first.evaluate("element => element.parentElement.open = true")
    window.press("Sign out")
    window.page.goto("/candidates")
    assert "/sign-in" in window.page.url
    context.close()
