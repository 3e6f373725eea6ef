"""What a recruiter keeps moving: loops with gaps or late feedback, applications that wait, candidates to tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from hiring.accounts.actor import Actor, for_roles
from hiring.accounts.models import Person
from hiring.candidates import policy as candidates
from hiring.candidates.models import Application
from hiring.candidates.terms import NEWS, Stage
from hiring.core.clock import now
from hiring.db.session import db
from hiring.db.types import BigId, Instant
from hiring.feedback.rules import due_at
from hiring.loops import policy as loops
from hiring.loops.models import Assignment, Interview, Loop
from hiring.loops.queries.loops import UNDER_WAY
from hiring.loops.queries.plan import handed_on
from hiring.loops.rules.coverage import Lack, Need, Slot, gaps
from hiring.loops.terms import Ineligible, InterviewStatus, LoopStatus
from hiring.openings.models import Opening, Requirement
from hiring.workspace.rules import WAITS_TOO_LONG

LONG_AGO = timedelta(days=60)
"""Older decisions are history: nobody is told of them any more."""


@dataclass(frozen=True)
class Trouble:
    """A loop that does not go on by itself: what its plan lacks, and who is late; facts of the plan only."""

    loop: Loop
    lacks: Sequence[Lack]
    late: Sequence[str]


def troubled_loops(actor: Actor) -> list[Trouble]:
    """The loops of the reader's openings that are being planned or lack something, and those where feedback is late."""
    loops = list(db.session.scalars(_in_hand(actor), actor.bound))
    ids = [loop.id for loop in loops]
    places = grouped(db.session.execute(_PLACES, {"ids": ids}), "loop_id") if ids else {}
    covered = grouped(db.session.execute(_COVERED, {"ids": ids}), "interview_id") if ids else {}
    found = (Trouble(loop, _lacks(loop, places.get(loop.id, []), covered), _late(loop, places.get(loop.id, []))) for loop in loops)
    return [each for each in found if each.lacks or each.late or each.loop.status is LoopStatus.PLANNING]


@for_roles
def _in_hand(actor: Actor) -> Any:
    opening = contains_eager(Loop.application).contains_eager(Application.opening)
    return (
        select(Loop)
        .join(Application, Application.id == Loop.application_id)
        .join(Application.candidate)
        .join(Application.opening)
        .where(UNDER_WAY, Loop.status.in_([LoopStatus.PLANNING, LoopStatus.RELEASED]))
        .where(Opening.recruiter_id == actor.id, loops.planned_by(actor))
        .options(contains_eager(Loop.application).contains_eager(Application.candidate), opening.selectinload(Opening.requirements).joinedload(Requirement.principle))
        .order_by(Loop.id)
    )


_IDS = bindparam("ids", expanding=True, type_=BigId)
_PLACES = (
    select(
        Interview.loop_id,
        Interview.id,
        Interview.interviewer_id,
        Interview.seat,
        Interview.status,
        Interview.starts_at,
        Interview.ends_at,
        Interview.submitted_at,
        Interview.excused_at,
        Person.name,
        Person.active,
    )
    .join(Person, Person.id == Interview.interviewer_id)
    .where(Interview.loop_id.in_(_IDS))
    .order_by(Interview.starts_at, Interview.id)
)
"""The interviews of loops as rows, by time: nothing of them is changed here."""
_COVERED = (
    select(Assignment.interview_id, Assignment.principle_id)
    .join(Interview, Interview.id == Assignment.interview_id)
    .where(Interview.loop_id.in_(_IDS))
    .order_by(Assignment.position)
)


def grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    """Rows by one of their columns."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _lacks(loop: Loop, places: list[Any], covered: dict[int, list[Any]]) -> list[Lack]:
    """What the plan lacks; whether its people are still eligible is looked at on the plan page."""
    opening = loop.application.opening
    needs = [Need(each.principle_id, each.principle.customer) for each in opening.requirements]
    slots = [_slot(each, covered.get(each.id, [])) for each in places if each.status is InterviewStatus.PLANNED]
    return gaps(slots, opening.rules, needs, handed_on(loop, places))


def _slot(place: Any, covered: list[Any]) -> Slot:
    return Slot(
        interview_id=place.id,
        person_id=place.interviewer_id,
        seat=place.seat,
        principles=tuple(each.principle_id for each in covered),
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        unfit=() if place.active or place.submitted_at else (Ineligible.INACTIVE,),
    )


def _late(loop: Loop, places: list[Any]) -> list[str]:
    """Whose feedback is late."""
    if loop.status is not LoopStatus.RELEASED:
        return []
    rules = loop.application.opening.rules
    awaited = [each for each in places if each.status is InterviewStatus.PLANNED and not each.submitted_at and not each.excused_at]
    return [each.name for each in awaited if (due := due_at(each.ends_at, rules)) and due <= now()]


def _own_applications(actor: Actor) -> Select[Application]:
    """Applications for the reader's openings that exist for them and on whose candidates they are not blind."""
    return (
        select(Application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Opening.recruiter_id == actor.id, candidates.visible_to(actor), ~candidates.blind_on(actor))
        .options(contains_eager(Application.candidate), contains_eager(Application.opening))
    )


def waiting(actor: Actor) -> list[Application]:
    """Applications that have waited too long before their loop, longest first."""
    return list(db.session.scalars(_waiting(actor), {**actor.bound, "since": now() - WAITS_TOO_LONG}))


@for_roles
def _waiting(actor: Actor) -> Any:
    stuck = (Application.stage.in_([Stage.APPLIED, Stage.SCREENING]), Application.stage_since <= bindparam("since", type_=Instant()))
    return _own_applications(actor).where(*stuck).order_by(Application.stage_since, Application.id)


def untold(actor: Actor) -> list[Application]:
    """Applications that ended or came to an offer lately, and whose candidates were not told yet; oldest first."""
    return list(db.session.scalars(_untold(actor), {**actor.bound, "since": now() - LONG_AGO}))


@for_roles
def _untold(actor: Actor) -> Any:
    news = (Application.stage.in_(NEWS), Application.told_at.is_(None), Application.stage_since > bindparam("since", type_=Instant()))
    return _own_applications(actor).where(*news).order_by(Application.stage_since, Application.id)
