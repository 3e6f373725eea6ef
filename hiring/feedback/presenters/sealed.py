"""What was sealed, or is about to be: evidence first and larger, opinion after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hiring.candidates.models import Candidate
from hiring.core.text import Words
from hiring.feedback.body import Body, Story
from hiring.feedback.models import Addendum, Evidence, Feedback, PrincipleRating
from hiring.feedback.rules import Assigned, rating_of
from hiring.feedback.terms import Vote
from hiring.loops.models import Interview, Loop
from hiring.openings.models import Opening
from hiring.principles.terms import Rating


@dataclass(frozen=True)
class SealedPart:
    """One principle in sealed feedback."""

    name: Words
    rating: Rating
    reason: str
    evidence: Sequence[Evidence | Story]


@dataclass(frozen=True)
class Sealed:
    """One sealed feedback: evidence first, then opinion."""

    id: int
    author: str
    own: bool
    submitted_at: datetime
    receipt: str
    vote: Vote
    reason_for: str
    reason_against: str
    notes: str
    parts: list[SealedPart]
    addenda: list[Addendum]


@dataclass(frozen=True)
class Account:
    """What one interviewer saw of a principle."""

    author: str
    own: bool
    rating: Rating
    reason: str
    evidence: list[Evidence]


@dataclass(frozen=True)
class Shared:
    """One principle with what every readable feedback says about it."""

    id: int
    name: Words
    accounts: list[Account]


@dataclass(frozen=True)
class Reading:
    """The reading page of a loop: evidence by principle first, votes and reasons after it."""

    loop_id: int
    candidate: Candidate
    title: Words
    shared: list[Shared]
    feedbacks: list[Sealed]


def sealed(feedback: Feedback, reader_id: int) -> Sealed:
    """One sealed feedback as its reader sees it."""
    return Sealed(
        id=feedback.id,
        author=feedback.author.name,
        own=feedback.author_id == reader_id,
        submitted_at=feedback.submitted_at,
        receipt=receipt(feedback.commitment),
        vote=feedback.vote,
        reason_for=feedback.reason_for,
        reason_against=feedback.reason_against,
        notes=feedback.notes,
        parts=[SealedPart(each.principle.name, each.rating, each.reason, _evidence_on(feedback, each)) for each in feedback.ratings],
        addenda=list(feedback.addenda),
    )


def summary(interview: Interview, body: Body) -> list[SealedPart]:
    """What is about to be sealed, principle by principle."""
    parts = []
    for each in interview.principles:
        answer = body.on(each.principle_id)
        rating = rating_of(Assigned(each.principle_id, each.principle.name, each.not_covered_at is not None), answer)
        parts.append(SealedPart(each.principle.name, rating or Rating.NO_DATA, answer.reason, list(answer.told)))
    return parts


def receipt(commitment: str) -> str:
    """The beginning of a commitment, in groups that can be read aloud."""
    return " ".join(commitment[start : start + 4] for start in range(0, 16, 4))


def _evidence_on(feedback: Feedback, rating: PrincipleRating) -> list[Evidence]:
    return [each for each in feedback.evidence if each.principle_id == rating.principle_id]


def reading(loop: Loop, feedbacks: Sequence[Feedback], reader_id: int) -> Reading:
    """The feedback of a loop side by side."""
    opening = loop.application.opening
    return Reading(loop.id, loop.application.candidate, opening.title, shared(feedbacks, opening, reader_id), [sealed(each, reader_id) for each in feedbacks])


def shared(feedbacks: Sequence[Feedback], opening: Opening, reader_id: int) -> list[Shared]:
    """Principle by principle what the feedbacks say, in the order of the opening's requirements."""
    order = {requirement.principle_id: requirement.position for requirement in opening.requirements}
    found: dict[int, tuple[Words, list[Account]]] = {}
    for feedback in feedbacks:
        for rating in feedback.ratings:
            account = Account(feedback.author.name, feedback.author_id == reader_id, rating.rating, rating.reason, _evidence_on(feedback, rating))
            found.setdefault(rating.principle_id, (rating.principle.name, []))[1].append(account)
    ranked = sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    return [Shared(principle, name, accounts) for principle, (name, accounts) in ranked]
