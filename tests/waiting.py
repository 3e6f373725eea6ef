"""Waiting for something to be so, with an end."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

_NEVER = threading.Event()


def until(reached: Callable[[], Found], seconds: float = 30) -> Found:
    """What was waited for, as soon as it is something."""
    deadline = time.monotonic() + seconds
    while not (found := reached()):
        assert time.monotonic() < deadline, f"not so within {seconds} seconds: {reached}"
        _NEVER.wait(0.05)
    return found
