"""Reading the log: the chain from its first entry, its head, and pages of it, newest first."""

from collections.abc import Iterator

from sqlalchemy import select

from hiring.audit.models import AuditEntry
from hiring.audit.rules import Link
from hiring.audit.terms import Event
from hiring.db.session import db


def links() -> Iterator[Link]:
    """Every entry in order, read in portions."""
    for entry in db.session.execute(select(AuditEntry.__table__).order_by(AuditEntry.number).execution_options(yield_per=2000)):
        yield Link(entry.number, entry.at, entry.event, entry.actor_id, entry.subject, entry.facts, entry.previous, entry.seal)


def head() -> tuple[int, str] | None:
    """Number and seal of the newest entry: kept elsewhere, it shows a cut tail."""
    last = db.session.execute(select(AuditEntry.number, AuditEntry.seal).order_by(AuditEntry.number.desc()).limit(1)).first()
    return (last.number, last.seal) if last else None


def seal_at(number: int) -> str | None:
    """The seal of one entry."""
    return db.session.scalar(select(AuditEntry.seal).where(AuditEntry.number == number))


def page(*, before: int | None, event: Event | None, actor_id: int | None, subject: int | None, size: int) -> list[AuditEntry]:
    """Entries before a number, newest first; one more than `size`, so that the caller sees whether there are older ones."""
    chosen = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(size + 1)
    if before is not None:
        chosen = chosen.where(AuditEntry.number < before)
    for column, value in ((AuditEntry.event, event), (AuditEntry.actor_id, actor_id), (AuditEntry.subject, subject)):
        if value is not None:
            chosen = chosen.where(column == value)
    return list(db.session.scalars(chosen))
