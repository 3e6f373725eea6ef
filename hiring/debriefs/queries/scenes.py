"""Everything that a debrief page shows to one reader, in a fixed number of statements."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates.models import Application
from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.db.types import BigId
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, Decision, Dissent, FinalVote, FollowUp, Key, Verdict
from hiring.debriefs.policy import Sight
from hiring.debriefs.queries import records, rooms, votes
from hiring.debriefs.rules.phases import REVEALED
from hiring.debriefs.terms import Phase
from hiring.feedback import queries as feedback
from hiring.feedback.models import Feedback
from hiring.feedback.policy import Standing, standing_columns
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.loops.queries.loops import to_debrief
from hiring.loops.terms import KeyKind
from hiring.openings.models import Opening, RoleBrief

_LOOP = bindparam("loop_id", type_=BigId)
_SAID = frozenset({Phase.DISCUSSION, Phase.DECISION, Phase.CLOSED})
"""The phases from which on a dissent can be on record."""


@dataclass(frozen=True)
class Scene:
    """A loop and its debrief as one reader may see them; what they may not see is not loaded."""

    actor: Actor
    loop: Loop
    standing: Standing
    sight: Sight
    debrief: Debrief | None = None
    pulse: int = 0
    first_vote: Vote | None = None
    finals: dict[int, FinalVote] = field(default_factory=dict)
    feedbacks: list[Feedback] = field(default_factory=list)
    recorded: frozenset[int] = frozenset()
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
    loop, *facts = _loop(actor, loop_id)
    standing = Standing(*map(bool, facts))
    sight = policy.sight(standing)
    if sight is Sight.STATUS:
        result = records.decision(loop_id) if policy.sees_result(actor, standing) else None
        return Scene(actor, loop, standing, sight, records.debrief(loop_id), decision=result)
    found = db.session.execute(_records(), {"loop_id": loop_id}, execution_options={"populate_existing": True}).unique().one()
    return Scene(actor, loop, standing, sight, decision=found.Decision, follow_up=found.FollowUp) if found.Debrief is None else _room(actor, loop, standing, found)


def _loop(actor: Actor, loop_id: int) -> Any:
    """The loop, and how this person stands to it."""
    found = db.session.execute(_stood_to(actor.roles), {**actor.bound, "loop_id": loop_id}, execution_options={"populate_existing": True}).first()
    if found is None:
        raise Missing
    return found


@cache
def _stood_to(roles: frozenset[Role]) -> Any:
    actor = somebody(roles)
    return to_debrief(actor).add_columns(*standing_columns(actor))


@cache
def _records() -> Any:
    """What there is of a debrief once, for whoever may read the feedback of the loop."""
    manager, bar = aliased(Key, name="manager"), aliased(Key, name="bar")
    verdicts = selectinload(Debrief.verdicts).joinedload(Verdict.citations)
    return (
        select(Debrief, Decision, FollowUp, manager, bar, RoleBrief, rooms.moved().label("pulse"))
        .select_from(Loop)
        .join(Application, Application.id == Loop.application_id)
        .join(Debrief, Debrief.loop_id == Loop.id, isouter=True)
        .join(Decision, Decision.loop_id == Loop.id, isouter=True)
        .join(FollowUp, FollowUp.loop_id == Loop.id, isouter=True)
        .join(manager, and_(manager.debrief_id == Debrief.id, manager.kind == KeyKind.MANAGER), isouter=True)
        .join(bar, and_(bar.debrief_id == Debrief.id, bar.kind == KeyKind.BAR), isouter=True)
        .join(RoleBrief, RoleBrief.opening_id == Application.opening_id, isouter=True)
        .where(Loop.id == _LOOP)
        .options(verdicts, joinedload(Decision.by), joinedload(manager.person), joinedload(bar.person), selectinload(RoleBrief.outcomes))
    )


def _room(actor: Actor, loop: Loop, standing: Standing, found: Any) -> Scene:
    """Everything, from the row of what there is once."""
    debrief: Debrief = found.Debrief
    seats = votes.seats(debrief.id, actor)
    shown = feedback.readable(actor, loop.id) if debrief.phase in REVEALED else feedback.Readable([], frozenset())
    set_committed_value(debrief, "members", [member for member, _ in seats])
    return Scene(
        actor,
        loop,
        standing,
        Sight.FULL,
        debrief,
        pulse=found.pulse,
        first_vote=votes.first_vote(loop.id, actor.id) if debrief.phase is Phase.VOTING else None,
        finals={member.person_id: cast for member, cast in seats if cast},
        feedbacks=shown.feedbacks,
        recorded=shown.recorded,
        keys=[key for key in (found.manager, found.bar) if key],
        dissents=records.dissents(debrief.id) if debrief.phase in _SAID else [],
        decision=found.Decision,
        follow_up=found.FollowUp,
        brief=found.RoleBrief,
        holders=_holders(loop),
    )


def _holders(loop: Loop) -> dict[int, Person]:
    """The people who hold the keys, successors included."""
    near = {interview.interviewer_id: interview.interviewer for interview in loop.interviews}
    keys = [key for key in (loop.manager_key_id, loop.bar_key_id) if key is not None]
    if all(key in near for key in keys):
        return {key: near[key] for key in keys}
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(keys)))}
