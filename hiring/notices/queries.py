"""Reading the outbox: a page of it, one notice, how many there are of each kind, and what was queued before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind, NoticeStatus


@dataclass(frozen=True)
class Pile:
    """How many notices of one status there are, and since when the oldest is there."""

    count: int = 0
    oldest: datetime | None = None


def page(*, status: NoticeStatus, without: Collection[NoticeKind] = (), before: int | None, size: int) -> list[Notice]:
    """Notices of one status, newest first; one more than `size`."""
    chosen = select(Notice).where(Notice.status == status, Notice.kind.not_in(without)).order_by(Notice.id.desc()).limit(size + 1)
    return list(db.session.scalars(chosen.where(Notice.id < before) if before is not None else chosen))


def one(notice_id: int) -> Notice:
    """One notice."""
    found = db.session.get(Notice, notice_id)
    if found is None:
        raise Missing
    return found


def piles(without: Collection[NoticeKind] = ()) -> dict[NoticeStatus, Pile]:
    """How many notices of each status there are."""
    figures = select(Notice.status, func.count().label("number"), func.min(Notice.created_at).label("oldest"))
    rows = db.session.execute(figures.where(Notice.kind.not_in(without)).group_by(Notice.status))
    found = {row.status: Pile(row.number, row.oldest) for row in rows}
    return {status: found.get(status, Pile()) for status in NoticeStatus}


def queued(keys: Collection[str]) -> set[str]:
    """Which of these notices were queued before."""
    return set(db.session.scalars(select(Notice.once).where(Notice.once.in_(keys)))) if keys else set()
