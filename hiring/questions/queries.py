"""Reading the bank: a page of it, one question, and what a plan may draw from."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from hiring.accounts.actor import Actor
from hiring.accounts.queries import somebody_else_holds
from hiring.core.errors import Missing
from hiring.core.text import fold
from hiring.db.session import db
from hiring.principles.terms import Track
from hiring.questions.models import Question, QuestionUse
from hiring.questions.policy import KEEPERS, visible_to, writes
from hiring.questions.rules import Askable, in_turn, suited_to
from hiring.questions.terms import OPEN, ProbeText, QuestionKind, QuestionStatus, QuestionText, Suits


@dataclass(frozen=True)
class Filter:
    """What a reader of the bank looks for."""

    principle_key: str = ""
    kind: QuestionKind | None = None
    suits: Suits | None = None
    status: QuestionStatus | None = None
    search: str = ""


@dataclass(frozen=True)
class Offer:
    """A question that may be asked, and how the rotation sees it."""

    question: Question
    turn: Askable


def question_for(actor: Actor, question_id: int) -> Question:
    """A question with its probes, for a person who may see it."""
    found = db.session.scalar(
        select(Question).where(Question.id == question_id, visible_to(actor)).options(selectinload(Question.probes), joinedload(Question.author), joinedload(Question.reviewer))
    )
    if found is None:
        raise Missing
    return found


def question(question_id: int) -> Question:
    """A question with its probes, whoever asks: for operations and commands."""
    return db.session.scalars(select(Question).where(Question.id == question_id).options(selectinload(Question.probes))).one()


def by_key(key: str) -> Question | None:
    """The question that was shipped under this key."""
    return db.session.scalar(select(Question).where(Question.key == key).options(selectinload(Question.probes)))


def editions(root_id: int) -> list[Question]:
    """Every edition of a question, newest first."""
    return list(db.session.scalars(select(Question).where(Question.root_id == root_id).order_by(Question.edition.desc())))


def editions_for(actor: Actor, root_id: int) -> list[Question]:
    """The editions of a question that this person may see, newest first."""
    return list(db.session.scalars(select(Question).where(Question.root_id == root_id, visible_to(actor)).order_by(Question.edition.desc())))


def active_edition(root_id: int) -> Question | None:
    """The edition of a question that is asked now."""
    return db.session.scalar(select(Question).where(Question.root_id == root_id, Question.status == QuestionStatus.ACTIVE))


def open_edition(root_id: int) -> bool:
    """Whether the next edition of a question is being written or reviewed."""
    return db.session.scalar(select(Question.id).where(Question.root_id == root_id, Question.status.in_(OPEN))) is not None


def is_known_outside(root_id: int) -> bool:
    """Whether any edition of a question leaked."""
    return db.session.scalar(select(Question.id).where(Question.root_id == root_id, Question.leaked_at.is_not(None)).limit(1)) is not None


def newest_edition(root_id: int) -> int:
    """The number of the newest edition of a question."""
    return db.session.scalars(select(func.max(Question.edition)).where(Question.root_id == root_id)).one()


def others_care(person_id: int | None) -> bool:
    """Whether somebody other than this person may review."""
    return somebody_else_holds(KEEPERS, person_id)


def uses(root_id: int) -> QuestionUse | None:
    """What loops tell of a question."""
    return db.session.scalar(select(QuestionUse).where(QuestionUse.root_id == root_id))


def waiting(actor: Actor) -> int:
    """How many proposals wait for this person's review."""
    if not writes(actor):
        return 0
    return db.session.scalars(select(func.count()).where(Question.status == QuestionStatus.REVIEW, or_(Question.author_id.is_(None), Question.author_id != actor.id))).one()


def page(actor: Actor, wanted: Filter, *, before: int | None, size: int) -> list[Question]:
    """Questions that this person may see, newest first, with their probes, replaced editions only when asked for; one more than `size`."""
    kept = Question.status == wanted.status if wanted.status else Question.status != QuestionStatus.REPLACED
    chosen = select(Question).where(visible_to(actor), kept).options(selectinload(Question.probes)).order_by(Question.id.desc()).limit(size + 1)
    for column, value in ((Question.principle_key, wanted.principle_key), (Question.kind, wanted.kind), (Question.suits, wanted.suits)):
        if value:
            chosen = chosen.where(column == value)
    if fold(wanted.search):
        chosen = chosen.where(Question.search_key.contains(fold(wanted.search), autoescape=True))
    if before is not None:
        chosen = chosen.where(Question.id < before)
    return list(db.session.scalars(chosen))


def offers(principle_keys: Collection[str], track: Track) -> list[Offer]:
    """What a plan may ask about these principles on a track, in the order of the rotation."""
    chosen = select(Question, QuestionUse.released_at).outerjoin(QuestionUse, QuestionUse.root_id == Question.root_id)
    fits = (Question.status == QuestionStatus.ACTIVE, Question.principle_key.in_(principle_keys), Question.suits.in_(suited_to(track)))
    found = {question.id: (question, released_at) for question, released_at in db.session.execute(chosen.where(*fits))}
    turns = in_turn([Askable(question.id, question.root_id, question.principle_key, question.suits, released_at) for question, released_at in found.values()])
    return [Offer(found[each.question_id][0], each) for each in turns]


def active_counts() -> dict[str, int]:
    """How many active questions each principle has."""
    rows = db.session.execute(select(Question.principle_key, func.count().label("number")).where(Question.status == QuestionStatus.ACTIVE).group_by(Question.principle_key))
    return {row.principle_key: row.number for row in rows}


def text_of(row: Question) -> QuestionText:
    """A question that was loaded with its probes, as a plain value."""
    probes = tuple(ProbeText(probe.star, probe.text) for probe in row.probes)
    return QuestionText(row.principle_key, row.kind, row.text, row.suits, row.weak, row.strong, probes)
