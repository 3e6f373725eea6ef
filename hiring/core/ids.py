"""Ids that say nothing: 41 bits of milliseconds and 22 random bits, so that no id counts what its reader may not see."""

import random
import secrets
from contextvars import ContextVar

from hiring.core import clock

_EPOCH_MS = 1_600_000_000_000
_RANDOM_BITS = 22

_chance: ContextVar[random.Random | None] = ContextVar("chance", default=None)


def new_id() -> int:
    """A fresh id that fits a signed 64-bit column and sorts by time of birth."""
    milliseconds = int(clock.now().timestamp() * 1000) - _EPOCH_MS
    return (max(milliseconds, 0) << _RANDOM_BITS) | _bits(_RANDOM_BITS)


def new_salt() -> str:
    """Sixteen random bytes as hex, to blind a commitment."""
    return f"{_bits(128):032x}"


def draw_from(chance: random.Random | None) -> None:
    """Draw ids and salts from a seeded source: the demonstration is the same for the same seed."""
    _chance.set(chance)


def _bits(count: int) -> int:
    """Random bits from the seeded source, or from the system's where none is set."""
    chance = _chance.get()
    return chance.getrandbits(count) if chance else secrets.randbits(count)
