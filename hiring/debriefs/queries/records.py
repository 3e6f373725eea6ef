"""What was said and decided: dissents, keys, the decision and what follows it."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from hiring.db.session import db
from hiring.db.types import BigId
from hiring.debriefs.models import Debrief, Decision, Dissent, FollowUp, Key

_OF = bindparam("of", type_=BigId)
_DISSENTS = select(Dissent).where(Dissent.debrief_id == _OF).options(joinedload(Dissent.person)).order_by(Dissent.at, Dissent.id)
_KEYS = select(Key).where(Key.debrief_id == _OF).options(joinedload(Key.person)).order_by(Key.kind.desc())
_DECISION = select(Decision).where(Decision.loop_id == _OF).options(joinedload(Decision.by))
_FOLLOW_UP = select(FollowUp).where(FollowUp.loop_id == _OF)


def debrief(loop_id: int) -> Debrief | None:
    """The debrief of a loop by itself, or None before it was opened."""
    return db.session.scalar(select(Debrief).where(Debrief.loop_id == loop_id))


def dissents(debrief_id: int) -> list[Dissent]:
    """Dissents on record, oldest first."""
    return list(db.session.scalars(_DISSENTS, {"of": debrief_id}))


def own_dissent(debrief_id: int, person_id: int) -> Dissent | None:
    """Somebody's own dissent."""
    return db.session.scalar(select(Dissent).where(Dissent.debrief_id == debrief_id, Dissent.person_id == person_id))


def keys(debrief_id: int) -> list[Key]:
    """The keys that were turned, with their people."""
    return list(db.session.scalars(_KEYS, {"of": debrief_id}))


def decision(loop_id: int) -> Decision | None:
    """The decision of a loop."""
    return db.session.scalar(_DECISION, {"of": loop_id})


def follow_up(loop_id: int) -> FollowUp | None:
    """What follows a no."""
    return db.session.scalar(_FOLLOW_UP, {"of": loop_id})
