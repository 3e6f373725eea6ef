"""What a recruiter keeps moving: loops with gaps or late feedback, applications that wait, candidates to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from hiring.accounts.actor import Actor
from hiring.candidates import policy as candidates
from hiring.candidates.models import Application
from hiring.candidates.terms import NEWS, Stage
from hiring.core.clock import now
from hiring.db.session import db
from hiring.feedback.rules import due_at
from hiring.loops import policy as loops
from hiring.loops.models import Interview, Loop
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
    late: Sequence[Interview]


def troubled_loops(actor: Actor) -> list[Trouble]:
    """The loops of the reader's openings that are being planned or lack something, and those where feedback is late."""
    opening = contains_eager(Loop.application).contains_eager(Application.opening)
    chosen = (
        select(Loop)
        .join(Application, Application.id == Loop.application_id)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Opening.recruiter_id == actor.id, Loop.status.in_([LoopStatus.PLANNING, LoopStatus.RELEASED]), loops.planned_by(actor))
        .options(
            contains_eager(Loop.application).contains_eager(Application.candidate),
            opening.selectinload(Opening.requirements).joinedload(Requirement.principle),
            selectinload(Loop.interviews).options(joinedload(Interview.interviewer), selectinload(Interview.principles)),
        )
        .order_by(Loop.id)
    )
    found = (Trouble(loop, _lacks(loop), _late(loop)) for loop in db.session.scalars(chosen))
    return [each for each in found if each.lacks or each.late or each.loop.status is LoopStatus.PLANNING]


def _lacks(loop: Loop) -> list[Lack]:
    """What the plan lacks; whether its people are still eligible is looked at on the plan page."""
    opening = loop.application.opening
    needs = [Need(each.principle_id, each.principle.customer) for each in opening.requirements]
    return gaps([_slot(each) for each in loop.interviews if each.status is InterviewStatus.PLANNED], opening.rules, needs, handed_on(loop))


def _slot(interview: Interview) -> Slot:
    return Slot(
        interview_id=interview.id,
        person_id=interview.interviewer_id,
        seat=interview.seat,
        principles=tuple(each.principle_id for each in interview.principles),
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        unfit=() if interview.interviewer.active or interview.submitted_at else (Ineligible.INACTIVE,),
    )


def _late(loop: Loop) -> list[Interview]:
    """Interviews whose feedback is late."""
    if loop.status is not LoopStatus.RELEASED:
        return []
    rules = loop.application.opening.rules
    awaited = [each for each in loop.interviews if each.status is InterviewStatus.PLANNED and not each.submitted_at and not each.excused_at]
    return [each for each in awaited if (due := due_at(each.ends_at, rules)) and due <= now()]


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
    stuck = (Application.stage.in_([Stage.APPLIED, Stage.SCREENING]), Application.stage_since <= now() - WAITS_TOO_LONG)
    return list(db.session.scalars(_own_applications(actor).where(*stuck).order_by(Application.stage_since, Application.id)))


def untold(actor: Actor) -> list[Application]:
    """Applications that ended or came to an offer lately, and whose candidates were not told yet; oldest first."""
    news = (Application.stage.in_(NEWS), Application.told_at.is_(None), Application.stage_since > now() - LONG_AGO)
    return list(db.session.scalars(_own_applications(actor).where(*news).order_by(Application.stage_since, Application.id)))
