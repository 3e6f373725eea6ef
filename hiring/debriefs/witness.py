"""Does what is stored still say what the record says? Decisions against the commitments in the log."""

from sqlalchemy import select

from hiring.audit.queries import commitments
from hiring.audit.rules import commitment
from hiring.audit.terms import Event
from hiring.db.session import db
from hiring.debriefs.models import Decision


def broken_decision() -> int | None:
    """The id of the first decision that was changed, added or taken away behind the record; None when all are as sealed."""
    promised = commitments(Event.DECIDED)
    for decision in db.session.scalars(select(Decision).order_by(Decision.id)):
        if promised.pop(decision.id, None) != sealed(decision):
            return decision.id
    return min(promised, default=None)


def sealed(decision: Decision) -> str:
    """The commitment of a decision as it stands."""
    return commitment(decision.salt, decision.loop_id, decision.result, decision.bar, decision.reason, decision.by_id, decision.valid_until)
