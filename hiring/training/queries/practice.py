"""Practice feedback: one's own seat and draft, a pair to compare, and what is owed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from hiring.accounts.actor import Actor, for_roles
from hiring.accounts.models import Person
from hiring.candidates.models import Application, Candidate
from hiring.core.errors import Missing
from hiring.core.text import Words
from hiring.db.session import db
from hiring.feedback import policy as feedback_policy
from hiring.feedback import queries as feedback
from hiring.feedback.body import parse
from hiring.feedback.models import Feedback
from hiring.feedback.operations.submission import assigned
from hiring.feedback.rules import rating_of
from hiring.loops.models import Interview, Loop
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import LoopStatus, ShadowKind
from hiring.openings.models import Opening
from hiring.openings.terms import ProcessRules
from hiring.principles.terms import Rating
from hiring.training.models import Comparison, Practice
from hiring.training.terms import Step


@dataclass(frozen=True)
class Pair:
    """The host's feedback and the trainee's practice on one interview."""

    shadow: Shadow
    interview: Interview
    practice: Practice
    host: Feedback
    recorded: bool
    """Whether this sign-in has read the host's before."""

    @property
    def own_ratings(self) -> dict[int, Rating]:
        """The trainee's ratings; what the host marked as not covered has no data."""
        body = parse(self.practice.body)
        found = {each.id: rating_of(each, body.on(each.id)) for each in assigned(self.interview)}
        return {principle: rating for principle, rating in found.items() if rating is not None}

    @property
    def host_ratings(self) -> dict[int, Rating]:
        """The host's ratings."""
        return {each.principle_id: each.rating for each in self.host.ratings}


@dataclass(frozen=True)
class Owed:
    """A trainee seat that waits for practice feedback."""

    interview_id: int
    kind: ShadowKind
    starts_at: datetime | None
    ends_at: datetime | None
    rules: ProcessRules
    candidate: str
    opening: Words
    host: str


@dataclass(frozen=True)
class Row:
    """A sealed practice feedback on the page of its author: figures once they may be known."""

    interview_id: int
    kind: ShadowKind
    host: str
    submitted_at: datetime | None
    opened: bool
    step: Step | None
    pairs: int | None
    points: int | None
    same_side: bool | None


def seat_for(actor: Actor, interview_id: int) -> Shadow:
    """The trainee seat of this person beside an interview, once the plan stands."""
    chosen = (
        select(Shadow)
        .join(Shadow.loop)
        .join(Loop.application)
        .where(Shadow.interview_id == interview_id, Shadow.trainee_id == actor.id, Shadow.withdrawn_at.is_(None), Loop.status != LoopStatus.PLANNING)
        .where(~feedback_policy.barred(actor))
        .options(contains_eager(Shadow.loop).contains_eager(Loop.application), joinedload(Shadow.interview).joinedload(Interview.interviewer))
    )
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def practice_of(shadow_id: int) -> Practice | None:
    """The practice feedback of a seat, as far as its reader may know of it."""
    return db.session.scalar(select(Practice).where(Practice.shadow_id == shadow_id).execution_options(populate_existing=True))


def pair_for(actor: Actor, interview_id: int, trainee_id: int | None = None) -> Pair:
    """Both sides of an interview, for the trainee or the host, when both are sealed and the host may see."""
    chosen = select(Shadow).where(Shadow.interview_id == interview_id, Shadow.submitted_at.is_not(None), Shadow.withdrawn_at.is_(None))
    shadow = db.session.scalar(chosen.where(Shadow.trainee_id == (trainee_id or actor.id)).options(joinedload(Shadow.interview), joinedload(Shadow.trainee)))
    if shadow is None or actor.id not in (shadow.trainee_id, shadow.interview.interviewer_id):
        raise Missing
    if not feedback_policy.may_read_loop(feedback.standing(actor, shadow.loop_id)):
        raise Missing
    readable, recorded = feedback.readable(actor, shadow.loop_id)
    host = next((each for each in readable if each.interview_id == interview_id), None)
    practice = practice_of(shadow.id)
    if host is None or practice is None or practice.submitted_at is None:
        raise Missing
    return Pair(shadow, feedback.kit_beside(interview_id), practice, host, host.id in recorded)


def comparison_of(shadow_id: int) -> Comparison | None:
    """What comparing a practice feedback gave, once its author kept it."""
    return db.session.scalar(select(Comparison).where(Comparison.shadow_id == shadow_id))


def owed(actor: Actor) -> list[Owed]:
    """The reader's seats that wait for practice feedback, by time."""
    return [Owed(*row) for row in db.session.execute(_owed(actor), actor.bound)]


@for_roles
def _owed(actor: Actor) -> Any:
    host = aliased(Person)
    facts = (Shadow.interview_id, Shadow.kind, Interview.starts_at, Interview.ends_at, Opening.rules, Candidate.name, Opening.title, host.name)
    return (
        select(*facts)
        .join(Interview, Interview.id == Shadow.interview_id)
        .join(host, host.id == Interview.interviewer_id)
        .join(Loop, Loop.id == Shadow.loop_id)
        .join(Application, Application.id == Loop.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(Shadow.trainee_id == actor.id, Shadow.withdrawn_at.is_(None), Shadow.submitted_at.is_(None))
        .where(Loop.status.in_((LoopStatus.RELEASED, LoopStatus.DEBRIEF)), ~feedback_policy.barred(actor))
        .order_by(Interview.starts_at, Interview.id)
    )


def rows_of(person_id: int) -> list[Row]:
    """Somebody's sealed practice feedback, newest first: no candidate, and no figure before the debrief of its loop."""
    opened = Loop.status.in_((LoopStatus.DEBRIEF, LoopStatus.DECIDED))
    facts = (Shadow.interview_id, Shadow.kind, Person.name, Shadow.submitted_at, opened, Comparison.step, Comparison.pairs, Comparison.points, Comparison.same_side)
    chosen = (
        select(*facts)
        .select_from(Shadow)
        .join(Interview, Interview.id == Shadow.interview_id)
        .join(Person, Person.id == Interview.interviewer_id)
        .join(Loop, Loop.id == Shadow.loop_id)
        .join(Comparison, Comparison.shadow_id == Shadow.id, isouter=True)
        .where(Shadow.trainee_id == person_id, Shadow.submitted_at.is_not(None))
    )
    return [Row(*row) for row in db.session.execute(chosen.order_by(Shadow.submitted_at.desc(), Shadow.id).limit(50))]
