"""Tables of loops, interviews, what each covers, amendments, conflicts and templates."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ExecutableDDLElement, Index, String, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.models import Person
from hiring.candidates.models import Application
from hiring.db.base import Base, Id, Line, Made, Short, Wall, may_refer_to, refers_to
from hiring.db.guards import append_only, guard
from hiring.loops.terms import AmendmentKind, InterviewStatus, LoopStatus, NotHeldReason, Seat
from hiring.principles.models import Principle
from hiring.questions.models import Question

_LIVE = text("status IN ('planning', 'released', 'debrief')")
_PLANNED = "status = 'planned'"
_AWAITED = text("submitted_at IS NULL AND excused_at IS NULL")
_LEADS = text(_PLANNED + " AND seat IN ('bar_raiser', 'debrief_lead')")
_MANAGERS = text(_PLANNED + " AND seat = 'hiring_manager'")


class Loop(Base, Made):
    """All interviews of one application; the two key columns name who decides (successors included)."""

    __tablename__ = "loop"
    __table_args__ = (
        Index("uq_loop_live", "application_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        CheckConstraint("status = 'planning' OR status = 'cancelled' OR released_at IS NOT NULL", "released_has_time"),
        CheckConstraint("manager_key_id <> bar_key_id", "two_people"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = refers_to("application.id")
    status: Mapped[LoopStatus] = mapped_column(default=LoopStatus.PLANNING, index=True)
    zone: Mapped[Short]
    created_by_id: Mapped[int] = refers_to("person.id", index=False)
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = may_refer_to("person.id", index=False)
    manager_key_id: Mapped[int | None] = may_refer_to("person.id")
    bar_key_id: Mapped[int | None] = may_refer_to("person.id")
    ended_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship(lazy="raise_on_sql")
    interviews: Mapped[list["Interview"]] = relationship(back_populates="loop", lazy="raise_on_sql", order_by="Interview.starts_at, Interview.id")
    amendments: Mapped[list["Amendment"]] = relationship(lazy="raise_on_sql", order_by="Amendment.number")

    __mapper_args__ = {"version_id_col": version}


class Interview(Base, Made):
    """One interviewer, one slot, one to three principles.

    The wall time and its zone are what was agreed; the moments in UTC follow from them. `submitted_at` and `excused_at`
    are set by the floors above.
    """

    __tablename__ = "interview"
    __table_args__ = (
        Index("uq_interview_person", "loop_id", "interviewer_id", unique=True, sqlite_where=text(_PLANNED), postgresql_where=text(_PLANNED)),
        Index("uq_interview_lead", "loop_id", unique=True, sqlite_where=_LEADS, postgresql_where=_LEADS),
        Index("uq_interview_manager", "loop_id", unique=True, sqlite_where=_MANAGERS, postgresql_where=_MANAGERS),
        Index("ix_interview_interviewer_id_starts_at", "interviewer_id", "starts_at"),
        Index("ix_interview_awaited", "interviewer_id", "status", "starts_at", sqlite_where=_AWAITED, postgresql_where=_AWAITED),
        Index("ix_interview_awaited_of_loop", "loop_id", "status", sqlite_where=_AWAITED, postgresql_where=_AWAITED),
        CheckConstraint("minutes BETWEEN 15 AND 240", "minutes_in_range"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL) AND (starts_at IS NULL) = (start_wall IS NULL)", "time_is_whole"),
        CheckConstraint("ends_at > starts_at", "ends_after_start"),
        CheckConstraint("(status = 'not_held') = (not_held_reason IS NOT NULL)", "not_held_has_reason"),
    )

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id")
    interviewer_id: Mapped[int] = refers_to("person.id", index=False)
    seat: Mapped[Seat] = mapped_column(default=Seat.INTERVIEWER)
    status: Mapped[InterviewStatus] = mapped_column(default=InterviewStatus.PLANNED)
    not_held_reason: Mapped[NotHeldReason | None]
    start_wall: Mapped[Wall | None]
    zone: Mapped[Short]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    minutes: Mapped[int] = mapped_column(default=60)
    place: Mapped[Line] = mapped_column(default="")
    link: Mapped[str] = mapped_column(String(600), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    excused_at: Mapped[datetime | None]
    excused_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    loop: Mapped[Loop] = relationship(back_populates="interviews", lazy="raise_on_sql")
    interviewer: Mapped[Person] = relationship(lazy="raise_on_sql")
    principles: Mapped[list["Assignment"]] = relationship(back_populates="interview", lazy="raise_on_sql", order_by="Assignment.position", cascade="all, delete-orphan")
    questions: Mapped[list["AskedQuestion"]] = relationship(back_populates="interview", lazy="raise_on_sql", order_by="AskedQuestion.position", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Assignment(Base):
    """A principle that an interview covers; “not covered” is a fact of the plan that the interviewer may state."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("interview_id", "principle_id"),)

    id: Mapped[Id]
    interview_id: Mapped[int] = refers_to("interview.id")
    principle_id: Mapped[int] = refers_to("principle.id")
    position: Mapped[int]
    not_covered_at: Mapped[datetime | None]

    interview: Mapped[Interview] = relationship(back_populates="principles", lazy="raise_on_sql")
    principle: Mapped[Principle] = relationship(lazy="raise_on_sql")


class AskedQuestion(Base):
    """The edition of a question that an interview asks; once in a loop, whatever the edition."""

    __tablename__ = "asked_question"
    __table_args__ = (UniqueConstraint("loop_id", "root_id"), UniqueConstraint("interview_id", "position"))

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", index=False)
    interview_id: Mapped[int] = refers_to("interview.id", index=False)
    question_id: Mapped[int] = refers_to("question.id")
    root_id: Mapped[int] = refers_to("question.id")
    position: Mapped[int]

    interview: Mapped[Interview] = relationship(back_populates="questions", lazy="raise_on_sql")
    question: Mapped[Question] = relationship(lazy="raise_on_sql", foreign_keys=question_id)


class Amendment(Base):
    """A change of a released plan, its reason and the proof made again; number 0 is the release itself."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("loop_id", "number"), CheckConstraint("number = 0 OR length(reason) > 0", "amended_with_reason"))

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", index=False)
    number: Mapped[int]
    kind: Mapped[AmendmentKind | None]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = refers_to("person.id", index=False)
    at: Mapped[datetime]
    proof: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))

    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class Conflict(Base):
    """A declared conflict of interest between a person and the candidate of a loop."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("loop_id", "person_id"),)

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", index=False)
    person_id: Mapped[int] = refers_to("person.id")
    reason: Mapped[str] = mapped_column(default="")
    declared_by_id: Mapped[int] = refers_to("person.id", index=False)
    at: Mapped[datetime]


class LoopReader(Base):
    """Who has read a colleague's feedback of a loop, and so can never be given an interview in it; set by `feedback`."""

    __tablename__ = "loop_reader"
    __table_args__ = (UniqueConstraint("loop_id", "person_id"),)

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", index=False)
    person_id: Mapped[int] = refers_to("person.id")
    since: Mapped[datetime]


class LoopTemplate(Base, Made):
    """A loop to begin from: seats with their length and principles, by key so that it serves every set."""

    __tablename__ = "loop_template"

    id: Mapped[Id]
    name: Mapped[Line] = mapped_column(unique=True)
    retired_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = refers_to("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    slots: Mapped[list["TemplateSlot"]] = relationship(lazy="raise_on_sql", order_by="TemplateSlot.position", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class TemplateSlot(Base):
    """One interview of a template; `after_minutes` is its start after the first one's."""

    __tablename__ = "template_slot"
    __table_args__ = (UniqueConstraint("template_id", "position"), CheckConstraint("minutes BETWEEN 15 AND 240", "minutes_in_range"))

    id: Mapped[Id]
    template_id: Mapped[int] = refers_to("loop_template.id", index=False)
    position: Mapped[int]
    seat: Mapped[Seat]
    minutes: Mapped[int] = mapped_column(default=60)
    after_minutes: Mapped[int] = mapped_column(default=0)
    principle_keys: Mapped[list[str]]


append_only(Amendment.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
append_only(LoopReader.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
guard(
    Interview.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "released_delete",
    "DELETE",
    "EXISTS (SELECT 1 FROM loop l WHERE l.id = OLD.loop_id AND l.status <> 'planning')",
    "an interview of a released loop is cancelled, not deleted",
)
_READS = "EXISTS (SELECT 1 FROM loop_reader r WHERE r.loop_id = NEW.loop_id AND r.person_id = NEW.interviewer_id)"
for _act, _when in (("INSERT", _READS), ("UPDATE", f"NEW.interviewer_id <> OLD.interviewer_id AND {_READS}")):
    guard(
        Interview.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
        f"reader_seated_{_act.lower()}",
        _act,
        _when,
        "a reader of this loop cannot interview in it",
    )
guard(
    Interview.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "submitted_stays",
    "UPDATE",
    "OLD.submitted_at IS NOT NULL AND (NEW.submitted_at IS NULL OR NEW.interviewer_id <> OLD.interviewer_id OR NEW.status <> OLD.status)",
    "an interview with submitted feedback stays as it was",
)

_OVERLAP = (
    "NEW.status = 'planned' AND NEW.starts_at IS NOT NULL AND EXISTS (SELECT 1 FROM interview o WHERE o.interviewer_id = NEW.interviewer_id"
    " AND o.id <> NEW.id AND o.status = 'planned' AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at)"
)


def _after_interview(dialect: str, statement: str) -> None:
    """Run a statement of one database once the table of interviews stands."""
    create: ExecutableDDLElement = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy left DDL untyped
    event.listen(Interview.__table__, "after_create", create.execute_if(dialect=dialect))


for _act in ("INSERT", "UPDATE OF interviewer_id, status, starts_at, ends_at"):
    _name = f"guard_interview_double_booked_{_act.split()[0].lower()}"
    _after_interview("sqlite", f"CREATE TRIGGER {_name} BEFORE {_act} ON interview WHEN {_OVERLAP} BEGIN SELECT RAISE(ABORT, 'double booked'); END")
_after_interview("postgresql", "CREATE EXTENSION IF NOT EXISTS btree_gist")
_after_interview(
    "postgresql",
    "ALTER TABLE interview ADD CONSTRAINT ex_interview_double_booked EXCLUDE USING gist"
    " (interviewer_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status = 'planned' AND starts_at IS NOT NULL)",
)
