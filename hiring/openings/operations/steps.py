"""Steps that several operations of openings share."""

from sqlalchemy.orm.attributes import flag_modified

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.openings import queries
from hiring.openings.models import Opening
from hiring.openings.policy import require_edits
from hiring.openings.rules import require_running
from hiring.openings.terms import OpeningStatus


def begin_change(row: Opening, actor: Actor, seen: int | None = None) -> Opening:
    """The opening with everything in it, for somebody who may change it, running, and in the state the form was filled from."""
    opening = queries.opening(row.id)
    require_edits(actor, opening)
    require_running(opening.status)
    if seen is not None:
        require_version(opening.version, seen)
    return opening


def end_change(opening: Opening, actor: Actor, event: Event, *fields: str) -> None:
    """Count the version up, so that a form filled before is stale, and note what was changed."""
    flag_modified(opening, "location")
    record(event, actor_id=actor.id, subject=opening.id, fields=list(fields) or None)
    db.session.flush()


def unsettle(opening: Opening) -> None:
    """A sign-off holds for what was read: after a change of substance the opening is a draft again."""
    if opening.frozen_at is not None:
        return
    brief = opening.brief
    brief.submitted_at = brief.signed_off_at = brief.signed_off_by_id = None
    opening.status = OpeningStatus.DRAFT


def require_active(ids: frozenset[int], field: str) -> None:
    """Refuse people who have left, or who never were."""
    if queries.active_ids(ids) != ids:
        raise Refused(say("Somebody you chose is not active here any more. Choose from the list again."), field)
