"""Amending a released plan: each change has its reason, and the proof is made again; none may tear a gap open."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates.queries import sight_of
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.loops import policy, queries
from hiring.loops.models import Interview, Loop
from hiring.loops.operations.contents import made, propose_questions, set_principles, set_questions
from hiring.loops.operations.letters import tell_assigned, tell_called_off, tell_moved, tell_probe, tell_shadows_moved
from hiring.loops.operations.release import gaps_said, record_proof, send_to_the_end
from hiring.loops.operations.seating import appointment_of, call_off, leave_seat, place, reasons_said, require_planner, store, touch
from hiring.loops.operations.shadowing import let_shadows_go
from hiring.loops.queries import Bank, Plan
from hiring.loops.rules import life
from hiring.loops.rules.coverage import opened
from hiring.loops.terms import LEADS, AmendmentKind, Appointment, Ineligible, InterviewStatus, Seat

Done = TypeVar("Done")


def move_interview(interview: Interview, actor: Actor, appointment: Appointment, version: int | None = None) -> None:
    """Give an interview of a released plan another time or place; the proof stands, the interviewer is told."""
    plan = _require_open(interview, actor, version)
    with db.session.no_autoflush:
        place(interview, appointment, plan.loop.zone)
    interview.sequence += 1
    store(interview)
    _require_no_new_gap(plan, queries.plan_of(plan.loop.id))
    record(Event.INTERVIEW_MOVED, actor_id=actor.id, subject=interview.id, loop=plan.loop.id)
    tell_moved(plan.loop, interview)
    tell_shadows_moved(plan.loop, interview, queries.shadows_beside(interview.id))
    touch(plan.loop)


def amend_replace(interview: Interview, actor: Actor, person_id: int, reason: str, version: int | None = None) -> Interview:
    """Another person takes an interview over, with its hour, principles and questions; the old one stays on record as called off."""
    plan = _require_open(interview, actor, version)
    life.require_not_begun(interview.starts_at, now())
    new = _amend(plan, actor, AmendmentKind.REPLACED, reason, lambda: _replaced(interview, plan, queries.bank_for(actor, plan), person_id))
    record(Event.INTERVIEWER_REPLACED, actor_id=actor.id, subject=new.id, loop=plan.loop.id, instead_of=interview.id, person=person_id)
    tell_called_off(plan.loop, interview)
    tell_assigned(plan.loop, new)
    return new


def amend_add(
    loop: Loop, actor: Actor, person_id: int, seat: Seat, appointment: Appointment, principle_ids: Collection[int], reason: str, question_ids: Sequence[int] = ()
) -> Interview:
    """One more interview in a released plan."""
    plan = _require_released(loop, actor)
    new = _amend(plan, actor, AmendmentKind.ADDED, reason, lambda: made(plan, queries.bank_for(actor, plan), person_id, seat, appointment, principle_ids, question_ids))
    _pass_key(plan.loop, new, None)
    record(Event.INTERVIEW_PLANNED, actor_id=actor.id, subject=new.id, loop=loop.id, person=person_id, seat=new.seat.value)
    tell_assigned(plan.loop, new)
    return new


def amend_cancel(interview: Interview, actor: Actor, reason: str, version: int | None = None) -> None:
    """One interview less, where the plan stays complete without it."""
    plan = _require_open(interview, actor, version)
    life.require_not_begun(interview.starts_at, now())
    _amend(plan, actor, AmendmentKind.CANCELLED, reason, lambda: _cancelled(interview, plan))
    record(Event.INTERVIEW_CANCELLED, actor_id=actor.id, subject=interview.id, loop=plan.loop.id)
    tell_called_off(plan.loop, interview)


def amend_reassign(interview: Interview, actor: Actor, principle_ids: Collection[int], question_ids: Sequence[int], reason: str, version: int | None = None) -> None:
    """Other principles or questions for an interview whose feedback is not in."""
    plan = _require_open(interview, actor, version)
    _amend(plan, actor, AmendmentKind.REASSIGNED, reason, lambda: _reassigned(interview, plan, queries.bank_for(actor, plan), principle_ids, question_ids))
    record(Event.INTERVIEW_CHANGED, actor_id=actor.id, subject=interview.id, loop=plan.loop.id)


def amend_probe(loop: Loop, actor: Actor, principle_id: int, interview_id: int, reason: str) -> None:
    """A later interviewer asks about a principle that an earlier one did not cover; nothing but this fact passes between them."""
    if not policy.asks_for_probes(sight_of(actor, loop.application_id), leads=loop.bar_key_id == actor.id):
        raise Missing
    life.require_released(loop.status)
    plan = queries.plan_of(loop.id)
    interview = next((each for each in plan.planned if each.id == interview_id), None)
    if interview is None or principle_id not in plan.missed:
        raise Missing
    life.require_open_interview(interview.status, interview.submitted_at)
    life.require_later(interview.starts_at, now())
    principles, bank = [each.principle_id for each in interview.principles], queries.bank_for(actor, plan)
    if principle_id in principles:
        raise Refused(say("%(name)s asks about this principle already. Nothing needs to change.", name=interview.interviewer.name), "interview_id")
    _amend(plan, actor, AmendmentKind.REASSIGNED, reason, lambda: propose_questions(interview, plan, bank, set_principles(interview, plan, [*principles, principle_id])))
    record(Event.INTERVIEW_CHANGED, actor_id=actor.id, subject=interview.id, loop=loop.id, principle=principle_id)
    tell_probe(plan.loop, interview, next(each.principle for each in plan.loop.application.opening.requirements if each.principle_id == principle_id))


def _amend(plan: Plan, actor: Actor, kind: AmendmentKind, reason: str, change: Callable[[], Done]) -> Done:
    """Change the plan, prove it again, and keep the proof with the reason; refused where a gap opens."""
    reason, asked = life.require_reason(reason), {each.root_id for interview in plan.planned for each in interview.questions}
    with db.session.begin_nested():
        done = change()
        after = queries.plan_of(plan.loop.id)
        _require_no_new_gap(plan, after)
    send_to_the_end(after, asked)
    record_proof(after, actor, kind, reason)
    record(Event.LOOP_AMENDED, actor_id=actor.id, subject=plan.loop.id, kind=kind.value)
    touch(after.loop)
    return done


def _require_no_new_gap(before: Plan, after: Plan) -> None:
    """An amendment may leave a gap that was there, never make one (invariant 3)."""
    torn = opened(before.gaps, after.gaps)
    if torn:
        raise Refused(say("A released plan stays complete, and this change would open a gap: %(gaps)s. Add or assign first what it takes away.", gaps=gaps_said(torn)))


def _require_released(loop: Loop, actor: Actor) -> Plan:
    require_planner(actor, loop.application_id)
    life.require_released(loop.status)
    return queries.plan_of(loop.id)


def _require_open(interview: Interview, actor: Actor, version: int | None) -> Plan:
    """The plan of an interview that may still change."""
    plan = _require_released(interview.loop, actor)
    if version is not None:
        require_version(interview.version, version)
    life.require_open_interview(interview.status, interview.submitted_at)
    return plan


def _replaced(interview: Interview, plan: Plan, bank: Bank, person_id: int) -> Interview:
    """The new interview in the place of the old one; a key that the old person held goes with the seat."""
    principles = [assignment.principle_id for assignment in interview.principles]
    questions = [asked.question_id for asked in interview.questions]
    appointment = appointment_of(interview)
    call_off(interview, InterviewStatus.CANCELLED)
    new = made(plan.without(interview.interviewer_id), bank, person_id, interview.seat, appointment, principles, questions)
    _pass_key(plan.loop, new, interview.interviewer_id)
    leave_seat(plan.loop, interview.interviewer_id)
    let_shadows_go(plan, interview.id)
    return new


def _pass_key(loop: Loop, interview: Interview, before: int | None) -> None:
    """Whoever takes the seat of a key takes the key, unless a successor holds it already; nobody holds both."""
    other = loop.manager_key_id if interview.seat in LEADS else loop.bar_key_id
    if interview.seat is not Seat.INTERVIEWER and other == interview.interviewer_id:
        raise Refused(reasons_said([Ineligible.HOLDS_OTHER_KEY]), "person_id")
    if interview.seat in LEADS and loop.bar_key_id in (before, None):
        loop.bar_key_id = interview.interviewer_id
    if interview.seat is Seat.HIRING_MANAGER and loop.manager_key_id in (before, None):
        loop.manager_key_id = interview.interviewer_id


def _cancelled(interview: Interview, plan: Plan) -> None:
    call_off(interview, InterviewStatus.CANCELLED)
    leave_seat(plan.loop, interview.interviewer_id)
    let_shadows_go(plan, interview.id)


def _reassigned(interview: Interview, plan: Plan, bank: Bank, principle_ids: Collection[int], question_ids: Sequence[int]) -> None:
    set_principles(interview, plan, principle_ids)
    set_questions(interview, plan, bank, question_ids)
