"""What a recruiter keeps moving: loops with gaps or late feedback, applications that wait, candidates to tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, String, bindparam, case, cast, func, literal, select, union_all

from hiring.accounts.actor import Actor, for_roles
from hiring.accounts.models import Person
from hiring.candidates import policy as candidates
from hiring.candidates.models import Application, Candidate
from hiring.candidates.terms import NEWS, Stage
from hiring.core.clock import now
from hiring.core.text import Words
from hiring.db.session import db
from hiring.db.types import BigId, Instant
from hiring.feedback.rules import due_at
from hiring.loops import policy as loops
from hiring.loops.models import AskedQuestion, Assignment, Interview, Loop
from hiring.loops.queries.loops import UNDER_WAY
from hiring.loops.queries.plan import handed_on
from hiring.loops.rules.coverage import Lack, Need, Slot, gaps
from hiring.loops.terms import Ineligible, InterviewStatus, LoopStatus
from hiring.openings.models import Opening, Requirement
from hiring.openings.terms import ProcessRules
from hiring.principles.models import Principle
from hiring.questions.models import Question
from hiring.workspace.rules import WAITS_TOO_LONG

LONG_AGO = timedelta(days=60)
"""Older decisions are history: nobody is told of them any more."""


class InHand(NamedTuple):
    """A loop that is planned or under way, as far as its proof and its row need it."""

    id: int
    status: LoopStatus
    bar_key_id: int | None
    manager_key_id: int | None
    candidate: str
    opening_id: int
    opening: Words
    rules: ProcessRules
    manager_id: int
    required: str | None

    @property
    def needs(self) -> list[Need]:
        """What the opening requires, in its order."""
        places = sorted(tuple(map(int, each.split(":"))) for each in (self.required or "").split())
        return [Need(principle_id, bool(customer)) for _position, principle_id, customer in places]


@dataclass(frozen=True)
class Trouble:
    """A loop that does not go on by itself: what its plan lacks, and who is late; facts of the plan only."""

    loop: InHand
    lacks: Sequence[Lack]
    late: Sequence[str]


def troubled_loops(actor: Actor) -> list[Trouble]:
    """The loops of the reader's openings that are being planned or lack something, and those where feedback is late."""
    found = [InHand(*row) for row in db.session.execute(_in_hand(actor), actor.bound)]
    ids = [loop.id for loop in found]
    seats = grouped(db.session.execute(_SEATS, {"ids": ids}), "loop_id") if ids else {}
    troubles = (_trouble(loop, seats.get(loop.id, [])) for loop in found)
    return [each for each in troubles if each.lacks or each.late or each.loop.status is LoopStatus.PLANNING]


@for_roles
def _in_hand(actor: Actor) -> Any:
    opening = (Opening.id, Opening.title, Opening.rules, Opening.hiring_manager_id)
    return (
        select(Loop.id, Loop.status, Loop.bar_key_id, Loop.manager_key_id, Candidate.name, *opening, _required())
        .select_from(Loop)
        .join(Application, Application.id == Loop.application_id)
        .join(Application.candidate)
        .join(Application.opening)
        .where(UNDER_WAY, Loop.status.in_([LoopStatus.PLANNING, LoopStatus.RELEASED]))
        .where(Opening.recruiter_id == actor.id, loops.planned_by(actor))
        .order_by(Loop.id)
    )


def _required() -> ScalarSelect[Any]:
    """What an opening requires, as one text: for each principle its place, its id, and whether it is the customer's."""
    customer = case((Principle.customer, "1"), else_="0")
    need = cast(Requirement.position, String) + ":" + cast(Requirement.principle_id, String) + ":" + customer
    chosen = select(func.aggregate_strings(need, " ")).select_from(Requirement).join(Principle, Principle.id == Requirement.principle_id)
    return chosen.where(Requirement.opening_id == Opening.id).correlate(Opening).scalar_subquery()


_IDS = bindparam("ids", expanding=True, type_=BigId)
_COVERED = select(func.aggregate_strings(cast(Assignment.principle_id, String), " ")).where(Assignment.interview_id == Interview.id).scalar_subquery()
_LEAKED = (
    select(func.aggregate_strings(cast(AskedQuestion.question_id, String), " "))
    .join(Question, Question.id == AskedQuestion.question_id)
    .where(AskedQuestion.interview_id == Interview.id, Question.leaked_at.is_not(None), Interview.submitted_at.is_(None), Interview.excused_at.is_(None))
    .correlate(Interview)
    .scalar_subquery()
)
_SEATS = (
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
        _COVERED.label("covered"),
        _LEAKED.label("leaked"),
    )
    .join(Person, Person.id == Interview.interviewer_id)
    .where(Interview.loop_id.in_(_IDS))
    .order_by(Interview.starts_at, Interview.id)
)
"""The interviews of loops, by time: nothing of them is changed here."""


def grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    """Rows by one of their columns."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _trouble(loop: InHand, seats: list[Any]) -> Trouble:
    """What the plan lacks, and who is late; whether its people are still eligible is looked at on the plan page."""
    slots = [_slot(seat) for seat in seats if seat.status is InterviewStatus.PLANNED]
    lacks = gaps(slots, loop.rules, loop.needs, handed_on(loop.bar_key_id, loop.manager_key_id, loop.manager_id, seats))
    return Trouble(loop, lacks, _late(loop, seats))


def _slot(seat: Any) -> Slot:
    return Slot(
        interview_id=seat.id,
        person_id=seat.interviewer_id,
        seat=seat.seat,
        principles=tuple(map(int, (seat.covered or "").split())),
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        unfit=() if seat.active or seat.submitted_at else (Ineligible.INACTIVE,),
        leaked=tuple(map(int, (seat.leaked or "").split())),
    )


def _late(loop: InHand, seats: list[Any]) -> list[str]:
    """Whose feedback is late."""
    if loop.status is not LoopStatus.RELEASED:
        return []
    awaited = [each for each in seats if each.status is InterviewStatus.PLANNED and not each.submitted_at and not each.excused_at]
    return [each.name for each in awaited if (due := due_at(each.ends_at, loop.rules)) and due <= now()]


class Kept(NamedTuple):
    """An application that waits for its recruiter: to be moved on, or for its news to be told."""

    candidate_id: int
    candidate: str
    opening: Words
    zone: str
    stage: Stage
    since: datetime


def kept(actor: Actor, most: int) -> tuple[list[Kept], list[Kept]]:
    """Applications whose candidates were not told yet, and those that have waited too long before their loop; longest first, at most so many of each."""
    values = {**actor.bound, "moved": now() - WAITS_TOO_LONG, "ended": now() - LONG_AGO, "most": most}
    rows = db.session.execute(_kept(actor), values).all()
    return [Kept(*row[1:]) for row in rows if row.news], [Kept(*row[1:]) for row in rows if not row.news]


@for_roles
def _kept(actor: Actor) -> Any:
    news = (Application.stage.in_(NEWS), Application.told_at.is_(None), Application.stage_since > bindparam("ended", type_=Instant()))
    stuck = (Application.stage.in_([Stage.APPLIED, Stage.SCREENING]), Application.stage_since <= bindparam("moved", type_=Instant()))
    both = union_all(_own(actor, True, *news), _own(actor, False, *stuck)).subquery()
    return select(both).order_by(both.c.stage_since, both.c.candidate_id)


def _own(actor: Actor, news: bool, *where: Any) -> Select[Any]:
    """Applications for the reader's openings that exist for them and on whose candidates they are not blind, the oldest."""
    oldest = (
        select(literal(news).label("news"), Application.candidate_id, Candidate.name, Opening.title, Opening.zone, Application.stage, Application.stage_since)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Opening.recruiter_id == actor.id, candidates.visible_to(actor), ~candidates.blind_on(actor), *where)
        .order_by(Application.stage_since, Application.id)
        .limit(bindparam("most"))
    )
    return select(oldest.subquery())
