"""A reader's own interviews: those that ask for something, and those of the last month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager, selectinload

from hiring.accounts.actor import Actor, for_roles
from hiring.accounts.models import Person
from hiring.candidates.models import Application
from hiring.core.clock import now
from hiring.db.session import db
from hiring.db.types import Instant
from hiring.feedback.body import Body, parse
from hiring.feedback.models import Draft
from hiring.feedback.rules import due_at
from hiring.loops.models import Assignment, Interview, Loop
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.models import Opening
from hiring.workspace.rules import MONTH, WEEK, Given

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seat:
    """An own interview with what was drafted for it."""

    interview: Interview
    draft: Body | None

    @property
    def application(self) -> Application:
        """The application that the interview is about."""
        return self.interview.loop.application

    @property
    def due_at(self) -> datetime | None:
        """Until when feedback is expected."""
        return due_at(self.interview.ends_at, self.application.opening.rules)


@dataclass(frozen=True)
class Owing:
    """Somebody who owes feedback on an interview that has ended, with what a reminder says."""

    interview: Interview
    person: Person

    @property
    def due_at(self) -> datetime | None:
        """Until when feedback is expected."""
        return due_at(self.interview.ends_at, self.interview.loop.application.opening.rules)


def _awaited() -> Select[Interview]:
    """Interviews of released loops that still wait for their feedback, with candidate and opening."""
    return (
        select(Interview)
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Loop.status == LoopStatus.RELEASED, Interview.status == InterviewStatus.PLANNED)
        .where(Interview.submitted_at.is_(None), Interview.excused_at.is_(None))
        .options(
            contains_eager(Interview.loop).contains_eager(Loop.application).contains_eager(Application.candidate),
            contains_eager(Interview.loop).contains_eager(Loop.application).contains_eager(Application.opening),
        )
        .order_by(Interview.starts_at, Interview.id)
    )


def seats_of(actor: Actor) -> list[Seat]:
    """The reader's interviews that wait for feedback, or come within a week, by time."""
    rows = db.session.execute(_seats(actor), {**actor.bound, "until": now() + WEEK})
    return [Seat(row.Interview, parse(row.body) if row.body else None) for row in rows]


@for_roles
def _seats(actor: Actor) -> Any:
    own_draft = and_(Draft.interview_id == Interview.id, Draft.author_id == actor.id)
    return (
        _awaited()
        .add_columns(Draft.body)
        .join(Draft, own_draft, isouter=True)
        .where(Interview.interviewer_id == actor.id, Interview.starts_at < bindparam("until", type_=Instant()))
        .options(selectinload(Interview.principles).joinedload(Assignment.principle))
    )


def owing() -> list[Owing]:
    """Everybody active who owes feedback on an interview that has ended; for reminders."""
    chosen = _awaited().add_columns(Person).join(Person, Person.id == Interview.interviewer_id).where(Person.active, Interview.ends_at <= now())
    return [Owing(row.Interview, row.Person) for row in db.session.execute(chosen)]


def month_of(actor: Actor) -> Sequence[Given]:
    """The reader's own interviews of the last thirty days that took place."""
    rows = db.session.execute(_month(actor), {**actor.bound, "moment": now(), "begin": now() - MONTH, "around": now() - MONTH - DAY})
    given = ((row.ends_at, due_at(row.ends_at, row.rules), row.submitted_at) for row in rows)
    return [Given(ends_at, due, submitted_at) for ends_at, due, submitted_at in given if due]


@for_roles
def _month(actor: Actor) -> Any:
    """The beginning is asked of `starts_at` too, a day earlier, since that is what the index knows."""
    moment, begin = bindparam("moment", type_=Instant()), bindparam("begin", type_=Instant())
    return (
        select(Interview.ends_at, Interview.submitted_at, Opening.rules)
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.opening)
        .where(Interview.interviewer_id == actor.id, Interview.status == InterviewStatus.PLANNED, Interview.excused_at.is_(None))
        .where(Interview.starts_at > bindparam("around", type_=Instant()), Interview.starts_at < moment)
        .where(Loop.status.not_in([LoopStatus.PLANNING, LoopStatus.CANCELLED]), Interview.ends_at <= moment, Interview.ends_at > begin)
    )


def japanese_name(actor: Actor) -> str:
    """The reader's own name in Japanese letters, for the greeting."""
    return db.session.scalar(select(Person.name_ja).where(Person.id == actor.id)) or ""
