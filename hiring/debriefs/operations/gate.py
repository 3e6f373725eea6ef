"""Opening a debrief: excusing the absent, and the gate that opens when all feedback is in (invariant 8)."""

from hiring.accounts.actor import Actor
from hiring.accounts.queries import person_facts, recipients
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing
from hiring.core.text import say
from hiring.db.session import db
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, Member
from hiring.debriefs.queries import records
from hiring.debriefs.queries.rooms import held_loop, place
from hiring.debriefs.rules import gate as rules
from hiring.debriefs.rules.decisions import require_reason
from hiring.debriefs.terms import Phase
from hiring.loops.models import Interview, Loop
from hiring.loops.operations import to_debrief
from hiring.loops.queries.plan import Plan, plan_from, planned
from hiring.loops.rules.eligibility import bar_raiser_ineligible
from hiring.notices.operations import post
from hiring.notices.terms import NoticeKind


def excuse_absentee(loop: Loop, person_id: int, reason: str, actor: Actor) -> None:
    """The lead excuses an interviewer without feedback, with a reason; there is no vote then."""
    loop = held_loop(loop.id)
    policy.require_lead(loop, loop.application.opening, actor)
    interview = next((interview for interview in planned(loop) if interview.interviewer_id == person_id), None)
    if interview is None:
        raise Missing
    if interview.excused_at is not None:
        return
    rules.require_before_debrief(loop.status)
    rules.require_excusable(place(interview), policy.keys_of(loop))
    require_reason(reason)
    interview.excused_at, interview.excused_reason = now(), reason
    record(Event.ABSENTEE_EXCUSED, actor_id=actor.id, subject=loop.id, interview=interview.id, person=person_id)
    db.session.flush()


def open(loop: Loop, actor: Actor) -> Debrief:
    """Lead or recruiter opens the debrief once all feedback is in; opened twice, it is opened once."""
    loop = held_loop(loop.id)
    policy.require_opener(loop, loop.application.opening, actor)
    standing = records.debrief(loop.id)
    if standing is not None:
        return standing
    rules.require_before_debrief(loop.status)
    rules.require_debriefed(loop.application.opening.rules)
    rules.require_going_on(loop.application.stage)
    _require_gate(plan_from(loop))
    debrief, members = _opened(loop, actor)
    _tell(debrief, members, loop.application.candidate.name)
    return debrief


def _require_gate(plan: Plan) -> None:
    """All feedback in, the plan that was held whole, and a Bar Raiser who is still independent (invariants 1 and 8)."""
    keys = policy.keys_of(plan.loop)
    rules.require_gate([place(interview) for interview in plan.planned], keys, [lack.gap for lack in plan.gaps])
    if plan.rules.bar_raiser_required and keys.bar is not None:
        rules.require_bar(bar_raiser_ineligible(person_facts([keys.bar])[keys.bar], plan.ground))


def _opened(loop: Loop, actor: Actor) -> tuple[Debrief, list[Member]]:
    """The debrief with its members; loop and application go along."""
    to_debrief(loop, actor)
    debrief = Debrief(loop_id=loop.id, phase=Phase.READING, phase_since=now(), opened_by_id=actor.id)
    db.session.add(debrief)
    db.session.flush()
    members = _members(debrief.id, loop)
    db.session.add_all(members)
    record(Event.DEBRIEF_OPENED, actor_id=actor.id, subject=debrief.id, loop=loop.id)
    db.session.flush()
    return debrief, members


def _members(debrief_id: int, loop: Loop) -> list[Member]:
    """Whoever gave feedback votes; absentees are on record without a vote, and so are successors who sit in no interview."""
    seats = [_member(debrief_id, interview) for interview in planned(loop)]
    seated = {member.person_id for member in seats}
    successors = [holder for holder in (loop.manager_key_id, loop.bar_key_id) if holder is not None and holder not in seated]
    return [*seats, *(Member(debrief_id=debrief_id, person_id=holder, votes=False) for holder in successors)]


def _member(debrief_id: int, interview: Interview) -> Member:
    """The seat that an interview gives in the room."""
    return Member(
        debrief_id=debrief_id,
        person_id=interview.interviewer_id,
        votes=interview.submitted_at is not None,
        excused_at=interview.excused_at,
        excused_reason=interview.excused_reason,
    )


def _tell(debrief: Debrief, members: list[Member], name: str) -> None:
    """Write to everybody whom the room waits for."""
    for recipient in recipients([member.person_id for member in members if member.excused_at is None]):
        post(
            NoticeKind.DEBRIEF_OPENED,
            recipient,
            subject=say("Debrief: please read the feedback on %(name)s", name=name),
            lines=[say("All feedback is in and the debrief has begun. Read everything in silence, then confirm it; the second vote follows.")],
            path=f"/loops/{debrief.loop_id}/debrief",
            once=f"debrief-opened:{debrief.id}:{recipient.id}",
        )
