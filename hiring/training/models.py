"""Tables of the ladder: its steps, who stands where, practice feedback, what comparing it gave, and promotions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.models import Person
from hiring.db.base import Base, Id, Made, may_refer_to, refers_to
from hiring.db.guards import append_only, guard
from hiring.db.locks import lock
from hiring.feedback.terms import Vote
from hiring.loops.shadow_models import Shadow
from hiring.training import locks
from hiring.training.terms import Asks, Outcome, Step


class LadderStep(Base):
    """What the organisation asks on a step; a step without a row asks what the house asks."""

    __tablename__ = "ladder_step"

    id: Mapped[Id]
    step: Mapped[Step] = mapped_column(unique=True)
    needed: Mapped[int]
    agreement: Mapped[int]
    votes: Mapped[int]
    months: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def asks(self) -> Asks:
        """The same as a plain value."""
        return Asks(self.needed, self.agreement, self.votes, self.months)


class Trainee(Base, Made):
    """A person's place on the ladder."""

    __tablename__ = "trainee"
    __table_args__ = (CheckConstraint("mentor_id <> person_id", "not_own_mentor"),)

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id", unique=True)
    mentor_id: Mapped[int | None] = may_refer_to("person.id")
    step: Mapped[Step]
    since: Mapped[datetime]
    course_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    mentor: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[mentor_id])

    __mapper_args__ = {"version_id_col": version}


class Practice(Base):
    """Practice feedback of one trainee seat: a draft until it is sealed with its vote, and after that what was sealed."""

    __tablename__ = "practice"
    __table_args__ = (CheckConstraint("(submitted_at IS NULL) = (vote IS NULL) AND (submitted_at IS NULL) = (commitment IS NULL)", "sealed_is_whole"),)

    id: Mapped[Id]
    shadow_id: Mapped[int] = refers_to("shadow.id", unique=True)
    author_id: Mapped[int] = refers_to("person.id")
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    vote: Mapped[Vote | None]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    salt: Mapped[str | None] = mapped_column(String(32))
    commitment: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    shadow: Mapped[Shadow] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class PracticeRead(Base):
    """The first time a host read a practice feedback in one sign-in."""

    __tablename__ = "practice_read"
    __table_args__ = (UniqueConstraint("practice_id", "person_id", "sign_in_id"),)

    id: Mapped[Id]
    practice_id: Mapped[int] = refers_to("practice.id", index=False)
    person_id: Mapped[int] = refers_to("person.id", index=False)
    sign_in_id: Mapped[int | None] = may_refer_to("sign_in.id", index=False)
    at: Mapped[datetime]


class Comparison(Base):
    """How near a practice feedback came to the host's: figures only, nobody's words, ratings or vote."""

    __tablename__ = "comparison"
    __table_args__ = (CheckConstraint("points BETWEEN 0 AND 2 * pairs", "points_in_range"),)

    id: Mapped[Id]
    shadow_id: Mapped[int] = refers_to("shadow.id", unique=True)
    trainee_id: Mapped[int] = refers_to("person.id")
    step: Mapped[Step]
    pairs: Mapped[int]
    points: Mapped[int]
    same_side: Mapped[bool]
    at: Mapped[datetime]

    shadow: Mapped[Shadow] = relationship(lazy="raise_on_sql")


class Promotion(Base, Made):
    """A proposal to promote somebody; where the step asks for votes, Core decides it."""

    __tablename__ = "promotion"
    __table_args__ = (
        Index(
            "uq_promotion_pending",
            "trainee_id",
            unique=True,
            sqlite_where=text("outcome = 'pending'"),
            postgresql_where=text("outcome = 'pending'"),
        ),
    )

    id: Mapped[Id]
    trainee_id: Mapped[int] = refers_to("trainee.id")
    step: Mapped[Step]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.PENDING)
    needed: Mapped[int]
    by_id: Mapped[int] = refers_to("person.id", index=False)
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    votes: Mapped[list["PromotionVote"]] = relationship(lazy="raise_on_sql", order_by="PromotionVote.at")

    __mapper_args__ = {"version_id_col": version}


class PromotionVote(Base):
    """What a Core member other than the mentor said to a promotion, with the reason."""

    __tablename__ = "promotion_vote"
    __table_args__ = (UniqueConstraint("promotion_id", "person_id"), CheckConstraint("length(reason) > 0", "with_reason"))

    id: Mapped[Id]
    promotion_id: Mapped[int] = refers_to("promotion.id", index=False)
    person_id: Mapped[int] = refers_to("person.id", index=False)
    yes: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


for _model in (PracticeRead, Comparison, PromotionVote):
    append_only(_model.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
guard(Practice.__table__, "sealed_stays", "UPDATE", "OLD.submitted_at IS NOT NULL", "sealed practice feedback never changes")  # type: ignore[arg-type]  # a declarative table is a Table
guard(Practice.__table__, "sealed_kept", "DELETE", "OLD.submitted_at IS NOT NULL", "sealed practice feedback is kept")  # type: ignore[arg-type]  # a declarative table is a Table
guard(
    Practice.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "own_seat",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM shadow s WHERE s.id = NEW.shadow_id AND s.trainee_id = NEW.author_id AND s.withdrawn_at IS NULL)",
    "practice feedback is written by the trainee of the seat",
)
guard(
    PromotionVote.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "not_the_mentor",
    "INSERT",
    "EXISTS (SELECT 1 FROM promotion p JOIN trainee t ON t.id = p.trainee_id WHERE p.id = NEW.promotion_id AND NEW.person_id IN (t.person_id, t.mentor_id))",
    "neither the trainee nor the mentor votes on a promotion",
)
lock(Practice.__table__, *locks.PRACTICE)  # type: ignore[arg-type]  # a declarative table is a Table
