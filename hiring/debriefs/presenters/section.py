"""What a loop's page says of its debrief: how far it is, where to go, and the decision for those who may know it."""

from hiring.accounts.actor import Actor
from hiring.debriefs import policy
from hiring.debriefs.models import Decision
from hiring.debriefs.queries.records import decision
from hiring.debriefs.queries.rooms import phase_of
from hiring.feedback import queries as feedback
from hiring.feedback.queries import all_in
from hiring.loops.models import Loop
from hiring.loops.presenters.sections import Section
from hiring.loops.terms import LoopStatus

_HAVE_ONE = frozenset({LoopStatus.RELEASED, LoopStatus.DEBRIEF, LoopStatus.DECIDED})


def debrief_section(actor: Actor, loop: Loop) -> Section | None:
    """The section “Debrief”; nothing before the plan is released or after it was cancelled."""
    if loop.status not in _HAVE_ONE:
        return None
    standing = feedback.standing(actor, loop.id)
    if standing.barred:
        return None
    shown: Decision | None = decision(loop.id) if policy.sees_result(actor, standing) else None
    return Section(
        "debriefs/_section.html",
        {
            "loop_id": loop.id,
            "debriefed": loop.application.opening.rules.debriefed,
            "phase": phase_of(loop.id),
            "decision": shown,
            "all_in": all_in(loop.id),
            "may_open": policy.may_open(actor, loop, loop.application.opening),
        },
    )
