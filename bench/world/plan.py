"""The plan of the made-up organisation: who sits where and when, as arithmetic over the number of a loop or candidate.

Loops come in rounds of one weekday: each round has one loop for every hiring manager, and nobody sits in two loops of a
round. The newest rounds are under way in every state; whatever is older is history. So the work of today is the same
whatever the size, and only the archive grows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

EPOCH_MS = 1_600_000_000_000
RATINGS = 3
PANEL = 5
_BUSY = 45
_AFTERNOON = timedelta(hours=5)
BEGINNING = datetime(2020, 9, 20, tzinfo=UTC)
"""When the house was founded: ids begin a week before."""
_STATES = ("planning", "upcoming", *("owed",) * 8, "ready", "reading", "voting", "discussion", "decision")
_OLD = len(_STATES)
DEBRIEFED = {"reading": 1, "voting": 2, "discussion": 3, "decision": 4, "decided": 5}
"""How far the debrief of a loop in this state has come."""


@dataclass(frozen=True)
class Plan:
    """The size, the seed and the moment that everything follows from."""

    candidates: int
    teams: int
    moment: datetime
    seed: int = 20260101

    @property
    def loops(self) -> int:
        """0.3 loops a candidate."""
        return self.candidates // 10 * 3

    @property
    def openings(self) -> int:
        """Two for each hiring manager."""
        return self.teams * 2

    @property
    def recruiters(self) -> int:
        """One for five managers."""
        return max(2, self.teams // 5)

    @property
    def people(self) -> int:
        """An administrator, a head, and for each team a manager, a Bar Raiser and three interviewers."""
        return 2 + self.recruiters + PANEL * self.teams

    def round_of(self, loop: int) -> int:
        """The round of a loop; 0 is the newest."""
        return (self.loops - 1 - loop) // self.teams

    def team_of(self, loop: int) -> int:
        """The hiring manager's number."""
        return (self.loops - 1 - loop) % self.teams

    def opening_of(self, loop: int) -> int:
        """The manager's two openings take turns."""
        return self.team_of(loop) * 2 + self.round_of(loop) % 2

    def state_of(self, loop: int) -> str:
        """Where a loop stands."""
        number = self.round_of(loop)
        if number < _OLD:
            return _STATES[number]
        return "cancelled" if loop % 13 == 0 else "decided"

    def hired(self, loop: int) -> bool:
        """Whether the decision of a loop is a hire."""
        return loop % 5 == 0

    def panel_of(self, loop: int) -> list[int]:
        """Numbers of the five people: manager, Bar Raiser, three interviewers of three groups."""
        first, number, team = 2 + self.recruiters, self.round_of(loop), self.team_of(loop)
        raiser = self.teams + (team * 1 + number * 7 + 1) % self.teams
        others = [(2 + group) * self.teams + (team + number * (group * 2 + 1)) % self.teams for group in range(3)]
        return [first + each for each in (team, raiser, *others)]

    def submitted(self, loop: int, seat: int) -> bool:
        """Whether the feedback of a seat is in."""
        state = self.state_of(loop)
        return state == "ready" or state in DEBRIEFED or (state == "owed" and seat == 4 and loop % 2 == 1)

    def candidate_of(self, loop: int) -> int:
        """The candidate of a loop: three of ten have one."""
        return loop // 3 * 10 + loop % 3

    def loop_of(self, candidate: int) -> int | None:
        """The loop of a candidate, or None."""
        return candidate // 10 * 3 + candidate % 10 if candidate % 10 < 3 else None

    def came_ms(self, candidate: int) -> int:
        """When a candidate came, in milliseconds: three weeks before their round, one after the other."""
        number = self.round_of(candidate // 10 * 3 + min(candidate % 10, 2))
        first = self.candidate_of(max(self.loops - (number + 1) * self.teams, 0))
        return int(self._slots[number].timestamp() * 1000) - 21 * 86_400_000 + (candidate - first) * 20_000

    @cached_property
    def _slots(self) -> list[datetime]:
        """When each round begins, the newest first: two are yet to come, then one a weekday, and two in busier years before."""
        midnight = self.moment.replace(hour=0, minute=0, second=0, microsecond=0)
        coming = _next_weekday(midnight, 1)
        slots, day = [_next_weekday(coming, 1), coming], midnight
        while len(slots) <= self.loops // self.teams + 1:
            day = _next_weekday(day, -1)
            slots += [day] if len(slots) < _BUSY else [day + _AFTERNOON, day]
        return [slot + timedelta(hours=9) for slot in slots]

    def hour_of(self, loop: int, seat: int) -> datetime:
        """When an interview begins."""
        return self._slots[self.round_of(loop)] + timedelta(hours=seat)


def _next_weekday(day: datetime, step: int) -> datetime:
    day += timedelta(days=step)
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day


def plan_for(candidates: int, moment: datetime | None = None, seed: int = 20260101) -> Plan:
    """About 500 people; fewer where so few loops would not fill a round in every state."""
    loops = candidates // 10 * 3
    at = (moment or datetime.now(UTC)).astimezone(UTC).replace(second=0, microsecond=0)
    return Plan(candidates // 10 * 10, max(3, min(100, loops // 20)), at, seed)


def id_at(milliseconds: int, offset: int = 0) -> int:
    """An id as the product makes them: the moment, and some bits of which `offset` stands for chance."""
    return ((milliseconds - EPOCH_MS) << 20) + offset


def stamp(moment: datetime) -> str:
    """A moment as both databases read it, in UTC."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.000000")


def stamp_ms(milliseconds: int) -> str:
    """The same from milliseconds."""
    return stamp(datetime.fromtimestamp(milliseconds / 1000, UTC))
