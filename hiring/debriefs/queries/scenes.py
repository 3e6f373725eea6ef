"""Everything that a debrief page shows to one reader, in a fixed number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased, contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates.models import Application
from hiring.core.errors import Missing
from hiring.db.session import ONE_PLAN, db
from hiring.db.types import BigId
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, Decision, Dissent, FinalVote, FollowUp, Key, Verdict
from hiring.debriefs.policy import Sight
from hiring.debriefs.queries import records, rooms, votes
from hiring.debriefs.rules.phases import REVEALED
from hiring.debriefs.terms import Phase
from hiring.feedback.models import Feedback
from hiring.feedback.policy import Standing, standing_columns
from hiring.feedback.queries import unread_in
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.loops.queries.loops import to_debrief
from hiring.loops.terms import KeyKind
from hiring.openings.models import Opening, Requirement, RoleBrief

_STANDS = len(fields(Standing))
_FINDINGS = (
    select(Requirement, Verdict)
    .join(Requirement.principle)
    .join(Verdict, and_(Verdict.debrief_id == bindparam("debrief_id", type_=BigId), Verdict.principle_id == Requirement.principle_id), isouter=True)
    .join(Verdict.citations, isouter=True)
    .where(Requirement.opening_id == bindparam("opening_id", type_=BigId))
    .options(contains_eager(Requirement.principle), contains_eager(Verdict.citations))
    .order_by(Requirement.position)
)
_SAID = frozenset({Phase.DISCUSSION, Phase.DECISION, Phase.CLOSED})
"""The phases from which on a dissent can be on record."""


@dataclass(frozen=True)
class Scene:
    """A loop and its debrief as one reader may see them; what they may not see does not get into it."""

    actor: Actor
    loop: Loop
    standing: Standing
    sight: Sight
    debrief: Debrief | None = None
    pulse: int = 0
    first_vote: Vote | None = None
    finals: dict[int, FinalVote] = field(default_factory=dict)
    unread: bool = False
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
    def revealed(self) -> bool:
        """Whether the feedback is open to the reader."""
        return self.sight is Sight.FULL and self.debrief is not None and self.debrief.phase in REVEALED

    @property
    def leads(self) -> bool:
        """Whether the reader runs this debrief."""
        return policy.leads(self.actor, self.loop, self.opening)

    @property
    def present(self) -> bool:
        """Whether the reader is of the room."""
        return self.debrief is not None and self.sight is Sight.FULL and policy.present(self.actor, self.loop, self.debrief.members)


def scene(actor: Actor, loop_id: int) -> Scene:
    """The scene of a loop that exists for this person, without the feedback, which is read on the record."""
    found = _found(actor, loop_id)
    loop, debrief = found.Loop, found.Debrief
    standing = Standing(*map(bool, found[-_STANDS:]))
    sight = policy.sight(standing)
    if sight is Sight.STATUS:
        return Scene(actor, loop, standing, sight, debrief, decision=found.Decision if policy.sees_result(actor, standing) else None)
    if debrief is None:
        return Scene(actor, loop, standing, sight, decision=found.Decision, follow_up=found.FollowUp)
    return _room(actor, standing, found)


def _room(actor: Actor, standing: Standing, found: Any) -> Scene:
    """Everything of an open debrief."""
    loop, debrief = found.Loop, found.Debrief
    _load_findings(loop, debrief)
    seats = votes.seats(debrief.id, actor)
    set_committed_value(debrief, "members", [seat.member for seat in seats])
    return Scene(
        actor,
        loop,
        standing,
        Sight.FULL,
        debrief,
        pulse=found.pulse,
        first_vote=votes.first_vote(loop.id, actor.id) if debrief.phase is Phase.VOTING else None,
        finals={seat.member.person_id: seat.final for seat in seats if seat.final},
        unread=found.unread,
        keys=[key for key in (found.manager, found.bar) if key],
        dissents=_said(seats, debrief, found.said) if debrief.phase in _SAID else [],
        decision=found.Decision,
        follow_up=found.FollowUp,
        brief=found.RoleBrief,
        holders=_holders(loop),
    )


def _found(actor: Actor, loop_id: int) -> Any:
    """The loop, what there is of its debrief once, and how this person stands to it."""
    values = {**actor.bound, "loop_id": loop_id, "sign_in_id": actor.sign_in_id}
    found = db.session.execute(_once(actor.roles), values, execution_options={"populate_existing": True}).unique().first()
    if found is None:
        raise Missing
    return found


@cache
def _once(roles: frozenset[Role]) -> Any:
    """The statement for whoever has these roles."""
    actor = somebody(roles)
    manager, bar = aliased(Key, name="manager"), aliased(Key, name="bar")
    return (
        to_debrief(actor)
        .join(Debrief, Debrief.loop_id == Loop.id, isouter=True)
        .join(Decision, Decision.loop_id == Loop.id, isouter=True)
        .join(FollowUp, FollowUp.loop_id == Loop.id, isouter=True)
        .join(manager, and_(manager.debrief_id == Debrief.id, manager.kind == KeyKind.MANAGER), isouter=True)
        .join(bar, and_(bar.debrief_id == Debrief.id, bar.kind == KeyKind.BAR), isouter=True)
        .join(RoleBrief, RoleBrief.opening_id == Application.opening_id, isouter=True)
        .add_columns(
            Debrief,
            Decision,
            FollowUp,
            manager,
            bar,
            RoleBrief,
            rooms.moved().label("pulse"),
            rooms.dissents().label("said"),
            unread_in(actor).label("unread"),
            *standing_columns(actor),
        )
        .options(joinedload(Decision.by), joinedload(manager.person), joinedload(bar.person), joinedload(RoleBrief.outcomes))
        .execution_options(**ONE_PLAN)
    )


def _load_findings(loop: Loop, debrief: Debrief) -> None:
    """What the opening requires and the verdicts on it, in one statement."""
    rows = db.session.execute(_FINDINGS, {"opening_id": loop.application.opening_id, "debrief_id": debrief.id}, execution_options={"populate_existing": True}).unique().all()
    set_committed_value(loop.application.opening, "requirements", [row.Requirement for row in rows])
    set_committed_value(debrief, "verdicts", [row.Verdict for row in rows if row.Verdict])


def _said(seats: Iterable[votes.Seated], debrief: Debrief, count: int) -> list[Dissent]:
    """Dissents, oldest first; those that successors wrote before a dissent took a seat are asked for apart."""
    seated = [seat.dissent for seat in seats if seat.dissent]
    return sorted(seated, key=lambda each: (each.at, each.id)) if len(seated) == count else records.dissents(debrief.id)


def _holders(loop: Loop) -> dict[int, Person]:
    """The people who hold the keys, successors included."""
    near = {interview.interviewer_id: interview.interviewer for interview in loop.interviews}
    keys = [key for key in (loop.manager_key_id, loop.bar_key_id) if key is not None]
    if all(key in near for key in keys):
        return {key: near[key] for key in keys}
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(keys)))}
