"""What a recruiter keeps moving, as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from hiring.accounts.actor import Actor
from hiring.candidates.terms import Stage
from hiring.core.clock import now
from hiring.core.text import Words
from hiring.loops.terms import Gap, LoopStatus
from hiring.workspace.presenters.work import About, due_of
from hiring.workspace.queries.debriefs import Ready
from hiring.workspace.queries.recruiting import Kept, Trouble
from hiring.workspace.rules import tell_by, tone_of

SHOWN, MOST = 10, 500
"""How many rows a section shows until somebody asks for all of it, and then."""

Task = TypeVar("Task")


@dataclass(frozen=True)
class TellTask:
    """A candidate who was decided on and does not know yet."""

    candidate_id: int
    stage: Stage
    about: About
    by: datetime
    late: bool
    tone: str


@dataclass(frozen=True)
class LoopTask:
    """A loop that somebody must help on."""

    ready: ClassVar[bool] = False
    loop_id: int
    about: About
    planning: bool
    gaps: tuple[Gap, ...]
    late: tuple[str, ...]


@dataclass(frozen=True)
class ReadyTask:
    """A loop whose debrief can begin."""

    ready: ClassVar[bool] = True
    loop_id: int
    about: About
    due_at: datetime | None
    tone: str
    debriefed: bool


@dataclass(frozen=True)
class WaitingTask:
    """An application that waits."""

    candidate_id: int
    candidate: str
    opening: Words
    stage: Stage
    since: datetime


@dataclass(frozen=True)
class Pile(Generic[Task]):
    """The rows of a section that are shown, the most urgent first, whether there are more, and whether more were asked for."""

    name: str
    rows: list[Task]
    more: bool
    asked: bool

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Desk:
    """Everything that waits for a recruiter."""

    tell: Pile[TellTask]
    loops: Pile[ReadyTask | LoopTask]
    waiting: Pile[WaitingTask]

    def __bool__(self) -> bool:
        return bool(self.tell or self.loops or self.waiting)


def desk(actor: Actor, ready: Iterable[Ready], troubles: Iterable[Trouble], kept: tuple[Sequence[Kept], Sequence[Kept]], whole: str) -> Desk:
    """Sections in the order of the clock; the one that was asked for is shown whole."""
    untold, waiting = kept
    moving: list[ReadyTask | LoopTask] = [*(_ready(each) for each in ready if each.recruiter_id == actor.id), *map(_loop, troubles)]
    return Desk(_pile("tell", [_tell(each) for each in untold], whole), _pile("loops", moving, whole), _pile("waiting", [_waiting(each) for each in waiting], whole))


def _pile(name: str, tasks: Sequence[Task], whole: str) -> Pile[Task]:
    shown = MOST if name == whole else SHOWN
    return Pile(name, list(tasks[:shown]), len(tasks) > shown, name == whole)


def _tell(each: Kept) -> TellTask:
    by = tell_by(each.since, each.zone)
    return TellTask(each.candidate_id, each.stage, About(each.candidate, each.opening), by, by <= now(), tone_of(by, now()))


def _ready(each: Ready) -> ReadyTask:
    due = due_of(each)
    return ReadyTask(each.loop_id, About(each.candidate, each.opening), due, tone_of(due, now()) if due else "", each.rules.debriefed)


def _loop(each: Trouble) -> LoopTask:
    gaps = tuple(dict.fromkeys(lack.gap for lack in each.lacks))
    return LoopTask(each.loop.id, About(each.loop.candidate, each.loop.opening), each.loop.status is LoopStatus.PLANNING, gaps, tuple(each.late))


def _waiting(each: Kept) -> WaitingTask:
    return WaitingTask(each.candidate_id, each.candidate, each.opening, each.stage, each.since)
