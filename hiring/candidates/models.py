"""Tables of candidates, applications, stage changes, résumés, screens, notes and cool-off."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.models import Person
from hiring.accounts.terms import Locale
from hiring.candidates.terms import ScreenKind, ScreenResult, Source, Stage, StageReason, TextStatus
from hiring.db.base import Base, Id, Line, Made, Short, may_refer_to, refers_to
from hiring.db.grams import searched
from hiring.db.guards import append_only
from hiring.openings.models import Opening
from hiring.principles.terms import JobFamily

_LINKED = text("person_id IS NOT NULL")
_EMPTY = text("''")


class Candidate(Base, Made):
    """A person whom we may hire; `person_id` links somebody who already works here."""

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_name_key", "name_key"),
        Index("ix_candidate_email_key", "email_key"),
        Index("ix_candidate_phone_key", "phone_key"),
        Index("ix_candidate_added_by_id_created_at", "added_by_id", "created_at"),
        Index("uq_candidate_person_id", "person_id", unique=True, sqlite_where=_LINKED, postgresql_where=_LINKED),
    )

    id: Mapped[Id]
    name: Mapped[Line]
    name_ja: Mapped[Line] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(String(700))
    email: Mapped[str] = mapped_column(String(254), default="")
    email_key: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[Short] = mapped_column(default="")
    phone_key: Mapped[Short] = mapped_column(default="")
    locale: Mapped[Locale] = mapped_column(default=Locale.EN)
    zone: Mapped[Short]
    source: Mapped[Source]
    person_id: Mapped[int | None] = may_refer_to("person.id", index=False)
    added_by_id: Mapped[int] = refers_to("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    applications: Mapped[list["Application"]] = relationship(back_populates="candidate", lazy="raise_on_sql", order_by="Application.created_at")

    __mapper_args__ = {"version_id_col": version}


class Application(Base, Made):
    """A candidate for an opening; `resting_stage` is where a reopened application goes on."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("candidate_id", "opening_id"),
        Index("ix_application_opening_id_stage_candidate_id", "opening_id", "stage", "candidate_id"),
        Index("ix_application_opening_id_candidate_id", "opening_id", "candidate_id"),
        Index("ix_application_opening_id_stage_stage_since", "opening_id", "stage", "stage_since"),
        Index("ix_application_stage_candidate_id", "stage", "candidate_id"),
        Index("ix_application_created_at_id", "created_at", "id"),
    )

    id: Mapped[Id]
    candidate_id: Mapped[int] = refers_to("candidate.id")
    opening_id: Mapped[int] = refers_to("opening.id")
    stage: Mapped[Stage] = mapped_column(default=Stage.APPLIED)
    stage_since: Mapped[datetime]
    resting_stage: Mapped[Stage | None]
    told_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    candidate: Mapped[Candidate] = relationship(back_populates="applications", lazy="raise_on_sql")
    opening: Mapped[Opening] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class StageChange(Base):
    """A move from one stage to another; its reason counts as feedback."""

    __tablename__ = "stage_change"

    id: Mapped[Id]
    application_id: Mapped[int] = refers_to("application.id")
    from_stage: Mapped[Stage | None]
    to_stage: Mapped[Stage]
    reason: Mapped[StageReason | None]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = refers_to("person.id")
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class Resume(Base, Made):
    """An uploaded file, kept on disk under a key that says nothing."""

    __tablename__ = "resume"
    __table_args__ = (CheckConstraint("size > 0", "not_empty"),)

    id: Mapped[Id]
    candidate_id: Mapped[int] = refers_to("candidate.id")
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[Line]
    media_type: Mapped[Line]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_by_id: Mapped[int] = refers_to("person.id")

    reading: Mapped["ResumeText"] = relationship(lazy="raise_on_sql", back_populates="resume")


class ResumeText(Base):
    """The text of a résumé, read by the worker; it is shown and searched (folded, as `text_key`) only where the résumé itself may be read."""

    __tablename__ = "resume_text"
    __table_args__ = (
        CheckConstraint("status = 'read' OR text = ''", "text_only_when_read"),
        CheckConstraint("text <> '' OR text_key = ''", "key_only_of_text"),
        Index("ix_resume_text_status_next_try_at", "status", "next_try_at"),
    )

    resume_id: Mapped[int] = mapped_column(ForeignKey("resume.id"), primary_key=True, autoincrement=False)
    status: Mapped[TextStatus] = mapped_column(default=TextStatus.WAITING)
    text: Mapped[str] = mapped_column(default="")
    text_key: Mapped[str] = mapped_column(default="", server_default=_EMPTY)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]

    resume: Mapped[Resume] = relationship(lazy="raise_on_sql", back_populates="reading")


class Screen(Base):
    """A résumé review or phone screen; what it says counts as feedback."""

    __tablename__ = "screen"

    id: Mapped[Id]
    application_id: Mapped[int] = refers_to("application.id")
    kind: Mapped[ScreenKind]
    result: Mapped[ScreenResult]
    note: Mapped[str]
    by_id: Mapped[int] = refers_to("person.id")
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class Note(Base):
    """A note on a candidate for one application; it counts as feedback."""

    __tablename__ = "note"

    id: Mapped[Id]
    application_id: Mapped[int] = refers_to("application.id")
    text: Mapped[str]
    by_id: Mapped[int] = refers_to("person.id")
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class CoolOff(Base):
    """Until when a candidate waits before another loop in a job family; set by a decision of the debrief."""

    __tablename__ = "cool_off"
    __table_args__ = (UniqueConstraint("application_id"),)

    id: Mapped[Id]
    candidate_id: Mapped[int] = refers_to("candidate.id")
    application_id: Mapped[int] = refers_to("application.id", index=False)
    family: Mapped[JobFamily]
    until: Mapped[date]


class PanelSeat(Base):
    """What this floor must know of the loops above: who sits where, who has not submitted yet, who declared a conflict.

    `pending` is true until all of a person's own feedback on this application is in (or the loop is over without it);
    it makes them blind on the candidate. `barred` people do not see the candidate at all. Kept by `loops`, `feedback`
    and `debriefs`.
    """

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("application_id", "person_id"), Index("ix_panel_seat_person_id_candidate_id", "person_id", "candidate_id"))

    id: Mapped[Id]
    application_id: Mapped[int] = refers_to("application.id", index=False)
    candidate_id: Mapped[int] = refers_to("candidate.id")
    person_id: Mapped[int] = refers_to("person.id", index=False)
    seated: Mapped[bool] = mapped_column(default=True)
    pending: Mapped[bool] = mapped_column(default=True)
    barred: Mapped[bool] = mapped_column(default=False)


append_only(StageChange.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
append_only(Screen.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
append_only(Note.__table__)  # type: ignore[arg-type]  # a declarative table is a Table

KEYS = searched(Candidate.__table__, "name_key", "email_key")  # type: ignore[arg-type]  # a declarative table is a Table
"""The index over names and addresses: candidates are found by any part of them."""

TEXTS = searched(ResumeText.__table__, "text_key", least=3)  # type: ignore[arg-type]  # a declarative table is a Table
"""The index over what résumés say, for three characters and more."""
