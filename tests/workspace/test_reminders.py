"""Reminders of feedback, with the clock held where they come up."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from hiring.accounts.terms import Locale
from hiring.core import clock
from hiring.db.locks import as_house
from hiring.db.session import db
from hiring.debriefs.operations import gate
from hiring.loops.models import Loop
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind
from hiring.workspace.reminders import queue_reminders
from tests import world as told
from tests.waiting import until
from tests.world import MONDAY

HOUR = timedelta(hours=1)
ENDED = MONDAY - timedelta(days=3) + 3 * HOUR
"""Aiko's interview is the third of Friday: 12:00 to 13:00 in Tokyo."""


def reminders(world, name: str) -> list[Notice]:
    mine = select(Notice).where(Notice.kind == NoticeKind.FEEDBACK_DUE, Notice.person_id == world.people[name])
    return list(db.session.scalars(mine.order_by(Notice.created_at)))


def run(moment) -> int:
    with clock.held_at(moment):
        count = queue_reminders()
        db.session.commit()
    return count


def test_reminders_are_queued_once_before_at_and_daily_after_the_deadline(world):
    for hours in (-1, 0, 19.9, 20, 20.1, 24, 24.1, 47, 48, 48.1, 73, 120):
        run(ENDED + hours * HOUR)
    mine = reminders(world, "aiko")
    assert [each.subject for each in mine] == [
        "Feedback on Sakura Watanabe is due soon",
        "Feedback on Sakura Watanabe is due now",
        "Feedback on Sakura Watanabe is late",
        "Feedback on Sakura Watanabe is late",
        "Feedback on Sakura Watanabe is late",
    ]
    assert mine[0].link == f"http://localhost/interviews/{world.interviews['sakura/aiko']}/feedback"
    assert mine[0].link in mine[0].body and "Sat 21 Nov 13:00 (Asia/Tokyo)" in mine[0].body


def test_after_a_day_without_a_worker_only_the_newest_reminder_goes_out(world):
    run(ENDED + 100 * HOUR)
    assert [each.subject for each in reminders(world, "aiko")] == ["Feedback on Sakura Watanabe is late"]


def test_a_reminder_is_in_the_language_and_on_the_clock_of_its_reader(world):
    with told.step("berlin", MONDAY - timedelta(days=4)):
        world.person("aiko").locale, world.person("aiko").zone = Locale.JA, "Europe/Berlin"
    run(ENDED + 20 * HOUR)
    mail = reminders(world, "aiko")[0]
    assert mail.subject == "Sakura Watanabeさんのフィードバックの期限が近づいています"
    assert "11月21日（土） 05:00（Europe/Berlin）" in mail.body and mail.locale == "ja"


@pytest.mark.parametrize("settled", ["submitted", "excused", "cancelled", "deactivated"])
def test_nobody_is_reminded_of_what_is_not_asked_any_more(world, settled):
    with told.step("settle", ENDED + HOUR):
        loop = db.session.get_one(Loop, world.loops["sakura"])
        if settled == "excused":
            gate.excuse_absentee(loop, world.people["aiko"], "Ill for weeks", world.actor("raiser"))
        if settled == "cancelled":
            told.loops.cancel_loop(loop, world.actor("recruiter"), "The candidate withdrew.")
        if settled == "deactivated":
            world.person("aiko").active = False
    if settled == "submitted":
        told.submit(world, "sakura/aiko", ENDED + HOUR)
    run(ENDED + 30 * HOUR)
    assert reminders(world, "aiko") == []
    assert bool(reminders(world, "elena")) is (settled != "cancelled")


@pytest.fixture
def sitting(world):
    """The trainee sat in with Aiko."""
    told.begin_on_ladder(world, "trainee", mentor="raiser")
    told.seat_trainee(world, "sakura", "aiko", "trainee")
    return world


def test_a_trainee_is_reminded_of_practice_feedback(sitting):
    for hours in (-1, 19.9, 20, 24, 47, 48):
        run(ENDED + hours * HOUR)
    mine = reminders(sitting, "trainee")
    assert [each.subject for each in mine] == [
        "Practice feedback on Sakura Watanabe is due soon",
        "Practice feedback on Sakura Watanabe is due now",
        "Practice feedback on Sakura Watanabe is late",
    ]
    assert mine[0].link == f"http://localhost/interviews/{sitting.interviews['sakura/aiko']}/practice"
    assert len(reminders(sitting, "aiko")) == 3, "the host's own goes on beside it"


@pytest.mark.parametrize("settled", ["sealed", "cancelled", "deactivated", "conflict"])
def test_no_trainee_is_reminded_of_what_is_not_asked_any_more(sitting, settled):
    if settled == "sealed":
        told.practise(sitting, "sakura", "aiko", "trainee", ENDED + HOUR)
    with told.step("settle practice", ENDED + 2 * HOUR):
        loop = db.session.get_one(Loop, sitting.loops["sakura"])
        if settled == "cancelled":
            told.loops.cancel_loop(loop, sitting.actor("recruiter"), "The candidate withdrew.")
        if settled == "deactivated":
            sitting.person("trainee").active = False
        if settled == "conflict":
            told.loops.declare_conflict(loop, sitting.actor("recruiter"), sitting.people["trainee"], "They are cousins.")
    run(ENDED + 30 * HOUR)
    assert reminders(sitting, "trainee") == []


def test_reminders_cost_the_same_statements_however_many_were_sent(world, recorded_sql):
    run(ENDED + 40 * HOUR)
    with recorded_sql() as statements:
        assert run(ENDED + 40 * HOUR) == 0
    assert len([each for each in statements if any(f"FROM {table}" in each for table in ("interview", "shadow", "notice"))]) == 3


def test_of_two_workers_at_once_the_second_finds_nothing_left_to_queue(app, world):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite every writer is alone")
    counts = []

    def work() -> None:
        with as_house(), app.app_context():
            counts.append(run(ENDED + 100 * HOUR))

    with clock.held_at(ENDED + 100 * HOUR):
        assert queue_reminders() > 0
        db.session.flush()
        other = threading.Thread(target=work)
        other.start()
        until(lambda: someone_waits() or not other.is_alive())
        db.session.commit()
    other.join(30)
    assert counts == [0]


def someone_waits() -> bool:
    with db.engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")))
