"""The outbox as a page says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from hiring.notices.models import Notice
from hiring.notices.queries import Pile
from hiring.notices.terms import NoticeKind, NoticeStatus, Problem
from hiring.web.words import spoken
from hiring.workspace.rules import has_link


@dataclass(frozen=True)
class Line:
    """One notice; its text is for its recipient alone."""

    id: int
    kind: NoticeKind
    recipient: str
    address: str
    made_at: datetime
    sent_at: datetime | None
    next_try_at: datetime
    tries: int
    problem: Problem | None
    has_link: bool


def lines(notices: Sequence[Notice], names: Mapping[int, str]) -> list[Line]:
    """A page of notices."""
    return [line(each, names) for each in notices]


def line(notice: Notice, names: Mapping[int, str]) -> Line:
    """One notice."""
    return Line(
        notice.id,
        notice.kind,
        names.get(notice.person_id, ""),
        notice.address,
        notice.created_at,
        notice.sent_at,
        notice.next_try_at,
        notice.tries,
        _problem(notice.problem),
        has_link(notice.kind, notice.status, notice.link),
    )


def _problem(code: str) -> Problem | None:
    return Problem(code) if code in set(Problem) else None


@dataclass(frozen=True)
class Tab:
    """A pile of the outbox as a tab."""

    label: str
    url: str
    current: bool
    count: int | None


def tabs(piles: Mapping[NoticeStatus, Pile], status: NoticeStatus) -> list[Tab]:
    """One tab a status, with how many there are."""
    return [Tab(spoken(each), url_for("notices.index", status=each.value), each is status, piles[each].count) for each in NoticeStatus]
