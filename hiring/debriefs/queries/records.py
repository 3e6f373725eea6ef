"""What was said and decided: dissents, keys, the decision and what follows it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hiring.db.session import db
from hiring.debriefs.models import Decision, Dissent, FollowUp, Key


def dissents(debrief_id: int) -> list[Dissent]:
    """Dissents on record, oldest first."""
    return list(db.session.scalars(select(Dissent).where(Dissent.debrief_id == debrief_id).options(joinedload(Dissent.person)).order_by(Dissent.at, Dissent.id)))


def own_dissent(debrief_id: int, person_id: int) -> Dissent | None:
    """Somebody's own dissent."""
    return db.session.scalar(select(Dissent).where(Dissent.debrief_id == debrief_id, Dissent.person_id == person_id))


def keys(debrief_id: int) -> list[Key]:
    """The keys that were turned, with their people."""
    return list(db.session.scalars(select(Key).where(Key.debrief_id == debrief_id).options(joinedload(Key.person)).order_by(Key.kind.desc())))


def decision(loop_id: int) -> Decision | None:
    """The decision of a loop."""
    return db.session.scalar(select(Decision).where(Decision.loop_id == loop_id).options(joinedload(Decision.by)))


def follow_up(loop_id: int) -> FollowUp | None:
    """What follows a no."""
    return db.session.scalar(select(FollowUp).where(FollowUp.loop_id == loop_id))
