"""Invariant 8, and 1 again: when a debrief opens, in the operation and in the database."""

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from hiring.accounts.models import RoleGrant
from hiring.accounts.terms import Role
from hiring.candidates.models import PanelSeat
from hiring.candidates.terms import Stage
from hiring.core import clock
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.db.session import db
from hiring.debriefs.models import Debrief, Member
from hiring.debriefs.operations import decisions, findings, gate, phases
from hiring.debriefs.operations.gate import excuse_absentee
from hiring.debriefs.queries import scenes
from hiring.debriefs.terms import BarAnswer, KeyAnswer, Phase
from hiring.loops.models import Interview
from hiring.loops.operations import amend_add, amend_successor, mark_not_held
from hiring.loops.terms import KeyKind, LoopStatus, NotHeldReason, Seat
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind
from hiring.openings.terms import Preset
from tests.factories.accounts import actor, make_person
from tests.factories.debriefs import brought_to, find_all, held_scene, loop_of, make_successor, opened, people, raw, read_by_all, ready_scene, vote_by_all, who, write_feedback
from tests.factories.feedback import make_feedback
from tests.factories.loops import assigned, when


def members(debrief):
    return {member.person_id: member for member in db.session.scalars(db.select(Member).where(Member.debrief_id == debrief.id))}


def raw_debrief(scene):
    return raw(Debrief, loop_id=scene.loop.id, phase=Phase.READING, phase_since=now(), opened_by_id=scene.cast.recruiter.id, version=1, created_at=now())


def test_a_debrief_opens_when_all_feedback_is_in(session):
    scene, debrief = opened()
    assert debrief.phase is Phase.READING
    loop = loop_of(scene)
    assert loop.status is LoopStatus.DEBRIEF
    assert loop.application.stage is Stage.DEBRIEF
    assert {person for person, member in members(debrief).items() if member.votes} == {person.id for person in people(scene).values()}
    told = set(session.scalars(db.select(Notice.person_id).where(Notice.kind == NoticeKind.DEBRIEF_OPENED)))
    assert told == {person.id for person in people(scene).values()}


def test_invariant_08_a_debrief_stays_shut_while_feedback_is_missing(session):
    scene = held_scene()
    write_feedback(scene, "liam")
    with pytest.raises(Refused, match="Still missing"):
        gate.open(loop_of(scene), who(scene, "raiser"))


def test_invariant_08_the_database_keeps_it_shut(session):
    scene = held_scene()
    write_feedback(scene, "liam")
    with pytest.raises(IntegrityError, match="feedback is in"):
        session.execute(raw_debrief(scene))


def test_invariant_08_the_database_lets_it_open(session):
    session.execute(raw_debrief(ready_scene()))


def test_invariant_08_the_lead_excuses_an_absentee_who_then_has_no_vote(session):
    scene = held_scene()
    write_feedback(scene, "liam")
    excuse_absentee(loop_of(scene), scene.liam.id, "On leave since Tuesday.", who(scene, "raiser"))
    _, debrief = opened(scene)
    absentee = members(debrief)[scene.liam.id]
    assert not absentee.votes
    assert absentee.excused_reason == "On leave since Tuesday."
    with pytest.raises(Missing):
        phases.confirm_reading(debrief, who(scene, "liam"))


def test_an_absentee_is_excused_once_and_with_a_reason(session):
    scene = held_scene()
    write_feedback(scene, "liam")
    loop, lead = loop_of(scene), who(scene, "raiser")
    with pytest.raises(Refused, match="reason"):
        excuse_absentee(loop, scene.liam.id, "  ", lead)
    excuse_absentee(loop, scene.liam.id, "On leave.", lead)
    excuse_absentee(loop, scene.liam.id, "Something else.", lead)
    assert session.scalar(db.select(Interview.excused_reason).where(Interview.interviewer_id == scene.liam.id)) == "On leave."


@pytest.mark.parametrize("name", ["manager", "raiser"])
def test_invariant_08_neither_hiring_manager_nor_bar_raiser_is_excused(session, name):
    scene = held_scene()
    write_feedback(scene, name)
    with pytest.raises(Refused, match="holds a key"):
        excuse_absentee(loop_of(scene), people(scene)[name].id, "On leave.", who(scene, "raiser"))


def test_invariant_08_the_database_never_opens_without_a_key_holder(session):
    scene = held_scene()
    write_feedback(scene, "manager")
    interview = scene.interview("manager")
    interview.excused_at, interview.excused_reason = now(), "On leave."
    session.flush()
    with pytest.raises(IntegrityError, match="feedback is in"):
        session.execute(raw_debrief(scene))


@pytest.mark.parametrize("name", ["manager", "aiko", "recruiter"])
def test_invariant_08_only_the_lead_excuses(session, name):
    scene = held_scene()
    write_feedback(scene, "liam")
    with pytest.raises(Refused):
        excuse_absentee(loop_of(scene), scene.liam.id, "On leave.", who(scene, name))


def test_invariant_08_a_successor_holds_the_key_without_feedback_and_without_a_vote(session):
    scene = held_scene()
    write_feedback(scene, "raiser")
    successor = actor(make_successor(scene, KeyKind.BAR))
    excuse_absentee(loop_of(scene), scene.cast.bar_raiser.id, "Left the company.", successor)
    debrief = gate.open(loop_of(scene), successor)
    assert not members(debrief)[successor.id].votes
    read_by_all(scene, debrief, "raiser")
    with pytest.raises(Refused, match="Still reading"):
        phases.begin_voting(debrief, successor)
    phases.confirm_reading(debrief, successor)
    phases.begin_voting(debrief, successor)
    with pytest.raises(Refused, match="no vote"):
        phases.cast_vote(debrief, "inclined", "", successor)
    vote_by_all(scene, debrief, "raiser")
    phases.begin_discussion(debrief, successor)


def test_invariant_08_a_successor_named_in_the_debrief_reads_and_turns_the_key(session):
    scene, debrief = opened()
    read_by_all(scene, debrief)
    phases.begin_voting(debrief, who(scene, "raiser"))
    vote_by_all(scene, debrief)
    phases.begin_discussion(debrief, who(scene, "raiser"))
    find_all(scene, debrief)
    phases.begin_decision(debrief, who(scene, "raiser"))
    successor = actor(make_successor(scene, KeyKind.MANAGER))
    with pytest.raises(Refused, match="confirm first"):
        decisions.turn_key(debrief, KeyKind.MANAGER, KeyAnswer.YES, "", successor)
    phases.confirm_reading(debrief, successor)
    decisions.turn_key(debrief, KeyKind.MANAGER, KeyAnswer.YES, "", successor)
    with pytest.raises(Refused, match="belongs to somebody else"):
        decisions.turn_key(debrief, KeyKind.MANAGER, KeyAnswer.NO, "No.", who(scene, "manager"))


def test_invariant_11_a_successor_who_dissents_takes_a_seat_and_is_read_with_or_without_one(session):
    scene, debrief = brought_to(Phase.DISCUSSION)
    successor = actor(make_successor(scene, KeyKind.MANAGER))
    findings.record_dissent(debrief, "The story is stronger.", "No write lost.", successor)
    db.session.commit()
    seen = scenes.scene(who(scene, "raiser"), scene.loop.id)
    assert [(each.person_id, each.person.name) for each in seen.dissents] == [(successor.id, "Successor")]
    assert not members(seen.debrief)[successor.id].votes
    session.execute(delete(Member).where(Member.person_id == successor.id))  # as it was before a dissent took a seat
    assert [each.person_id for each in scenes.scene(who(scene, "raiser"), scene.loop.id).dissents] == [successor.id]


def test_invariant_01_the_bar_raiser_is_still_certified_when_the_debrief_opens(session):
    scene = ready_scene()
    for grant in session.scalars(db.select(RoleGrant).where(RoleGrant.person_id == scene.cast.bar_raiser.id, RoleGrant.role == Role.BAR_RAISER)):
        grant.withdrawn_at = now()
    session.flush()
    with pytest.raises(Refused, match="independent and certified"):
        gate.open(loop_of(scene), who(scene, "recruiter"))


def test_invariant_01_is_off_where_no_bar_raiser_is_required(session):
    _, debrief = opened(preset=Preset.LOOP)
    assert debrief.phase is Phase.READING


def test_a_gap_of_an_interview_not_held_is_closed_first(session):
    scene = held_scene()
    mark_not_held(scene.interview("liam"), who(scene, "recruiter"), NotHeldReason.CANDIDATE_ABSENT)
    del scene.interviews["liam"]
    write_feedback(scene)
    with pytest.raises(Refused, match="amendment"):
        gate.open(loop_of(scene), who(scene, "recruiter"))


def test_invariant_08_a_key_that_a_successor_holds_needs_no_seat_in_the_plan(session):
    scene = held_scene()
    asked = assigned(scene, "raiser")
    mark_not_held(scene.interview("raiser"), who(scene, "recruiter"), NotHeldReason.INTERVIEWER_ABSENT)
    spare = make_person("Spare", Role.INTERVIEWER)
    scene.interviews["raiser"] = amend_add(loop_of(scene), who(scene, "recruiter"), spare.id, Seat.INTERVIEWER, when(10), asked, "To cover what was not asked.")
    with clock.held_at(scene.interview("raiser").ends_at):
        write_feedback(scene)
        with pytest.raises(Refused, match="has gaps"):
            gate.open(loop_of(scene), who(scene, "recruiter"))
        successor = actor(make_successor(scene, KeyKind.BAR))
        debrief = gate.open(loop_of(scene), successor)
    assert not members(debrief)[successor.id].votes and scene.cast.bar_raiser.id not in members(debrief)


def test_invariant_08_whoever_was_excused_cannot_hold_a_key(session):
    scene = held_scene()
    write_feedback(scene, "aiko")
    excuse_absentee(loop_of(scene), scene.aiko.id, "Ill.", who(scene, "raiser"))
    with pytest.raises(Refused, match="cannot hold this key"):
        amend_successor(loop_of(scene), who(scene, "recruiter"), KeyKind.MANAGER, scene.aiko.id, "Away.")


def test_an_excused_absentee_who_submits_after_all_takes_part(session):
    scene = held_scene()
    write_feedback(scene, "aiko")
    excuse_absentee(loop_of(scene), scene.aiko.id, "Ill.", who(scene, "raiser"))
    make_feedback(scene.interview("aiko"))
    session.expire_all()
    assert scene.interview("aiko").excused_at is None
    member = members(gate.open(loop_of(scene), who(scene, "raiser")))[scene.aiko.id]
    assert member.votes and member.excused_at is None


def test_opened_twice_it_is_opened_once(session):
    scene, debrief = opened()
    assert gate.open(loop_of(scene), who(scene, "raiser")).id == debrief.id


@pytest.mark.parametrize("name", ["manager", "aiko"])
def test_who_may_not_open(session, name):
    scene = ready_scene()
    with pytest.raises(Refused, match="opened by its lead"):
        gate.open(loop_of(scene), who(scene, name))


def test_where_feedback_is_only_sealed_there_is_no_debrief(session):
    scene = ready_scene(Preset.FEEDBACK)
    with pytest.raises(Refused, match="no debrief"):
        gate.open(loop_of(scene), who(scene, "recruiter"))


def test_invariant_08_an_absentee_is_blind_until_the_decision(session):
    scene = held_scene()
    write_feedback(scene, "liam")
    excuse_absentee(loop_of(scene), scene.liam.id, "On leave.", who(scene, "raiser"))
    _, debrief = opened(scene)
    lead = who(scene, "raiser")
    read_by_all(scene, debrief, "liam")
    phases.begin_voting(debrief, lead)
    vote_by_all(scene, debrief, "liam")
    phases.begin_discussion(debrief, lead)
    find_all(scene, debrief)
    phases.begin_decision(debrief, lead)
    seat = session.scalars(db.select(PanelSeat).where(PanelSeat.person_id == scene.liam.id)).one()
    assert seat.pending
    for kind, name in ((KeyKind.MANAGER, "manager"), (KeyKind.BAR, "raiser")):
        decisions.turn_key(debrief, kind, KeyAnswer.YES, "", who(scene, name))
    decisions.decide(debrief, "Carried by the evidence.", BarAnswer.YES, lead)
    session.refresh(seat)
    assert not seat.pending


def test_somebody_outside_the_plan_is_not_excused(session):
    scene = held_scene()
    with pytest.raises(Missing):
        excuse_absentee(loop_of(scene), make_person().id, "Who?", who(scene, "raiser"))
