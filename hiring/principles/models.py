"""Tables of sets, principles (competencies too) and anchors."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.core.text import Words
from hiring.db.base import Base, Id, Made, may_refer_to, refers_to
from hiring.db.guards import guard
from hiring.principles.terms import JobFamily, PrincipleKind, Rating, SetStatus, Track

_ADOPTED = text("adopted")
_CUSTOMER = text("customer")


class PrincipleSet(Base, Made):
    """One version of a set; the adopted one is what new openings use."""

    __tablename__ = "principle_set"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("NOT adopted OR status = 'published'", "adopted_is_published"),
        Index("uq_principle_set_adopted", "adopted", unique=True, sqlite_where=_ADOPTED, postgresql_where=_ADOPTED),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(default=1)
    name: Mapped[Words]
    description: Mapped[Words]
    status: Mapped[SetStatus] = mapped_column(default=SetStatus.DRAFT)
    adopted: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = may_refer_to("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    principles: Mapped[list["Principle"]] = relationship(back_populates="set", lazy="raise_on_sql", order_by="Principle.position")

    __mapper_args__ = {"version_id_col": version}


class Principle(Base):
    """A principle or competency of one version of a set; exactly one of them is the customer principle."""

    __tablename__ = "principle"
    __table_args__ = (
        UniqueConstraint("set_id", "key"),
        CheckConstraint("NOT customer OR kind = 'principle'", "customer_is_principle"),
        Index("uq_principle_customer", "set_id", unique=True, sqlite_where=_CUSTOMER, postgresql_where=_CUSTOMER),
    )

    id: Mapped[Id]
    set_id: Mapped[int] = refers_to("principle_set.id")
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    kind: Mapped[PrincipleKind]
    family: Mapped[JobFamily | None]
    customer: Mapped[bool] = mapped_column(default=False)
    name: Mapped[Words]
    summary: Mapped[Words]
    behaviours: Mapped[list[Words]]

    set: Mapped[PrincipleSet] = relationship(back_populates="principles", lazy="raise_on_sql")
    anchors: Mapped[list["Anchor"]] = relationship(back_populates="principle", lazy="raise_on_sql", cascade="all, delete-orphan")


class Anchor(Base):
    """What a rating looks like, for one principle and one track."""

    __tablename__ = "anchor"
    __table_args__ = (
        UniqueConstraint("principle_id", "track", "rating"),
        CheckConstraint("rating <> 'no_data'", "a_rating_of_the_scale"),
    )

    id: Mapped[Id]
    principle_id: Mapped[int] = refers_to("principle.id")
    track: Mapped[Track]
    rating: Mapped[Rating]
    text: Mapped[Words]

    principle: Mapped[Principle] = relationship(back_populates="anchors", lazy="raise_on_sql")


_PUBLISHED = "EXISTS (SELECT 1 FROM principle_set s WHERE s.id = {row}.set_id AND s.status = 'published')"
_ITS_SET_PUBLISHED = "EXISTS (SELECT 1 FROM principle p JOIN principle_set s ON s.id = p.set_id WHERE p.id = {row}.principle_id AND s.status = 'published')"
for _act, _row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
    for _table, _when in ((Principle.__table__, _PUBLISHED), (Anchor.__table__, _ITS_SET_PUBLISHED)):
        guard(_table, f"published_{_act.lower()}", _act, _when.format(row=_row), "a published principle set does not change")  # type: ignore[arg-type]  # a declarative table is a Table
guard(
    PrincipleSet.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "stays_published",
    "UPDATE",
    "OLD.status = 'published' AND NEW.status <> 'published'",
    "a published principle set stays published",
)
