"""The life of an opening: opened, frozen by its first candidate, closed, reopened."""

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.session import db
from hiring.openings import queries
from hiring.openings.models import Opening
from hiring.openings.operations.steps import begin_change, end_change
from hiring.openings.policy import require_edits
from hiring.openings.rules import require_complete, require_open
from hiring.openings.terms import CloseReason, OpeningStatus


def open_without_sign_off(row: Opening, actor: Actor) -> None:
    """Open a complete opening whose process asks for no Bar Raiser."""
    opening = begin_change(row, actor)
    if opening.rules.bar_raiser_required:
        raise Refused(say("A Bar Raiser signs off the brief of this opening before candidates enter. Ask one, or choose a process without a Bar Raiser."))
    if opening.status is not OpeningStatus.DRAFT:
        return
    require_complete(queries.gaps_of(opening))
    opening.status, opening.opened_at = OpeningStatus.OPEN, opening.opened_at or now()
    end_change(opening, actor, Event.OPENING_OPENED)


def close(row: Opening, reason: CloseReason, actor: Actor) -> None:
    """Take no more candidates, and say why."""
    opening = queries.opening(row.id)
    require_edits(actor, opening)
    if opening.status is OpeningStatus.CLOSED:
        return
    opening.status, opening.closed_at, opening.close_reason = OpeningStatus.CLOSED, now(), reason
    if opening.brief.signed_off_at is None:
        opening.brief.submitted_at = None
    end_change(opening, actor, Event.OPENING_CLOSED)


def reopen(row: Opening, actor: Actor) -> None:
    """Go on with a closed opening: open where its brief still stands, else as a draft."""
    opening = queries.opening(row.id)
    require_edits(actor, opening)
    if opening.status is not OpeningStatus.CLOSED:
        return
    stands = opening.opened_at is not None and not queries.gaps_of(opening) and (opening.brief.signed_off_at is not None or not opening.rules.bar_raiser_required)
    opening.status = OpeningStatus.OPEN if stands else OpeningStatus.DRAFT
    opening.closed_at = opening.close_reason = None
    end_change(opening, actor, Event.OPENING_REOPENED)


def freeze(row: Opening, actor: Actor) -> None:
    """Freeze the process when the first candidate enters (invariant 4); a second call changes nothing."""
    opening = db.session.scalars(select(Opening).where(Opening.id == row.id).with_for_update().execution_options(populate_existing=True)).one()
    require_open(opening.status)
    if opening.frozen_at is None:
        opening.frozen_at = now()
        record(Event.OPENING_FROZEN, actor_id=actor.id, subject=opening.id)
        db.session.flush()
