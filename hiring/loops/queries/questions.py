"""What a plan may ask: the rotation of the bank, and what its candidate was asked before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, or_, select

from hiring.accounts.actor import Actor
from hiring.candidates.models import Application
from hiring.core.clock import now
from hiring.db.session import db
from hiring.loops.models import AskedQuestion, Interview, Loop
from hiring.loops.queries.plan import Plan
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.models import Opening
from hiring.openings.policy import in_full
from hiring.questions.models import Question
from hiring.questions.queries import Offer, offers
from hiring.questions.terms import QuestionStatus

REST = timedelta(days=731)
"""For how long a candidate is not asked the same question again: two years."""


@dataclass(frozen=True)
class Bank:
    """The questions of a plan's principles in the order of the rotation, and by root: what its candidate was asked in other loops,
    and what this loop has already, which may stay whatever became of it since.
    """

    offers: tuple[Offer, ...]
    heard: frozenset[int]
    had: frozenset[int]

    def question(self, question_id: int) -> Question:
        """One of the offers."""
        return next(each.question for each in self.offers if each.question.id == question_id)


def bank_for(actor: Actor, plan: Plan) -> Bank:
    """What a plan may draw from, in two statements."""
    opening = plan.loop.application.opening
    keys = [requirement.principle.key for requirement in opening.requirements]
    had = frozenset(asked.root_id for interview in plan.loop.interviews for asked in interview.questions)
    return Bank(tuple(offers(keys, opening.track)), heard_before(actor, plan), had)


def heard_before(actor: Actor, plan: Plan) -> frozenset[int]:
    """What the candidate was asked in other loops in the last two years, as far as this person may know of them."""
    asked_at = func.coalesce(Interview.starts_at, Loop.released_at)
    asked = or_(Loop.status != LoopStatus.CANCELLED, Interview.submitted_at.is_not(None))
    found = (
        select(AskedQuestion.root_id)
        .join(Interview, Interview.id == AskedQuestion.interview_id)
        .join(Loop, Loop.id == AskedQuestion.loop_id)
        .join(Application, Application.id == Loop.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(Application.candidate_id == plan.loop.application.candidate_id, Loop.id != plan.loop.id, in_full(actor))
        .where(Loop.released_at.is_not(None), and_(Interview.status == InterviewStatus.PLANNED, asked), asked_at > now() - REST)
    )
    return frozenset(db.session.scalars(found))


def questions_by_id(ids: Collection[int]) -> dict[int, Question]:
    """These questions, whatever their state."""
    return {question.id: question for question in db.session.scalars(select(Question).where(Question.id.in_(ids)))}


def newest_of(root_ids: Collection[int]) -> dict[int, Question]:
    """The editions of these questions that are asked now, by root."""
    return {question.root_id: question for question in db.session.scalars(select(Question).where(Question.root_id.in_(root_ids), Question.status == QuestionStatus.ACTIVE))}
