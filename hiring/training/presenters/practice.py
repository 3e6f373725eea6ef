"""Host and trainee side by side: evidence first, then both ratings, how near they are, and both votes."""

from collections.abc import Sequence
from dataclasses import dataclass

from hiring.core.text import Words
from hiring.feedback.body import Story, parse
from hiring.feedback.models import Evidence, Feedback
from hiring.feedback.presenters.sealed import SealedPart
from hiring.feedback.terms import Vote
from hiring.principles.terms import Rating
from hiring.training.queries import Pair
from hiring.training.rules import Agreement, agreement, points, same_side


@dataclass(frozen=True)
class Both:
    """One principle as host and trainee saw it; `points` is None where one of them saw no data."""

    name: Words
    host: SealedPart
    own: SealedPart
    points: int | None


@dataclass(frozen=True)
class Compared:
    """The whole comparison."""

    pair: Pair
    parts: tuple[Both, ...]
    agreement: Agreement
    vote: Vote
    same_side: bool
    notes: str
    reason_for: str
    reason_against: str


def compared(pair: Pair) -> Compared:
    """Both sides of one interview, principle by principle in the order of the plan."""
    body, own = parse(pair.practice.body), pair.own_ratings
    host = {each.principle_id: each for each in pair.host.ratings}
    vote = pair.practice.vote or pair.host.vote
    parts = []
    for each in pair.interview.principles:
        theirs, mine = host.get(each.principle_id), own.get(each.principle_id, Rating.NO_DATA)
        answer = body.on(each.principle_id)
        rating = theirs.rating if theirs is not None else Rating.NO_DATA
        left = _part(each.principle.name, rating, theirs.reason if theirs is not None else "", _evidence_on(pair.host, each.principle_id))
        parts.append(Both(each.principle.name, left, _part(each.principle.name, mine, answer.reason, list(answer.told)), points(mine, rating)))
    found = agreement(own, pair.host_ratings)
    return Compared(pair, tuple(parts), found, vote, same_side(vote, pair.host.vote), body.notes, body.strongest_for, body.strongest_against)


def _part(name: Words, rating: Rating, reason: str, evidence: Sequence[Evidence | Story]) -> SealedPart:
    return SealedPart(name, rating, reason, evidence)


def _evidence_on(feedback: Feedback, principle: int) -> list[Evidence]:
    return [each for each in feedback.evidence if each.principle_id == principle]
