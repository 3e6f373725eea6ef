"""Tables of questions and their probes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.core.text import Words
from hiring.db.base import Base, Id, Made, may_refer_to, refers_to
from hiring.questions.terms import QuestionKind, QuestionStatus, Star, Suits


class Question(Base, Made):
    """A question of the bank."""

    __tablename__ = "question"
    __table_args__ = (CheckConstraint("(status = 'retired') = (retired_at IS NOT NULL)", "retired_has_time"),)

    id: Mapped[Id]
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    principle_key: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[QuestionKind]
    suits: Mapped[Suits] = mapped_column(default=Suits.ANY)
    status: Mapped[QuestionStatus] = mapped_column(default=QuestionStatus.DRAFT, index=True)
    text: Mapped[Words]
    weak: Mapped[Words]
    strong: Mapped[Words]
    search_key: Mapped[str]
    retired_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = may_refer_to("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    probes: Mapped[list["Probe"]] = relationship(back_populates="question", lazy="raise_on_sql", order_by="Probe.position", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Probe(Base):
    """A follow-up along STAR."""

    __tablename__ = "probe"
    __table_args__ = (UniqueConstraint("question_id", "position"),)

    id: Mapped[Id]
    question_id: Mapped[int] = refers_to("question.id")
    position: Mapped[int]
    star: Mapped[Star]
    text: Mapped[Words]

    question: Mapped[Question] = relationship(back_populates="probes", lazy="raise_on_sql")
