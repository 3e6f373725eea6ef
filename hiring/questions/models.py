"""Tables of questions and their probes."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.models import Person
from hiring.core.text import Words
from hiring.db.base import Base, Id, Made, may_refer_to, refers_to
from hiring.db.guards import guard
from hiring.questions.terms import QuestionKind, QuestionStatus, Star, Suits

_ACTIVE = text("status = 'active'")
_OPEN = text("status IN ('draft', 'review')")


class Question(Base, Made):
    """One edition of a question of the bank; the first one is the root of all that follow."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("root_id", "edition"),
        Index("uq_question_active", "root_id", unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
        Index("uq_question_open", "root_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("(status = 'retired') = (retired_at IS NOT NULL)", "retired_has_time"),
        CheckConstraint("leaked_at IS NULL OR status IN ('retired', 'replaced')", "leaked_is_retired"),
    )

    id: Mapped[Id]
    root_id: Mapped[int] = refers_to("question.id", index=False)
    edition: Mapped[int] = mapped_column(default=1)
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
    leaked_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = may_refer_to("person.id", index=False)
    reviewer_id: Mapped[int | None] = may_refer_to("person.id", index=False)
    review_note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=author_id)
    reviewer: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=reviewer_id)
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


class QuestionUse(Base):
    """What loops tell of a question, all editions together: when one was last released with it, and how its ratings spread.

    Confidential openings are left out. `counts` goes on with every decision, `shown` only at every tenth rating, so that nobody
    reads a single loop out of the difference.
    """

    __tablename__ = "question_use"

    id: Mapped[Id]
    root_id: Mapped[int] = refers_to("question.id", unique=True)
    released_at: Mapped[datetime | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    shown: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


_WORDS = ("text", "weak", "strong", "principle_key", "kind", "suits", "root_id", "edition")
_CHANGED = " OR ".join(f"CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)" for column in _WORDS)
_SETTLED = "EXISTS (SELECT 1 FROM question q WHERE q.id = {row}.question_id AND q.status NOT IN ('draft', 'review'))"
_STAYS = "a question keeps the words with which it was asked"
guard(Question.__table__, "words_stay", "UPDATE", f"OLD.status NOT IN ('draft', 'review') AND ({_CHANGED})", _STAYS)  # type: ignore[arg-type]  # a declarative table is a Table
for _act, _row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
    guard(Probe.__table__, f"words_stay_{_act.lower()}", _act, _SETTLED.format(row=_row), _STAYS)  # type: ignore[arg-type]  # a declarative table is a Table
