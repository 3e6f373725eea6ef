"""Rows of one table: its name, its columns, and the rows themselves, made while they are written."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bench.world.house import House
from bench.world.plan import Plan, id_at
from bench.world.texts import Pool


class Rows(NamedTuple):
    """What goes into a table."""

    table: str
    columns: str
    rows: Iterable[tuple[Any, ...]]


class World:
    """Everything that rows are made from."""

    def __init__(self, plan: Plan, house: House) -> None:
        self.plan, self.house, self.pool = plan, house, Pool(plan.seed)

    def candidate_id(self, candidate: int) -> int:
        """A candidate's id."""
        return id_at(self.plan.came_ms(candidate))

    def application_id(self, candidate: int, second: bool = False) -> int:
        """The id of the first or second application of a candidate."""
        return id_at(self.plan.came_ms(candidate), 1 + second)

    def loop_id(self, loop: int, offset: int = 0) -> int:
        """A loop's id, or one of the same moment."""
        return id_at(self.loop_ms(loop), offset)

    def loop_ms(self, loop: int) -> int:
        """When a loop was begun: three days after its candidate came."""
        return self.plan.came_ms(self.plan.candidate_of(loop)) + 3 * 86_400_000

    def opening_of(self, candidate: int) -> int:
        """The number of the opening that a candidate applied for."""
        loop = self.plan.loop_of(candidate)
        return candidate * 7 % self.plan.openings if loop is None else self.plan.opening_of(loop)

    def opening_id(self, candidate: int) -> int:
        """Its id."""
        return self.house.openings[self.opening_of(candidate)]

    def panel(self, loop: int) -> list[int]:
        """The ids of the five."""
        return [self.house.people[number] for number in self.plan.panel_of(loop)]

    def covered(self, seat: int) -> list[int]:
        """The three principles of a seat: five times three cover seven twice."""
        return [self.house.principles[(seat * 3 + place) % len(self.house.principles)] for place in range(3)]

    def loops(self, *states: str) -> Iterator[int]:
        """The loops in one of these states, oldest first; all without one."""
        return (loop for loop in range(self.plan.loops) if not states or self.plan.state_of(loop) in states)
