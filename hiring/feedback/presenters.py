"""Interviews, drafts and sealed feedback as the pages say them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _

from hiring.candidates.models import Candidate
from hiring.core.clock import now, zone_of
from hiring.core.text import Sentence, Words
from hiring.feedback.body import Body, rating_field, reason_field, story_field
from hiring.feedback.models import Addendum, Evidence, Feedback, PrincipleRating
from hiring.feedback.rules import asks_who, due_at, obstacle_to_sealing, obstacle_to_writing
from hiring.feedback.terms import Vote
from hiring.loops.models import AskedQuestion, Assignment, Interview
from hiring.openings.models import Opening
from hiring.principles.models import Principle
from hiring.principles.terms import Rating, Track
from hiring.questions.models import Probe
from hiring.web.words import left, reader_zone, span

_CLOCK_BEFORE, _CLOCK_AFTER = timedelta(minutes=30), timedelta(hours=1)
_STAR_KEYS = {"s": "situation", "t": "task", "a": "action", "r": "result"}


@dataclass(frozen=True)
class Clock:
    """How an interview stands in time; it runs only around its hour."""

    text: str
    runs: bool
    elapsed: int


@dataclass(frozen=True)
class Head:
    """What every page of an interview says on top."""

    id: int
    loop_id: int
    candidate: Candidate
    title: Words
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    candidate_city: str
    same_hour: bool
    place: str
    link: str
    clock: Clock | None
    due_at: datetime | None
    obstacle: Sentence | None
    not_yet: Sentence | None


@dataclass(frozen=True)
class QuestionLine:
    """A question to ask, with its follow-ups and what to listen for."""

    text: Words
    weak: Words
    strong: Words
    probes: list[Probe]


@dataclass(frozen=True)
class StoryLine:
    """The fields of one story by letter, and whether it leaves open who did it."""

    number: int
    fields: dict[str, str]
    verbatim: str
    asks_who: bool


@dataclass(frozen=True)
class Section:
    """One principle of a kit or form: what to ask, what the levels look like, what was written."""

    id: int
    name: Words
    summary: Words
    behaviours: list[Words]
    anchors: dict[str, Words]
    not_covered: bool
    questions: list[QuestionLine]
    stories: list[StoryLine]
    told: int
    rating: str
    reason: str


@dataclass(frozen=True)
class SealedPart:
    """One principle in sealed feedback."""

    name: Words
    rating: Rating
    reason: str
    evidence: list[Evidence]


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


def head(interview: Interview) -> Head:
    """The top of every page of an interview."""
    candidate, opening = interview.loop.application.candidate, interview.loop.application.opening
    return Head(
        id=interview.id,
        loop_id=interview.loop_id,
        candidate=candidate,
        title=opening.title,
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        minutes=interview.minutes,
        candidate_city=city(candidate.zone),
        same_hour=_same_hour(candidate.zone, interview.starts_at or now()),
        place=interview.place,
        link=interview.link,
        clock=clock(interview),
        due_at=due_at(interview.ends_at, opening.rules),
        obstacle=obstacle_to_writing(interview.status, interview.loop.status),
        not_yet=obstacle_to_sealing(interview.starts_at, now()),
    )


def city(zone: str) -> str:
    """The place that a zone is named after, in the reader's language."""
    return str(get_timezone_location(zone_of(zone), locale=get_locale(), return_city=True)).rsplit("/", 1)[-1]


def _same_hour(zone: str, moment: datetime) -> bool:
    """Whether a clock in that zone shows what the reader's clock shows."""
    return moment.astimezone(zone_of(zone)).utcoffset() == moment.astimezone(zone_of(reader_zone())).utcoffset()


def clock(interview: Interview) -> Clock | None:
    """The time of the interview in words."""
    if interview.starts_at is None or interview.ends_at is None:
        return None
    moment = now()
    runs = interview.starts_at - _CLOCK_BEFORE <= moment <= interview.ends_at + _CLOCK_AFTER
    if moment < interview.starts_at:
        return Clock(_("Begins %(time)s", time=left(interview.starts_at)), runs, 0)
    if moment > interview.ends_at:
        return Clock(_("Ended %(time)s", time=left(interview.ends_at)), runs, interview.minutes)
    return Clock(_("%(time)s left", time=span(interview.ends_at - moment)), runs, int((moment - interview.starts_at).total_seconds() // 60))


def sections(interview: Interview, body: Body, counts: Mapping[int, int]) -> list[Section]:
    """The assigned principles in order; `counts` says how many stories the form has for each."""
    track = interview.loop.application.opening.track
    asked = _by_principle(interview)
    return [_section(each, track, asked.get(each.principle_id, []), body, counts.get(each.principle_id, 1)) for each in interview.principles]


def _section(assignment: Assignment, track: Track, questions: list[QuestionLine], body: Body, count: int) -> Section:
    principle = assignment.principle
    answer = body.on(principle.id)
    return Section(
        id=principle.id,
        name=principle.name,
        summary=principle.summary,
        behaviours=principle.behaviours,
        anchors=anchors(principle, track),
        not_covered=assignment.not_covered_at is not None,
        questions=questions,
        stories=[_story_line(principle.id, number, body) for number in range(count)],
        told=len(answer.told),
        rating=rating_field(principle.id),
        reason=reason_field(principle.id),
    )


def _story_line(principle: int, number: int, body: Body) -> StoryLine:
    stories = body.on(principle).stories
    names = {key: story_field(principle, number, part) for key, part in _STAR_KEYS.items()}
    return StoryLine(number + 1, names, story_field(principle, number, "verbatim"), number < len(stories) and asks_who(stories[number]))


def anchors(principle: Principle, track: Track) -> dict[str, Words]:
    """What each rating looks like on the track of the role."""
    return {anchor.rating.value: anchor.text for anchor in principle.anchors if anchor.track is track}


def _by_principle(interview: Interview) -> dict[int, list[QuestionLine]]:
    """The questions under the principle they are about; one that fits none stands under the first."""
    keys = {each.principle.key: each.principle_id for each in interview.principles}
    first = next(iter(keys.values()), 0)
    grouped: dict[int, list[QuestionLine]] = {}
    for asked in interview.questions:
        grouped.setdefault(keys.get(asked.question.principle_key, first), []).append(_question(asked))
    return grouped


def _question(asked: AskedQuestion) -> QuestionLine:
    question = asked.question
    return QuestionLine(question.text, question.weak, question.strong, question.probes)


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


def receipt(commitment: str) -> str:
    """The beginning of a commitment, in groups that can be read aloud."""
    return " ".join(commitment[start : start + 4] for start in range(0, 16, 4))


def _evidence_on(feedback: Feedback, rating: PrincipleRating) -> list[Evidence]:
    return [each for each in feedback.evidence if each.principle_id == rating.principle_id]


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
