"""Reading loops and interviews: one, a page of them, and those of an application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select, text
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from hiring.accounts.actor import Actor, for_roles
from hiring.candidates.models import Application
from hiring.core.clock import now
from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.db.types import BigId
from hiring.loops import policy
from hiring.loops.models import Amendment, AskedQuestion, Assignment, Interview, Loop
from hiring.loops.terms import LIVE, InterviewStatus, LoopStatus
from hiring.openings.models import Opening, Requirement

UNDER_WAY = text("loop.status IN ('planning', 'released', 'debrief')")
"""Said beside a condition on the status, word for word as the partial index over live loops has it, so that it serves."""
_APPLICATIONS = bindparam("application_ids", expanding=True, type_=BigId)


@dataclass(frozen=True)
class Progress:
    """How far a loop is, in facts of the plan: counts, who is late, what comes next."""

    interviews: int = 0
    held: int = 0
    submitted: int = 0
    next_at: datetime | None = None


def _reachable() -> Select[Loop]:
    """Loops joined to what the policy asks about."""
    return select(Loop).join(Loop.application).join(Application.candidate).join(Application.opening)


def _head() -> tuple[ORMOption, ...]:
    """The candidate and the opening of a loop, as every page of it needs them."""
    application = contains_eager(Loop.application)
    return application.contains_eager(Application.candidate), application.contains_eager(Application.opening)


def _whole() -> tuple[ORMOption, ...]:
    """Everything that the plan of a loop is made of."""
    opening = contains_eager(Loop.application).contains_eager(Application.opening)
    interviews = selectinload(Loop.interviews)
    return (
        *_head(),
        opening.joinedload(Opening.hiring_manager),
        opening.joinedload(Opening.recruiter),
        opening.selectinload(Opening.requirements).joinedload(Requirement.principle),
        opening.selectinload(Opening.team),
        opening.selectinload(Opening.future_reports),
        interviews.joinedload(Interview.interviewer),
        interviews.selectinload(Interview.principles).joinedload(Assignment.principle),
        interviews.selectinload(Interview.questions).joinedload(AskedQuestion.question),
        selectinload(Loop.amendments).joinedload(Amendment.by),
    )


def _one(chosen: Select[Loop]) -> Loop:
    """The loop as it stands in the database now, or missing."""
    found = db.session.scalar(chosen.options(*_whole()).execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def loop_for(actor: Actor, loop_id: int) -> Loop:
    """A loop that exists for this person, with everything its pages need."""
    return _one(_reachable().where(Loop.id == loop_id, policy.seen_by(actor)))


def to_debrief(actor: Actor) -> Select[Loop]:
    """A loop that exists for this person, with its opening and who interviewed; asks for `loop_id`."""
    loaded = (*_head(), selectinload(Loop.interviews).joinedload(Interview.interviewer))
    return _reachable().where(Loop.id == bindparam("loop_id", type_=BigId), policy.seen_by(actor)).options(*loaded)


def loop_to_read(actor: Actor, loop_id: int) -> Loop:
    """A loop whose plan this person reads."""
    return _one(_reachable().where(Loop.id == loop_id, policy.read_by(actor)))


def loop_to_plan(actor: Actor, loop_id: int) -> Loop:
    """A loop that this person plans."""
    return _one(_reachable().where(Loop.id == loop_id, policy.planned_by(actor)))


def loop_to_probe(actor: Actor, loop_id: int) -> Loop:
    """A loop in which this person may give a principle to a later interviewer."""
    return _one(_reachable().where(Loop.id == loop_id, policy.asked_for_probes_by(actor)))


def whole_loop(loop_id: int) -> Loop:
    """A loop with everything, for operations: nobody is asked."""
    return _one(_reachable().where(Loop.id == loop_id))


def _interview(*where: ColumnElement[bool]) -> Interview:
    application = contains_eager(Interview.loop).contains_eager(Loop.application)
    chosen = (
        select(Interview)
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.candidate)
        .join(Application.opening)
        .options(
            application.contains_eager(Application.candidate),
            application.contains_eager(Application.opening).joinedload(Opening.hiring_manager),
            joinedload(Interview.interviewer),
            selectinload(Interview.principles).joinedload(Assignment.principle),
            selectinload(Interview.questions).joinedload(AskedQuestion.question),
        )
    )
    found = db.session.scalar(chosen.where(*where).execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def interview_for(actor: Actor, interview_id: int) -> Interview:
    """The actor's own interview in a released plan; the loop exists for them, the interview is not called off."""
    return _interview(
        Interview.id == interview_id,
        Interview.interviewer_id == actor.id,
        Interview.status == InterviewStatus.PLANNED,
        Loop.status.not_in([LoopStatus.PLANNING]),
        policy.read_by(actor),
    )


def interview_to_plan(actor: Actor, interview_id: int) -> Interview:
    """An interview of a loop that this person plans."""
    return _interview(Interview.id == interview_id, policy.planned_by(actor))


def own_or_planned_interview(actor: Actor, interview_id: int) -> Interview:
    """An interview that is this person's own, or of a loop that they plan."""
    return _interview(Interview.id == interview_id, policy.read_by(actor), or_(Interview.interviewer_id == actor.id, policy.planned_by(actor)))


def live_loop_of(application_id: int) -> Loop | None:
    """The loop of an application that is neither decided nor cancelled."""
    return db.session.scalar(select(Loop).where(Loop.application_id == application_id, Loop.status.in_(LIVE)))


def was_decided(application_id: int) -> bool:
    """Whether an earlier loop of this application came to its decision."""
    return db.session.scalar(select(Loop.id).where(Loop.application_id == application_id, Loop.status == LoopStatus.DECIDED).limit(1)) is not None


def loops_of(actor: Actor, application_ids: Sequence[int]) -> list[Loop]:
    """The loops of these applications that exist for this person, newest first."""
    return list(db.session.scalars(_loops_of(actor), {**actor.bound, "application_ids": application_ids}))


@for_roles
def _loops_of(actor: Actor) -> Select[Loop]:
    return _reachable().where(Loop.application_id.in_(_APPLICATIONS), policy.seen_by(actor)).options(*_head()).order_by(Loop.id.desc())


def waiting_for(actor: Actor, application_ids: Sequence[int]) -> list[tuple[Application, Opening]]:
    """Those of these applications for which this person may begin loops, with their openings."""
    return [(application, opening) for application, opening in db.session.execute(_begun(actor), {**actor.bound, "application_ids": application_ids})]


@for_roles
def _begun(actor: Actor) -> Any:
    chosen = select(Application, Opening).join(Application.candidate).join(Application.opening)
    return chosen.where(Application.id.in_(_APPLICATIONS), policy.begun_by(actor))


def page(actor: Actor, *, status: LoopStatus | None, after: int | None, size: int) -> list[Loop]:
    """Loops that exist for this person, newest first, with candidate and opening; one more than `size`."""
    chosen = _reachable().where(policy.seen_by(actor)).options(*_head()).order_by(Loop.id.desc()).limit(size + 1)
    chosen = chosen.where(Loop.status == status) if status is not None else chosen.where(Loop.status.in_(LIVE))
    if after is not None:
        chosen = chosen.where(Loop.id < after)
    return list(db.session.scalars(chosen))


def progress_of(loop_ids: Sequence[int]) -> dict[int, Progress]:
    """How far these loops are; one statement."""
    held, submitted = Interview.ends_at <= now(), Interview.submitted_at.is_not(None)
    ahead = case((Interview.starts_at > now(), Interview.starts_at))
    counts = (func.count(Interview.id), func.count(case((held, 1))), func.count(case((submitted, 1))), func.min(ahead))
    chosen = select(Interview.loop_id, *counts).where(Interview.loop_id.in_(loop_ids), Interview.status == InterviewStatus.PLANNED).group_by(Interview.loop_id)
    return {loop_id: Progress(*values) for loop_id, *values in db.session.execute(chosen)}


def owed(loop_ids: Sequence[int]) -> list[tuple[int, datetime]]:
    """Loop and end of every planned interview that is over and has neither feedback nor an excuse."""
    over = and_(Interview.status == InterviewStatus.PLANNED, Interview.ends_at <= now(), Interview.submitted_at.is_(None), Interview.excused_at.is_(None))
    rows = db.session.execute(select(Interview.loop_id, Interview.ends_at).where(Interview.loop_id.in_(loop_ids), over))
    return [(row.loop_id, row.ends_at) for row in rows if row.ends_at is not None]
