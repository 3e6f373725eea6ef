"""Who goes first: writers of a SQLite file take turns in the order in which they came, and some acts on PostgreSQL go one by one.

SQLite itself lets a waiting writer sleep and try again, and whoever tries at the lucky moment goes first: among many
writers somebody waits too long. Inside one process they queue here; of several processes only the one at the gate asks
SQLite for the lock, so that none slips in before it again and again.
"""

import errno
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from weakref import WeakKeyDictionary, finalize

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

try:
    import fcntl
except ImportError:  # not on this system: SQLite's own waiting remains
    fcntl = None  # type: ignore[assignment]  # the name stands for “no such locks” there

WAIT_SECONDS = 8.0
"""How long a writer waits for its turn before SQLite is asked all the same, and says that it is busy; on PostgreSQL, for a lock."""

_GLANCE = 0.002
_NEVER = threading.Event()


class Gate:
    """A place that one process at a time has, by a lock on the folder of the file; a process that dies leaves it."""

    def __init__(self, folder: Path) -> None:
        self._folder: int | None = None
        if fcntl is not None:
            with suppress(OSError):
                self._folder = os.open(folder, os.O_RDONLY)
                finalize(self, os.close, self._folder)

    def enter(self) -> None:
        """Wait for the place; whoever waited too long goes on without it."""
        end = time.monotonic() + WAIT_SECONDS
        while not self._free() and time.monotonic() < end:
            _NEVER.wait(_GLANCE)

    def _free(self) -> bool:
        if self._folder is None:
            return True
        try:
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            return taken.errno not in (errno.EAGAIN, errno.EACCES)  # some file systems know no such locks
        return True

    def leave(self) -> None:
        """The next process may ask."""
        if self._folder is not None:
            with suppress(OSError):
                fcntl.flock(self._folder, fcntl.LOCK_UN)


class Turns:
    """A queue for one thing that one holder has at a time."""

    def __init__(self, gate: Gate | None = None) -> None:
        self.gate = gate
        self._guard = threading.Lock()
        self._waiting: deque[tuple[Connection, threading.Event]] = deque()
        self._holder: Connection | None = None

    def take(self, connection: Connection) -> None:
        """Wait for the turn of this connection; whoever waited too long goes on without one."""
        with self._guard:
            if self._holder is None:
                self._holder = connection
                return
            place = (connection, threading.Event())
            self._waiting.append(place)
        place[1].wait(WAIT_SECONDS)
        with self._guard:
            if not place[1].is_set():
                self._waiting.remove(place)

    @contextmanager
    def at_the_gate(self) -> Iterator[None]:
        """While the holder asks SQLite for the lock, no other process does."""
        if self.gate is not None:
            self.gate.enter()
        try:
            yield
        finally:
            if self.gate is not None:
                self.gate.leave()

    def give(self, connection: Connection) -> None:
        """The transaction of this connection is over: the next in the queue has its turn."""
        with self._guard:
            if self._holder is connection:
                following, turn = self._waiting.popleft() if self._waiting else (None, threading.Event())
                self._holder = following
                turn.set()


_TURNS: WeakKeyDictionary[Engine, Turns] = WeakKeyDictionary()


def turns_of(connection: Connection) -> Turns:
    """The queue of the file that a connection writes."""
    turns = _TURNS.get(connection.engine)
    if turns is None:
        path = connection.engine.url.database
        turns = _TURNS.setdefault(connection.engine, Turns(Gate(Path(path).parent) if path and path != ":memory:" else None))
    return turns


class Alone(IntEnum):
    """What only one transaction at a time does, on whichever host."""

    RECORD = 4_017_001
    REMINDERS = 4_017_002


def go_alone(session: Session, act: Alone) -> None:
    """Wait until nobody else is at it, and keep others from it until this transaction ends; on SQLite every writer is alone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(act))))
