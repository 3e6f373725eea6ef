"""How a loop goes on after its interviews, and how it is given up."""

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import operations as candidates
from hiring.candidates.terms import ENDED, Stage
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.loops import queries
from hiring.loops.models import Interview, Loop
from hiring.loops.operations.letters import tell_called_off
from hiring.loops.operations.release import gaps_said
from hiring.loops.operations.seating import require_planner
from hiring.loops.operations.shadowing import let_shadows_go
from hiring.loops.queries import Plan
from hiring.loops.rules import life
from hiring.loops.terms import InterviewStatus, LoopStatus


def cancel_loop(loop: Loop, actor: Actor, reason: str, version: int | None = None) -> None:
    """Give a loop up, with a reason: interviewers are free and told, feedback that was given stays, the application goes back to screening."""
    require_planner(actor, loop.application_id)
    life.require_cancellable(loop.status)
    if version is not None:
        require_version(loop.version, version)
    reason = life.require_reason(reason)
    plan = queries.plan_of(loop.id)
    released = loop.status is LoopStatus.RELEASED
    for interview in plan.planned:
        _give_up(plan, interview, released)
    let_shadows_go(plan)
    loop.status, loop.ended_at, loop.cancel_reason = LoopStatus.CANCELLED, now(), reason
    _put_back(plan, actor)
    record(Event.LOOP_CANCELLED, actor_id=actor.id, subject=loop.id)
    db.session.flush()


def to_debrief(loop: Loop, actor: Actor) -> None:
    """The floor above opened the debrief: refused while the plan has gaps that an interview not held left open."""
    life.require_released(loop.status)
    plan = queries.plan_of(loop.id)
    if plan.gaps:
        raise Refused(say("The plan has gaps since it was released: %(gaps)s. Close them by amendment, then open the debrief.", gaps=gaps_said(plan.gaps)))
    loop.status = LoopStatus.DEBRIEF
    candidates.set_stage(plan.loop.application, Stage.DEBRIEF, actor)
    db.session.flush()


def to_decided(loop: Loop) -> None:
    """The floor above sealed the decision; the loop is over."""
    if loop.status not in (LoopStatus.DEBRIEF, LoopStatus.RELEASED):
        raise Refused(say("Only a loop whose interviews are over can be decided. This one is at “%(status)s”.", status=loop.status))
    let_shadows_go(queries.plan_of(loop.id))
    loop.status, loop.ended_at = LoopStatus.DECIDED, now()
    db.session.flush()


def _give_up(plan: Plan, interview: Interview, released: bool) -> None:
    """An interview without feedback is called off; its person owes nothing any more."""
    if interview.submitted_at is not None:
        candidates.seat_settled(plan.loop.application, interview.interviewer_id)
        return
    interview.status = InterviewStatus.CANCELLED
    interview.sequence += 1
    candidates.unseat(plan.loop.application, interview.interviewer_id)
    if released:
        tell_called_off(plan.loop, interview)


def _put_back(plan: Plan, actor: Actor) -> None:
    """The application goes on in screening; where it ended meanwhile, it would go on there if it is reopened."""
    application = plan.loop.application
    if application.stage in ENDED:
        candidates.rest_at(application, Stage.SCREENING)
    else:
        candidates.set_stage(application, Stage.SCREENING, actor)
