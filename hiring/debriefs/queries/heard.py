"""What a decided loop heard on the questions it asked."""

from collections import defaultdict

from sqlalchemy import select

from hiring.db.session import db
from hiring.feedback.models import Evidence, Feedback, PrincipleRating
from hiring.loops.models import AskedQuestion, Loop
from hiring.principles.models import Principle
from hiring.questions.models import Question
from hiring.questions.rules import Heard


def heard(loop: Loop) -> dict[int, list[Heard]]:
    """By root of the question: the rating that its principle got in the interview which asked it, and whether a story stands with it."""
    told = select(Evidence.id).where(Evidence.feedback_id == Feedback.id, Evidence.principle_id == PrincipleRating.principle_id).exists()
    rows = db.session.execute(
        select(AskedQuestion.root_id, PrincipleRating.rating, told)
        .join(Question, Question.id == AskedQuestion.question_id)
        .join(Feedback, Feedback.interview_id == AskedQuestion.interview_id)
        .join(PrincipleRating, PrincipleRating.feedback_id == Feedback.id)
        .join(Principle, (Principle.id == PrincipleRating.principle_id) & (Principle.key == Question.principle_key))
        .where(Feedback.loop_id == loop.id)
    )
    found: dict[int, list[Heard]] = defaultdict(list)
    for root_id, rating, evidence in rows:
        found[root_id].append(Heard(rating, evidence))
    return found
