"""The log with names: what exists for whom, and that nothing else can be told from it (invariants 5 and 17)."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hiring.accounts.models import RoleGrant
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.db.session import db
from hiring.feedback.models import Feedback
from hiring.feedback.terms import Vote
from hiring.workspace.policy import OPINIONS
from tests import world as told
from tests.world import MONDAY

HOUR = timedelta(hours=1)
FRIDAY = MONDAY - timedelta(days=3)


def entries(page: str) -> str:
    """The words of the log itself."""
    listed = re.search(r'<ol class="timeline".*?</ol>', page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", listed.group(0)).split()) if listed else ""


def whole(browser, path="/audit") -> str:
    """Every page of the log, one after the other."""
    text = ""
    while path:
        page = browser.get(path).get_data(as_text=True)
        text += entries(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""
    return text


def make_core(world, name: str) -> None:
    with told.step(f"core {name}", MONDAY - timedelta(days=20)):
        db.session.add(RoleGrant(person_id=world.people[name], role=Role.CORE, starts_on=(MONDAY - timedelta(days=30)).date()))


@pytest.mark.parametrize(("name", "status"), [("admin", 200), ("core", 200), ("recruiter", 404), ("aiko", 404), ("manager", 404)])
def test_administrators_and_core_read_the_log(world, browser_of, name, status):
    assert browser_of(name).get("/audit").status_code == status


def test_an_entry_says_what_happened_by_whom_and_about_whom(world, browser_of):
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR)
    text = browser_of("admin").get("/audit").get_data(as_text=True)
    assert "Feedback was sealed with its first vote." in text and "Aiko Tanaka" in text
    assert f'href="/candidates/{world.candidates["sakura"]}"' in text


def test_entries_are_filtered_by_act_and_by_person(world, browser_of):
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR)
    told.submit(world, "sakura/elena", FRIDAY + 7 * HOUR)
    client = browser_of("admin")
    assert whole(client, f"/audit?event={Event.FEEDBACK_SUBMITTED.value}&person={world.people['aiko']}").count("Feedback was sealed") == 1
    assert whole(client, f"/audit?event={Event.FEEDBACK_SUBMITTED.value}").count("Feedback was sealed") == 2
    assert "No entry fits" in client.get(f"/audit?event={Event.GLASS_BROKEN.value}").get_data(as_text=True)


@pytest.mark.parametrize("query", ["event=nonsense", "person=x", "person=1&person=2", "after=5", "after=x-1", "after=1-", "after=99999999999999999999999-1", "after=-1-1"])
def test_garbage_in_the_address_is_malformed(world, browser_of, query):
    assert browser_of("admin").get(f"/audit?{query}").status_code == 400


def test_pages_show_every_entry_once_even_where_many_share_a_moment(world, browser_of):
    client = browser_of("admin")
    with told.step("many", MONDAY):
        for number in range(120):
            told.candidates.add_candidate(told.candidate_facts(f"Crowd {number}", email=f"crowd{number}@example.org"), world.actor("recruiter"), different=True)
    text = whole(client, f"/audit?event={Event.CANDIDATE_ADDED.value}")
    assert len(set(re.findall(r"Crowd \d+", text))) == 120
    assert len(re.findall(r"Crowd \d+", text)) == 120


def test_the_newest_number_and_seal_are_shown_to_note_down(world, browser_of):
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    page = browser_of("admin").get("/audit").get_data(as_text=True)
    assert last.seal in page and f"Number {last.number}" in page


@pytest.mark.parametrize("name", ["core", "elena"])
def test_invariant_05_numbers_and_seals_are_for_administrators_from_whom_nothing_is_left_out(world, browser_of, name):
    """Gaps in the numbers would count what happened out of sight; Elena is an administrator who owes feedback."""
    page = browser_of(name).get("/audit").get_data(as_text=True)
    assert not re.search(r"Number \d", page) and not re.search(r"[0-9a-f]{64}", page)
    assert db.session.scalars(select(AuditEntry.number).order_by(AuditEntry.number.desc()).limit(1)).one() > 20


def test_invariant_05_acts_that_follow_from_opinions_do_not_exist_for_who_owes_feedback(world, browser_of):
    """Elena is an administrator and owes feedback on Sakura; Ada is one who does not."""
    told.add_candidate(world, "sakura", "Sakura Watanabe", "search")
    told.opinions(world, "sakura/storage", FRIDAY, "quietly")
    told.reject(world, "sakura/search", FRIDAY, "quietly")
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR)
    told.submit(world, "sakura/liam", FRIDAY + 6 * HOUR)
    with clock.held_at(MONDAY):
        assert browser_of("aiko").get(f"/loops/{world.loops['sakura']}/feedback").status_code == 200
    hidden = ["A note was written", "phone screen was recorded", "read feedback for the first time"]
    seen, blind = whole(browser_of("admin")), whole(browser_of("elena"))
    assert [each for each in hidden if each not in seen] == []
    assert [each for each in hidden if each in blind] == []
    assert seen.count("moved to another stage") - blind.count("moved to another stage") == 2
    assert blind.count("Feedback was sealed") == 2, "who has submitted is a fact of the plan"
    told.submit(world, "sakura/elena", MONDAY)
    assert [each for each in hidden if each not in whole(browser_of("elena"))] == []


@pytest.mark.parametrize("event", sorted(OPINIONS))
def test_invariant_05_filters_and_pages_do_not_count_what_is_left_out(world, browser_of, event):
    before = browser_of("elena").get(f"/audit?event={event.value}").get_data(as_text=True)
    told.opinions(world, "sakura/storage", FRIDAY, "quietly")
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR)
    after = browser_of("elena").get(f"/audit?event={event.value}").get_data(as_text=True)
    csrf = re.compile(r'(name="csrf_token" value=|name="csrf-token" content=)"[^"]*"')
    assert csrf.sub("", before) == csrf.sub("", after)


def test_invariant_05_a_debrief_does_not_exist_for_who_owes_feedback_elsewhere_on_the_candidate(world, browser_of):
    make_core(world, "mate")
    told.add_candidate(world, "sakura", "Sakura Watanabe", "search")
    told.plan_loop(world, "again", "sakura/search", first=datetime(2026, 11, 25, 10, 0))
    for number, name in enumerate(told.PANEL):
        told.submit(world, f"sakura/{name}", FRIDAY + (6 + number) * HOUR)
    with told.step("open", MONDAY - HOUR):
        told.gate.open(db.session.get_one(told.Loop, world.loops["sakura"]), world.actor("raiser"))
    assert "the debrief began" in whole(browser_of("admin"))
    assert "the debrief began" not in whole(browser_of("elena"))


def test_invariant_05_candidates_and_loops_that_do_not_exist_for_a_core_member_have_no_entries(world, browser_of):
    make_core(world, "outsider")
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR)
    text = whole(browser_of("outsider"))
    assert "Sakura" not in text and "Feedback was sealed" not in text and "A candidate was added" not in text
    assert "Feedback was sealed" in whole(browser_of("core")), "who signed the brief oversees the loop"


def test_a_confidential_opening_exists_for_administrators_and_its_own_people_only(world, browser_of):
    make_core(world, "outsider")
    told.open_opening(world, "secret", "Secret Chief", confidential=True)
    told.add_candidate(world, "ghost", "Gustav Ghost", "secret")
    assert "Secret Chief" in whole(browser_of("admin"))
    text = whole(browser_of("outsider"))
    assert "Secret" not in text and "Ghost" not in text


def test_invariant_05_the_candidate_in_person_finds_nothing_about_themselves(world, browser_of):
    """Somebody of the house who is a candidate, and an administrator too."""
    told.add_candidate(world, "ines", "Ines Inside", "storage")
    with told.step("link", MONDAY):
        db.session.get_one(told.Candidate, world.candidates["ines"]).person_id = world.people["insider"]
    told.opinions(world, "ines/storage", MONDAY, "quietly")
    page = whole(browser_of("insider"))
    assert f"/candidates/{world.candidates['ines']}" not in browser_of("insider").get("/audit").get_data(as_text=True)
    assert "A note was written" not in page and not re.search(r"Number \d", page)
    assert "A note was written" in whole(browser_of("admin"))


def test_invariant_17_the_log_holds_no_word_of_a_person_and_no_vote(world):
    told.opinions(world, "sakura/storage", FRIDAY, "LOUDLY")
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR, vote=Vote.STRONGLY_NOT_INCLINED, flavour="LOUDLY")
    kept = " ".join(str(facts) for facts in db.session.scalars(select(AuditEntry.facts)))
    assert "LOUDLY" not in kept and "Sakura" not in kept and "inclined" not in kept
    assert db.session.scalars(select(Feedback.vote)).one() is Vote.STRONGLY_NOT_INCLINED


def test_the_log_costs_the_same_statements_at_1_row_and_at_20(world, browser_of, recorded_sql):
    client = browser_of("admin")
    with recorded_sql() as few:
        client.get(f"/audit?event={Event.OPENING_CREATED.value}")
    with recorded_sql() as many:
        client.get("/audit")
    assert len(few) == len(many) < 15
