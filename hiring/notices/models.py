"""The outbox; ids of upper things stand here without foreign keys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hiring.db.base import Base, Id, Line, Made, Short
from hiring.db.types import BigId
from hiring.notices.terms import NoticeKind, NoticeStatus


class Notice(Base, Made):
    """One mail to one person, in their language; `once` makes the same notice impossible twice."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", "sent_has_time"),
        Index("ix_notice_status_next_try_at", "status", "next_try_at"),
    )

    id: Mapped[Id]
    kind: Mapped[NoticeKind]
    person_id: Mapped[int] = mapped_column(BigId, index=True)
    address: Mapped[str] = mapped_column(String(254))
    locale: Mapped[Short]
    subject: Mapped[Line]
    body: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    once: Mapped[str] = mapped_column(String(160), unique=True)
    status: Mapped[NoticeStatus] = mapped_column(default=NoticeStatus.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    problem: Mapped[Short] = mapped_column(default="")
