"""After the release: amendments with reason and proof, moves, interviews not held, successors, the end of a loop."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from hiring.accounts.terms import Role
from hiring.candidates.models import PanelSeat
from hiring.candidates.terms import Stage
from hiring.core import clock
from hiring.core.errors import Missing, Refused
from hiring.loops import operations, queries
from hiring.loops.models import Amendment, LoopReader
from hiring.loops.rules.coverage import digest
from hiring.loops.terms import AmendmentKind, Gap, InterviewStatus, KeyKind, LoopStatus, NotHeldReason, Seat
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind
from hiring.openings.terms import Preset
from tests.factories.accounts import actor, make_person
from tests.factories.loops import assigned, released_scene, when
from tests.factories.questions import make_question


@pytest.fixture
def scene(session):
    return released_scene()


def mails(session, kind: NoticeKind) -> list[int]:
    return sorted(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def seat_of(session, scene, person) -> tuple[bool, bool]:
    row = session.execute(select(PanelSeat.seated, PanelSeat.pending).where(PanelSeat.application_id == scene.application.id, PanelSeat.person_id == person.id)).one()
    return row.seated, row.pending


def test_moving_needs_no_proof_and_the_interviewer_is_told(scene, session):
    operations.move_interview(scene.interview("aiko"), scene.recruiter, when(16, minutes=45))
    moved = scene.interview("aiko")
    assert (moved.start_wall.hour, moved.minutes, moved.sequence) == (16, 45, 1)
    assert len(scene.plan().loop.amendments) == 1 and mails(session, NoticeKind.CHANGED_TIME) == [scene.aiko.id]


def test_moving_into_another_interview_of_the_candidate_is_refused(scene):
    with pytest.raises(Refused, match="would open a gap"):
        operations.move_interview(scene.interview("aiko"), scene.recruiter, when(9))


def test_invariant_07_an_interview_with_feedback_stays_as_it_was(scene, session):
    scene.interview("aiko").submitted_at = clock.now()
    session.flush()
    for act in (
        lambda: operations.move_interview(scene.interview("aiko"), scene.recruiter, when(16)),
        lambda: operations.amend_cancel(scene.interview("aiko"), scene.recruiter, "Why not."),
        lambda: operations.amend_reassign(scene.interview("aiko"), scene.recruiter, [], [], "Why not."),
        lambda: operations.mark_not_held(scene.interview("aiko"), scene.recruiter, NotHeldReason.TECHNICAL),
    ):
        with pytest.raises(Refused, match="stays as it was"):
            act()
    session.commit()
    with pytest.raises(IntegrityError, match="stays as it was"):
        session.execute(text("UPDATE interview SET status = 'cancelled' WHERE id = :id"), {"id": scene.interviews["aiko"].id})
    session.rollback()


def test_replacing_keeps_hour_principles_and_questions_and_makes_a_new_proof(session):
    scene = released_scene()
    question, mia = make_question(), make_person("Mia", Role.INTERVIEWER)
    operations.amend_reassign(scene.interview("aiko"), scene.recruiter, scene.principles("customer-first", "coding"), [question.id], "A better question.")
    old = scene.interview("aiko")
    new = operations.amend_replace(old, scene.recruiter, mia.id, "Aiko is ill.")
    plan = scene.plan()
    kept = next(interview for interview in plan.planned if interview.id == new.id)
    assert (kept.starts_at, [asked.question_id for asked in kept.questions]) == (old.starts_at, [question.id]) and plan.gaps == ()
    assert [each.kind for each in plan.loop.amendments] == [None, AmendmentKind.REASSIGNED, AmendmentKind.REPLACED]
    assert all(each.digest == digest(each.proof) for each in plan.loop.amendments) and plan.loop.amendments[2].reason == "Aiko is ill."
    assert seat_of(session, scene, scene.aiko) == (False, False) and seat_of(session, scene, mia) == (True, True)
    assert mails(session, NoticeKind.CANCELLED) == [scene.aiko.id]


def test_replacing_the_bar_raiser_hands_the_key_on(scene):
    other = make_person("Noor", Role.INTERVIEWER, Role.BAR_RAISER, level=8)
    with pytest.raises(Refused, match="cannot take the seat"):
        operations.amend_replace(scene.interview("raiser"), scene.recruiter, make_person("Plain", Role.INTERVIEWER).id, "On leave.")
    operations.amend_replace(scene.interview("raiser"), scene.recruiter, other.id, "On leave.")
    assert scene.plan().loop.bar_key_id == other.id and scene.plan().gaps == ()


def test_an_amendment_needs_its_reason_and_may_open_no_gap(scene):
    with pytest.raises(Refused, match="Give the reason"):
        operations.amend_cancel(scene.interview("aiko"), scene.recruiter, "  ")
    with pytest.raises(Refused, match="would open a gap"):
        operations.amend_cancel(scene.interview("aiko"), scene.recruiter, "No time.")


def test_an_added_interview_makes_another_one_dispensable(scene):
    mia = make_person("Mia", Role.INTERVIEWER)
    operations.amend_add(scene.loop, scene.recruiter, mia.id, Seat.INTERVIEWER, when(15), scene.principles("customer-first", "coding"), "A deeper look.")
    operations.amend_cancel(scene.interview("aiko"), scene.recruiter, "Mia covers it.")
    plan = scene.plan()
    assert plan.gaps == () and len(plan.slots) == 4 and assigned(scene, "aiko") == scene.principles("customer-first", "coding")


def test_reassigning_may_not_uncover_a_principle(scene):
    with pytest.raises(Refused, match="would open a gap"):
        operations.amend_reassign(scene.interview("aiko"), scene.recruiter, scene.principles("customer-first"), [], "Less to do.")
    operations.amend_reassign(scene.interview("aiko"), scene.recruiter, scene.principles("customer-first", "coding", "own-it"), [], "More to do.")
    assert len(assigned(scene, "aiko")) == 3


def test_invariant_05_a_reader_takes_no_interview_over(scene, session):
    mia = make_person("Mia", Role.INTERVIEWER)
    session.add(LoopReader(loop_id=scene.loop.id, person_id=mia.id, since=clock.now()))
    session.flush()
    with pytest.raises(Refused, match="cannot take the seat"):
        operations.amend_replace(scene.interview("aiko"), scene.recruiter, mia.id, "Aiko is ill.")


def test_an_interview_that_was_not_held_leaves_gaps_that_block_the_debrief_until_amended(scene, session):
    aiko = scene.interview("aiko")
    with pytest.raises(Refused, match="has not begun"):
        operations.mark_not_held(aiko, scene.recruiter, NotHeldReason.TECHNICAL)
    with clock.held_at(aiko.ends_at):
        with pytest.raises(Refused, match="has begun"):
            operations.amend_cancel(aiko, scene.recruiter, "Nobody came.")
        operations.mark_not_held(aiko, scene.recruiter, NotHeldReason.CANDIDATE_ABSENT)
        plan = scene.plan()
        assert {lack.gap for lack in plan.gaps} == {Gap.PANEL_SMALL, Gap.UNCOVERED} and plan.loop.amendments[-1].proof["gaps"]
        assert seat_of(session, scene, scene.aiko) == (False, False)
        with pytest.raises(Refused, match="Close them by amendment"):
            operations.to_debrief(scene.loop, scene.recruiter)
        operations.amend_add(scene.loop, scene.recruiter, scene.aiko.id, Seat.INTERVIEWER, when(9, days=2), scene.principles("customer-first", "coding"), "Again.")
        operations.to_debrief(scene.loop, scene.recruiter)
    assert scene.loop.status is LoopStatus.DEBRIEF and scene.application.stage is Stage.DEBRIEF


def test_one_of_two_gaps_may_be_closed_while_the_other_stays(scene):
    with clock.held_at(scene.interview("liam").ends_at):
        for name in ("aiko", "liam"):
            operations.mark_not_held(scene.interview(name), scene.recruiter, NotHeldReason.CANDIDATE_ABSENT)
        before = len(scene.plan().gaps)
        operations.amend_add(scene.loop, scene.recruiter, scene.aiko.id, Seat.INTERVIEWER, when(9, days=2), scene.principles("coding"), "Again.")
        assert 0 < len(scene.plan().gaps) < before


def test_the_interviewer_says_that_a_principle_was_not_covered(scene):
    coding = scene.principles("coding")[0]
    with clock.held_at(scene.interview("aiko").starts_at):
        operations.mark_not_covered(queries.interview_for(actor(scene.aiko), scene.interviews["aiko"].id), coding, actor(scene.aiko))
        assert [each.principle.key for each in scene.interview("aiko").principles if each.not_covered_at] == ["coding"]
        with pytest.raises(Missing):
            operations.mark_not_covered(scene.interview("aiko"), coding, actor(scene.liam))
        with pytest.raises(Missing):
            operations.mark_not_covered(scene.interview("aiko"), scene.principles("own-it")[0], actor(scene.aiko))


def test_invariant_08_a_successor_holds_a_key_by_amendment(scene, session):
    other = make_person("Noor", Role.INTERVIEWER, Role.BAR_RAISER, level=8)
    operations.amend_successor(scene.loop, scene.recruiter, KeyKind.BAR, other.id, "On leave.")
    plan = scene.plan()
    assert plan.loop.bar_key_id == other.id and plan.loop.amendments[-1].kind is AmendmentKind.SUCCESSOR
    assert seat_of(session, scene, other) == (True, False) and queries.loop_to_read(actor(other), scene.loop.id).id == scene.loop.id
    assert scene.interview("raiser").status is InterviewStatus.PLANNED


def test_invariant_08_the_hiring_manager_does_not_choose_the_other_key(scene):
    other = make_person("Noor", Role.INTERVIEWER, Role.BAR_RAISER, level=8)
    with pytest.raises(Refused, match="does not choose"):
        operations.amend_successor(scene.loop, actor(scene.cast.manager), KeyKind.BAR, other.id, "On leave.")
    with pytest.raises(Refused, match="cannot hold this key"):
        operations.amend_successor(scene.loop, scene.recruiter, KeyKind.BAR, scene.aiko.id, "On leave.")


def test_a_cancelled_loop_frees_and_tells_everybody(scene, session):
    operations.cancel_loop(scene.loop, scene.recruiter, "The role changed.")
    assert {interview.status for interview in scene.plan().loop.interviews} == {InterviewStatus.CANCELLED}
    assert len(mails(session, NoticeKind.CANCELLED)) == 4 and seat_of(session, scene, scene.aiko) == (False, False)
    assert scene.application.stage is Stage.SCREENING and scene.loop.ended_at == clock.now()
    with pytest.raises(Refused, match="already over"):
        operations.cancel_loop(scene.loop, scene.recruiter, "Twice.")


def test_nobody_escapes_a_decision_by_cancelling(scene):
    operations.to_debrief(scene.loop, scene.recruiter)
    with pytest.raises(Refused, match="ends with a decision"):
        operations.cancel_loop(scene.loop, scene.recruiter, "It looks bad.")


def test_amendments_are_append_only(scene, session):
    session.commit()
    amendment = session.scalars(select(Amendment)).first().id
    for statement in ("UPDATE amendment SET reason = 'x' WHERE id = :id", "DELETE FROM amendment WHERE id = :id"):
        with pytest.raises(IntegrityError, match="append-only"):
            session.execute(text(statement), {"id": amendment})
        session.rollback()


def test_an_interview_of_a_released_loop_is_not_deleted(scene, session):
    session.commit()
    session.execute(text("DELETE FROM assignment"))
    with pytest.raises(IntegrityError, match="cancelled, not deleted"):
        session.execute(text("DELETE FROM interview WHERE id = :id"), {"id": scene.interviews["aiko"].id})
    session.rollback()


def test_the_preset_feedback_amends_without_a_proof_of_coverage(session):
    scene = released_scene(Preset.FEEDBACK)
    operations.amend_cancel(scene.interview("aiko"), scene.recruiter, "No time.")
    assert len(scene.plan().slots) == 3
