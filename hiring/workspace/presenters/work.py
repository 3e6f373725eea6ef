"""My work: every row that asks something of the reader, in the section of the clock where it belongs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, get_timezone_location

from hiring.accounts.actor import Actor
from hiring.core.clock import now, today, working_day_after, zone_of
from hiring.core.text import Words
from hiring.loops.models import Loop
from hiring.openings.models import Opening
from hiring.openings.terms import OpeningStatus
from hiring.web.words import locale
from hiring.workspace.queries.debriefs import Ready, Room
from hiring.workspace.queries.interviews import Seat
from hiring.workspace.rules import YOUR_ORDER, ask_of, draft_state, part_of_day, tone_of
from hiring.workspace.terms import YOUR_TURN, Ask, DraftState, PartOfDay


@dataclass(frozen=True)
class About:
    """Whom and which opening a row is about."""

    candidate: str
    opening: Words
    principles: tuple[Words, ...] = ()


@dataclass(frozen=True)
class FeedbackTask:
    """Feedback to write."""

    interview_id: int
    about: About
    due_at: datetime
    late: bool
    tone: str
    draft: DraftState
    stories: int


@dataclass(frozen=True)
class InterviewTask:
    """An interview to come, or under way."""

    interview_id: int
    about: About
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    under_way: bool


@dataclass(frozen=True)
class DebriefTask:
    """A debrief, and what it waits for."""

    loop_id: int
    about: About
    ask: Ask
    lead: str
    due_at: datetime | None
    tone: str
    waits_for: int = 0


@dataclass(frozen=True)
class BriefTask:
    """A role brief to sign off, or one that came back."""

    opening_id: int
    title: Words
    manager: str
    since: datetime | None
    returned: bool
    reason: str


@dataclass(frozen=True)
class Day:
    """What a reader has to do, by the clock."""

    feedback: list[FeedbackTask]
    turns: list[DebriefTask]
    briefs: list[BriefTask]
    interviews_today: list[InterviewTask]
    debriefs_today: list[DebriefTask]
    interviews_later: list[InterviewTask]

    @property
    def now(self) -> bool:
        """Whether something waits for the reader at this moment."""
        return bool(self.feedback or self.turns or self.briefs)

    @property
    def today(self) -> bool:
        """Whether something else happens today."""
        return bool(self.interviews_today or self.debriefs_today)

    def __bool__(self) -> bool:
        return bool(self.now or self.today or self.interviews_later)


@dataclass(frozen=True)
class Greeting:
    """How the reader is greeted: by their hour, their name and their place."""

    part: PartOfDay
    name: str
    day: str
    city: str


def greeting(actor: Actor, name: str) -> Greeting:
    """A greeting for this reader."""
    local = now().astimezone(zone_of(actor.zone))
    words = format_date(local.date(), "M月d日（EEEE）" if locale() == "ja" else "EEEE d MMMM", locale=locale())
    return Greeting(part_of_day(local.hour), name, words, city_of(actor.zone))


def city_of(zone: str) -> str:
    """The city of a time zone, in the reader's language."""
    return str(get_timezone_location(zone, locale=locale(), return_city=True)) if "/" in zone else zone


def day(actor: Actor, seats: Iterable[Seat], rooms: Iterable[Room], ready: Iterable[Ready], openings: Iterable[Opening]) -> Day:
    """Everything in its section."""
    over, coming = _parted(seats)
    here = [each for each in coming if _is_today(each, actor)]
    debriefs = [*(_ready(each, actor) for each in ready if _leads(each.loop, actor)), *map(_room, rooms)]
    return Day(
        feedback=sorted(over, key=lambda task: task.due_at),
        turns=sorted((each for each in debriefs if each.ask in YOUR_TURN), key=lambda task: YOUR_ORDER.index(task.ask)),
        briefs=[_brief(opening) for opening in openings],
        interviews_today=here,
        debriefs_today=[each for each in debriefs if each.ask not in YOUR_TURN],
        interviews_later=[each for each in coming if each not in here],
    )


def _parted(seats: Iterable[Seat]) -> tuple[list[FeedbackTask], list[InterviewTask]]:
    """Interviews that are over wait for feedback; the others come or are under way."""
    timed = [(seat, seat.interview.ends_at) for seat in seats]
    return [_feedback(seat) for seat, end in timed if end and end <= now()], [_interview(seat) for seat, end in timed if end and end > now()]


def _is_today(task: InterviewTask, actor: Actor) -> bool:
    """In the reader's zone; what is under way past midnight belongs to today."""
    return task.under_way or task.starts_at.astimezone(zone_of(actor.zone)).date() == today(actor.zone)


def _about(seat: Seat) -> About:
    application = seat.application
    return About(application.candidate.name, application.opening.title, tuple(each.principle.name for each in seat.interview.principles))


def about_loop(loop: Loop) -> About:
    """Whom and which opening a loop is about."""
    return About(loop.application.candidate.name, loop.application.opening.title)


def _feedback(seat: Seat) -> FeedbackTask:
    due = seat.due_at or now()
    state, stories = draft_state(seat.draft)
    return FeedbackTask(seat.interview.id, _about(seat), due, due <= now(), tone_of(due, now()), state, stories)


def _interview(seat: Seat) -> InterviewTask:
    row = seat.interview
    starts_at, ends_at = row.starts_at or now(), row.ends_at or now()
    return InterviewTask(row.id, _about(seat), starts_at, ends_at, row.place, row.link, starts_at <= now() < ends_at)


def _due(loop: Loop, ended_at: datetime | None) -> datetime | None:
    """One working day after the loop's end."""
    return working_day_after(ended_at, loop.application.opening.zone) if ended_at else None


def _room(room: Room) -> DebriefTask:
    due = _due(room.loop, room.ended_at)
    waits_for = {Ask.WAIT: room.turn.still_read or room.turn.still_vote}.get(ask_of(room.turn), 0)
    return DebriefTask(room.loop.id, about_loop(room.loop), ask_of(room.turn), room.lead, due, tone_of(due, now()) if due else "", waits_for)


def _leads(loop: Loop, actor: Actor) -> bool:
    """Whether the reader is the one who takes a ready loop further; its recruiter sees it among their loops."""
    opening = loop.application.opening
    return actor.id == (loop.bar_key_id if opening.rules.debriefed else opening.hiring_manager_id)


def _ready(each: Ready, actor: Actor) -> DebriefTask:
    due = _due(each.loop, each.ended_at)
    ask = Ask.OPEN if each.loop.application.opening.rules.debriefed else Ask.DECIDE_ALONE
    return DebriefTask(each.loop.id, about_loop(each.loop), ask, actor.name, due, tone_of(due, now()) if due else "")


def _brief(opening: Opening) -> BriefTask:
    returned = opening.status is OpeningStatus.DRAFT
    return BriefTask(opening.id, opening.title, opening.hiring_manager.name, opening.brief.submitted_at, returned, opening.brief.returned_reason if returned else "")
