"""Tables of openings, their briefs, requirements and teams."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Dialect, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from hiring.accounts.models import Person
from hiring.core.text import Words
from hiring.db.base import Base, Id, Line, Made, Short, may_refer_to, refers_to
from hiring.db.guards import guard
from hiring.openings.terms import Audience, CloseReason, OpeningStatus, ProcessRules, rules_from
from hiring.principles.models import Principle, PrincipleSet
from hiring.principles.terms import JobFamily, Track


class RulesColumn(TypeDecorator[ProcessRules]):
    """Process rules as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: ProcessRules | None, dialect: Dialect) -> dict[str, Any] | None:
        """Plain values."""
        return None if value is None else value.stored()

    def process_result_value(self, value: Any, dialect: Dialect) -> ProcessRules | None:
        """Back to the value object."""
        return None if value is None else rules_from(value)


class ProcessDefault(Base):
    """The process rules that new openings begin with, one row for the organisation."""

    __tablename__ = "process_default"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    rules: Mapped[ProcessRules] = mapped_column(RulesColumn())


class Opening(Base, Made):
    """A role to fill."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 12", "level_in_range"),
        CheckConstraint("hiring_manager_id <> recruiter_id", "manager_is_not_recruiter"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", "closed_has_time"),
    )

    id: Mapped[Id]
    title: Mapped[Words]
    family: Mapped[JobFamily]
    level: Mapped[int]
    track: Mapped[Track]
    location: Mapped[Line] = mapped_column(default="")
    zone: Mapped[Short]
    confidential: Mapped[bool] = mapped_column(default=False)
    status: Mapped[OpeningStatus] = mapped_column(default=OpeningStatus.DRAFT, index=True)
    hiring_manager_id: Mapped[int] = refers_to("person.id")
    recruiter_id: Mapped[int] = refers_to("person.id")
    set_id: Mapped[int] = refers_to("principle_set.id")
    rules: Mapped[ProcessRules] = mapped_column(RulesColumn())
    frozen_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[CloseReason | None]
    version: Mapped[int] = mapped_column(default=1)

    hiring_manager: Mapped[Person] = relationship(foreign_keys=[hiring_manager_id], lazy="raise_on_sql")
    recruiter: Mapped[Person] = relationship(foreign_keys=[recruiter_id], lazy="raise_on_sql")
    set: Mapped[PrincipleSet] = relationship(lazy="raise_on_sql")
    brief: Mapped["RoleBrief"] = relationship(back_populates="opening", lazy="raise_on_sql", uselist=False)
    requirements: Mapped[list["Requirement"]] = relationship(back_populates="opening", lazy="raise_on_sql", order_by="Requirement.position", cascade="all, delete-orphan")
    team: Mapped[list["TeamMember"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    future_reports: Mapped[list["FutureReport"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class RoleBrief(Base):
    """What the hire will have achieved a year from now: press release, FAQ and outcomes, who was asked to sign it off and who did."""

    __tablename__ = "role_brief"
    __table_args__ = (
        CheckConstraint("(signed_off_at IS NULL) = (signed_off_by_id IS NULL)", "signed_off_by_somebody"),
        CheckConstraint("submitted_at IS NULL OR asked_id IS NOT NULL", "submitted_to_somebody"),
    )

    id: Mapped[Id]
    opening_id: Mapped[int] = refers_to("opening.id", unique=True)
    dated: Mapped[date | None]
    headline: Mapped[Words]
    press_release: Mapped[Words]
    submitted_at: Mapped[datetime | None]
    asked_id: Mapped[int | None] = may_refer_to("person.id")
    signed_off_at: Mapped[datetime | None]
    signed_off_by_id: Mapped[int | None] = may_refer_to("person.id", index=False)
    returned_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    opening: Mapped[Opening] = relationship(back_populates="brief", lazy="raise_on_sql")
    asked: Mapped[Person | None] = relationship(foreign_keys=[asked_id], lazy="raise_on_sql")
    signed_off_by: Mapped[Person | None] = relationship(foreign_keys=[signed_off_by_id], lazy="raise_on_sql")
    faq: Mapped[list["BriefQuestion"]] = relationship(lazy="raise_on_sql", order_by="BriefQuestion.position", cascade="all, delete-orphan")
    outcomes: Mapped[list["Outcome"]] = relationship(lazy="raise_on_sql", order_by="Outcome.position", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class BriefQuestion(Base):
    """A question of the FAQ with its answer."""

    __tablename__ = "brief_question"
    __table_args__ = (UniqueConstraint("brief_id", "position"),)

    id: Mapped[Id]
    brief_id: Mapped[int] = refers_to("role_brief.id")
    position: Mapped[int]
    audience: Mapped[Audience]
    question: Mapped[Words]
    answer: Mapped[Words]


class Outcome(Base):
    """Something that will be true a year after the hire, and can be measured."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("brief_id", "position"),)

    id: Mapped[Id]
    brief_id: Mapped[int] = refers_to("role_brief.id")
    position: Mapped[int]
    text: Mapped[Words]


class Requirement(Base):
    """A principle or competency that every loop of the opening must cover."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("opening_id", "principle_id"),)

    id: Mapped[Id]
    opening_id: Mapped[int] = refers_to("opening.id")
    principle_id: Mapped[int] = refers_to("principle.id")
    position: Mapped[int]

    opening: Mapped[Opening] = relationship(back_populates="requirements", lazy="raise_on_sql")
    principle: Mapped[Principle] = relationship(lazy="raise_on_sql")


class TeamMember(Base):
    """Somebody on the hiring team."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("opening_id", "person_id"),)

    id: Mapped[Id]
    opening_id: Mapped[int] = refers_to("opening.id")
    person_id: Mapped[int] = refers_to("person.id")

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class FutureReport(Base):
    """Somebody who would report to the hire, and so never interviews for this opening."""

    __tablename__ = "future_report"
    __table_args__ = (UniqueConstraint("opening_id", "person_id"),)

    id: Mapped[Id]
    opening_id: Mapped[int] = refers_to("opening.id")
    person_id: Mapped[int] = refers_to("person.id")

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


guard(
    Opening.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "rules_frozen",
    "UPDATE",
    "OLD.frozen_at IS NOT NULL AND (NEW.frozen_at IS NULL OR CAST(OLD.rules AS TEXT) <> CAST(NEW.rules AS TEXT)"
    " OR OLD.set_id <> NEW.set_id OR OLD.level <> NEW.level OR OLD.track <> NEW.track OR OLD.family <> NEW.family)",
    "the process of an opening is frozen once a candidate has entered",
)
_FROZEN = "EXISTS (SELECT 1 FROM opening o WHERE o.id = {row}.opening_id AND o.frozen_at IS NOT NULL)"
for _act, _row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
    guard(
        Requirement.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
        f"frozen_{_act.lower()}",
        _act,
        _FROZEN.format(row=_row),
        "the requirements of an opening are frozen once a candidate has entered",
    )
