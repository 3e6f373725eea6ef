"""Does what is stored still say what the record says? Sealed practice feedback against the commitments in the log."""

from sqlalchemy import select

from hiring.audit.queries import commitments
from hiring.audit.rules import commitment
from hiring.audit.terms import Event
from hiring.db.session import db
from hiring.training.models import Practice


def broken_practice() -> int | None:
    """The id of the first sealed practice feedback that was changed, added or taken away behind the record; None when all are as sealed."""
    promised = commitments(Event.PRACTICE_SEALED)
    for practice in db.session.scalars(select(Practice).where(Practice.submitted_at.is_not(None)).order_by(Practice.id)):
        if promised.pop(practice.id, None) != commitment_of(practice):
            return practice.id
    return min(promised, default=None)


def commitment_of(practice: Practice) -> str | None:
    """What the log must hold of a sealed practice feedback; None where no vote was sealed."""
    if practice.vote is None or practice.salt is None:
        return None
    return commitment(practice.salt, practice.shadow_id, practice.author_id, practice.vote.value, practice.body)
