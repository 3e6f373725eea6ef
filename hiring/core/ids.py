"""Ids that say nothing: milliseconds and 20 random bits, so that no id counts what its reader may not see.

They have at most 18 digits until the year 2050. Many rows of one moment follow each other in small random steps, so that
they never meet.
"""

import random
import secrets
import threading

from hiring.core import clock

_EPOCH_MS = 1_600_000_000_000
_RANDOM_BITS = 20
_STEP_BITS = 8


class _Source:
    """Where ids and salts come from: the system's chance, or a seeded one that makes everything again the same."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self.chance = chance
        self.last = 0
        self.lock = threading.Lock()

    def bits(self, count: int) -> int:
        """So many random bits."""
        return self.chance.getrandbits(count) if self.chance else secrets.randbits(count)

    def next(self, milliseconds: int) -> int:
        """An id of this moment, or the next after the last one where the moment is no later."""
        with self.lock:
            fresh = (milliseconds << _RANDOM_BITS) | self.bits(_RANDOM_BITS)
            later = milliseconds > self.last >> _RANDOM_BITS
            self.last = fresh if later else self.last + 1 + self.bits(_STEP_BITS)
            return self.last


_sources = [_Source()]


def new_id() -> int:
    """A fresh id that fits a signed 64-bit column and sorts by time of birth."""
    return _sources[-1].next(max(int(clock.now().timestamp() * 1000) - _EPOCH_MS, 0))


def new_salt() -> str:
    """Sixteen random bytes as hex, to blind a commitment."""
    return f"{_sources[-1].bits(128):032x}"


def draw_from(chance: random.Random | None) -> None:
    """Draw ids and salts from a seeded source from now on, or from the system's again: the demonstration is repeatable."""
    del _sources[1:]
    if chance is not None:
        _sources.append(_Source(chance))
