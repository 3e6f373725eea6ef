"""Reading the bank: a page of it, one question, and what a plan may draw from."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from hiring.accounts.actor import Actor
from hiring.core.errors import Missing
from hiring.core.text import fold
from hiring.db.session import db
from hiring.principles.terms import Track
from hiring.questions.models import Question
from hiring.questions.policy import visible_to
from hiring.questions.rules import suited_to
from hiring.questions.terms import ProbeText, QuestionKind, QuestionStatus, QuestionText, Suits


@dataclass(frozen=True)
class Filter:
    """What a reader of the bank looks for."""

    principle_key: str = ""
    kind: QuestionKind | None = None
    suits: Suits | None = None
    status: QuestionStatus | None = None
    search: str = ""


def question_for(actor: Actor, question_id: int) -> Question:
    """A question with its probes, for a person who may see it."""
    found = db.session.scalar(select(Question).where(Question.id == question_id, visible_to(actor)).options(selectinload(Question.probes)))
    if found is None:
        raise Missing
    return found


def question(question_id: int) -> Question:
    """A question with its probes, whoever asks: for operations and commands."""
    return db.session.scalars(select(Question).where(Question.id == question_id).options(selectinload(Question.probes))).one()


def by_key(key: str) -> Question | None:
    """The question that was shipped under this key."""
    return db.session.scalar(select(Question).where(Question.key == key).options(selectinload(Question.probes)))


def page(actor: Actor, wanted: Filter, *, before: int | None, size: int) -> list[Question]:
    """Questions that this person may see, newest first, with their probes; one more than `size`."""
    chosen = select(Question).where(visible_to(actor)).options(selectinload(Question.probes)).order_by(Question.id.desc()).limit(size + 1)
    for column, value in ((Question.principle_key, wanted.principle_key), (Question.kind, wanted.kind), (Question.suits, wanted.suits), (Question.status, wanted.status)):
        if value:
            chosen = chosen.where(column == value)
    if fold(wanted.search):
        chosen = chosen.where(Question.search_key.contains(fold(wanted.search), autoescape=True))
    if before is not None:
        chosen = chosen.where(Question.id < before)
    return list(db.session.scalars(chosen))


def active_for(principle_keys: Collection[str], track: Track) -> list[Question]:
    """What a plan may ask about these principles on a track, with probes, by principle and age."""
    chosen = select(Question).where(Question.status == QuestionStatus.ACTIVE, Question.principle_key.in_(principle_keys), Question.suits.in_(suited_to(track)))
    return list(db.session.scalars(chosen.options(selectinload(Question.probes)).order_by(Question.principle_key, Question.id)))


def active_counts() -> dict[str, int]:
    """How many active questions each principle has."""
    rows = db.session.execute(select(Question.principle_key, func.count().label("number")).where(Question.status == QuestionStatus.ACTIVE).group_by(Question.principle_key))
    return {row.principle_key: row.number for row in rows}


def text_of(row: Question) -> QuestionText:
    """A question that was loaded with its probes, as a plain value."""
    probes = tuple(ProbeText(probe.star, probe.text) for probe in row.probes)
    return QuestionText(row.principle_key, row.kind, row.text, row.suits, row.weak, row.strong, probes)
