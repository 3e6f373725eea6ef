"""The log as a page says it: a sentence an entry, with the names of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core.errors import Malformed
from hiring.core.text import Words
from hiring.workspace.queries.log import Mark, Names

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = 253_402_300_799_000_000
_SYSTEM = 0


@dataclass(frozen=True)
class Subject:
    """What an entry is about: a name, and the page of it where the reader may go there."""

    name: str | Words
    kind: str
    id: int


@dataclass(frozen=True)
class Line:
    """One entry."""

    number: int | None
    at: datetime
    event: Event
    actor: str
    by_nobody: bool
    subject: Subject | None


@dataclass(frozen=True)
class LogPage:
    """A page of the log, and where the next begins."""

    lines: list[Line]
    after: Mark | None


def page(entries: Sequence[AuditEntry], names: Names, size: int, after: Mark | None, *, numbered: bool) -> LogPage:
    """A page out of `size + 1` entries."""
    shown = entries[:size]
    return LogPage([_line(entry, names, numbered) for entry in shown], _mark(shown, after) if len(entries) > size else None)


def _line(entry: AuditEntry, names: Names, numbered: bool) -> Line:
    nobody = entry.actor_id is None or entry.actor_id == _SYSTEM
    return Line(entry.number if numbered else None, entry.at, entry.event, names.people.get(entry.actor_id or 0, ""), nobody, _subject(entry, names))


def _subject(entry: AuditEntry, names: Names) -> Subject | None:
    """What an entry is about; one's own act on oneself needs no second name."""
    about = entry.subject
    if about is None or about == entry.actor_id:
        return None
    if about in names.candidates:
        return Subject(names.candidates[about][1], "candidate", names.candidates[about][0])
    if about in names.openings:
        return Subject(names.openings[about], "opening", about)
    return Subject(names.people[about], "person", about) if about in names.people else None


def _mark(shown: Sequence[AuditEntry], after: Mark | None) -> Mark:
    """Where this page ends: the moment of its last entry, and how many of that moment were shown by now."""
    last = shown[-1].at
    same = sum(1 for entry in shown if entry.at == last)
    before = after.shown if after and after.at == last else 0
    return Mark(last, same + before)


def mark_text(mark: Mark) -> str:
    """A mark for the address."""
    return f"{(mark.at - _BEGINNING) // timedelta(microseconds=1)}-{mark.shown}"


def mark_from(text: str) -> Mark | None:
    """A mark out of the address."""
    if not text:
        return None
    moment, dash, shown = text.partition("-")
    if not (dash and text.isascii() and moment.isdigit() and shown.isdigit() and len(text) <= 26 and int(moment) <= _MOST):
        raise Malformed
    return Mark(_BEGINNING + timedelta(microseconds=int(moment)), int(shown))
