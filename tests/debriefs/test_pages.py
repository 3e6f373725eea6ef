"""The pages of a debrief, phase by phase, and what each of them keeps from whom."""

import re

import pytest

from hiring.accounts.terms import Role
from hiring.db.session import db
from hiring.debriefs.models import Debrief, Decision, Dissent, FinalVote, FollowUp, Key, Member, Verdict
from hiring.debriefs.operations import findings, gate, phases
from hiring.debriefs.terms import Phase, Result, VerdictValue
from hiring.feedback.models import FeedbackRead
from hiring.feedback.terms import Vote
from hiring.openings.terms import Preset
from tests.factories.accounts import make_person
from tests.factories.debriefs import (
    CAME_TOO_LATE,
    brought_to,
    decide,
    evidence_on,
    held_scene,
    loop_of,
    opened,
    read_by_all,
    ready_scene,
    turn_both,
    vote_by_all,
    who,
    write_feedback,
)


@pytest.fixture
def browser_of(session, client_of):
    """A browser of a person by id; what was made is stored first."""

    def browser(person_id):
        session.commit()
        session.remove()
        return client_of(person_id)

    return browser


def stored(app, chosen):
    """A value as it stands in the database."""
    with app.app_context():
        found = db.session.scalar(chosen)
        db.session.rollback()
        return found


def ids(scene, *names):
    """The address of the debrief, and the ids of these people."""
    return (f"/loops/{scene.loop.id}/debrief", *(who(scene, name).id for name in names))


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_its_page_for_everybody_of_it(browser_of, phase):
    scene, _ = brought_to(phase)
    address, *people = ids(scene, "raiser", "manager", "aiko", "recruiter")
    for person in people:
        page = browser_of(person).get(address)
        assert page.status_code == 200
        assert page.text.count("<h1>") == 1
        found = re.findall(r' id="([^"]+)"', page.text)
        assert len(found) == len(set(found))


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_every_phase_reads_in_both_languages(browser_of, locale):
    scene, _ = brought_to(Phase.DISCUSSION)
    scene.cast.bar_raiser.locale = locale
    address, lead = ids(scene, "raiser")
    page = browser_of(lead).get(address)
    assert f'<html lang="{locale}"' in page.text


# before the debrief


def test_before_it_opens_the_page_says_who_is_missing(browser_of, post, app):
    scene = held_scene()
    write_feedback(scene, "liam")
    address, lead, liam = ids(scene, "raiser", "liam")
    browser = browser_of(lead)
    page = browser.get(address).text
    assert "Still missing: Liam" in page
    assert "disabled>Open the debrief" in page
    assert post(browser, f"{address}/open").status_code == 422
    short = post(browser, f"{address}/excuse-absentee", **{"excuse-person_id": liam, "excuse-reason": ""})
    assert short.status_code == 422
    assert post(browser, f"{address}/excuse-absentee", **{"excuse-person_id": liam, "excuse-reason": "On leave."}).status_code == 303
    assert post(browser, f"{address}/open").status_code == 303
    assert stored(app, db.select(Debrief.phase)) is Phase.READING


def test_an_interviewer_who_still_writes_sees_the_facts_and_no_button(browser_of):
    scene = held_scene()
    write_feedback(scene, "liam")
    address, liam = ids(scene, "liam")
    page = browser_of(liam).get(address)
    assert page.status_code == 200
    assert "Open the debrief</button>" not in page.text
    assert "inclined" not in page.text


# through the phases by the buttons of the pages


def test_the_whole_debrief_by_its_pages(browser_of, post, app):
    scene, debrief = opened()
    address, *people = ids(scene, "raiser", "manager", "aiko", "liam")
    principles, stories = scene.principles(), {principle: evidence_on(scene.loop.id, principle) for principle in scene.principles()}
    raiser, manager, aiko, liam = panel = [browser_of(person) for person in people]
    for browser in panel:
        assert post(browser, f"{address}/confirm").status_code == 303
    assert post(raiser, f"{address}/steps/voting").status_code == 303
    for browser in panel:
        assert post(browser, f"{address}/vote", **{"vote-vote": "inclined"}).status_code == 303
    assert post(raiser, f"{address}/steps/discussion").status_code == 303
    for principle in principles:
        fields = {"verdict-value": "met", "verdict-evidence": stories[principle], "verdict-reason": "", "verdict-version": "0"}
        assert post(raiser, f"{address}/verdicts/{principle}", **fields).status_code == 303
    assert post(liam, f"{address}/dissent", **{"dissent-reason": "I would wait."}).status_code == 303
    assert post(raiser, f"{address}/steps/decision").status_code == 303
    assert post(manager, f"{address}/keys/manager", **{"key-answer": "yes"}).status_code == 303
    assert post(raiser, f"{address}/keys/bar", **{"key-answer": "no"}).status_code == 422
    assert post(raiser, f"{address}/keys/bar", **{"key-answer": "no", "key-reason": "Not better than half."}).status_code == 303
    assert post(raiser, f"{address}/decision", **{"decision-bar": "no", "decision-reason": "The bar was not met."}).status_code == 303
    assert stored(app, db.select(Decision.result)) is Result.NO_HIRE
    after = {"after-lower_level": "yes", "after-other_role": "no", "after-cool_off_until": "2027-05-25"}
    assert post(raiser, f"{address}/follow-up", **after).status_code == 303
    record = aiko.get(address).text
    for words in ("No hire", "The bar was not met.", "Not better than half.", "I would wait.", "Cool-off until"):
        assert words in record


@pytest.mark.parametrize(
    ("phase", "rest", "fields", "model"),
    [
        (Phase.READING, "/confirm", {}, Member),
        (Phase.VOTING, "/vote", {"vote-vote": "inclined"}, FinalVote),
        (Phase.DISCUSSION, "/dissent", {"dissent-reason": "I see it differently."}, Dissent),
        (Phase.DECISION, "/keys/bar", {"key-answer": "yes"}, Key),
    ],
)
def test_invariant_18_a_double_submit_is_one_submit(browser_of, post, app, phase, rest, fields, model):
    scene, _ = brought_to(phase)
    address, lead = ids(scene, "raiser")
    browser = browser_of(lead)
    assert post(browser, address + rest, **fields).status_code == 303
    before = stored(app, db.select(db.func.count(model.id)))
    assert post(browser, address + rest, **fields).status_code == 303
    assert stored(app, db.select(db.func.count(model.id))) == before


# refusals keep the text


def test_a_changed_vote_without_reason_comes_back(browser_of, post):
    scene, _ = brought_to(Phase.VOTING)
    address, aiko = ids(scene, "aiko")
    answer = post(browser_of(aiko), f"{address}/vote", **{"vote-vote": "not_inclined", "vote-reason": ""})
    assert answer.status_code == 422
    assert "You changed your vote" in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="not_inclined"', answer.text)


def test_invariant_18_a_stale_verdict_keeps_the_text_and_can_be_sent_again(browser_of, post, app):
    scene, debrief = brought_to(Phase.DISCUSSION)
    principle = scene.principles("own-it")[0]
    findings.set_verdict(debrief, principle, VerdictValue.NO_DATA, [], "First.", who(scene, "raiser"))
    address, lead = ids(scene, "raiser")
    browser, fields = browser_of(lead), {"verdict-value": "no_data", "verdict-reason": "Second thoughts.", "verdict-version": "0"}
    answer = post(browser, f"{address}/verdicts/{principle}", **fields)
    assert answer.status_code == 409
    assert "Second thoughts." in answer.text
    assert 'name="verdict-version" type="hidden" value="1"' in answer.text
    assert stored(app, db.select(Verdict.reason)) == "First."
    assert post(browser, f"{address}/verdicts/{principle}", **{**fields, "verdict-version": "1"}).status_code == 303


def test_invariant_11_a_verdict_without_evidence_comes_back(browser_of, post):
    scene, _ = brought_to(Phase.DISCUSSION)
    address, lead = ids(scene, "raiser")
    answer = post(browser_of(lead), f"{address}/verdicts/{scene.principles('own-it')[0]}", **{"verdict-value": "met", "verdict-reason": "Kept.", "verdict-version": "0"})
    assert answer.status_code == 422
    assert "stands on evidence" in answer.text
    assert "Kept." in answer.text


# who sees what


@pytest.mark.parametrize("phase", list(Phase))
def test_to_everybody_else_the_debrief_does_not_exist(browser_of, post, phase):
    scene, _ = brought_to(phase)
    stranger = make_person("Stranger", Role.INTERVIEWER, Role.BAR_RAISER, level=9).id
    (address,) = ids(scene)
    browser = browser_of(stranger)
    assert browser.get(address).status_code == 404
    assert browser.get(f"{address}/status").status_code == 404
    for rest in ("/confirm", "/vote", "/steps/voting", "/steps/nowhere", "/dissent", "/keys/bar", "/keys/third", "/decision", "/open", "/follow-up", "/verdicts/1", "/alone"):
        assert post(browser, address + rest).status_code == 404


def test_an_administrator_sees_the_status_and_the_result_alone(browser_of):
    scene, _ = brought_to(Phase.CLOSED)
    admin = make_person("Admin", Role.ADMINISTRATOR).id
    (address,) = ids(scene)
    browser = browser_of(admin)
    page = browser.get(address).text
    assert "Hire" in page
    for hidden in ("The evidence on storage carried it.", "inclined", "Seen twice.", "torn pages", CAME_TOO_LATE):
        assert hidden not in page
    assert browser.get(f"{address}/status").status_code == 404


def test_an_excused_absentee_reads_from_the_decision_on(browser_of):
    scene = held_scene()
    write_feedback(scene, "liam")
    gate.excuse_absentee(loop_of(scene), scene.liam.id, "On leave.", who(scene, "raiser"))
    _, debrief = opened(scene)
    address, liam = ids(scene, "liam")
    page = browser_of(liam).get(address).text
    assert "You see how far this debrief is" in page
    assert "torn pages" not in page
    debrief = db.session.get_one(Debrief, debrief.id)
    lead = who(scene, "raiser")
    read_by_all(scene, debrief, "liam")
    phases.begin_voting(debrief, lead)
    vote_by_all(scene, debrief, "liam")
    phases.begin_discussion(debrief, lead)
    for principle in scene.principles():
        findings.set_verdict(debrief, principle, VerdictValue.MET, evidence_on(scene.loop.id, principle), "", lead)
    phases.begin_decision(debrief, lead)
    turn_both(scene, debrief)
    assert "You see how far this debrief is" in browser_of(liam).get(address).text
    debrief = db.session.get_one(Debrief, debrief.id)
    decide(scene, debrief, "Carried by the logs.")
    assert "Carried by the logs." in browser_of(liam).get(address).text


def test_invariant_09_the_page_keeps_second_votes_until_the_reveal(browser_of, post):
    scene, debrief = brought_to(Phase.VOTING)
    vote_by_all(scene, debrief, "raiser", votes={"aiko": Vote.STRONGLY_NOT_INCLINED})
    address, lead, liam, recruiter = ids(scene, "raiser", "liam", "recruiter")
    for person in (lead, liam, recruiter):
        browser = browser_of(person)
        for shown in (browser.get(address).text, browser.get(f"{address}/status").text):
            assert "strongly not inclined" not in shown
            assert CAME_TOO_LATE not in shown
    assert "strongly not inclined" in browser_of(ids(scene, "aiko")[1]).get(address).text


# live


def test_the_status_says_nothing_when_nothing_happened(browser_of, post):
    scene, _ = opened()
    address, lead, aiko = ids(scene, "raiser", "aiko")
    browser, other = browser_of(lead), browser_of(aiko)
    again = re.search(r'hx-get="([^"]+)"', browser.get(address).text).group(1).replace("&amp;", "&")
    assert browser.get(again).status_code == 204
    post(other, f"{address}/confirm")
    answer = browser.get(again)
    assert answer.status_code == 200
    assert "1 of 4 confirmed" in answer.text
    newer = re.search(r'hx-get="([^"]+)"', answer.text).group(1).replace("&amp;", "&")
    assert browser.get(newer).status_code == 204


def test_the_status_says_when_the_room_has_gone_on(browser_of):
    scene, debrief = opened()
    read_by_all(scene, debrief)
    phases.begin_voting(debrief, who(scene, "raiser"))
    address, aiko = ids(scene, "aiko")
    browser = browser_of(aiko)
    assert "The room has gone on" in browser.get(f"{address}/status?seen=1&phase=reading").text
    waiting = browser.get(f"{address}/status?seen=1&phase=reading&waits=1")
    assert waiting.headers["HX-Refresh"] == "true"
    assert browser.get(f"{address}/status?seen=x").status_code == 400


# reading is on the record, and pages cost the same


def test_reading_evidence_in_the_discussion_is_recorded(browser_of, app):
    scene, _ = brought_to(Phase.DISCUSSION)
    address, recruiter = ids(scene, "recruiter")
    browser = browser_of(recruiter)
    browser.get(address)
    browser.get(address)
    assert stored(app, db.select(db.func.count(FeedbackRead.id)).where(FeedbackRead.person_id == recruiter)) == 4


@pytest.mark.parametrize("phase", [Phase.VOTING, Phase.DISCUSSION, Phase.CLOSED])
def test_a_page_costs_the_same_for_more_evidence(browser_of, recorded_sql, phase):
    costs = []
    for verdicts in (1, 4):
        scene, debrief = brought_to(phase)
        if phase is Phase.DISCUSSION:
            for principle in scene.principles()[:verdicts]:
                findings.set_verdict(debrief, principle, VerdictValue.MET, evidence_on(scene.loop.id, principle), "", who(scene, "raiser"))
        address, lead = ids(scene, "raiser")
        browser = browser_of(lead)
        browser.get(address)
        with recorded_sql() as statements:
            assert browser.get(address).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]


# without a debrief


def test_the_hiring_manager_decides_alone_on_the_page(browser_of, post, app):
    scene = ready_scene(Preset.FEEDBACK)
    address, manager, recruiter = ids(scene, "manager", "recruiter")
    browser = browser_of(manager)
    assert "Your decision" in browser.get(address).text
    assert post(browser, f"{address}/alone", **{"alone-result": "no_hire", "alone-bar": "no"}).status_code == 422
    assert post(browser, f"{address}/alone", **{"alone-result": "no_hire", "alone-bar": "no", "alone-reason": "Too early."}).status_code == 303
    assert "Too early." in browser_of(recruiter).get(address).text
    assert stored(app, db.select(FollowUp.id)) is None
    after = {"after-lower_level": "yes", "after-other_role": "no", "after-cool_off_until": ""}
    assert post(browser_of(recruiter), f"{address}/follow-up", **after).status_code == 303
    assert stored(app, db.select(FollowUp.cool_off_until)) is None


def test_the_loop_page_leads_to_the_debrief(browser_of):
    scene, _ = brought_to(Phase.CLOSED)
    address, manager, liam = ids(scene, "manager", "liam")
    page = browser_of(manager).get(address.removesuffix("/debrief")).text
    assert f'href="{address}"' in page
    assert "Decided:" in page
