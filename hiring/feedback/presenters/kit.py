"""The kit and the form: when and whom, what to ask, what was written so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from hiring.candidates.models import Candidate
from hiring.core.clock import now, zone_of
from hiring.core.text import Sentence, Words
from hiring.feedback.body import Body, rating_field, reason_field, story_field
from hiring.feedback.presenters.coach import Advice, beside, story_of
from hiring.feedback.rules import due_at, obstacle_to_sealing, obstacle_to_writing, turns
from hiring.loops.models import AskedQuestion, Assignment, Interview
from hiring.principles.models import Principle
from hiring.principles.terms import Rating, Track
from hiring.questions.models import Probe
from hiring.web.words import left, reader_zone, span, words

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
    """The fields of one story by letter, and what the coach says about it."""

    key: str
    number: int
    fields: dict[str, str]
    verbatim: str
    advice: list[Advice]


@dataclass(frozen=True)
class Section:
    """One principle of a kit or form: what to ask, what the levels look like, what was written."""

    id: int
    name: Words
    summary: Words
    behaviours: list[Words]
    anchors: dict[str, Markup]
    turn: tuple[datetime, datetime] | None
    not_covered: bool
    questions: list[QuestionLine]
    stories: list[StoryLine]
    told: int
    rating: str
    reason: str


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
    shares: Sequence[tuple[datetime, datetime] | None] = turns(interview.starts_at, interview.minutes, len(interview.principles)) or [None] * len(interview.principles)
    made = zip(interview.principles, shares, strict=True)
    return [_section(each, turn, track, asked.get(each.principle_id, []), body, counts.get(each.principle_id, 1)) for each, turn in made]


def _section(assignment: Assignment, turn: tuple[datetime, datetime] | None, track: Track, questions: list[QuestionLine], body: Body, count: int) -> Section:
    principle = assignment.principle
    answer = body.on(principle.id)
    return Section(
        id=principle.id,
        name=principle.name,
        summary=principle.summary,
        behaviours=principle.behaviours,
        anchors=anchors(principle, track),
        turn=turn,
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
    advice = beside(principle, number, stories[number]) if number < len(stories) else []
    return StoryLine(story_of(principle, number), number + 1, names, story_field(principle, number, "verbatim"), advice)


def anchors(principle: Principle, track: Track) -> dict[str, Markup]:
    """What each rating looks like on the track of the role, from the lowest up."""
    texts = {anchor.rating: words(anchor.text) for anchor in principle.anchors if anchor.track is track}
    found = {rating.value: texts[rating] for rating in Rating if rating in texts}
    return {**found, Rating.NO_DATA.value: escape(_(Rating.NO_DATA.sentence))}


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
