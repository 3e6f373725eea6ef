"""Planning: eligibility on assignment, hours that exist, nobody twice at once, questions once in a loop."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from hiring.accounts.terms import Role
from hiring.candidates import operations as candidates
from hiring.candidates.models import PanelSeat
from hiring.candidates.terms import Stage, StageReason
from hiring.core import clock
from hiring.core.errors import Missing, Refused, Stale
from hiring.db.session import db
from hiring.loops import operations, queries
from hiring.loops.models import Interview, LoopReader
from hiring.loops.operations.seating import store
from hiring.loops.terms import Appointment, Gap, LoopStatus, Seat, TemplateLine
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import make_application
from tests.factories.loops import add, assigned, empty_scene, planned_scene, released_scene, when
from tests.factories.questions import make_question


def said(refusal) -> str:
    return str(refusal.value.sentence)


def test_one_live_loop_an_application_and_a_new_one_after_it_was_cancelled(session):
    scene = empty_scene()
    assert scene.application.stage is Stage.LOOP
    with pytest.raises(Refused, match="already has a loop"):
        operations.begin(scene.application, scene.recruiter)
    operations.cancel_loop(scene.loop, scene.recruiter, "Another team.")
    assert scene.application.stage is Stage.SCREENING
    assert operations.begin(scene.application, scene.recruiter).status is LoopStatus.PLANNING


def test_only_a_recruiter_begins_and_only_for_somebody_who_waits(session):
    scene = empty_scene()
    application = make_application(scene.cast.recruiter, scene.opening)
    for person in (scene.cast.manager, scene.aiko, scene.cast.bar_raiser):
        with pytest.raises(Missing):
            operations.begin(application, actor(person))
    candidates.withdraw(application, scene.recruiter)
    with pytest.raises(Refused, match="Reopen the application first"):
        operations.begin(application, scene.recruiter)


def test_invariant_02_an_ineligible_person_is_refused_with_every_reason(session):
    scene = empty_scene()
    newcomer = make_person("Nao", level=3)
    with pytest.raises(Refused) as refused:
        operations.add_interview(scene.loop, scene.recruiter, newcomer.id)
    assert said(refused).startswith("Nao cannot take the seat") and "certified to interview alone" in said(refused) and "at most one below" in said(refused)


def test_invariant_01_a_dependent_bar_raiser_is_refused(session):
    scene = empty_scene()
    below = make_person("Ren", Role.INTERVIEWER, Role.BAR_RAISER, manager=scene.cast.manager)
    with pytest.raises(Refused, match="cannot take the seat"):
        operations.add_interview(scene.loop, scene.recruiter, below.id, Seat.BAR_RAISER)
    operations.add_interview(scene.loop, scene.recruiter, below.id)


def test_invariant_05_a_reader_of_the_loop_is_never_seated(session):
    scene = empty_scene()
    session.add(LoopReader(loop_id=scene.loop.id, person_id=scene.aiko.id, since=clock.now()))
    session.flush()
    with pytest.raises(Refused, match="cannot take the seat"):
        operations.add_interview(scene.loop, scene.recruiter, scene.aiko.id)
    other = add(scene, "liam", scene.liam, when(10))
    with pytest.raises(Refused, match="cannot take the seat"):
        operations.change_interview(scene.interview("liam"), scene.recruiter, when(10), scene.aiko.id)
    session.commit()
    for act in (
        lambda: session.add(Interview(loop_id=scene.loop.id, interviewer_id=scene.aiko.id, zone="UTC")),
        lambda: session.execute(text("UPDATE interview SET interviewer_id = :reader WHERE id = :id"), {"reader": scene.aiko.id, "id": other.id}),
    ):
        with pytest.raises(IntegrityError, match="reader of this loop"):
            act()
            session.flush()
        session.rollback()


def test_invariant_05_whoever_is_assigned_is_blind_at_once_and_sees_again_when_taken_out(session):
    scene = planned_scene()
    seat = select(PanelSeat.pending).where(PanelSeat.application_id == scene.application.id, PanelSeat.person_id == scene.aiko.id)
    assert session.scalar(seat) is True
    operations.remove_interview(scene.interview("aiko"), scene.recruiter)
    assert session.scalar(seat) is False


def test_the_hiring_manager_takes_the_hiring_managers_seat(session):
    scene = empty_scene()
    assert add(scene, "manager", scene.cast.manager, when(9)).seat is Seat.HIRING_MANAGER


def test_a_time_in_the_gap_is_refused_with_the_next_that_exists(session):
    scene = empty_scene()
    with pytest.raises(Refused) as refused:
        add(scene, "aiko", scene.aiko, Appointment(datetime(2027, 3, 28, 2, 30), "Europe/Berlin"))
    assert "does not exist that night" in said(refused) and "03:30" in said(refused)


def test_a_time_in_the_fold_asks_which_and_keeps_the_wall_time(session):
    scene = empty_scene()
    twice = Appointment(datetime(2027, 10, 31, 2, 30), "Europe/Berlin")
    with pytest.raises(Refused, match="happens twice"):
        add(scene, "aiko", scene.aiko, twice)
    later = add(scene, "aiko", scene.aiko, Appointment(twice.start, twice.zone, second=True))
    assert (later.start_wall, later.starts_at) == (twice.start, datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    earlier = add(scene, "liam", scene.liam, Appointment(twice.start, twice.zone, second=False))
    assert later.starts_at - earlier.starts_at == timedelta(hours=1)


@pytest.mark.parametrize("appointment", [when(9, days=-1), when(9, minutes=10), when(9, minutes=999), when(9, link="javascript:alert(1)"), when(9, link="https://a b")])
def test_hours_lengths_and_links_that_cannot_be_are_refused(session, appointment):
    scene = empty_scene()
    with pytest.raises(Refused):
        add(scene, "aiko", scene.aiko, appointment)


def test_nobody_is_in_two_interviews_at_once_and_the_other_time_is_named(session):
    scene, other = empty_scene(), None
    add(scene, "aiko", scene.aiko, when(11))
    other = operations.begin(make_application(scene.cast.recruiter, scene.opening), scene.recruiter)
    with pytest.raises(Refused) as refused:
        operations.add_interview(other, scene.recruiter, scene.aiko.id, appointment=when(11, minutes=30))
    assert "Nobody is in two interviews at once" in said(refused) and "2026-11-24 11:00" in said(refused)
    session.rollback()


def test_an_interview_may_follow_another_and_a_cancelled_one_frees_its_hour(session):
    scene = empty_scene()
    add(scene, "aiko", scene.aiko, when(11))
    other = operations.begin(make_application(scene.cast.recruiter, scene.opening), scene.recruiter)
    interview = operations.add_interview(other, scene.recruiter, scene.aiko.id, appointment=when(12))
    operations.cancel_loop(scene.loop, scene.recruiter, "Another team.")
    operations.change_interview(interview, scene.recruiter, when(11))


def test_a_race_for_one_persons_hour_is_won_once_by_the_database(app, session):
    scene = empty_scene()
    add(scene, "aiko", scene.aiko, when(11))
    other = operations.begin(make_application(scene.cast.recruiter, scene.opening), scene.recruiter)
    second = operations.add_interview(other, scene.recruiter, scene.aiko.id, appointment=when(15))
    session.commit()
    taken = scene.interview("aiko")
    values = {"start": taken.start_wall, "starts": taken.starts_at.replace(tzinfo=None), "ends": taken.ends_at.replace(tzinfo=None), "id": second.id}
    if db.engine.dialect.name == "postgresql":
        values |= {"starts": taken.starts_at, "ends": taken.ends_at}
    with pytest.raises(IntegrityError, match="double"):
        session.execute(text("UPDATE interview SET start_wall = :start, starts_at = :starts, ends_at = :ends WHERE id = :id"), values)
    session.rollback()


def test_a_lost_race_is_a_sentence(session):
    scene = empty_scene()
    first = add(scene, "aiko", scene.aiko, when(11))
    other = operations.begin(make_application(scene.cast.recruiter, scene.opening), scene.recruiter)
    late = Interview(loop_id=other.id, interviewer_id=scene.aiko.id, zone=first.zone, start_wall=first.start_wall, starts_at=first.starts_at, ends_at=first.ends_at)
    session.add(late)
    with pytest.raises(Refused, match="a moment ago"):
        store(late)
    session.rollback()


def test_the_matrix_assigns_in_the_openings_order_and_only_what_it_requires(session):
    scene = planned_scene()
    aiko, (coding, customer) = scene.interviews["aiko"], scene.principles("coding", "customer-first")
    operations.assign(scene.loop, scene.recruiter, {aiko.id: [coding, customer]})
    assert assigned(scene, "aiko") == [customer, coding] and assigned(scene, "liam") == []
    with pytest.raises(Refused, match="only about what this opening requires"):
        operations.assign(scene.loop, scene.recruiter, {aiko.id: [coding, 12345]})


def test_questions_are_active_about_the_principles_and_asked_once(session):
    scene = planned_scene()
    customer, draft, elsewhere = make_question("Customer?"), make_question("Draft?", active=False), make_question("Owner?", principle_key="look-closely")
    aiko, liam = scene.interview("aiko"), scene.interview("liam")
    operations.choose_questions(aiko, scene.recruiter, [customer.id, customer.id])
    assert [asked.question_id for asked in scene.interview("aiko").questions] == [customer.id]
    for question, sentence in ((draft, "Only active questions"), (elsewhere, "does not cover"), (customer, "Aiko already asks")):
        with pytest.raises(Refused) as refused:
            operations.choose_questions(scene.interview("liam"), scene.recruiter, [question.id])
        assert sentence in said(refused)
    operations.assign(scene.loop, scene.recruiter, {})
    assert scene.interview("aiko").questions == [] and liam is not None


def test_invariant_18_a_stale_edit_of_an_interview_is_refused(session):
    scene = planned_scene()
    seen = scene.interview("aiko").version
    operations.change_interview(scene.interview("aiko"), scene.recruiter, when(15), version=seen)
    with pytest.raises(Stale):
        operations.change_interview(scene.interview("aiko"), scene.recruiter, when(16), version=seen)


def test_another_person_takes_a_planned_interview_over(session):
    scene = planned_scene()
    mia = make_person("Mia", Role.INTERVIEWER)
    operations.change_interview(scene.interview("aiko"), scene.recruiter, when(11), mia.id)
    assert scene.interview("aiko").interviewer.name == "Mia" and scene.plan().gaps == ()
    operations.add_interview(scene.loop, scene.recruiter, scene.aiko.id)


def test_a_template_fills_a_plan_with_the_people_who_are_least_busy(session):
    busy = planned_scene()
    template = operations.save_template("Whole", operations.lines_of(busy.plan()), busy.recruiter)
    fresh = make_person("Fresh", Role.INTERVIEWER)
    loop = operations.begin(make_application(busy.cast.recruiter, busy.opening), busy.recruiter, template, datetime(2026, 11, 25, 9))
    plan = queries.plan_of(loop.id)
    assert plan.gaps == () and [interview.seat for interview in plan.planned] == [Seat.BAR_RAISER, Seat.HIRING_MANAGER, Seat.INTERVIEWER, Seat.INTERVIEWER]
    assert [interview.start_wall.hour for interview in plan.planned] == [9, 10, 11, 13]
    assert fresh.id in {interview.interviewer_id for interview in plan.planned}


def test_a_template_leaves_out_whom_nobody_can_be_and_serves_other_presets(session):
    scene = empty_scene()
    lines = [TemplateLine(Seat.DEBRIEF_LEAD, principle_keys=("look-closely", "gone")), TemplateLine(Seat.HIRING_MANAGER)]
    template = operations.save_template("Two raisers", lines, scene.recruiter)
    operations.apply_template(scene.loop, scene.recruiter, template)
    operations.apply_template(scene.loop, scene.recruiter, template)
    assert [interview.seat for interview in scene.plan().planned] == [Seat.BAR_RAISER, Seat.HIRING_MANAGER]


@pytest.mark.parametrize("lines", [[], [TemplateLine(minutes=5)], [TemplateLine(Seat.BAR_RAISER), TemplateLine(Seat.DEBRIEF_LEAD)], [TemplateLine()] * 13])
def test_a_template_that_no_loop_could_begin_from_is_refused(session, lines):
    scene = empty_scene()
    with pytest.raises(Refused):
        operations.save_template("Odd", lines, scene.recruiter)


def test_the_load_counts_the_week_and_leaves_out_confidential_loops_of_others(session):
    scene, secret = planned_scene(), empty_scene(confidential=True)
    operations.add_interview(secret.loop, secret.recruiter, scene.aiko.id, appointment=when(16))
    operations.add_interview(secret.loop, secret.recruiter, scene.liam.id, appointment=when(9, days=9))
    week, both = queries.week_of(scene.plan()), [scene.aiko.id, scene.liam.id]
    assert queries.load(scene.recruiter, both, week) == {scene.aiko.id: 1, scene.liam.id: 1}
    assert queries.load(secret.recruiter, both, week)[scene.aiko.id] == 2


def test_a_conflict_makes_a_gap_and_keeps_the_person_away(session):
    scene = planned_scene()
    operations.declare_conflict(scene.loop, actor(scene.aiko), scene.aiko.id, "A friend.")
    assert [(lack.gap, lack.person_id) for lack in scene.plan().gaps] == [(Gap.NOT_ELIGIBLE, scene.aiko.id)]
    with pytest.raises(Missing):
        queries.loop_for(actor(scene.aiko), scene.loop.id)
    with pytest.raises(Missing):
        operations.declare_conflict(scene.loop, actor(scene.liam), scene.cast.bar_raiser.id)


def test_a_decided_application_may_have_a_new_loop_and_a_rejected_one_not(session):
    scene = released_scene()
    operations.to_debrief(scene.loop, scene.recruiter)
    operations.to_decided(scene.loop)
    candidates.set_stage(scene.application, Stage.REJECTED, scene.recruiter, StageReason.DECIDED)
    assert operations.begin(scene.application, scene.recruiter).id != scene.loop.id
    other = make_application(scene.cast.recruiter, scene.opening)
    candidates.reject(other, scene.recruiter, StageReason.LOCATION)
    with pytest.raises(Refused, match="Reopen the application first"):
        operations.begin(other, scene.recruiter)
