"""The clock of the demonstration: many stories, each told in its own time, played together in the order of time."""

import heapq
from collections.abc import Callable, Generator
from datetime import datetime

from hiring.core.clock import held_at

Story = Generator[datetime, None, None]
"""A story says when its next act is; what it does after that is done at that moment."""


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

    def play(self, before: Callable[[datetime], None], after: Callable[[], None]) -> None:
        """Tell all stories act by act up to the end of time; `before` hears of every moment, `after` ends it with the clock still held."""
        while self._waiting and self._waiting[0][0] < self._until:
            moment, number, story = heapq.heappop(self._waiting)
            before(moment)
            with held_at(moment):
                self._wait(story, number)
                after()

    def _wait(self, story: Story, number: int) -> None:
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(self._waiting, (moment, number, story))
