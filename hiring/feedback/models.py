"""Tables of drafts, and of submitted feedback with its ratings and evidence, which never change."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.models import Person
from hiring.db.base import Base, Id, Made, may_refer_to, refers_to
from hiring.db.guards import append_only, guard
from hiring.db.locks import lock
from hiring.feedback import locks
from hiring.feedback.terms import Vote
from hiring.loops.models import Interview
from hiring.principles.models import Principle
from hiring.principles.terms import Rating


class Draft(Base):
    """What an interviewer has written so far; only they ever read it."""

    __tablename__ = "draft"

    id: Mapped[Id]
    interview_id: Mapped[int] = refers_to("interview.id", unique=True)
    author_id: Mapped[int] = refers_to("person.id")
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Feedback(Base):
    """Submitted feedback with the first vote; the commitment stands in the audit log."""

    __tablename__ = "feedback"

    id: Mapped[Id]
    interview_id: Mapped[int] = refers_to("interview.id", unique=True)
    loop_id: Mapped[int] = refers_to("loop.id")
    author_id: Mapped[int] = refers_to("person.id")
    vote: Mapped[Vote]
    reason_for: Mapped[str] = mapped_column(default="")
    reason_against: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime]
    salt: Mapped[str] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64))

    interview: Mapped[Interview] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(lazy="raise_on_sql")
    ratings: Mapped[list["PrincipleRating"]] = relationship(back_populates="feedback", lazy="raise_on_sql", order_by="PrincipleRating.position")
    evidence: Mapped[list["Evidence"]] = relationship(back_populates="feedback", lazy="raise_on_sql", order_by="Evidence.position")
    addenda: Mapped[list["Addendum"]] = relationship(lazy="raise_on_sql", order_by="Addendum.at")


class PrincipleRating(Base):
    """The rating of one assigned principle."""

    __tablename__ = "principle_rating"
    __table_args__ = (UniqueConstraint("feedback_id", "principle_id"),)

    id: Mapped[Id]
    feedback_id: Mapped[int] = refers_to("feedback.id", index=False)
    principle_id: Mapped[int] = refers_to("principle.id")
    position: Mapped[int]
    rating: Mapped[Rating]
    reason: Mapped[str] = mapped_column(default="")

    feedback: Mapped[Feedback] = relationship(back_populates="ratings", lazy="raise_on_sql")
    principle: Mapped[Principle] = relationship(lazy="raise_on_sql")


class Evidence(Base):
    """One story: situation, task, action, result, and the candidate's own words."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("feedback_id", "principle_id", "position"),
        CheckConstraint("length(situation) + length(task) + length(action) + length(result) + length(verbatim) > 0", "not_empty"),
    )

    id: Mapped[Id]
    feedback_id: Mapped[int] = refers_to("feedback.id", index=False)
    principle_id: Mapped[int] = refers_to("principle.id")
    position: Mapped[int]
    situation: Mapped[str] = mapped_column(default="")
    task: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    verbatim: Mapped[str] = mapped_column(default="")

    feedback: Mapped[Feedback] = relationship(back_populates="evidence", lazy="raise_on_sql")


class Addendum(Base):
    """A dated correction under submitted feedback, by its author."""

    __tablename__ = "addendum"

    id: Mapped[Id]
    feedback_id: Mapped[int] = refers_to("feedback.id")
    text: Mapped[str]
    at: Mapped[datetime]


class FeedbackRead(Base):
    """The first time a person read a feedback in one sign-in."""

    __tablename__ = "feedback_read"
    __table_args__ = (UniqueConstraint("feedback_id", "person_id", "sign_in_id"),)

    id: Mapped[Id]
    feedback_id: Mapped[int] = refers_to("feedback.id", index=False)
    person_id: Mapped[int] = refers_to("person.id")
    sign_in_id: Mapped[int | None] = may_refer_to("sign_in.id", index=False)
    at: Mapped[datetime]


class GlassBreak(Base, Made):
    """An administrator broke the seal of a loop, with a reason that the panel sees."""

    __tablename__ = "glass_break"
    __table_args__ = (UniqueConstraint("loop_id", "person_id"), CheckConstraint("length(reason) > 0", "with_reason"))

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", index=False)
    person_id: Mapped[int] = refers_to("person.id")
    reason: Mapped[str]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


for _model in (Feedback, PrincipleRating, Evidence, Addendum, FeedbackRead, GlassBreak):
    append_only(_model.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
guard(
    PrincipleRating.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "needs_evidence",
    "INSERT",
    "NEW.rating <> 'no_data' AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.feedback_id = NEW.feedback_id AND e.principle_id = NEW.principle_id)",
    "a rating needs evidence",
)
guard(
    Feedback.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "own_interview",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM interview i WHERE i.id = NEW.interview_id AND i.loop_id = NEW.loop_id AND i.interviewer_id = NEW.author_id"
    " AND i.status = 'planned' AND i.starts_at <= NEW.submitted_at)",
    "feedback is written by the interviewer, after the interview has begun",
)
lock(Draft.__table__, *locks.DRAFT)  # type: ignore[arg-type]  # a declarative table is a Table
lock(Feedback.__table__, *locks.FEEDBACK)  # type: ignore[arg-type]  # a declarative table is a Table
for _part in (PrincipleRating, Evidence, Addendum):
    lock(_part.__table__, *locks.part_of_feedback(_part.__tablename__))  # type: ignore[arg-type]  # a declarative table is a Table
