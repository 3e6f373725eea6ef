"""What may still change, and when: plans before release, amendments after it, facts of the day."""

from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from hiring.candidates.terms import Stage
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.loops.terms import LIVE, InterviewStatus, LoopStatus, Seat
from hiring.openings.terms import OpeningStatus

SHORTEST, LONGEST = 15, 240
QUESTIONS_MOST = 12

_WAITING = frozenset({Stage.APPLIED, Stage.SCREENING, Stage.LOOP})


def may_begin(stage: Stage, opening: OpeningStatus, *, live: bool, decided: bool) -> bool:
    """Whether an application waits for a loop: in screening, or decided once, since only a new loop can come to another end."""
    return not live and opening is OpeningStatus.OPEN and (stage in _WAITING or (stage is Stage.REJECTED and decided))


def require_begin(stage: Stage, opening: OpeningStatus, *, live: bool, decided: bool) -> None:
    """Refuse a loop for somebody who is not waiting for one."""
    if live:
        raise Refused(say("This candidate already has a loop for this opening. Open that one; only when it is decided or cancelled can another begin."))
    if opening is not OpeningStatus.OPEN:
        raise Refused(say("This opening is not open. Reopen it first, then begin the loop."))
    if not may_begin(stage, opening, live=live, decided=decided):
        raise Refused(say("A loop begins while the application is being screened; it is at “%(stage)s” now. Reopen the application first.", stage=stage))


def require_planning(status: LoopStatus) -> None:
    """Refuse to edit a plan that was released (invariant 3: frozen)."""
    if status is LoopStatus.PLANNING:
        return
    if status is LoopStatus.RELEASED:
        raise Refused(say("This plan is released and frozen. Change it by an amendment with a reason; the proof is then made again."))
    raise Refused(say("This loop is over for planning: it is at “%(status)s”.", status=status))


def require_released(status: LoopStatus) -> None:
    """Refuse an amendment where there is no released plan, or where its debrief has begun."""
    if status is LoopStatus.PLANNING:
        raise Refused(say("This plan is not released yet, so it needs no amendment. Change it directly."))
    if status is not LoopStatus.RELEASED:
        raise Refused(say("The interviews of this loop are over: it is at “%(status)s”, and its plan can no longer be amended.", status=status))


def require_room_for_shadows(status: LoopStatus) -> None:
    """Refuse a trainee where the interviews are over."""
    if status not in (LoopStatus.PLANNING, LoopStatus.RELEASED):
        raise Refused(say("Trainees sit in while interviews lie ahead. This loop is at “%(status)s”.", status=status))


def require_keys_in_play(status: LoopStatus) -> None:
    """Refuse a successor where nobody holds a key, or where it has been turned."""
    if status not in (LoopStatus.RELEASED, LoopStatus.DEBRIEF):
        raise Refused(say("A key is handed on between release and decision. This loop is at “%(status)s”.", status=status))


def require_cancellable(status: LoopStatus) -> None:
    """Refuse to cancel what is over, and a debrief: nobody escapes a decision."""
    if status is LoopStatus.DEBRIEF:
        raise Refused(say("The debrief has begun, so this loop ends with a decision. It can no longer be cancelled."))
    if status not in LIVE:
        raise Refused(say("This loop is already over: it is at “%(status)s”.", status=status))


def require_reason(reason: str) -> str:
    """The reason, tidied; refused where there is none."""
    if not reason.strip():
        raise Refused(say("Give the reason in a sentence; it stays with the plan for those who read it later."), "reason")
    return reason.strip()


def require_open_interview(status: InterviewStatus, submitted_at: datetime | None) -> None:
    """Refuse to change an interview that is out of the plan, or whose feedback is sealed (invariant 7)."""
    if status is not InterviewStatus.PLANNED:
        raise Refused(say("This interview is out of the plan: %(status)s.", status=status))
    if submitted_at is not None:
        raise Refused(say("Feedback for this interview is submitted, so the interview stays as it was."))


def require_not_begun(starts_at: datetime | None, now: datetime) -> None:
    """Refuse to hand on or cancel an interview whose hour has come."""
    if starts_at is not None and starts_at <= now:
        raise Refused(say("This interview has begun. If it did not take place, say so with “Not held”; then add another one."))


def require_later(starts_at: datetime | None, now: datetime) -> None:
    """Refuse to give one more principle to an interview whose hour has come."""
    if starts_at is not None and starts_at <= now:
        raise Refused(say("This interview has begun, and its plan was made without this principle. Choose an interview that lies ahead."), "interview_id")


def require_begun(starts_at: datetime | None, now: datetime) -> None:
    """Refuse to tell of an interview that lies ahead."""
    if starts_at is None or starts_at > now:
        raise Refused(say("This interview has not begun yet. Move it or cancel it by amendment instead."))


def require_ahead(starts_at: datetime, now: datetime) -> None:
    """Refuse an hour that is past."""
    if starts_at <= now:
        raise Refused(say("This time is past. Choose one that lies ahead."), "start")


def require_before_first(starts: Sequence[datetime], now: datetime) -> None:
    """Refuse a release after the first interview has begun (invariant 3)."""
    if starts and min(starts) <= now:
        raise Refused(say("The plan must be complete before the first interview, and its hour is past. Move that interview to a time that lies ahead, then release."))


def require_length(minutes: int) -> None:
    """Refuse an interview too short to ask in or too long to sit through."""
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(say("An interview lasts from %(least)s to %(most)s minutes.", least=SHORTEST, most=LONGEST), "minutes")


def require_link(link: str) -> None:
    """Refuse a link that a browser should not follow."""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if link and (parts.scheme not in ("http", "https") or not parts.netloc or any(mark.isspace() for mark in link)):
        raise Refused(say("A link begins with https:// and holds no spaces. Copy it from the meeting’s page."), "link")


def require_seat(seat: Seat, seats: Collection[Seat]) -> None:
    """Refuse a seat that this process does not have."""
    if seat not in seats:
        raise Refused(say("Loops of this opening have no seat “%(seat)s”. Its seats are: %(seats)s.", seat=seat, seats=list(seats)), "seat")
