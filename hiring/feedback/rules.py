"""Pure rules of feedback: what fits into a draft, what a complete feedback needs, when it may be written and sealed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hiring.audit.rules import commitment
from hiring.core.errors import Refused
from hiring.core.text import N_, Sentence, Words, long_enough, say
from hiring.feedback.body import CHARACTERS_MOST, STORIES_MOST, Answer, Body, Story, rating_field, reason_field, story_field
from hiring.feedback.terms import Vote
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.terms import ProcessRules
from hiring.principles.terms import Rating

BYTES_MOST = 400_000
PROBES_MOST = 200
GLASS_REASON_LEAST = 20
CANDIDATES_MINUTES = 5

_THIN = N_(
    "Your rating of “%(principle)s” needs one story of real length: at least %(characters)s characters, or %(japanese)s in Japanese. "
    "Write down what was said and done, or choose “No data”."
)


@dataclass(frozen=True)
class Assigned:
    """A principle that an interview covers."""

    id: int
    name: Words
    not_covered: bool = False


@dataclass(frozen=True)
class Problem:
    """Something that is missing, and the field where it can be mended."""

    sentence: Sentence
    field: str


@dataclass(frozen=True)
class Reasons:
    """The strongest reason for and the strongest reason against, as the writer sees them."""

    strongest_for: str = ""
    strongest_against: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that is sealed by a submission."""

    loop: int
    interview: int
    author: int
    vote: Vote
    reasons: Reasons
    notes: str
    ratings: tuple[tuple[int, Rating, str], ...]
    evidence: tuple[tuple[int, Story], ...]

    def commitment(self, salt: str) -> str:
        """The salted hash that the audit log keeps of it."""
        ratings = [[principle, rating.value, reason] for principle, rating, reason in self.ratings]
        evidence = [[principle, *story.parts().values()] for principle, story in self.evidence]
        reasons = [self.reasons.strongest_for, self.reasons.strongest_against]
        return commitment(salt, self.loop, self.interview, self.author, self.vote.value, reasons, self.notes, ratings, evidence)


def require_fits(body: Body) -> None:
    """Refuse a draft that is larger than anybody reads."""
    for name, text in _texts(body):
        if len(text) > CHARACTERS_MOST:
            raise Refused(say("Please keep each field under %(most)s characters; this one has %(count)s.", most=CHARACTERS_MOST, count=len(text)), name)
    for principle, answer in body.answers.items():
        if len(answer.stories) > STORIES_MOST:
            last = story_field(principle, STORIES_MOST - 1, "situation")
            raise Refused(say("At most %(most)s stories a principle: put what belongs together into one.", most=STORIES_MOST), last)
    if len(body.asked) > PROBES_MOST or len(json.dumps(body.stored(), ensure_ascii=False).encode()) > BYTES_MOST:
        raise Refused(say("These notes are longer than a draft can hold. Shorten them to what the candidate said and did."), "notes")


def _texts(body: Body) -> Iterator[tuple[str, str]]:
    """Every text of a draft with the name of its field."""
    yield from (("notes", body.notes), ("strongest_for", body.strongest_for), ("strongest_against", body.strongest_against))
    for principle, answer in body.answers.items():
        yield reason_field(principle), answer.reason
        for number, story in enumerate(answer.stories):
            yield from ((story_field(principle, number, part), text) for part, text in story.parts().items())


def problems(body: Body, principles: Iterable[Assigned], rules: ProcessRules) -> list[Problem]:
    """What is missing before the vote (invariant 6), in the order of the page."""
    return [problem for principle in principles for problem in _problems_on(principle, body.on(principle.id), rules)]


def _problems_on(principle: Assigned, answer: Answer, rules: ProcessRules) -> Iterator[Problem]:
    rating = rating_of(principle, answer)
    if rating is None:
        yield Problem(say("Rate “%(principle)s”, or choose “No data”.", principle=principle.name), rating_field(principle.id))
    elif rating is not Rating.NO_DATA and not any(is_evidence(story, rules) for story in answer.stories):
        yield Problem(_too_thin(principle, rules), story_field(principle.id, 0, "situation"))


def _too_thin(principle: Assigned, rules: ProcessRules) -> Sentence:
    return say(_THIN, principle=principle.name, characters=rules.evidence_characters, japanese=rules.evidence_japanese)


def rating_of(principle: Assigned, answer: Answer) -> Rating | None:
    """The rating given; a principle that the interviewer marked as not covered has no data."""
    return answer.rating or (Rating.NO_DATA if principle.not_covered else None)


def is_evidence(story: Story, rules: ProcessRules) -> bool:
    """Whether a story is long enough to carry a rating."""
    return long_enough(story.text, rules.evidence_characters, rules.evidence_japanese)


def require_complete(missing: Sequence[Problem]) -> None:
    """Refuse an incomplete feedback, beside its first gap (invariant 6)."""
    if missing:
        raise Refused(missing[0].sentence, missing[0].field)


def obstacle_to_writing(interview: InterviewStatus, loop: LoopStatus) -> Sentence | None:
    """Why nothing can be written for an interview, or None."""
    if interview is InterviewStatus.NOT_HELD:
        return say("This interview did not take place, so no feedback is asked of you. The recruiter plans what comes next.")
    if interview is InterviewStatus.CANCELLED:
        return say("This interview was taken out of the plan, so no feedback is asked of you.")
    if loop is LoopStatus.CANCELLED:
        return say("This loop was cancelled, so no feedback is asked of you.")
    if loop is not LoopStatus.RELEASED:
        return say("The debrief of this loop has begun, and feedback can no longer be handed in. Say what you saw in the debrief.")
    return None


def obstacle_to_sealing(starts_at: datetime | None, moment: datetime) -> Sentence | None:
    """Why feedback cannot be submitted yet, or None."""
    if starts_at is None or starts_at > moment:
        return say("Feedback can be submitted once the interview has begun. Your notes are kept until then.")
    return None


def turns(starts_at: datetime | None, minutes: int, count: int) -> list[tuple[datetime, datetime]]:
    """The hour of an interview shared out among its principles, in their order; the last minutes belong to the candidate’s questions."""
    if starts_at is None or count == 0:
        return []
    each = timedelta(minutes=(minutes - CANDIDATES_MINUTES) // count)
    return [(starts_at + each * number, starts_at + each * (number + 1)) for number in range(count)]


def due_at(ends_at: datetime | None, rules: ProcessRules) -> datetime | None:
    """Until when feedback is expected; a clock that counts and never blocks."""
    return ends_at + timedelta(hours=rules.feedback_hours) if ends_at else None


def require_glass_reason(reason: str) -> None:
    """Refuse to break the seal without saying why."""
    if len(" ".join(reason.split())) < GLASS_REASON_LEAST:
        raise Refused(say("Say in at least %(least)s characters why the seal must be broken. The panel reads this sentence.", least=GLASS_REASON_LEAST), "reason")
