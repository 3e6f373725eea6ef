"""What a panel finds on a principle, out of the ratings that its interviewers gave: what a lead would say after the talk."""

from sqlalchemy import select

from hiring.db.session import db
from hiring.debriefs.rules.findings import Found
from hiring.debriefs.terms import VerdictValue
from hiring.feedback.models import Evidence, Feedback, PrincipleRating
from hiring.principles.terms import SCORES, Rating

_CITED_MOST = 2
_CLEARLY = 1.5


def found_on(loop_id: int, principle_id: int) -> Found:
    """A verdict with the evidence that it cites."""
    of_loop = Feedback.loop_id == loop_id
    ratings = db.session.scalars(select(PrincipleRating.rating).join(PrincipleRating.feedback).where(of_loop, PrincipleRating.principle_id == principle_id))
    scores = [SCORES[rating] for rating in ratings if rating is not Rating.NO_DATA]
    if not scores:
        return Found(VerdictValue.NO_DATA)
    told = db.session.scalars(select(Evidence.id).join(Evidence.feedback).where(of_loop, Evidence.principle_id == principle_id).order_by(Evidence.id))
    return Found(_value(sum(scores) / len(scores)), frozenset(list(told)[:_CITED_MOST]))


def _value(average: float) -> VerdictValue:
    if average >= _CLEARLY:
        return VerdictValue.RAISED
    return VerdictValue.MET if average > 0 else VerdictValue.NOT_MET
