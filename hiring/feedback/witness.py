"""Does what is stored still say what the record says? Sealed feedback against the commitments in the log."""

from contextlib import closing

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from hiring.audit.queries import commitments
from hiring.audit.terms import Event
from hiring.db.session import db
from hiring.feedback.models import Feedback
from hiring.feedback.queries import content_of


def broken_feedback() -> int | None:
    """The id of the first feedback that was changed, added or taken away behind the record; None when all are as sealed."""
    promised = commitments(Event.FEEDBACK_SUBMITTED)
    chosen = select(Feedback).options(selectinload(Feedback.ratings), selectinload(Feedback.evidence)).order_by(Feedback.id)
    with closing(db.session.scalars(chosen.execution_options(yield_per=500))) as stored:
        for feedback in stored:
            if promised.pop(feedback.id, None) != content_of(feedback).commitment(feedback.salt):
                return feedback.id
    return min(promised, default=None)
