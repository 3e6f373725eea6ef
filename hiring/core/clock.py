"""The one clock of the house, and wall times that may not exist or exist twice."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from hiring.core.errors import Refused
from hiring.core.text import N_, say

_TWICE = N_("%(time)s happens twice that night in %(zone)s, because the clocks go back. Say whether you mean the first or the second.")
_NEVER = N_("%(time)s does not exist that night in %(zone)s, because the clocks go forward. Choose another time, such as %(next)s.")

_held: ContextVar[datetime | None] = ContextVar("held_time", default=None)


def now() -> datetime:
    """This moment in UTC, or the moment the clock is held at."""
    return _held.get() or datetime.now(UTC)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment: history is built, and tests run, through the same operations."""
    mark = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(mark)


def today(zone: str) -> date:
    """The day it is in a zone."""
    return now().astimezone(zone_of(zone)).date()


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of this name; refused when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(say("“%(zone)s” is not a time zone we know. Choose one from the list, like Asia/Tokyo.", zone=name[:60]), "zone") from None


@cache
def zones() -> tuple[str, ...]:
    """Every zone a person may choose, in the order of the alphabet."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/")))
    return (*sorted(places), "UTC")


def instant(wall: datetime, zone: str, second: bool | None = None) -> datetime:
    """The UTC moment of a wall time; refused in a gap (with the next time that exists) and in a fold nobody chose for.

    `second` says which of the two a folded time means: the earlier (False) or the later (True).
    """
    if not 1990 <= wall.year <= 2200:
        raise Refused(say("The year %(year)s is out of reach. Choose a date of our time.", year=str(wall.year)), "start")
    place = zone_of(zone)
    first, later = wall.replace(tzinfo=place, fold=0), wall.replace(tzinfo=place, fold=1)
    if first.utcoffset() == later.utcoffset():
        return first.astimezone(UTC)
    if _exists(first):
        if second is None:
            raise Refused(say(_TWICE, time=f"{wall:%H:%M}", zone=zone), "second")
        return (later if second else first).astimezone(UTC)
    after = first.astimezone(UTC).astimezone(place)
    raise Refused(say(_NEVER, time=f"{wall:%H:%M}", zone=zone, next=f"{after:%H:%M}"), "start")


def _exists(moment: datetime) -> bool:
    """Whether a wall time survives the way to UTC and back."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


def working_day_after(moment: datetime, zone: str) -> datetime:
    """The same wall time one working day (Monday to Friday) later."""
    place = zone_of(zone)
    local = moment.astimezone(place) + timedelta(days=1)
    while local.weekday() >= 5:
        local += timedelta(days=1)
    return local.astimezone(UTC)
