"""Questions that a plan may ask, least used first; and the panel's principles by key."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from hiring.db.session import db
from hiring.loops.models import AskedQuestion
from hiring.questions.models import Question
from hiring.questions.terms import QuestionStatus, Suits


@dataclass(frozen=True)
class Offer:
    """A question that may be asked, and how often loops have asked it."""

    question: Question
    used: int


def offers(principle_keys: Collection[str], track: Suits) -> list[Offer]:
    """Active questions for these principles that suit the track, least used first."""
    used = select(AskedQuestion.question_id, func.count().label("count")).group_by(AskedQuestion.question_id).subquery()
    count = func.coalesce(used.c.count, 0)
    chosen = (
        select(Question, count)
        .outerjoin(used, used.c.question_id == Question.id)
        .where(Question.status == QuestionStatus.ACTIVE, Question.principle_key.in_(principle_keys), Question.suits.in_([Suits.ANY, track]))
        .order_by(count, Question.id)
    )
    return [Offer(question, times) for question, times in db.session.execute(chosen)]


def questions_by_id(ids: Collection[int]) -> dict[int, Question]:
    """These questions, whatever their state."""
    return {question.id: question for question in db.session.scalars(select(Question).where(Question.id.in_(ids)))}
