"""My work: every row that asks something of the reader, in the section of the clock where it belongs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from babel.dates import format_date, get_timezone_location

from hiring.accounts.actor import Actor
from hiring.core.clock import now, today, working_day_after, zone_of
from hiring.core.text import Words
from hiring.feedback.rules import due_at
from hiring.loops.terms import ShadowKind
from hiring.openings.terms import OpeningStatus
from hiring.training.queries.practice import Owed
from hiring.web.words import locale
from hiring.workspace.queries.debriefs import Brief, Ready, Room
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
class PracticeTask:
    """Practice feedback that a trainee owes, or an interview to sit in on."""

    interview_id: int
    about: About
    kind: ShadowKind
    host: str
    starts_at: datetime | None
    due_at: datetime | None
    over: bool
    tone: str


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
    practice: list[PracticeTask] = field(default_factory=list)

    @property
    def now(self) -> bool:
        """Whether something waits for the reader at this moment."""
        return bool(self.feedback or self.turns or self.briefs)

    @property
    def today(self) -> bool:
        """Whether something else happens today."""
        return bool(self.interviews_today or self.debriefs_today)

    def __bool__(self) -> bool:
        return bool(self.now or self.today or self.interviews_later or self.practice)


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


def day(actor: Actor, seats: Iterable[Seat], rooms: Iterable[Room], ready: Iterable[Ready], briefs: Iterable[Brief], owed: Iterable[Owed] = ()) -> Day:
    """Everything in its section."""
    over, coming = _parted(seats)
    here = [each for each in coming if _is_today(each, actor)]
    debriefs = [*(_ready(each, actor) for each in ready if _leads(each, actor)), *map(_room, rooms)]
    return Day(
        feedback=sorted(over, key=lambda task: task.due_at),
        turns=sorted((each for each in debriefs if each.ask in YOUR_TURN), key=lambda task: YOUR_ORDER.index(task.ask)),
        briefs=[_brief(each) for each in briefs],
        interviews_today=here,
        debriefs_today=[each for each in debriefs if each.ask not in YOUR_TURN],
        interviews_later=[each for each in coming if each not in here],
        practice=[_practice(each) for each in owed],
    )


def _practice(owed: Owed) -> PracticeTask:
    over, due = owed.ends_at is not None and owed.ends_at <= now(), due_at(owed.ends_at, owed.rules)
    return PracticeTask(owed.interview_id, About(owed.candidate, owed.opening), owed.kind, owed.host, owed.starts_at, due, over, tone_of(due, now()) if over and due else "")


def _parted(seats: Iterable[Seat]) -> tuple[list[FeedbackTask], list[InterviewTask]]:
    """Interviews that are over wait for feedback; the others come or are under way."""
    timed = [(seat, seat.ends_at) for seat in seats]
    return [_feedback(seat) for seat, end in timed if end and end <= now()], [_interview(seat) for seat, end in timed if end and end > now()]


def _is_today(task: InterviewTask, actor: Actor) -> bool:
    """In the reader's zone; what is under way past midnight belongs to today."""
    return task.under_way or task.starts_at.astimezone(zone_of(actor.zone)).date() == today(actor.zone)


def _about(seat: Seat) -> About:
    return About(seat.candidate, seat.opening, seat.principles)


def _feedback(seat: Seat) -> FeedbackTask:
    due = seat.due_at or now()
    state, stories = draft_state(seat.draft)
    return FeedbackTask(seat.interview_id, _about(seat), due, due <= now(), tone_of(due, now()), state, stories)


def _interview(seat: Seat) -> InterviewTask:
    starts_at, ends_at = seat.starts_at or now(), seat.ends_at or now()
    return InterviewTask(seat.interview_id, _about(seat), starts_at, ends_at, seat.place, seat.link, starts_at <= now() < ends_at)


def due_of(each: Room | Ready) -> datetime | None:
    """Until when a debrief is expected: one working day after the loop's end."""
    return working_day_after(each.ended_at, each.zone) if each.ended_at else None


def _room(room: Room) -> DebriefTask:
    due, ask = due_of(room), ask_of(room.turn)
    waits_for = (room.turn.still_read or room.turn.still_vote) if ask is Ask.WAIT else 0
    return DebriefTask(room.loop_id, About(room.candidate, room.opening), ask, room.lead, due, tone_of(due, now()) if due else "", waits_for)


def _leads(each: Ready, actor: Actor) -> bool:
    """Whether the reader is the one who takes a ready loop further; its recruiter sees it among their loops."""
    return actor.id == (each.lead_id if each.rules.debriefed else each.manager_id)


def _ready(each: Ready, actor: Actor) -> DebriefTask:
    due, ask = due_of(each), Ask.OPEN if each.rules.debriefed else Ask.DECIDE_ALONE
    return DebriefTask(each.loop_id, About(each.candidate, each.opening), ask, actor.name, due, tone_of(due, now()) if due else "")


def _brief(brief: Brief) -> BriefTask:
    returned = brief.status is OpeningStatus.DRAFT
    return BriefTask(brief.opening_id, brief.title, brief.manager, brief.submitted_at, returned, brief.returned_reason if returned else "")
