"""My work: the right rows in the right section, and nothing that the seal hides."""

import re
from datetime import datetime, timedelta

import pytest

from hiring.accounts.terms import Locale
from hiring.core import clock
from hiring.db.session import db
from hiring.debriefs.operations import gate, phases
from hiring.loops.models import Loop
from tests import world as told
from tests.world import MONDAY, PANEL

HOUR = timedelta(hours=1)
FRIDAY = MONDAY - timedelta(days=3)
"""Friday 10:00 in Tokyo, when the first interview of Sakura's loop begins."""


def card(text: str, title: str) -> str:
    """The card with this title, or nothing."""
    found = [part for part in re.split(r"(?=<section class=\"card)", text) if re.search(rf"<h2>{title}</h2>", part)]
    return found[0] if found else ""


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def look(client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def all_submit(world, key, *, but=()):
    for number, name in enumerate(each for each in PANEL if each not in but):
        told.submit(world, f"{key}/{name}", FRIDAY + (6 + number) * HOUR)


def opened(world):
    """Everybody submitted and the debrief has begun."""
    all_submit(world, "sakura")
    with told.step("open", FRIDAY + 30 * HOUR):
        return gate.open(db.session.get_one(Loop, world.loops["sakura"]), world.actor("raiser"))


def test_visitors_are_sent_to_sign_in(world, browser_of):
    assert browser_of().get("/").status_code == 303


def test_feedback_stands_under_now_with_its_clock_and_the_own_draft(world, browser_of):
    client = browser_of("aiko")
    with clock.held_at(FRIDAY + 6 * HOUR):
        first = words(card(look(client), "Now"))
        assert "Write feedback: Sakura Watanabe" in first and "not begun" in first and "due in 21 hours" in first and "Begin writing" in first
    told.write_draft(world, "sakura/aiko", FRIDAY + 7 * HOUR)
    with clock.held_at(FRIDAY + 30 * HOUR):
        later = words(card(look(client), "Now"))
        assert "draft with 1 story" in later and "due 3 hours ago" in later and "Go on writing" in later


def test_interviews_stand_under_today_and_the_days_to_come_in_the_readers_zone(world, browser_of):
    told.add_candidate(world, "mateo", "Mateo Silva", "storage")
    told.add_candidate(world, "kenji", "Kenji Ito", "storage")
    told.plan_loop(world, "mateo", "mateo/storage", first=datetime(2026, 11, 23, 15, 0))
    told.plan_loop(world, "kenji", "kenji/storage", first=datetime(2026, 11, 25, 15, 0))
    text = look(browser_of("aiko"))
    today, later = words(card(text, "Today")), words(card(text, "The next seven days"))
    assert "17:00 Interview: Mateo Silva" in today and "Kenji" not in today and "in 7 hours" in today
    assert "Kenji Ito" in later and "Wed 25 Nov 17:00" in later and "Mateo" not in later
    with clock.held_at(MONDAY + 7 * HOUR + timedelta(minutes=30)):
        assert "now, until 18:00" in words(card(look(browser_of("aiko")), "Today"))


def test_who_is_excused_or_has_submitted_is_asked_nothing(world, browser_of):
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR)
    with told.step("excuse", FRIDAY + 30 * HOUR):
        gate.excuse_absentee(db.session.get_one(Loop, world.loops["sakura"]), world.people["liam"], "Ill for weeks", world.actor("raiser"))
    assert "Write feedback" not in look(browser_of("aiko"))
    assert "Write feedback" not in look(browser_of("liam"))


def test_a_debrief_waits_for_its_lead_then_for_each_reader(world, browser_of):
    all_submit(world, "sakura")
    with clock.held_at(FRIDAY + 30 * HOUR):
        assert "Open the debrief: Sakura Watanabe" in words(card(look(browser_of("raiser")), "Now"))
        assert "Sakura" not in look(browser_of("aiko"))
        assert "All feedback is in: Sakura Watanabe" in words(card(look(browser_of("recruiter")), "Loops that need you"))
    with told.step("open", FRIDAY + 31 * HOUR):
        debrief = gate.open(db.session.get_one(Loop, world.loops["sakura"]), world.actor("raiser"))
        phases.confirm_reading(debrief, world.actor("aiko"))
    assert "Read the feedback: Sakura Watanabe" in words(card(look(browser_of("elena")), "Now"))
    text = look(browser_of("aiko"))
    assert card(text, "Now") == ""
    assert "Debrief: Sakura Watanabe" in words(card(text, "Today")) and "waits for 4 people" in words(card(text, "Today")) and "Noor Haddad runs it" in words(card(text, "Today"))


def test_the_lead_is_told_when_the_room_can_go_on(world, browser_of):
    debrief = opened(world)
    with told.step("read", FRIDAY + 31 * HOUR):
        for name in PANEL:
            phases.confirm_reading(debrief, world.actor(name))
    assert "Begin the vote: Sakura Watanabe" in words(card(look(browser_of("raiser")), "Now"))
    assert card(look(browser_of("liam")), "Now") == ""


def test_invariant_05_who_owes_feedback_elsewhere_on_the_candidate_sees_no_debrief(world, browser_of):
    told.add_candidate(world, "sakura", "Sakura Watanabe", "search")
    told.plan_loop(world, "again", "sakura/search", first=datetime(2026, 11, 25, 10, 0))
    opened(world)
    text = look(browser_of("aiko"))
    assert "Read the feedback" not in text and "Debrief:" not in text
    assert "Interview: Sakura Watanabe" in words(text)


def test_invariant_05_a_recruiter_who_interviews_sees_who_is_late_and_nothing_else(world, browser_of):
    """Liam is a recruiter; as the recruiter of the opening he sees facts of the plan only."""
    told.opinions(world, "sakura/storage", FRIDAY, "LOUDLY")
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR, flavour="LOUDLY")
    text = look(browser_of("liam"))
    assert "LOUDLY" not in text


def test_a_recruiter_sees_gaps_lateness_and_what_waits(world, browser_of):
    told.add_candidate(world, "mateo", "Mateo Silva", "storage")
    told.add_candidate(world, "kenji", "Kenji Ito", "search")
    told.plan_loop(world, "mateo", "mateo/storage", first=datetime(2026, 11, 25, 10, 0), panel=("manager", "aiko"), released=False)
    all_submit(world, "sakura", but=("liam",))
    text = look(browser_of("recruiter"))
    loops, waiting = words(card(text, "Loops that need you")), words(card(text, "Applications that wait"))
    assert "Loop: Sakura Watanabe" in loops and "feedback late: Liam Okafor" in loops and "1 late" in loops
    assert "Plan: Mateo Silva" in loops and "No Bar Raiser" in loops
    assert loops.count("Mateo Silva") == 2, "once in the row, once for screen readers"
    assert "Kenji Ito" in waiting and "Applied since" in waiting and "Mateo" not in waiting
    assert "Sakura" not in words(card(look(browser_of("stranger")), "Loops that need you"))


def test_a_candidate_who_was_decided_on_is_told(world, browser_of):
    all_submit(world, "sakura")
    told.debrief_to_the_end(world, "sakura", MONDAY - 2 * HOUR)
    tell = words(card(look(browser_of("recruiter")), "Candidates who wait for an answer"))
    assert "Tell Sakura Watanabe" in tell and "by Mon 30 Nov" in tell
    with clock.held_at(MONDAY + timedelta(days=7)):
        assert "due 2 hours ago" in words(look(browser_of("recruiter")))
    told.tell(world, "sakura/storage", MONDAY)
    assert card(look(browser_of("recruiter")), "Candidates who wait for an answer") == ""


def test_a_long_section_shows_its_most_urgent_rows_and_the_way_to_the_rest(world, browser_of):
    for number in range(11):
        told.add_candidate(world, f"many{number}", f"Waiting Number {number:02}", "storage")
    client = browser_of("recruiter")
    few = card(look(client), "Applications that wait")
    assert few.count('class="item"') == 10 and "These are the 10 most urgent ones. Show all" in words(few)
    whole = card(client.get("/?all=waiting").get_data(as_text=True), "Applications that wait")
    assert whole.count('class="item"') == 11 and "Show all" not in whole
    assert client.get("/?all=anything").status_code == 200


def test_a_sign_off_waits_for_the_bar_raiser_who_was_asked(world, browser_of):
    assert "Sign off" not in look(browser_of("core"))
    with told.step("another", MONDAY - HOUR):
        recruiter = world.actor("recruiter")
        row = told.openings.create(told.facts(told.cast_of(world)), recruiter)
        told.openings.write_brief(row, told.brief(), recruiter, row.version)
        told.openings.set_requirements(row, [each.id for each in told.principles_of(row).values()], recruiter, row.version)
        told.openings.ask_sign_off(row, world.people["core"], recruiter)
    now = words(card(look(browser_of("core")), "Now"))
    assert "Sign off:" in now and "Jonas Weber asks you to read the role brief" in now
    with told.step("back", MONDAY):
        told.openings.send_back(row, "Say what will be measured.", world.actor("core"), row.version)
    assert "Sign off" not in look(browser_of("core"))
    assert "Brief came back" in words(card(look(browser_of("manager")), "Now"))


def test_administrators_see_mail_that_does_not_leave(world, browser_of):
    assert "no mail server is set" in look(browser_of("admin"))
    assert "no mail server is set" not in look(browser_of("recruiter"))


def test_the_month_is_ones_own(world, browser_of):
    told.submit(world, "sakura/aiko", FRIDAY + 6 * HOUR)
    assert "1 interview · 1 of 1 on time · median 3 h" in words(card(look(browser_of("aiko")), "Your month"))
    assert "You had no interview" in card(look(browser_of("outsider")), "Your month")


def test_an_empty_day_says_what_will_stand_here(world, browser_of):
    text = look(browser_of("outsider"))
    assert "Nothing waits for you" in text and card(text, "Now") == ""


@pytest.mark.parametrize(("later", "greeting"), [(timedelta(), "Good morning, Aiko"), (4 * HOUR, "Good afternoon, Aiko"), (9 * HOUR, "Good evening, Aiko")])
def test_the_reader_is_greeted_by_their_own_hour(world, browser_of, later, greeting):
    client = browser_of("aiko")
    with clock.held_at(MONDAY + later - 24 * HOUR * 3):
        text = words(look(client))
    assert greeting in text and "Friday 20 November · Tokyo" in text


def test_the_page_speaks_japanese(world, browser_of):
    with told.step("ja", MONDAY):
        world.person("aiko").locale, world.person("aiko").name_ja = Locale.JA, "田中 愛子"
    text = words(look(browser_of("aiko")))
    assert "おはようございます、 田中 愛子 さん" in text and "11月23日（月曜日） · 東京" in text


def test_every_link_of_the_page_leads_to_a_page(world, browser_of, app):
    all_submit(world, "sakura", but=("liam",))
    told.add_candidate(world, "kenji", "Kenji Ito", "search")
    adapter = app.url_map.bind("localhost")
    for name in ("liam", "recruiter", "admin", "core"):
        for path in re.findall(r'<a class="btn[^>]* href="(/[^"?#]*)', look(browser_of(name))):
            assert adapter.test(path, "GET"), path


def test_the_page_costs_the_same_statements_at_1_row_and_at_20(world, browser_of, recorded_sql):
    readers = {name: browser_of(name) for name in ("aiko", "raiser", "recruiter", "admin")}

    def cost() -> dict[str, int]:
        counts = {}
        for name, client in readers.items():
            with recorded_sql() as statements:
                look(client)
            counts[name] = len(statements)
        return counts

    told.add_candidate(world, "kenji", "Kenji Ito", "search")
    at_1 = cost()
    for number in range(20):
        told.add_candidate(world, f"more{number}", f"More {number}", "storage")
        told.add_candidate(world, f"idle{number}", f"Idle {number}", "search")
        first = datetime(2026, 11, 20, 20, 0) + number * HOUR if number < 10 else datetime(2026, 11, 24, 0, 0) + number * HOUR
        told.plan_loop(world, f"more{number}", f"more{number}/storage", first=first)
    assert cost() == at_1
    assert max(at_1.values()) < 30
