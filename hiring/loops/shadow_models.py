"""Tables of trainees' seats: who sits in with a host, and whom the ladder sends."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.models import Person
from hiring.db.base import Base, Id, Made, refers_to
from hiring.db.guards import guard
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import ShadowKind


class Shadow(Base, Made):
    """A trainee seat beside the host of an interview; `submitted_at` is set by `training`, and the plan never counts it."""

    __tablename__ = "shadow"
    __table_args__ = (UniqueConstraint("loop_id", "trainee_id"), CheckConstraint("withdrawn_at IS NULL OR submitted_at IS NULL", "submitted_stays"))

    id: Mapped[Id]
    loop_id: Mapped[int] = refers_to("loop.id", index=False)
    interview_id: Mapped[int] = refers_to("interview.id")
    trainee_id: Mapped[int] = refers_to("person.id")
    kind: Mapped[ShadowKind]
    added_by_id: Mapped[int] = refers_to("person.id", index=False)
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    loop: Mapped[Loop] = relationship(lazy="raise_on_sql")
    interview: Mapped[Interview] = relationship(lazy="raise_on_sql")
    trainee: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[trainee_id])

    __mapper_args__ = {"version_id_col": version}


class ShadowNeed(Base):
    """Whom the ladder sends to sit in, and how; set by `training`. `beside_lead`: the host holds the bar."""

    __tablename__ = "shadow_need"

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id", unique=True)
    kind: Mapped[ShadowKind]
    beside_lead: Mapped[bool] = mapped_column(default=False)


_SEATED = "EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = NEW.loop_id AND i.interviewer_id = NEW.trainee_id AND i.status = 'planned')"
_SHADOWS = "EXISTS (SELECT 1 FROM shadow s WHERE s.loop_id = NEW.loop_id AND s.trainee_id = NEW.interviewer_id AND s.withdrawn_at IS NULL)"
for _act, _when in (("INSERT", f"NEW.withdrawn_at IS NULL AND {_SEATED}"), ("UPDATE", f"NEW.withdrawn_at IS NULL AND {_SEATED}")):
    guard(Shadow.__table__, f"interviewer_{_act.lower()}", _act, _when, "an interviewer of this loop cannot sit in as a trainee")  # type: ignore[arg-type]  # a declarative table is a Table
guard(Interview.__table__, "shadow_seated_insert", "INSERT", _SHADOWS, "a trainee of this loop cannot interview in it")  # type: ignore[arg-type]  # a declarative table is a Table
guard(
    Interview.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "shadow_seated_update",
    "UPDATE",
    f"NEW.interviewer_id <> OLD.interviewer_id AND {_SHADOWS}",
    "a trainee of this loop cannot interview in it",
)
guard(
    Shadow.__table__,  # type: ignore[arg-type]  # a declarative table is a Table
    "submitted_stays",
    "UPDATE",
    "OLD.submitted_at IS NOT NULL AND (NEW.submitted_at IS NULL OR NEW.trainee_id <> OLD.trainee_id OR NEW.interview_id <> OLD.interview_id)",
    "a seat with sealed practice feedback stays as it was",
)
