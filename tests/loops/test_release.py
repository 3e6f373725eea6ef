"""Releasing: the proof, the freeze, the keys and the mail."""

import pytest
from sqlalchemy import select

from hiring.accounts.models import RoleGrant
from hiring.accounts.terms import Role
from hiring.candidates.models import PanelSeat
from hiring.candidates.terms import Stage
from hiring.core import clock
from hiring.core.errors import Missing, Refused, Stale
from hiring.loops import operations
from hiring.loops.rules.coverage import digest
from hiring.loops.terms import Gap, LoopStatus, Seat
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind
from hiring.openings.terms import Preset
from tests.factories.accounts import actor
from tests.factories.loops import add, empty_scene, planned_scene, released_scene, when


def test_invariant_03_a_complete_plan_is_released_with_its_proof(session):
    scene = released_scene()
    plan = scene.plan()
    assert plan.loop.status is LoopStatus.RELEASED and plan.gaps == ()
    release = plan.loop.amendments[0]
    assert release.number == 0 and release.proof["gaps"] == [] and release.digest == digest(release.proof)
    assert (plan.loop.manager_key_id, plan.loop.bar_key_id) == (scene.cast.manager.id, scene.cast.bar_raiser.id)


def test_invariant_03_a_plan_with_a_gap_is_not_released(session):
    scene = planned_scene()
    operations.remove_interview(scene.interview("liam"), scene.recruiter)
    assert {lack.gap for lack in scene.plan().gaps} == {Gap.PANEL_SMALL, Gap.UNCOVERED}
    with pytest.raises(Refused) as refused:
        operations.release(scene.loop, scene.recruiter)
    assert "Panel too small" in str(refused.value.sentence)


def test_invariant_03_a_released_plan_is_frozen(session):
    scene = released_scene()
    aiko = scene.interview("aiko")
    for act in (
        lambda: operations.assign(scene.loop, scene.recruiter, {}),
        lambda: operations.remove_interview(aiko, scene.recruiter),
        lambda: operations.change_interview(aiko, scene.recruiter, when(15)),
        lambda: operations.choose_questions(aiko, scene.recruiter, []),
        lambda: operations.add_interview(scene.loop, scene.recruiter, scene.cast.head.id),
        lambda: operations.release(scene.loop, scene.recruiter),
    ):
        with pytest.raises(Refused, match="frozen"):
            act()


def test_invariant_03_the_plan_is_complete_before_the_first_interview(session):
    scene = planned_scene()
    with clock.held_at(scene.interview("raiser").starts_at), pytest.raises(Refused, match="before the first interview"):
        operations.release(scene.loop, scene.recruiter)


def test_invariant_02_eligibility_is_asked_again_at_release(session):
    scene = planned_scene()
    grant = session.scalar(select(RoleGrant).where(RoleGrant.person_id == scene.aiko.id, RoleGrant.role == Role.INTERVIEWER))
    grant.withdrawn_at = clock.now()
    session.flush()
    assert [lack.person_id for lack in scene.plan().gaps if lack.gap is Gap.NOT_ELIGIBLE] == [scene.aiko.id]
    with pytest.raises(Refused, match="not complete"):
        operations.release(scene.loop, scene.recruiter)


def test_every_interviewer_gets_one_mail_and_owes_feedback(session):
    scene = released_scene()
    mails = session.scalars(select(Notice).where(Notice.kind == NoticeKind.ASSIGNMENT)).all()
    assert {mail.person_id for mail in mails} == {scene.aiko.id, scene.liam.id, scene.cast.manager.id, scene.cast.bar_raiser.id}
    assert any("11:00 (Asia/Tokyo)" in mail.body for mail in mails if mail.person_id == scene.aiko.id)
    pending = session.scalars(select(PanelSeat.person_id).where(PanelSeat.application_id == scene.application.id, PanelSeat.pending)).all()
    assert set(pending) == {mail.person_id for mail in mails}
    assert scene.application.stage is Stage.LOOP


def test_a_stale_release_is_refused(session):
    scene = planned_scene()
    seen = scene.plan().loop.version
    operations.remove_interview(scene.interview("liam"), scene.recruiter)
    add(scene, "liam", scene.liam, when(14), "customer-first", "own-it")
    with pytest.raises(Stale):
        operations.release(scene.loop, scene.recruiter, seen)


def test_only_recruiters_and_the_hiring_manager_release(session):
    scene = planned_scene()
    for person in (scene.aiko, scene.cast.bar_raiser, scene.cast.head):
        with pytest.raises(Missing):
            operations.release(scene.loop, actor(person))
    operations.release(scene.loop, actor(scene.cast.manager))


def test_the_preset_loop_has_a_debrief_lead_and_no_bar_raiser(session):
    scene = released_scene(Preset.LOOP)
    assert scene.loop.bar_key_id == scene.cast.bar_raiser.id
    with pytest.raises(Refused, match="no seat"):
        add(empty_scene(Preset.LOOP), "raiser", scene.cast.bar_raiser, when(16), seat=Seat.BAR_RAISER)


def test_the_preset_feedback_needs_only_interviews_with_times(session):
    scene = empty_scene(Preset.FEEDBACK)
    with pytest.raises(Refused, match="not complete"):
        operations.release(scene.loop, scene.recruiter)
    add(scene, "aiko", scene.aiko, when(11))
    operations.release(scene.loop, scene.recruiter)
    assert scene.loop.bar_key_id is None and scene.loop.manager_key_id == scene.cast.manager.id
