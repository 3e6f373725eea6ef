"""The clock of the demonstration: many stories, each told in its own time, played together in the order of time."""

import heapq
import random
from collections.abc import Callable, Generator
from datetime import datetime

from hiring.core.clock import held_at

Story = Generator[datetime, None, None]
"""A story says when its next act is; what it does after that is done at that moment."""

_SPACE = 1 << 22


class Chance(random.Random):
    """A seeded source whose draws for ids never meet: so many rows are born in one held moment that mere chance would."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._place = seed % _SPACE

    def getrandbits(self, k: int, /) -> int:
        """Random bits; those of an id walk through their whole space before one returns."""
        if 1 << k != _SPACE:
            return super().getrandbits(k)
        self._place = (self._place * 1_664_525 + 1_013_904_223) % _SPACE
        return self._place


class Clockwork:
    """Stories by the moment of their next act."""

    def __init__(self, until: datetime) -> None:
        self._until = until
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._begun = 0

    def begin(self, story: Story) -> None:
        """Take a story in; nothing happens before the first moment that it names."""
        self._wait(story, self._begun)
        self._begun += 1

    def play(self, at_each: Callable[[datetime], None]) -> None:
        """Tell all stories act by act up to the end of time; `at_each` hears of every moment before its act."""
        while self._waiting and self._waiting[0][0] < self._until:
            moment, number, story = heapq.heappop(self._waiting)
            at_each(moment)
            with held_at(moment):
                self._wait(story, number)

    def _wait(self, story: Story, number: int) -> None:
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(self._waiting, (moment, number, story))
