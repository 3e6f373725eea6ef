"""A reader's own interviews: those that ask for something, and those of the last month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, literal, select

from hiring.accounts.actor import Actor, for_roles
from hiring.accounts.models import Person
from hiring.accounts.terms import Locale
from hiring.candidates.models import Application, Candidate, PanelSeat
from hiring.core.clock import now
from hiring.core.text import Words
from hiring.db.session import db
from hiring.db.types import Instant
from hiring.feedback.body import Body, parse
from hiring.feedback.models import Draft
from hiring.feedback.rules import due_at
from hiring.loops.models import Assignment, Interview, Loop
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.models import Opening
from hiring.openings.terms import ProcessRules
from hiring.principles.models import Principle
from hiring.workspace.rules import MONTH, WEEK, Given

DAY = timedelta(days=1)
_MOMENT, _UNTIL = bindparam("moment", type_=Instant()), bindparam("until", type_=Instant())


@dataclass(frozen=True)
class Seat:
    """An own interview with what was drafted for it, and until when feedback on it is expected."""

    interview_id: int
    starts_at: datetime | None
    ends_at: datetime | None
    due_at: datetime | None
    place: str
    link: str
    candidate: str
    opening: Words
    principles: tuple[Words, ...]
    draft: Body | None


class _Owed(NamedTuple):
    interview_id: int
    ends_at: datetime
    rules: ProcessRules
    candidate: str
    opening: Words
    person_id: int
    name: str
    email: str
    locale: Locale
    zone: str
    practice: bool


class Owing(_Owed):
    """Somebody who owes feedback, or a trainee who owes practice feedback, on an interview that has ended, with what a reminder says."""

    @property
    def due_at(self) -> datetime | None:
        """Until when feedback is expected."""
        return due_at(self.ends_at, self.rules)


def _awaited(*columns: Any) -> Select[Any]:
    """Interviews of released loops that still wait for their feedback."""
    return (
        select(*columns)
        .select_from(Interview)
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Loop.status == LoopStatus.RELEASED, Interview.status == InterviewStatus.PLANNED)
        .where(Interview.submitted_at.is_(None), Interview.excused_at.is_(None))
    )


def seats_of(actor: Actor) -> list[Seat]:
    """The reader's interviews that wait for feedback, or come within a week, by time."""
    rows = db.session.execute(_seats(actor), {**actor.bound, "until": now() + WEEK})
    return [_seat(list(same)) for _, same in groupby(rows, lambda row: row.id)]


def _seat(rows: Sequence[Any]) -> Seat:
    """One interview, of which there is a row for each principle."""
    row, principles = rows[0], tuple(each.principle for each in rows if each.principle)
    draft = parse(row.body) if row.body else None
    return Seat(row.id, row.starts_at, row.ends_at, due_at(row.ends_at, row.rules), row.place, row.link, row.name, row.title, principles, draft)


@for_roles
def _seats(actor: Actor) -> Any:
    own_draft = and_(Draft.interview_id == Interview.id, Draft.author_id == actor.id)
    facts = (Interview.id, Interview.starts_at, Interview.ends_at, Interview.place, Interview.link, Candidate.name, Opening.title, Opening.rules)
    return (
        _awaited(*facts, Draft.body, Principle.name.label("principle"))
        .join(Draft, own_draft, isouter=True)
        .join(Assignment, Assignment.interview_id == Interview.id, isouter=True)
        .join(Principle, Principle.id == Assignment.principle_id, isouter=True)
        .where(Interview.interviewer_id == actor.id, Interview.starts_at < _UNTIL)
        .order_by(Interview.starts_at, Interview.id, Assignment.position)
    )


def owing() -> list[Owing]:
    """Everybody active who owes feedback or practice feedback on an interview that has ended; for reminders."""
    return [Owing(*row) for chosen in (_owing(), _owing_practice()) for row in db.session.execute(chosen, {"moment": now()})]


_REMINDED = (Interview.id, Interview.ends_at, Opening.rules, Candidate.name, Opening.title, Person.id, Person.name, Person.email, Person.locale, Person.zone)


@cache
def _owing() -> Any:
    chosen = _awaited(*_REMINDED, literal(False)).join(Person, Person.id == Interview.interviewer_id)
    return chosen.where(Person.active, Interview.ends_at <= _MOMENT).order_by(Interview.starts_at, Interview.id)


@cache
def _owing_practice() -> Any:
    """Trainees' seats; nobody is asked about a candidate who does not exist for them."""
    barred = exists(select(PanelSeat.id).where(PanelSeat.candidate_id == Candidate.id, PanelSeat.person_id == Person.id, PanelSeat.barred))
    return (
        select(*_REMINDED, literal(True))
        .select_from(Shadow)
        .join(Shadow.interview)
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.candidate)
        .join(Application.opening)
        .join(Person, Person.id == Shadow.trainee_id)
        .where(Shadow.withdrawn_at.is_(None), Shadow.submitted_at.is_(None), Loop.status.in_((LoopStatus.RELEASED, LoopStatus.DEBRIEF)))
        .where(Person.active, Interview.status == InterviewStatus.PLANNED, Interview.ends_at <= _MOMENT, ~barred)
        .order_by(Interview.starts_at, Interview.id)
    )


def month_of(actor: Actor) -> Sequence[Given]:
    """The reader's own interviews of the last thirty days that took place."""
    rows = db.session.execute(_month(actor), {**actor.bound, "moment": now(), "begin": now() - MONTH, "around": now() - MONTH - DAY})
    given = ((row.ends_at, due_at(row.ends_at, row.rules), row.submitted_at) for row in rows)
    return [Given(ends_at, due, submitted_at) for ends_at, due, submitted_at in given if due]


@for_roles
def _month(actor: Actor) -> Any:
    """The beginning is asked of `starts_at` too, a day earlier, since that is what the index knows."""
    return (
        select(Interview.ends_at, Interview.submitted_at, Opening.rules)
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.opening)
        .where(Interview.interviewer_id == actor.id, Interview.status == InterviewStatus.PLANNED, Interview.excused_at.is_(None))
        .where(Interview.starts_at > bindparam("around", type_=Instant()), Interview.starts_at < _MOMENT)
        .where(Loop.status.not_in([LoopStatus.PLANNING, LoopStatus.CANCELLED]), Interview.ends_at <= _MOMENT, Interview.ends_at > bindparam("begin", type_=Instant()))
    )
