"""The pages of a debrief, phase by phase, and what each of them keeps from whom."""

import re
from dataclasses import dataclass, replace

import pytest

from hiring.accounts.models import Organisation
from hiring.accounts.queries import actor_of
from hiring.accounts.terms import Role
from hiring.core.text import Words
from hiring.db.session import db
from hiring.debriefs.models import Debrief, Decision, Dissent, FinalVote, FollowUp, Key, Member, Verdict
from hiring.debriefs.operations import findings, gate
from hiring.debriefs.presenters.talk import own_receipt
from hiring.debriefs.queries.scenes import scene
from hiring.debriefs.terms import Phase, Result, VerdictValue
from hiring.feedback.models import FeedbackRead
from hiring.feedback.operations.reading import read_loop
from hiring.feedback.terms import Vote
from hiring.loops.models import Interview
from hiring.openings.terms import Preset
from tests.factories.accounts import make_person
from tests.factories.debriefs import (
    CAME_TOO_LATE,
    brought_to,
    evidence_on,
    held_scene,
    loop_of,
    opened,
    ready_scene,
    vote_by_all,
    who,
    write_feedback,
)


@dataclass(frozen=True)
class Door:
    """Where a debrief is, who stands before it, and what can be said there; plain values, so that no request shares a session."""

    address: str
    loop: int
    debrief: int | None
    people: dict[str, int]
    principles: list[int]
    evidence: dict[int, list[int]]


@pytest.fixture
def door_to(app):
    """Make a scene in a context of its own and store it."""

    def build(make, *values, **more):
        with app.app_context():
            made = make(*values, **more)
            scene, debrief = made if isinstance(made, tuple) else (made, None)
            people = {name: who(scene, name).id for name in ("raiser", "manager", "aiko", "liam", "recruiter")}
            evidence = {principle: evidence_on(scene.loop.id, principle) for principle in scene.principles()}
            extra = {"stranger": make_person("Stranger", Role.INTERVIEWER, Role.BAR_RAISER, level=9).id, "admin": make_person("Admin", Role.ADMINISTRATOR).id}
            door = Door(f"/loops/{scene.loop.id}/debrief", scene.loop.id, debrief.id if debrief else None, {**people, **extra}, list(evidence), evidence)
            db.session.commit()
            return door

    return build


def stored(app, chosen):
    """A value as it stands in the database."""
    with app.app_context():
        return db.session.scalar(chosen)


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_its_page_for_everybody_of_it(door_to, client_of, phase):
    door = door_to(brought_to, phase)
    for name in ("raiser", "manager", "aiko", "recruiter"):
        page = client_of(door.people[name]).get(door.address)
        assert page.status_code == 200
        assert page.text.count("<h1>") == 1
        found = re.findall(r' id="([^"]+)"', page.text)
        assert len(found) == len(set(found))


# before the debrief


def almost():
    """Everybody has written but Liam."""
    scene = held_scene()
    write_feedback(scene, "liam")
    return scene


def test_before_it_opens_the_page_says_who_is_missing(door_to, client_of, post, app):
    door = door_to(almost)
    lead = client_of(door.people["raiser"])
    page = lead.get(door.address).text
    assert 'Still missing: <bdi lang="en">Liam</bdi>' in page
    assert "disabled>Open the debrief" in page
    assert post(lead, f"{door.address}/open").status_code == 422
    fields = {"excuse-person_id": door.people["liam"], "excuse-reason": ""}
    assert post(lead, f"{door.address}/excuse-absentee", **fields).status_code == 422
    assert post(lead, f"{door.address}/excuse-absentee", **{**fields, "excuse-reason": "On leave."}).status_code == 303
    assert post(lead, f"{door.address}/open").status_code == 303
    assert stored(app, db.select(Debrief.phase)) is Phase.READING


def test_an_interviewer_who_still_writes_sees_the_facts_and_no_button(door_to, client_of):
    door = door_to(almost)
    page = client_of(door.people["liam"]).get(door.address)
    assert page.status_code == 200
    assert "Open the debrief</button>" not in page.text
    assert "inclined" not in page.text


# through the phases by the buttons of the pages


def test_the_whole_debrief_by_its_pages(door_to, client_of, post, app):
    door = door_to(opened)
    raiser, manager, aiko, liam = panel = [client_of(door.people[name]) for name in ("raiser", "manager", "aiko", "liam")]

    def send(browser, rest, **fields):
        return post(browser, door.address + rest, **fields).status_code

    assert [send(browser, "/confirm") for browser in panel] == [303] * 4
    assert send(raiser, "/steps/voting") == 303
    assert [send(browser, "/vote", **{"vote-vote": "inclined"}) for browser in panel] == [303] * 4
    assert send(raiser, "/steps/discussion") == 303
    for principle in door.principles:
        fields = {"verdict-value": "met", "verdict-evidence": door.evidence[principle], "verdict-reason": "", "verdict-version": "0"}
        assert send(raiser, f"/verdicts/{principle}", **fields) == 303
    assert send(liam, "/dissent", **{"dissent-reason": "I would wait."}) == 303
    assert send(raiser, "/steps/decision") == 303
    assert send(manager, "/keys/manager", **{"key-answer": "yes"}) == 303
    assert send(raiser, "/keys/bar", **{"key-answer": "no"}) == 422
    assert send(raiser, "/keys/bar", **{"key-answer": "no", "key-reason": "Not better than half."}) == 303
    assert send(raiser, "/decision", **{"decision-bar": "no", "decision-reason": "The bar was not met."}) == 303
    assert stored(app, db.select(Decision.result)) is Result.NO_HIRE
    assert send(raiser, "/follow-up", **{"after-lower_level": "yes", "after-other_role": "no", "after-cool_off_until": "2027-05-25"}) == 303
    record = aiko.get(door.address).text
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
def test_invariant_18_a_double_submit_is_one_submit(door_to, client_of, post, app, phase, rest, fields, model):
    door = door_to(brought_to, phase)
    browser = client_of(door.people["raiser"])
    assert post(browser, door.address + rest, **fields).status_code == 303
    before = stored(app, db.select(db.func.count(model.id)))
    assert post(browser, door.address + rest, **fields).status_code == 303
    assert stored(app, db.select(db.func.count(model.id))) == before


# refusals keep the text


def test_a_changed_vote_without_reason_comes_back(door_to, client_of, post):
    door = door_to(brought_to, Phase.VOTING)
    answer = post(client_of(door.people["aiko"]), f"{door.address}/vote", **{"vote-vote": "not_inclined", "vote-reason": ""})
    assert answer.status_code == 422
    assert "You changed your vote" in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="not_inclined"', answer.text)


def found_nothing():
    """A discussion in which one principle has its verdict."""
    scene, debrief = brought_to(Phase.DISCUSSION)
    findings.set_verdict(debrief, scene.principles()[0], VerdictValue.NO_DATA, [], "First.", who(scene, "raiser"))
    return scene, debrief


def test_invariant_18_a_stale_verdict_keeps_the_text_and_can_be_sent_again(door_to, client_of, post, app):
    door = door_to(found_nothing)
    lead, address = client_of(door.people["raiser"]), f"{door.address}/verdicts/{door.principles[0]}"
    fields = {"verdict-value": "no_data", "verdict-reason": "Second thoughts.", "verdict-version": "0"}
    answer = post(lead, address, **fields)
    assert answer.status_code == 409
    assert "Second thoughts." in answer.text
    assert re.search(r'name="verdict-version"[^>]*value="1"', answer.text)
    assert stored(app, db.select(Verdict.reason)) == "First."
    assert post(lead, address, **{**fields, "verdict-version": "1"}).status_code == 303


def test_invariant_11_a_verdict_without_evidence_comes_back(door_to, client_of, post):
    door = door_to(brought_to, Phase.DISCUSSION)
    fields = {"verdict-value": "met", "verdict-reason": "Kept.", "verdict-version": "0"}
    answer = post(client_of(door.people["raiser"]), f"{door.address}/verdicts/{door.principles[0]}", **fields)
    assert answer.status_code == 422
    assert "stands on evidence" in answer.text
    assert "Kept." in answer.text


# who sees what


@pytest.mark.parametrize("phase", list(Phase))
def test_to_everybody_else_the_debrief_does_not_exist(door_to, client_of, post, phase):
    door = door_to(brought_to, phase)
    browser = client_of(door.people["stranger"])
    assert browser.get(door.address).status_code == 404
    assert browser.get(f"{door.address}/status").status_code == 404
    for rest in ("/confirm", "/vote", "/steps/voting", "/steps/nowhere", "/dissent", "/keys/bar", "/keys/third", "/decision", "/open", "/follow-up", "/verdicts/1", "/alone"):
        assert post(browser, door.address + rest).status_code == 404


def test_an_administrator_sees_the_status_and_the_result_alone(door_to, client_of):
    door = door_to(brought_to, Phase.CLOSED)
    browser = client_of(door.people["admin"])
    page = browser.get(door.address).text
    assert "Hire</span>" in page
    for hidden in ("The evidence on storage carried it.", "inclined", "Seen twice.", "torn pages", CAME_TOO_LATE):
        assert hidden not in page
    assert browser.get(f"{door.address}/status").status_code == 404


def without_liam(phase):
    """A debrief in which Liam is an excused absentee."""
    scene = almost()
    gate.excuse_absentee(loop_of(scene), scene.liam.id, "On leave.", who(scene, "raiser"))
    return brought_to(phase, scene, absent=("liam",))


def test_an_excused_absentee_is_blind_before_the_decision(door_to, client_of):
    door = door_to(without_liam, Phase.DECISION)
    page = client_of(door.people["liam"]).get(door.address).text
    assert "You see how far this debrief is" in page
    assert "torn pages" not in page


def test_an_excused_absentee_reads_from_the_decision_on(door_to, client_of):
    door = door_to(without_liam, Phase.CLOSED)
    assert "The evidence on storage carried it." in client_of(door.people["liam"]).get(door.address).text


def hidden_votes():
    """All but the lead have voted again, Aiko against everybody."""
    scene, debrief = brought_to(Phase.VOTING)
    vote_by_all(scene, debrief, "raiser", votes={"aiko": Vote.STRONGLY_NOT_INCLINED})
    return scene, debrief


def test_invariant_09_the_page_keeps_second_votes_until_the_reveal(door_to, client_of):
    door = door_to(hidden_votes)
    for name in ("raiser", "liam", "recruiter"):
        browser = client_of(door.people[name])
        for rest in ("", "/status"):
            shown = browser.get(door.address + rest).text
            assert "Aiko" in shown
            assert "3 of 4 cast, hidden" in shown
            assert "STRONGLY NOT INCLINED" not in shown.upper().replace("STRONGLY NOT INCLINED</LABEL>", "")
            assert CAME_TOO_LATE not in shown
    assert "strongly not inclined" in client_of(door.people["aiko"]).get(door.address).text


# live


def poll_of(text):
    """The address that the page asks again."""
    return re.search(r'hx-get="([^"]+)"', text).group(1).replace("&amp;", "&")


def test_the_status_says_nothing_when_nothing_happened(door_to, client_of, post):
    door = door_to(opened)
    browser, other = client_of(door.people["raiser"]), client_of(door.people["aiko"])
    again = poll_of(browser.get(door.address).text)
    assert browser.get(again).status_code == 204
    post(other, f"{door.address}/confirm")
    answer = browser.get(again)
    assert answer.status_code == 200
    assert "1 of 4 confirmed" in answer.text
    assert browser.get(poll_of(answer.text)).status_code == 204


def test_the_status_says_when_the_room_has_gone_on(door_to, client_of):
    door = door_to(brought_to, Phase.VOTING)
    browser = client_of(door.people["aiko"])
    assert "The room has gone on" in browser.get(f"{door.address}/status?seen=1&phase=reading").text
    assert browser.get(f"{door.address}/status?seen=1&phase=reading&waits=1").headers["HX-Refresh"] == "true"
    assert browser.get(f"{door.address}/status?seen=x").status_code == 400


# reading is on the record, and pages cost the same


def test_reading_evidence_in_the_discussion_is_recorded(door_to, client_of, app):
    door = door_to(brought_to, Phase.DISCUSSION)
    browser = client_of(door.people["recruiter"])
    assert browser.get(door.address).status_code == 200
    assert browser.get(door.address).status_code == 200
    assert stored(app, db.select(db.func.count(FeedbackRead.id)).where(FeedbackRead.person_id == door.people["recruiter"])) == 4


def test_promise_14_the_receipt_of_the_sealed_page_is_made_again_in_the_debrief(door_to, client_of, app):
    door = door_to(brought_to, Phase.CLOSED)
    interview = stored(app, db.select(Interview.id).where(Interview.loop_id == door.loop, Interview.interviewer_id == door.people["aiko"]))
    given = re.search(r"<code>([0-9a-f ]{19})</code>", client_of(door.people["aiko"]).get(f"/interviews/{interview}/feedback").text)[1]
    page = client_of(door.people["aiko"]).get(door.address).text
    assert f"<code>{given}</code>" in page and "nothing was changed on the way" in page
    assert given not in client_of(door.people["liam"]).get(door.address).text
    assert "Your receipt" not in client_of(door.people["recruiter"]).get(door.address).text
    with app.app_context():
        actor = actor_of(door.people["aiko"])
        shown = replace(scene(actor, door.loop), feedbacks=read_loop(actor, door.loop, unread=False))
        next(each for each in shown.feedbacks if each.author_id == door.people["aiko"]).vote = Vote.STRONGLY_NOT_INCLINED
        altered = own_receipt(shown)
        assert (altered.text == given, altered.matches) == (False, False)
        db.session.rollback()


def test_reading_again_writes_nothing(door_to, client_of, recorded_sql):
    door = door_to(brought_to, Phase.CLOSED)
    browser = client_of(door.people["aiko"])
    browser.get(door.address)
    with recorded_sql() as statements:
        assert browser.get(door.address).status_code == 200
    assert not [each for each in statements if not each.startswith(("SELECT", "BEGIN", "SET", "ROLLBACK"))]
    asked = [each for each in statements if each.startswith("SELECT") and "FROM organisation" not in each]  # these tests have none, so its name is looked for
    assert len(asked) <= 6


def test_the_first_read_costs_ten_statements_with_its_record(app, door_to, client_of, recorded_sql):
    """On either database: locks and the person of the second transaction cost none of their own."""
    door = door_to(brought_to, Phase.CLOSED)
    with app.app_context():
        db.session.add(Organisation(id=1, name=Words(en="House"), zone="UTC"))
        db.session.commit()
    browser = client_of(door.people["aiko"])
    with recorded_sql() as statements:
        assert browser.get(door.address).status_code == 200
    asked = [each for each in statements if not each.startswith("BEGIN")]
    for table in ("feedback_read", "loop_reader", "audit_entry"):
        assert any(f"INSERT INTO {table}" in each for each in asked)
    assert len(asked) <= 10, asked


def test_postgresql_keeps_the_plan_of_what_is_locked_for_one_transaction(session):
    """Planning the rules of the second lock takes ten times as long as running them; other statements are planned for their values."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite keeps no plans")
    mode = db.text("SHOW plan_cache_mode")
    assert session.scalar(mode) == "auto"
    scene_of, _ = brought_to(Phase.DISCUSSION)
    scene(who(scene_of, "raiser"), scene_of.loop.id)
    assert session.scalar(mode) == "force_generic_plan"
    session.commit()
    assert session.scalar(mode) == "auto"


def found(count):
    """A discussion in which so many principles have their verdict."""
    scene, debrief = brought_to(Phase.DISCUSSION)
    for principle in scene.principles()[:count]:
        findings.set_verdict(debrief, principle, VerdictValue.MET, evidence_on(scene.loop.id, principle), "", who(scene, "raiser"))
    return scene, debrief


def test_a_page_costs_the_same_for_more_verdicts(door_to, client_of, recorded_sql):
    costs = []
    for count in (1, 4):
        door = door_to(found, count)
        browser = client_of(door.people["raiser"])
        browser.get(door.address)
        with recorded_sql() as statements:
            assert browser.get(door.address).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]


# without a debrief


def test_the_hiring_manager_decides_alone_on_the_page(door_to, client_of, post, app):
    door = door_to(ready_scene, Preset.FEEDBACK)
    manager, recruiter = client_of(door.people["manager"]), client_of(door.people["recruiter"])
    assert "Your decision" in manager.get(door.address).text
    fields = {"alone-result": "no_hire", "alone-bar": "no"}
    assert post(manager, f"{door.address}/alone", **fields).status_code == 422
    assert post(manager, f"{door.address}/alone", **fields, **{"alone-reason": "Too early."}).status_code == 303
    assert "Too early." in recruiter.get(door.address).text
    after = {"after-lower_level": "yes", "after-other_role": "no", "after-cool_off_until": ""}
    assert post(recruiter, f"{door.address}/follow-up", **after).status_code == 303
    assert stored(app, db.select(db.func.count(FollowUp.id)).where(FollowUp.cool_off_until.is_(None))) == 1


def test_the_loop_page_leads_to_the_debrief(door_to, client_of):
    door = door_to(brought_to, Phase.CLOSED)
    page = client_of(door.people["manager"]).get(f"/loops/{door.loop}").text
    assert f'href="{door.address}"' in page
    assert "Decided:" in page


def test_a_text_comes_back_even_when_the_room_has_gone_on(door_to, client_of, post):
    door = door_to(brought_to, Phase.CLOSED)
    answer = post(client_of(door.people["aiko"]), f"{door.address}/dissent", **{"dissent-reason": "I would have waited."})
    assert answer.status_code == 422
    assert "I would have waited." in answer.text
    assert "This belongs to the phase" in answer.text
