"""What the stories share: the start day, who is who, whose hour it is, and what is still to be told."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from hiring.accounts.actor import Actor
from hiring.accounts.queries import actor_of
from hiring.core.clock import now
from hiring.seeding.demo.clockwork import Clockwork
from hiring.seeding.demo.hours import Calendar, moment
from hiring.seeding.demo.texts import Texts
from hiring.seeding.files import Table, table


@cache
def _by_key(kind: str) -> dict[str, Table]:
    """The rows of a file by their key."""
    return {row["key"]: row for row in table(f"demo/{kind}")[kind]}


@dataclass
class World:
    """One demonstration that is being built; people, openings and principles by the keys of the files."""

    start: date
    clockwork: Clockwork
    calendar: Calendar = field(default_factory=Calendar)
    texts: Texts = field(default_factory=Texts)
    people: dict[str, int] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)
    principles: dict[str, int] = field(default_factory=dict)
    _actors: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """A person as an actor with the roles of the day."""
        wanted = key, now().date()
        if wanted not in self._actors:
            self._actors[wanted] = actor_of(self.people[key])
        return self._actors[wanted]

    def person(self, key: str) -> Table:
        """What the file says of a person."""
        return _by_key("people")[key]

    def opening(self, key: str) -> Table:
        """What the file says of an opening."""
        return _by_key("openings")[key]

    def day(self, offset: int) -> date:
        """A day counted from the start day."""
        return self.start + timedelta(days=offset)

    def at(self, who: str, day: date, hour: str) -> datetime:
        """An hour on the wall of a person."""
        return moment(day, hour, str(self.person(who)["zone"]))
