"""Everything that a debrief page shows to one reader, in a fixed number of statements."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.db.session import db
from hiring.db.types import BigId
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, Decision, Dissent, FinalVote, FollowUp, Key
from hiring.debriefs.policy import Sight
from hiring.debriefs.queries import records, rooms, votes
from hiring.debriefs.rules.phases import REVEALED
from hiring.feedback import queries as feedback
from hiring.feedback.models import Feedback
from hiring.feedback.policy import Standing
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.loops.queries.loops import loop_to_debrief
from hiring.openings.models import Opening, RoleBrief

_BRIEF = select(RoleBrief).where(RoleBrief.opening_id == bindparam("opening_id", type_=BigId)).options(selectinload(RoleBrief.outcomes))


@dataclass(frozen=True)
class Scene:
    """A loop and its debrief as one reader may see them; what they may not see is not loaded."""

    actor: Actor
    loop: Loop
    standing: Standing
    sight: Sight
    debrief: Debrief | None = None
    pulse: int = 0
    voters: frozenset[int] = frozenset()
    first_vote: Vote | None = None
    finals: dict[int, FinalVote] = field(default_factory=dict)
    feedbacks: list[Feedback] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    dissents: list[Dissent] = field(default_factory=list)
    decision: Decision | None = None
    follow_up: FollowUp | None = None
    brief: RoleBrief | None = None
    holders: dict[int, Person] = field(default_factory=dict)

    @property
    def opening(self) -> Opening:
        """The opening of the loop."""
        return self.loop.application.opening

    @property
    def leads(self) -> bool:
        """Whether the reader runs this debrief."""
        return policy.leads(self.actor, self.loop, self.opening)

    @property
    def present(self) -> bool:
        """Whether the reader is of the room."""
        return self.debrief is not None and self.sight is Sight.FULL and policy.present(self.actor, self.loop, self.debrief.members)


def scene(actor: Actor, loop_id: int) -> Scene:
    """The scene of a loop that exists for this person."""
    loop = loop_to_debrief(actor, loop_id)
    standing = feedback.standing(actor, loop_id)
    sight, debrief = policy.sight(standing), rooms.room(loop_id)
    result = records.decision(loop_id) if policy.sees_result(actor, standing) else None
    if sight is Sight.STATUS:
        return Scene(actor, loop, standing, sight, debrief, decision=result)
    if debrief is None:
        return Scene(actor, loop, standing, sight, decision=result, follow_up=records.follow_up(loop_id))
    return Scene(
        actor,
        loop,
        standing,
        sight,
        debrief,
        pulse=rooms.pulse(loop_id) or 0,
        voters=votes.voters(debrief.id),
        first_vote=votes.first_vote(loop_id, actor.id),
        finals=votes.final_votes(debrief.id, actor),
        feedbacks=feedback.readable(actor, loop_id) if debrief.phase in REVEALED else [],
        keys=records.keys(debrief.id),
        dissents=records.dissents(debrief.id),
        decision=result,
        follow_up=records.follow_up(loop_id),
        brief=_brief(loop.application.opening_id),
        holders=_holders(loop),
    )


def _brief(opening_id: int) -> RoleBrief | None:
    """The outcomes that the role is measured by."""
    return db.session.scalar(_BRIEF, {"opening_id": opening_id})


def _holders(loop: Loop) -> dict[int, Person]:
    """The people who hold the keys, successors included."""
    near = {interview.interviewer_id: interview.interviewer for interview in loop.interviews}
    keys = [key for key in (loop.manager_key_id, loop.bar_key_id) if key is not None]
    if all(key in near for key in keys):
        return {key: near[key] for key in keys}
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(keys)))}
