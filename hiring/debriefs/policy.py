"""Who may do what in a debrief: the seal of second votes, who leads, who takes part, who merely sees how far it is.

Reading feedback is `feedback.policy`'s to decide; whoever may see the loop but not its feedback sees the status alone.
"""

from enum import Enum

from sqlalchemy import ColumnElement, or_

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.debriefs.models import Debrief, FinalVote, Member
from hiring.debriefs.rules.decisions import Keys
from hiring.debriefs.rules.phases import REVEALED
from hiring.debriefs.terms import Phase
from hiring.feedback.policy import Standing, may_read_loop
from hiring.loops.models import Loop
from hiring.openings.models import Opening


class Sight(Enum):
    """How much of a debrief somebody sees: that and how far it is, or everything."""

    STATUS = "status"
    FULL = "full"


def sight(standing: Standing) -> Sight:
    """Everything for whoever may read the feedback of the loop; for the others of the loop, how far it is."""
    if standing.barred:
        raise Missing
    return Sight.FULL if may_read_loop(standing) else Sight.STATUS


def sees_result(actor: Actor, standing: Standing) -> bool:
    """Administrators learn what was decided, and nothing of why; nobody does who still owes feedback on the candidate."""
    return may_read_loop(standing) or (actor.has(Role.ADMINISTRATOR) and not standing.pending and not standing.barred)


def sees_final_vote(actor: Actor, voter: int, phase: Phase) -> bool:
    """One's own second vote always, those of others once all are revealed (invariant 9)."""
    return voter == actor.id or phase in REVEALED


def seen_final_votes(actor: Actor) -> ColumnElement[bool]:
    """The same rule as a WHERE clause over `FinalVote` joined to `Debrief`."""
    return or_(FinalVote.person_id == actor.id, Debrief.phase.in_(REVEALED))


def keys_of(loop: Loop) -> Keys:
    """Who holds the two keys today."""
    return Keys(manager=loop.manager_key_id, bar=loop.bar_key_id)


def leads(actor: Actor, loop: Loop, opening: Opening) -> bool:
    """The holder of the bar's key runs the debrief; where there is none, the hiring manager decides alone."""
    return actor.id == (loop.bar_key_id if opening.rules.debriefed else loop.manager_key_id or opening.hiring_manager_id)


def may_open(actor: Actor, loop: Loop, opening: Opening) -> bool:
    """The lead, or the recruiter of the opening."""
    return leads(actor, loop, opening) or actor.id == opening.recruiter_id


def may_follow_up(actor: Actor, loop: Loop, opening: Opening) -> bool:
    """Those who may open it, and the hiring manager."""
    return may_open(actor, loop, opening) or actor.id in (opening.hiring_manager_id, loop.manager_key_id)


def present(actor: Actor, loop: Loop, members: list[Member]) -> bool:
    """Somebody of the room: a member, not an absentee, or the holder of a key."""
    seats = [member for member in members if member.person_id == actor.id]
    return any(member.votes for member in seats) or keys_of(loop).held_by(actor.id) is not None


def require_lead(loop: Loop, opening: Opening, actor: Actor) -> None:
    """Refuse an act that is the lead's."""
    if not leads(actor, loop, opening):
        raise Refused(say("The holder of the Bar Raiser’s key runs the debrief. Ask them to go on."))


def require_opener(loop: Loop, opening: Opening, actor: Actor) -> None:
    """Refuse to open somebody else's debrief."""
    if not may_open(actor, loop, opening):
        raise Refused(say("The debrief is opened by its lead or by the recruiter of the opening. Ask one of them."))


def require_follower(loop: Loop, opening: Opening, actor: Actor) -> None:
    """Refuse a follow-up by somebody who has no part in it."""
    if not may_follow_up(actor, loop, opening):
        raise Refused(say("What follows a “no” is written down by the recruiter, the hiring manager or the lead of the debrief. Ask one of them."))


def require_present(debrief: Debrief, actor: Actor) -> None:
    """To whoever is not of the room, it does not exist."""
    if not present(actor, debrief.loop, debrief.members):
        raise Missing
