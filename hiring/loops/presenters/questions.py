"""What a plan asks: for each interview and principle its question, ready to be swapped."""

from collections.abc import Iterator
from dataclasses import dataclass

from hiring.core.text import Words
from hiring.loops.models import Interview
from hiring.loops.queries import Plan
from hiring.questions.models import Question


@dataclass(frozen=True)
class QuestionRow:
    """A question of the plan, or a principle that has none; `place` finds the row again after a swap."""

    interview: Interview
    principle: Words
    place: str
    question: Question | None = None


def question_rows(plan: Plan) -> tuple[QuestionRow, ...]:
    """Every principle of every interview with what is asked about it, in the order of the day."""
    return tuple(row for interview in plan.planned for row in _of(interview))


def _of(interview: Interview) -> Iterator[QuestionRow]:
    for assignment in interview.principles:
        principle = assignment.principle
        found = [asked.question for asked in interview.questions if asked.question.principle_key == principle.key]
        for number, question in enumerate(found or [None]):
            yield QuestionRow(interview, principle.name, f"{assignment.id}-{number}", question)
