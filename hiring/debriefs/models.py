"""Tables of debriefs, second votes, verdicts with cited evidence, dissent, keys and decisions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.models import Person
from hiring.db.base import Base, Id, Made, may_refer_to, refers_to
from hiring.db.guards import append_only, guard
from hiring.db.locks import lock
from hiring.debriefs.guards import FINAL_VOTE, HELD
from hiring.debriefs.terms import Another, BarAnswer, KeyAnswer, Phase, Result, VerdictValue
from hiring.feedback.models import Evidence
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.loops.terms import KeyKind
from hiring.principles.models import Principle


class Debrief(Base, Made):
    """The debrief of one loop, in exactly one phase."""

    __tablename__ = "debrief"

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", unique=True)
    phase: Mapped[Phase] = mapped_column(default=Phase.READING)
    phase_since: Mapped[datetime]
    opened_by_id: Mapped[int] = refers_to("person.id", index=False)
    revealed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    loop: Mapped[Loop] = relationship(lazy="raise_on_sql")
    members: Mapped[list["Member"]] = relationship(back_populates="debrief", lazy="raise_on_sql", order_by="Member.id")
    verdicts: Mapped[list["Verdict"]] = relationship(back_populates="debrief", lazy="raise_on_sql", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Member(Base):
    """Somebody of the debrief; `votes` is false for a successor and for an excused absentee."""

    __tablename__ = "debrief_member"
    __table_args__ = (UniqueConstraint("debrief_id", "person_id"), CheckConstraint("(excused_at IS NULL) = (excused_reason = '')", "excused_with_reason"))

    id: Mapped[Id]
    debrief_id: Mapped[int] = refers_to("debrief.id", index=False)
    person_id: Mapped[int] = refers_to("person.id")
    votes: Mapped[bool] = mapped_column(default=True)
    confirmed_at: Mapped[datetime | None]
    voted_at: Mapped[datetime | None]
    excused_at: Mapped[datetime | None]
    excused_reason: Mapped[str] = mapped_column(default="")

    debrief: Mapped[Debrief] = relationship(back_populates="members", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class FinalVote(Base):
    """A second vote, unseen until all are cast, never changed."""

    __tablename__ = "final_vote"
    __table_args__ = (UniqueConstraint("debrief_id", "person_id"),)

    id: Mapped[Id]
    debrief_id: Mapped[int] = refers_to("debrief.id", index=False)
    person_id: Mapped[int] = refers_to("person.id")
    vote: Mapped[Vote]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Verdict(Base):
    """What the panel found on one required principle."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("debrief_id", "principle_id"),)

    id: Mapped[Id]
    debrief_id: Mapped[int] = refers_to("debrief.id", index=False)
    principle_id: Mapped[int] = refers_to("principle.id")
    value: Mapped[VerdictValue]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = refers_to("person.id", index=False)
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    debrief: Mapped[Debrief] = relationship(back_populates="verdicts", lazy="raise_on_sql")
    principle: Mapped[Principle] = relationship(lazy="raise_on_sql")
    citations: Mapped[list["Citation"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Citation(Base):
    """Evidence that a verdict cites."""

    __tablename__ = "citation"
    __table_args__ = (UniqueConstraint("verdict_id", "evidence_id"),)

    id: Mapped[Id]
    verdict_id: Mapped[int] = refers_to("verdict.id", index=False)
    evidence_id: Mapped[int] = refers_to("evidence.id")

    evidence: Mapped[Evidence] = relationship(lazy="raise_on_sql")


class Dissent(Base):
    """A minority view on record, with what would prove it right."""

    __tablename__ = "dissent"
    __table_args__ = (UniqueConstraint("debrief_id", "person_id"), CheckConstraint("length(reason) > 0", "with_reason"))

    id: Mapped[Id]
    debrief_id: Mapped[int] = refers_to("debrief.id", index=False)
    person_id: Mapped[int] = refers_to("person.id")
    reason: Mapped[str]
    proof: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Key(Base):
    """The answer of one of the two keys; two keys are two people."""

    __tablename__ = "decision_key"
    __table_args__ = (UniqueConstraint("debrief_id", "kind"), UniqueConstraint("debrief_id", "person_id"))

    id: Mapped[Id]
    debrief_id: Mapped[int] = refers_to("debrief.id", index=False)
    kind: Mapped[KeyKind]
    person_id: Mapped[int] = refers_to("person.id")
    answer: Mapped[KeyAnswer]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Decision(Base):
    """The decision of a loop; where there is no debrief, the hiring manager's alone."""

    __tablename__ = "decision"
    __table_args__ = (CheckConstraint("length(reason) > 0", "with_reason"), CheckConstraint("(result = 'hire') = (valid_until IS NOT NULL)", "hire_is_valid_for_a_time"))

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", unique=True)
    debrief_id: Mapped[int | None] = may_refer_to("debrief.id")
    result: Mapped[Result]
    bar: Mapped[BarAnswer]
    reason: Mapped[str]
    by_id: Mapped[int] = refers_to("person.id")
    at: Mapped[datetime] = mapped_column(index=True)
    valid_until: Mapped[date | None]
    salt: Mapped[str] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64))

    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class FollowUp(Base, Made):
    """What follows a no: lower level, other role, how long to wait."""

    __tablename__ = "follow_up"

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", unique=True)
    lower_level: Mapped[Another]
    other_role: Mapped[Another]
    note: Mapped[str] = mapped_column(default="")
    cool_off_until: Mapped[date | None]
    by_id: Mapped[int] = refers_to("person.id", index=False)


for _model in (FinalVote, Dissent, Key, Decision):
    append_only(_model.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
for held in HELD:
    guard(Base.metadata.tables[held.table], held.rule, held.act, held.when, held.says)
lock(FinalVote.__table__, *FINAL_VOTE)  # type: ignore[arg-type]  # a declarative table is a Table
