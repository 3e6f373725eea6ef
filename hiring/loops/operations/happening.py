"""What the day brings: an interview that was not held, a principle that was not covered, a key that is handed on."""

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import operations as candidates
from hiring.candidates.queries import sight_of
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.session import db
from hiring.loops import policy, queries
from hiring.loops.models import Interview, Loop
from hiring.loops.operations.letters import tell_called_off
from hiring.loops.operations.release import record_proof
from hiring.loops.operations.seating import call_off, facts_of, leave_seat, reasons_said, require_planner, touch
from hiring.loops.operations.shadowing import let_shadows_go
from hiring.loops.queries import Plan
from hiring.loops.rules import life
from hiring.loops.rules.eligibility import successor_ineligible
from hiring.loops.terms import AmendmentKind, InterviewStatus, KeyKind, NotHeldReason


def mark_not_held(interview: Interview, actor: Actor, reason: NotHeldReason, note: str = "") -> None:
    """An interview whose hour came did not take place: it leaves the plan, and the gaps it opens are closed by amendment."""
    if actor.id != interview.interviewer_id:
        require_planner(actor, interview.loop.application_id)
    life.require_released(interview.loop.status)
    life.require_open_interview(interview.status, interview.submitted_at)
    life.require_begun(interview.starts_at, now())
    plan = queries.plan_of(interview.loop_id)
    interview.not_held_reason = reason
    call_off(interview, InterviewStatus.NOT_HELD)
    leave_seat(plan.loop, interview.interviewer_id)
    let_shadows_go(plan, interview.id)
    record_proof(queries.plan_of(plan.loop.id), actor, AmendmentKind.NOT_HELD, note.strip() or reason.value)
    record(Event.INTERVIEW_NOT_HELD, actor_id=actor.id, subject=interview.id, loop=plan.loop.id, reason=reason.value)
    if actor.id != interview.interviewer_id:
        tell_called_off(plan.loop, interview)
    touch(plan.loop)


def mark_not_covered(interview: Interview, principle_id: int, actor: Actor, *, covered: bool = False) -> None:
    """The interviewer states that an assigned principle was not covered, or takes it back: a fact of the plan, not a secret."""
    if actor.id != interview.interviewer_id:
        raise Missing
    life.require_released(interview.loop.status)
    life.require_open_interview(interview.status, interview.submitted_at)
    life.require_begun(interview.starts_at, now())
    assignment = next((each for each in interview.principles if each.principle_id == principle_id), None)
    if assignment is None:
        raise Missing
    assignment.not_covered_at = None if covered else now()
    db.session.flush()
    record(Event.NOT_COVERED, actor_id=actor.id, subject=interview.id, principle=principle_id, covered=covered)


def amend_successor(loop: Loop, actor: Actor, kind: KeyKind, person_id: int, reason: str) -> None:
    """A successor holds a key, without feedback and without a vote; the feedback that was given stays (invariant 8)."""
    require_planner(actor, loop.application_id)
    life.require_keys_in_play(loop.status)
    reason = life.require_reason(reason)
    plan = queries.plan_of(loop.id)
    _require_successor(plan, actor, kind, person_id)
    before = loop.bar_key_id if kind is KeyKind.BAR else loop.manager_key_id
    if kind is KeyKind.BAR:
        loop.bar_key_id = person_id
    else:
        loop.manager_key_id = person_id
    _seat_successor(plan, before, person_id)
    record_proof(plan, actor, AmendmentKind.SUCCESSOR, reason)
    record(Event.SUCCESSOR_NAMED, actor_id=actor.id, subject=loop.id, key=kind.value, person=person_id)
    touch(loop)


def _require_successor(plan: Plan, actor: Actor, kind: KeyKind, person_id: int) -> None:
    """Eligible, somebody else than the holder, and not chosen by the hiring manager or by themselves."""
    loop = plan.loop
    holder, other = (loop.bar_key_id, loop.manager_key_id) if kind is KeyKind.BAR else (loop.manager_key_id, loop.bar_key_id)
    if kind is KeyKind.BAR and not plan.rules.debriefed:
        raise Refused(say("Loops of this opening have one key, the hiring manager’s."), "kind")
    if kind is KeyKind.BAR and not policy.begins(sight_of(actor, loop.application_id)):
        raise Refused(say("The hiring manager does not choose who holds the other key. Ask a recruiter to name the successor."), "person_id")
    if person_id in (actor.id, holder):
        raise Refused(say("A successor is somebody else than the one who names them, and than the one who holds the key now."), "person_id")
    person = facts_of(person_id)
    reasons = successor_ineligible(kind, person, plan.ground, other)
    if reasons:
        raise Refused(say("%(name)s cannot hold this key. %(why)s Choose somebody else.", name=person.name, why=reasons_said(reasons)), "person_id")


def _seat_successor(plan: Plan, before: int | None, person_id: int) -> None:
    """The successor sees the candidate and owes nothing, unless they interview here too; the old holder stays only with an interview."""
    application, panel = plan.loop.application, {slot.person_id for slot in plan.slots}
    if person_id not in panel:
        candidates.seat(application, person_id)
        candidates.seat_settled(application, person_id)
    if before is not None and before not in panel:
        candidates.unseat(application, before)
