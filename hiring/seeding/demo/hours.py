"""Working days, office hours in many zones, and a calendar in which nobody is in two places."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hiring.core.clock import instant, zone_of

FIRST_HOUR, LAST_HOUR = time(8, 0), time(20, 30)
"""Between these an interview begins, on the wall of its interviewer."""

_CANDIDATE_FIRST, _CANDIDATE_LAST = time(7, 0), time(21, 30)
_USUAL = ("09:30", "11:00", "13:30", "15:00", "16:30", "10:15", "14:15", "12:15", "17:30", "18:45", "08:15", "20:00", "07:15", "21:15")
_ROUND = timedelta(minutes=15)


def is_workday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def workday(day: date, steps: int = 0) -> date:
    """The working day so many steps on (or back); a weekend counts as its Monday, or as its Friday when going back."""
    direction = timedelta(days=-1 if steps < 0 else 1)
    while not is_workday(day):
        day += direction
    for _ in range(abs(steps)):
        day += direction
        while not is_workday(day):
            day += direction
    return day


def moment(day: date, hour: str, zone: str) -> datetime:
    """The moment of an hour on the wall of a zone; of two the first."""
    return instant(datetime.combine(day, time.fromisoformat(hour)), zone, second=False)


def meeting(day: date, host: str, zones: Collection[str]) -> datetime:
    """The full hour of a day, on the wall of the host's zone, that is least of a trouble to everybody."""
    hours = [moment(day, f"{hour:02}:00", host) for hour in range(8, 19)]
    return min(hours, key=lambda each: (sum(_trouble(each.astimezone(zone_of(zone)).hour) for zone in zones), abs(each.astimezone(zone_of(host)).hour - 14)))


def _trouble(hour: int) -> int:
    """How far an hour lies outside of what one may ask for."""
    return max(8 - hour, hour - 19, 0)


@dataclass(frozen=True)
class Slot:
    """When an interview is: the time on the wall of the loop's zone, and the moment."""

    wall: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass
class Calendar:
    """Who is where; people by any key."""

    length: timedelta = timedelta(minutes=60)
    _taken: dict[str, list[Slot]] = field(default_factory=dict)

    def book(self, guests: dict[str, str], host: str, zone: str, day: date, hour: str = "") -> Slot:
        """The first slot from a day on that suits everybody (guests with their zones, the host among them), and take it.

        A named hour of that day is kept where everybody is free, whatever hour it is for them.
        """
        for slot in self._slots(zone, day, hour):
            named = slot.wall == datetime.combine(day, time.fromisoformat(hour)) if hour else False
            if self._free(guests, slot) and (named or _suits(guests, host, slot)):
                for guest in guests:
                    self._taken.setdefault(guest, []).append(slot)
                return slot
        raise AssertionError("a calendar without end has no free hour")

    def _slots(self, zone: str, day: date, hour: str) -> Iterator[Slot]:
        """The named hour, the usual ones of that day, then those of the working days after it."""
        if hour:
            yield self._slot(zone, day, hour)
        for later in range(60):
            for usual in _USUAL:
                yield self._slot(zone, workday(day, later) if later else day, usual)

    def _slot(self, zone: str, day: date, hour: str) -> Slot:
        starts_at = moment(day, hour, zone)
        return Slot(datetime.combine(day, time.fromisoformat(hour)), starts_at, starts_at + self.length)

    def _free(self, guests: dict[str, str], slot: Slot) -> bool:
        """Nobody has anything within a quarter of an hour of it."""
        return all(other.ends_at + _ROUND <= slot.starts_at or slot.ends_at + _ROUND <= other.starts_at for guest in guests for other in self._taken.get(guest, ()))


def _suits(guests: dict[str, str], host: str, slot: Slot) -> bool:
    """Whether it is a decent hour for everybody; a candidate bears more than a host at work."""
    for guest, zone in guests.items():
        local = slot.starts_at.astimezone(zone_of(zone))
        first, last = (FIRST_HOUR, LAST_HOUR) if guest == host else (_CANDIDATE_FIRST, _CANDIDATE_LAST)
        if not first <= local.time() <= last:
            return False
    return True
