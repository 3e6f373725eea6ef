"""Does everything stand as the record says? The chain, the sealed feedback, the decisions; and what the last check found."""

from dataclasses import dataclass

from sqlalchemy import select

from hiring.audit import queries
from hiring.audit.models import RecordCheck
from hiring.audit.rules import first_fault
from hiring.core.clock import now
from hiring.db.session import db, own_transaction
from hiring.debriefs.witness import broken_decision
from hiring.feedback.witness import broken_feedback
from hiring.training.witness import broken_practice

Head = tuple[int, str]


@dataclass(frozen=True)
class Finding:
    """What a check of the record found: the head, and the first fault in one sentence (none when all holds)."""

    head: Head | None
    fault: str = ""


def check_record(anchor: Head | None = None) -> Finding:
    """Check every entry, a head noted down earlier, and the rows that the entries speak for."""
    broken = first_fault(queries.links())
    if broken:
        return Finding(None, f"Entry {broken.number} {broken.why}.")
    fault = _anchor_fault(anchor) or _row_fault()
    return Finding(None if fault else queries.head(), fault)


def last_check() -> Finding | None:
    """What the last check found; None before the first one."""
    row = db.session.execute(select(RecordCheck.number, RecordCheck.seal, RecordCheck.fault)).first()
    if row is None:
        return None
    return Finding((row.number, row.seal) if row.number else None, row.fault)


def keep(finding: Finding) -> None:
    """Write down what a check found; a head that was found whole once stays the anchor of later checks."""
    with own_transaction() as session:
        row = session.get(RecordCheck, 1) or RecordCheck(id=1)
        row.at, row.fault = now(), finding.fault
        if finding.head:
            row.number, row.seal = finding.head
        session.add(row)


def _anchor_fault(anchor: Head | None) -> str:
    """What a head that was noted down earlier shows."""
    if anchor is None:
        return ""
    found = queries.seal_at(anchor[0])
    if found is None:
        return f"Entry {anchor[0]} is missing: the tail was cut."
    return "" if found == anchor[1] else f"Entry {anchor[0]} is not the one that was noted down."


def _row_fault() -> str:
    """The first row that is not as the record says."""
    for kind, broken in (("feedback", broken_feedback), ("practice feedback", broken_practice), ("decision", broken_decision)):
        row = broken()
        if row is not None:
            return f"The {kind} {row} is not as the record says."
    return ""
