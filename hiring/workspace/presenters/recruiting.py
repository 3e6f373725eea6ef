"""What a recruiter keeps moving, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hiring.accounts.actor import Actor
from hiring.candidates.models import Application
from hiring.candidates.terms import Stage
from hiring.core.clock import now, working_day_after
from hiring.core.text import Words
from hiring.loops.terms import Gap, LoopStatus
from hiring.workspace.presenters.work import About, about_loop
from hiring.workspace.queries.debriefs import Ready
from hiring.workspace.queries.recruiting import Trouble
from hiring.workspace.rules import tell_by, tone_of


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

    loop_id: int
    about: About
    planning: bool
    gaps: tuple[Gap, ...]
    late: tuple[str, ...]


@dataclass(frozen=True)
class ReadyTask:
    """A loop whose debrief can begin."""

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
class Desk:
    """Everything that waits for a recruiter."""

    tell: list[TellTask]
    ready: list[ReadyTask]
    loops: list[LoopTask]
    waiting: list[WaitingTask]

    def __bool__(self) -> bool:
        return bool(self.tell or self.ready or self.loops or self.waiting)


def desk(actor: Actor, untold: Iterable[Application], ready: Iterable[Ready], troubles: Iterable[Trouble], waiting: Iterable[Application]) -> Desk:
    """Rows in the order of the clock."""
    own = [each for each in ready if each.loop.application.opening.recruiter_id == actor.id]
    return Desk(
        tell=sorted((_tell(each) for each in untold), key=lambda task: task.by),
        ready=[_ready(each) for each in own],
        loops=[_loop(each) for each in troubles],
        waiting=[_waiting(each) for each in waiting],
    )


def _tell(application: Application) -> TellTask:
    opening = application.opening
    by = tell_by(application.stage_since, opening.zone)
    return TellTask(application.candidate_id, application.stage, About(application.candidate.name, opening.title), by, by <= now(), tone_of(by, now()))


def _ready(each: Ready) -> ReadyTask:
    opening = each.loop.application.opening
    due = working_day_after(each.ended_at, opening.zone) if each.ended_at else None
    return ReadyTask(each.loop.id, about_loop(each.loop), due, tone_of(due, now()) if due else "", opening.rules.debriefed)


def _loop(each: Trouble) -> LoopTask:
    return LoopTask(
        each.loop.id,
        about_loop(each.loop),
        each.loop.status is LoopStatus.PLANNING,
        tuple(dict.fromkeys(lack.gap for lack in each.lacks)),
        tuple(each.late),
    )


def _waiting(application: Application) -> WaitingTask:
    return WaitingTask(application.candidate_id, application.candidate.name, application.opening.title, application.stage, application.stage_since)
