"""Conflicts of interest: whoever declares one is kept away from the candidate, and what they were to ask goes to somebody else."""

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
from hiring.loops.models import Conflict, Loop
from hiring.loops.operations.seating import facts_of, require_planner, touch
from hiring.loops.operations.shadowing import let_shadows_go
from hiring.loops.terms import LoopStatus


def declare_conflict(loop: Loop, actor: Actor, person_id: int, reason: str = "") -> Conflict:
    """Somebody declares a conflict with the candidate, or a planner does for them; a planned interview of theirs becomes a gap."""
    _require_may(loop, actor, person_id)
    if loop.status not in (LoopStatus.PLANNING, LoopStatus.RELEASED):
        raise Refused(say("The interviews of this loop are over. Tell the one who runs the debrief, and the administrators."))
    plan = queries.plan_of(loop.id)
    person = facts_of(person_id)
    if person_id in plan.ground.conflicted:
        raise Refused(say("%(name)s has already declared a conflict in this loop.", name=person.name), "person_id")
    conflict = Conflict(loop_id=loop.id, person_id=person_id, reason=reason.strip(), declared_by_id=actor.id, at=now())
    db.session.add(conflict)
    let_shadows_go(plan, person_id=person_id)
    candidates.bar(loop.application, person_id)
    record(Event.CONFLICT_DECLARED, actor_id=actor.id, subject=loop.id, person=person_id)
    touch(loop)
    return conflict


def _require_may(loop: Loop, actor: Actor, person_id: int) -> None:
    """For oneself where one sees the loop; for others, who plans it."""
    if person_id != actor.id:
        require_planner(actor, loop.application_id)
    elif not policy.reads_plan(sight_of(actor, loop.application_id)):
        raise Missing
