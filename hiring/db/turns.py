"""Who goes first: writers of a SQLite file take turns in the order in which they came, and some acts on PostgreSQL go one by one.

SQLite itself lets a waiting writer sleep and try again, and whoever tries at the lucky moment goes first: among many
writers somebody waits too long. Inside one process they queue here; between processes SQLite's own waiting remains.
"""

import threading
from collections import deque
from enum import IntEnum
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

WAIT_SECONDS = 8.0
"""How long a writer waits for its turn before SQLite is asked all the same, and says that it is busy; on PostgreSQL, for a lock."""


class Turns:
    """A queue for one thing that one holder has at a time."""

    def __init__(self) -> None:
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
    return _TURNS.setdefault(connection.engine, Turns())


class Alone(IntEnum):
    """What only one transaction at a time does, on whichever host."""

    RECORD = 4_017_001
    REMINDERS = 4_017_002


def go_alone(session: Session, act: Alone) -> None:
    """Wait until nobody else is at it, and keep others from it until this transaction ends; on SQLite every writer is alone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(act))))
