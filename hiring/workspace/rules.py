"""Pure decisions of the day: how to greet, what is due when, whose turn a debrief is, and when to remind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from hiring.core.clock import working_day_after
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.debriefs.terms import Phase
from hiring.feedback.body import Body
from hiring.notices.terms import NoticeKind, NoticeStatus
from hiring.workspace.terms import Ask, DraftState, PartOfDay, Reminder

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
WAITS_TOO_LONG = timedelta(days=5)
DAYS_TO_TELL = 5
SOON = timedelta(hours=2)
REMIND_BEFORE = timedelta(hours=4)
_DAY = timedelta(days=1)

YOUR_ORDER = tuple(Ask)
"""What comes first where several debriefs wait."""


def part_of_day(hour: int) -> PartOfDay:
    """How one greets at an hour of the reader's day."""
    if 5 <= hour < 12:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if 12 <= hour < 18 else PartOfDay.EVENING


def given_name(name: str) -> str:
    """What one is called in a greeting: the first word of a name in Latin letters, else the whole."""
    first, _, rest = name.partition(" ")
    return first if rest and name.isascii() and len(first) > 1 and not first.endswith(".") else name


def tone_of(due: datetime, moment: datetime) -> str:
    """How a deadline looks: late and close ones burn."""
    return "bad" if due - moment <= SOON else "warn" if due - moment <= timedelta(hours=6) else ""


def draft_state(body: Body | None) -> tuple[DraftState, int]:
    """How far an own draft is, and how many stories stand in it."""
    if body is None:
        return DraftState.NONE, 0
    stories = sum(len(answer.told) for answer in body.answers.values())
    if stories:
        return DraftState.STORIES, stories
    return (DraftState.NOTES, 0) if body.notes or any(body.answers.values()) else (DraftState.NONE, 0)


@dataclass(frozen=True)
class Turn:
    """How a debrief stands to one of its people: facts of the room, nobody's opinion."""

    phase: Phase
    leads: bool = False
    holds_key: bool = False
    confirmed: bool = False
    excused: bool = False
    votes: bool = False
    voted: bool = False
    turned: bool = False
    still_read: int = 0
    still_vote: int = 0
    keys_turned: int = 0


def ask_of(turn: Turn) -> Ask:
    """What the debrief waits for from this person."""
    asks = {Phase.READING: _reading, Phase.VOTING: _voting, Phase.DECISION: _decision}
    if turn.phase in asks:
        return asks[turn.phase](turn)
    if turn.phase is Phase.DISCUSSION:
        return Ask.RUN if turn.leads else Ask.DISCUSS
    return Ask.WAIT


def _reading(turn: Turn) -> Ask:
    if not turn.confirmed and not turn.excused:
        return Ask.READ
    return Ask.BEGIN_VOTE if turn.leads and not turn.still_read else Ask.WAIT


def _voting(turn: Turn) -> Ask:
    if turn.votes and not turn.voted and not turn.excused:
        return Ask.VOTE
    return Ask.REVEAL if turn.leads and not turn.still_vote else Ask.WAIT


def _decision(turn: Turn) -> Ask:
    if turn.holds_key and not turn.turned:
        return Ask.KEY
    return Ask.DECIDE if turn.leads and turn.keys_turned == 2 else Ask.WAIT


def tell_by(decided_at: datetime, zone: str) -> datetime:
    """Until when a candidate is told: five working days after the decision."""
    moment = decided_at
    for _ in range(DAYS_TO_TELL):
        moment = working_day_after(moment, zone)
    return moment


@dataclass(frozen=True)
class Given:
    """One own interview that took place: when it ended, when feedback was due, when it was handed in."""

    ends_at: datetime
    due_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True)
class Month:
    """A person's own month in figures; feedback that is not due yet counts neither way."""

    interviews: int = 0
    counted: int = 0
    on_time: int = 0
    median_hours: int | None = None


def month_of(interviews: Sequence[Given], moment: datetime) -> Month:
    """The figures of one's own interviews."""
    counted = [each for each in interviews if each.submitted_at or each.due_at <= moment]
    in_time = [each for each in counted if each.submitted_at and each.submitted_at <= each.due_at]
    hours = [max(each.submitted_at - each.ends_at, timedelta()) / timedelta(hours=1) for each in interviews if each.submitted_at]
    return Month(len(interviews), len(counted), len(in_time), round(median(hours)) if hours else None)


@dataclass(frozen=True)
class Step:
    """One reminder: which, and for the late ones how many days after the deadline."""

    kind: Reminder
    days: int = 0

    @property
    def key(self) -> str:
        """What makes it the same reminder a minute later."""
        return f"{self.kind.value}-{self.days}" if self.days else self.kind.value


def reminder_at(ends_at: datetime, due_at: datetime, moment: datetime) -> Step | None:
    """The reminder that has come up by this moment, the newest only; none before the interview has ended."""
    if moment < ends_at:
        return None
    if moment >= due_at + _DAY:
        return Step(Reminder.LATE, (moment - due_at) // _DAY)
    if moment >= due_at:
        return Step(Reminder.DUE)
    return Step(Reminder.SOON) if moment >= due_at - REMIND_BEFORE else None


WITH_LINK = frozenset({NoticeKind.INVITATION, NoticeKind.RESET})
"""Notices whose link an administrator may hand on by other means; every other link leads its reader to a page of their own."""


def has_link(kind: NoticeKind, status: NoticeStatus, link: str) -> bool:
    """Whether an administrator may hand this link on."""
    return kind in WITH_LINK and bool(link) and status is not NoticeStatus.SENT


def require_link(kind: NoticeKind, status: NoticeStatus, link: str) -> None:
    """Refuse to show a link that was mailed, or that is not for handing on."""
    if not has_link(kind, status, link):
        raise Refused(say("Only the links of invitations and new passwords that were not mailed can be shown. Invite the person again on their page."))
