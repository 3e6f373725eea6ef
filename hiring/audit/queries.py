"""Reading the log: the chain from its first entry, its head, and pages of it, newest first."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, Text, cast, select, type_coerce

from hiring.audit.models import AuditEntry
from hiring.audit.rules import Link
from hiring.audit.terms import Event
from hiring.db.session import db


def links() -> Iterator[Link]:
    """Every entry in order, read in portions, and raw: an entry that somebody filled with junk must not stop the check."""
    raw = (type_coerce(AuditEntry.at, String).label("at"), type_coerce(AuditEntry.event, String).label("event"), cast(AuditEntry.facts, Text).label("facts"))
    plain = (AuditEntry.number, AuditEntry.actor_id, AuditEntry.subject, AuditEntry.previous, AuditEntry.seal)
    with closing(db.session.execute(select(*plain, *raw).order_by(AuditEntry.number).execution_options(yield_per=2000))) as entries:
        for entry in entries:
            yield Link(entry.number, _moment(entry.at), entry.event, entry.actor_id, entry.subject, _facts(entry.facts), entry.previous, entry.seal)


def _moment(raw: object) -> datetime:
    """A stored moment in UTC; one that no longer is a moment becomes the first of all, which no seal fits."""
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _facts(raw: object) -> dict[str, Any]:
    """Stored facts; what no longer are facts becomes one that no seal fits."""
    try:
        facts = json.loads(str(raw))
    except ValueError:
        return {"unreadable": True}
    return facts if isinstance(facts, dict) else {"unreadable": True}


def head() -> tuple[int, str] | None:
    """Number and seal of the newest entry: kept elsewhere, it shows a cut tail."""
    last = db.session.execute(select(AuditEntry.number, AuditEntry.seal).order_by(AuditEntry.number.desc()).limit(1)).first()
    return (last.number, last.seal) if last else None


def seal_at(number: int) -> str | None:
    """The seal of one entry."""
    return db.session.scalar(select(AuditEntry.seal).where(AuditEntry.number == number))


def commitments(event: Event) -> dict[int, str]:
    """What the log holds of each thing that an event sealed, by the thing's id."""
    rows = db.session.execute(select(AuditEntry.subject, AuditEntry.facts).where(AuditEntry.event == event))
    return {row.subject: row.facts["commitment"] for row in rows}


def page(*, before: int | None, event: Event | None, actor_id: int | None, subject: int | None, size: int) -> list[AuditEntry]:
    """Entries before a number, newest first; one more than `size`, so that the caller sees whether there are older ones."""
    chosen = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(size + 1)
    if before is not None:
        chosen = chosen.where(AuditEntry.number < before)
    for column, value in ((AuditEntry.event, event), (AuditEntry.actor_id, actor_id), (AuditEntry.subject, subject)):
        if value is not None:
            chosen = chosen.where(column == value)
    return list(db.session.scalars(chosen))
