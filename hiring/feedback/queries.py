"""Reads of kits, drafts and submitted feedback; what belongs to colleagues passes the seal of `policy`."""

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from hiring.accounts.actor import Actor, for_roles, somebody
from hiring.accounts.terms import Role
from hiring.candidates.models import Application
from hiring.core.errors import Missing
from hiring.db.session import ONE_PLAN, db
from hiring.db.types import BigId
from hiring.feedback import policy
from hiring.feedback.body import Story
from hiring.feedback.models import Addendum, Draft, Evidence, Feedback, FeedbackRead, GlassBreak, PrincipleRating
from hiring.feedback.policy import Standing
from hiring.feedback.rules import Content, Reasons
from hiring.loops.models import AskedQuestion, Assignment, Interview, Loop
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.models import Opening, RoleBrief
from hiring.principles.models import Principle
from hiring.questions.models import Probe, Question

_PROBES = (
    select(Probe.id)
    .join(AskedQuestion, AskedQuestion.question_id == Probe.question_id)
    .where(AskedQuestion.interview_id == bindparam("interview_id", type_=BigId))
    .order_by(AskedQuestion.position, Probe.position)
)
_DRAFT = select(Draft).where(Draft.interview_id == bindparam("interview_id", type_=BigId), Draft.author_id == bindparam("author_id", type_=BigId))
_ROLE = (
    contains_eager(Interview.loop).contains_eager(Loop.application).contains_eager(Application.candidate),
    contains_eager(Interview.loop).contains_eager(Loop.application).contains_eager(Application.opening),
)
_KIT: tuple[ORMOption, ...] = (
    contains_eager(Interview.loop).contains_eager(Loop.application).contains_eager(Application.opening).joinedload(Opening.brief).selectinload(RoleBrief.outcomes),
    selectinload(Interview.principles).joinedload(Assignment.principle).selectinload(Principle.anchors),
    selectinload(Interview.questions).joinedload(AskedQuestion.question).selectinload(Question.probes),
)
_WHOLE: tuple[ORMOption, ...] = (
    joinedload(Feedback.author),
    selectinload(Feedback.ratings).joinedload(PrincipleRating.principle),
    selectinload(Feedback.evidence),
    selectinload(Feedback.addenda),
)


def interview_of(actor: Actor, interview_id: int) -> Interview:
    """An interview of this person in a released loop, with loop, candidate, opening and assigned principles."""
    return _found(_own(actor), {**actor.bound, "interview_id": interview_id})


def seat_of(actor: Actor, interview_id: int) -> Interview:
    """The same interview alone, for an act that reads it whole once it is held."""
    return _found(_own_seat(actor), {**actor.bound, "interview_id": interview_id})


def kit_of(actor: Actor, interview_id: int) -> Interview:
    """The same with everything that the kit shows: anchors, questions with probes, outcomes of the role."""
    return _found(_own_kit(actor), {**actor.bound, "interview_id": interview_id})


def kit_beside(interview_id: int) -> Interview:
    """The kit of an interview, with its host, for a trainee who sits in; that they do is asked by the floor above."""
    return _found(_kit_beside(), {"interview_id": interview_id})


def _found(chosen: Select[Any], values: dict[str, int]) -> Interview:
    found: Interview | None = db.session.scalar(chosen, values)
    if found is None:
        raise Missing
    return found


@for_roles
def _own(actor: Actor) -> Select[Any]:
    return _of_interviewer(actor).options(*_ROLE, selectinload(Interview.principles).joinedload(Assignment.principle))


@for_roles
def _own_seat(actor: Actor) -> Select[Any]:
    return _of_interviewer(actor)


@for_roles
def _own_kit(actor: Actor) -> Select[Any]:
    return _of_interviewer(actor).options(*_ROLE, *_KIT)


@cache
def _kit_beside() -> Select[Any]:
    return _joined().options(joinedload(Interview.interviewer), *_ROLE, *_KIT)


def _of_interviewer(actor: Actor) -> Select[Any]:
    """Nobody but the interviewer opens a kit, and only once the plan stands."""
    return _joined().where(Interview.interviewer_id == actor.id, or_(Interview.submitted_at.is_not(None), ~policy.barred(actor)))


def _joined() -> Select[Any]:
    """An interview of a plan that stands, as the database has it now."""
    return (
        select(Interview)
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Interview.id == bindparam("interview_id", type_=BigId), Loop.status != LoopStatus.PLANNING)
        .execution_options(populate_existing=True)
    )


def probes_of(interview_id: int) -> tuple[int, ...]:
    """The follow-ups of the questions of an interview."""
    return tuple(db.session.scalars(_PROBES, {"interview_id": interview_id}))


def draft_of(actor: Actor, interview_id: int) -> Draft | None:
    """This person's draft for an interview, if they have written anything."""
    return db.session.scalar(_DRAFT, {"interview_id": interview_id, "author_id": actor.id})


def sealed_of(interview_id: int) -> Feedback | None:
    """The submitted feedback of an interview, whole; for its author."""
    return db.session.scalar(select(Feedback).where(Feedback.interview_id == interview_id).options(*_WHOLE))


def standing(actor: Actor, loop_id: int) -> Standing:
    """How a person stands to a loop: one statement."""
    facts = db.session.execute(_standing(actor.roles), {**actor.bound, "loop_id": loop_id}).first()
    if facts is None:
        raise Missing
    return Standing(*(bool(fact) for fact in facts))


@cache
def _standing(roles: frozenset[Role]) -> Any:
    """The statement for whoever has these roles, built once."""
    return policy.standing_in(somebody(roles), bindparam("loop_id", type_=BigId)).execution_options(**ONE_PLAN)


def is_pending(actor: Actor, candidate_id: int) -> bool:
    """Whether a person still owes feedback on a candidate and so is blind to colleagues."""
    return bool(db.session.scalar(select(policy.pending_on(actor, candidate_id))))


class Readable(NamedTuple):
    """Submitted feedback in the order of the interviews, and which of it this sign-in has on record as read."""

    feedbacks: list[Feedback]
    recorded: frozenset[int]


def readable(actor: Actor, loop_id: int, session: Session | None = None) -> Readable:
    """The submitted feedback of a loop that this person may read, whole."""
    values = {**actor.bound, "loop_id": loop_id, "sign_in_id": actor.sign_in_id}
    rows = (session or db.session()).execute(_readable(actor.roles), values).unique().all()
    return Readable([row.Feedback for row in rows], frozenset(row.Feedback.id for row in rows if row.recorded))


@cache
def _readable(roles: frozenset[Role]) -> Any:
    """The statement for whoever has these roles, built once; without a sign-in nothing is on record."""
    actor, loop_id = somebody(roles), bindparam("loop_id", type_=BigId)
    chosen = select(Feedback, _on_record(actor).label("recorded"))
    return _ordered(chosen.where(Feedback.loop_id == loop_id, Feedback.id.in_(policy.readable_ids(actor).where(Feedback.loop_id == loop_id)))).execution_options(**ONE_PLAN)


def _on_record(actor: Actor) -> ColumnElement[bool]:
    """Whether this sign-in has a feedback on record as read."""
    same = (FeedbackRead.feedback_id == Feedback.id, FeedbackRead.person_id == actor.id, FeedbackRead.sign_in_id == bindparam("sign_in_id", type_=BigId))
    return exists(select(FeedbackRead.id).where(*same).correlate(Feedback))


def unread_in(actor: Actor) -> ColumnElement[bool]:
    """Whether a loop has a colleague's feedback that this sign-in has not on record; it does not tell whether it may be read."""
    return exists(select(Feedback.id).where(Feedback.loop_id == Loop.id, Feedback.author_id != actor.id, ~_on_record(actor)).correlate(Loop))


def readable_among(actor: Actor, ids: Collection[int]) -> set[int]:
    """Which of these feedbacks a person may read."""
    return set(db.session.scalars(policy.readable_ids(actor).where(Feedback.id.in_(ids))))


def submitted_of(loop_id: int) -> list[Feedback]:
    """Every submitted feedback of a loop, whole; only for rules that never show it."""
    return _in_order(_of_loop(loop_id))


def _of_loop(loop_id: int) -> Select[Feedback]:
    return select(Feedback).where(Feedback.loop_id == loop_id)


def _in_order(chosen: Select[Feedback]) -> list[Feedback]:
    return list(db.session.scalars(_ordered(chosen)).unique())


def _ordered(chosen: Any) -> Any:
    """Feedback with all its parts as one statement: a row for each story, since every story belongs to a rating."""
    told = and_(Evidence.feedback_id == Feedback.id, Evidence.principle_id == PrincipleRating.principle_id)
    parts = (Feedback.interview, Feedback.author, Feedback.ratings, Feedback.evidence, Feedback.addenda)
    return (
        chosen.join(Feedback.interview)
        .join(Feedback.author)
        .join(Feedback.ratings, isouter=True)
        .join(Principle, Principle.id == PrincipleRating.principle_id, isouter=True)
        .join(Evidence, told, isouter=True)
        .join(Feedback.addenda, isouter=True)
        .options(*map(contains_eager, parts), contains_eager(Feedback.ratings).contains_eager(PrincipleRating.principle))
        .order_by(Interview.starts_at, Interview.id, PrincipleRating.position, Evidence.position, Addendum.at)
    )


def all_in(loop_id: int) -> bool:
    """Whether all feedback of a loop is in, excused people apart."""
    return bool(db.session.scalar(select(policy.all_in(loop_id))))


def loop_head(loop_id: int) -> Loop:
    """A loop with candidate, opening and required principles, for those who may read its feedback."""
    opening = contains_eager(Loop.application).contains_eager(Application.opening)
    found = db.session.scalar(
        select(Loop)
        .join(Loop.application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Loop.id == loop_id)
        .options(contains_eager(Loop.application).contains_eager(Application.candidate), opening.selectinload(Opening.requirements))
    )
    if found is None:
        raise Missing
    return found


def panel(loop_id: int) -> list[Interview]:
    """The interviews of a loop with their interviewers; who has submitted is no secret."""
    planned = select(Interview).where(Interview.loop_id == loop_id, Interview.status == InterviewStatus.PLANNED)
    return list(db.session.scalars(planned.options(joinedload(Interview.interviewer)).order_by(Interview.starts_at, Interview.id)))


def glass_breaks(loop_id: int) -> list[GlassBreak]:
    """Who broke the seal of a loop, and why."""
    return list(db.session.scalars(select(GlassBreak).where(GlassBreak.loop_id == loop_id).options(joinedload(GlassBreak.person)).order_by(GlassBreak.created_at)))


def content_of(feedback: Feedback) -> Content:
    """What was sealed, rebuilt from its rows, to be checked against its commitment."""
    return Content(
        loop=feedback.loop_id,
        interview=feedback.interview_id,
        author=feedback.author_id,
        vote=feedback.vote,
        reasons=Reasons(feedback.reason_for, feedback.reason_against),
        notes=feedback.notes,
        ratings=tuple((each.principle_id, each.rating, each.reason) for each in feedback.ratings),
        evidence=tuple((each.principle_id, story_of(each)) for each in feedback.evidence),
    )


def story_of(evidence: Evidence) -> Story:
    """A piece of evidence as a plain value."""
    return Story(evidence.situation, evidence.task, evidence.action, evidence.result, evidence.verbatim)
