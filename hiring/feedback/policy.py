"""The seal (invariant 5): who may read whose feedback, as facts, as a predicate and as a WHERE clause.

The facts are SQL expressions over `Loop`, `Application` and `Opening`; the predicate decides over their values, the clause
over the expressions. Whoever still owes feedback on a candidate is blind to all colleagues on that candidate.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, SQLColumnExpression, and_, exists, false, or_, select, type_coerce
from sqlalchemy.orm import aliased

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.candidates.models import Application, Candidate
from hiring.feedback.models import Feedback, FeedbackRead, GlassBreak
from hiring.loops.models import Conflict, Interview, Loop
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.models import Opening, RoleBrief, TeamMember
from hiring.openings.terms import Preset

_OPENED = (LoopStatus.DEBRIEF, LoopStatus.DECIDED)
_SEAT, _HOST, _SHADOW, _AROUND, _ENTRY = aliased(Interview), aliased(Interview), aliased(Shadow), aliased(Loop), aliased(Application)
"""Second names of tables, made once: each new one would copy every column into every statement that is kept."""


@dataclass(frozen=True)
class Standing:
    """How a person stands to a loop and its candidate."""

    barred: bool = False
    pending: bool = False
    member: bool = False
    seated: bool = False
    overseer: bool = False
    opened: bool = False
    glass: bool = False


def may_read_loop(standing: Standing) -> bool:
    """Whether colleagues' feedback of a loop is open to somebody who stands so."""
    return _entitled(standing) and not standing.barred and not standing.pending


def may_read(standing: Standing, *, own: bool, read_before: bool) -> bool:
    """Whether one submitted feedback of the loop may be read."""
    return own or (_entitled(standing) and not standing.barred and (read_before or not standing.pending))


def may_break_glass(actor: Actor, standing: Standing) -> bool:
    """Whether an administrator may break the seal of a loop: never one they sit in, never while they are blind."""
    return actor.has(Role.ADMINISTRATOR) and not (standing.seated or standing.barred or standing.pending)


def _entitled(standing: Standing) -> bool:
    return standing.member or (standing.overseer and standing.opened) or (standing.glass and not standing.seated)


def readable_ids(actor: Actor) -> Select[int]:
    """The ids of every submitted feedback that a person may read; the clause beside `may_read`."""
    entitled = or_(_member(actor), and_(_overseer(actor), _opened()), and_(_glass(actor), ~_seated(actor)))
    colleagues = and_(entitled, ~barred(actor), or_(_read_before(actor), ~pending_on(actor, Application.candidate_id)))
    return (
        select(Feedback.id)
        .correlate(None)
        .join(Loop, Loop.id == Feedback.loop_id)
        .join(Application, Application.id == Loop.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(or_(Feedback.author_id == actor.id, colleagues))
    )


def standing_columns(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """A person's `Standing` in a loop that is joined to its application and opening, in the order of its fields."""
    return (barred(actor), pending_on(actor, Application.candidate_id), _member(actor), _seated(actor), _overseer(actor), _opened(), _glass(actor))


def standing_in(actor: Actor, loop_id: SQLColumnExpression[int] | int) -> Any:
    """The statement that gathers a person's `Standing` in a loop."""
    found = select(*standing_columns(actor)).select_from(Loop).join(Application, Application.id == Loop.application_id)
    return found.join(Opening, Opening.id == Application.opening_id).where(Loop.id == loop_id)


def pending_on(actor: Actor, candidate_id: SQLColumnExpression[int] | int) -> ColumnElement[bool]:
    """Whether somebody still owes feedback on a candidate, or as a trainee practice feedback, in any loop that is not cancelled."""
    return or_(_there(_owed(actor.id, candidate_id)), _there(_practice_owed(actor.id, candidate_id)))


def _owed(person_id: Any, candidate_id: SQLColumnExpression[int] | int) -> Select[int]:
    """The interviews for which somebody owes feedback on a candidate."""
    excused = and_(_SEAT.excused_at.is_not(None), _AROUND.status == LoopStatus.DECIDED)
    return (
        select(_SEAT.id)
        .join(_AROUND, _AROUND.id == _SEAT.loop_id)
        .join(_ENTRY, _ENTRY.id == _AROUND.application_id)
        .where(_ENTRY.candidate_id == candidate_id, _SEAT.interviewer_id == person_id, _SEAT.status == InterviewStatus.PLANNED)
        .where(_AROUND.status != LoopStatus.CANCELLED, _SEAT.submitted_at.is_(None), ~excused)
    )


def _practice_owed(person_id: Any, candidate_id: SQLColumnExpression[int] | int) -> Select[int]:
    """The seats of a trainee without sealed practice feedback, until their loop is over."""
    return (
        select(_SHADOW.id)
        .join(_AROUND, _AROUND.id == _SHADOW.loop_id)
        .join(_ENTRY, _ENTRY.id == _AROUND.application_id)
        .where(_ENTRY.candidate_id == candidate_id, _SHADOW.trainee_id == person_id, _SHADOW.withdrawn_at.is_(None), _SHADOW.submitted_at.is_(None))
        .where(_AROUND.status.not_in((LoopStatus.CANCELLED, LoopStatus.DECIDED)))
    )


def barred(actor: Actor) -> ColumnElement[bool]:
    """The candidate in person, and whoever declared a conflict with the candidate."""
    return or_(_there(_is_candidate(actor.id)), _there(_conflict(actor.id)))


def _is_candidate(person_id: Any) -> Select[int]:
    return select(Candidate.id).where(Candidate.id == Application.candidate_id, Candidate.person_id == person_id)


def _conflict(person_id: Any) -> Select[int]:
    return (
        select(Conflict.id)
        .join(_AROUND, _AROUND.id == Conflict.loop_id)
        .join(_ENTRY, _ENTRY.id == _AROUND.application_id)
        .where(Conflict.person_id == person_id, _ENTRY.candidate_id == Application.candidate_id)
    )


def _seat_of(actor: Actor, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    own = (Interview.loop_id == Loop.id, Interview.interviewer_id == actor.id, Interview.status == InterviewStatus.PLANNED)
    return _there(select(Interview.id).where(*own, *conditions))


def _seated(actor: Actor) -> ColumnElement[bool]:
    """Interviews in the loop, or sits in as a trainee."""
    trainee = select(Shadow.id).where(Shadow.loop_id == Loop.id, Shadow.trainee_id == actor.id, Shadow.withdrawn_at.is_(None))
    return or_(_seat_of(actor), _there(trainee))


def _member(actor: Actor) -> ColumnElement[bool]:
    """Sits in the loop and has nothing left to hand in; or sat in with somebody of whom that is true."""
    return or_(_seat_of(actor, _handed_in(Interview)), _sat_in(actor))


def _handed_in(seat: Any) -> ColumnElement[bool]:
    excused = and_(seat.excused_at.is_not(None), Loop.status == LoopStatus.DECIDED)
    return or_(seat.submitted_at.is_not(None), excused)


def _sat_in(actor: Actor) -> ColumnElement[bool]:
    """A trainee with sealed practice feedback sees what the host may see."""
    around = (Loop, Application, Opening, Feedback, _HOST)
    blind = [exists(rows.correlate(*around)) for rows in (_owed(_HOST.interviewer_id, Application.candidate_id), _practice_owed(_HOST.interviewer_id, Application.candidate_id))]
    shut = [exists(rows.correlate(*around)) for rows in (_is_candidate(_HOST.interviewer_id), _conflict(_HOST.interviewer_id))]
    own = (Shadow.loop_id == Loop.id, Shadow.trainee_id == actor.id, Shadow.withdrawn_at.is_(None), Shadow.submitted_at.is_not(None))
    return _there(select(Shadow.id).join(_HOST, _HOST.id == Shadow.interview_id).where(*own, _HOST.status == InterviewStatus.PLANNED, _handed_in(_HOST), ~or_(*blind, *shut)))


def _overseer(actor: Actor) -> ColumnElement[bool]:
    """Hiring manager, holder of a key, recruiter who sees the opening, Core who signed the brief off."""
    keys = or_(Loop.manager_key_id == actor.id, Loop.bar_key_id == actor.id)
    return or_(Opening.hiring_manager_id == actor.id, keys, _recruits(actor), _signed_off(actor))


def _recruits(actor: Actor) -> ColumnElement[bool]:
    """Any recruiter; for a confidential opening its own, and those on its team."""
    if not actor.has(Role.RECRUITER):
        return false()
    team = _there(select(TeamMember.id).where(TeamMember.opening_id == Opening.id, TeamMember.person_id == actor.id))
    return or_(Opening.confidential.is_(False), Opening.recruiter_id == actor.id, team)


def _signed_off(actor: Actor) -> ColumnElement[bool]:
    """Core oversees what it signed off; a confidential opening does not exist outside its own people."""
    if not actor.has(Role.CORE):
        return false()
    signed = _there(select(RoleBrief.id).where(RoleBrief.opening_id == Opening.id, RoleBrief.signed_off_by_id == actor.id))
    return and_(Opening.confidential.is_(False), signed)


def _opened() -> ColumnElement[bool]:
    """From the debrief on; where there is none, once all feedback is in."""
    sealed_only = type_coerce(Opening.rules, JSON)["preset"].as_string() == Preset.FEEDBACK
    return or_(Loop.status.in_(_OPENED), and_(sealed_only, Loop.status == LoopStatus.RELEASED, all_in(Loop.id)))


def all_in(loop_id: SQLColumnExpression[int] | int) -> ColumnElement[bool]:
    """Whether a loop has interviews and nobody in it owes feedback any more."""
    planned = select(Interview.id).where(Interview.loop_id == loop_id, Interview.status == InterviewStatus.PLANNED)
    owing = planned.where(Interview.submitted_at.is_(None), Interview.excused_at.is_(None))
    return and_(~_there(owing), _there(planned.where(Interview.submitted_at.is_not(None))))


def _glass(actor: Actor) -> ColumnElement[bool]:
    """Broke the seal of this loop and is still an administrator."""
    if not actor.has(Role.ADMINISTRATOR):
        return false()
    return _there(select(GlassBreak.id).where(GlassBreak.loop_id == Loop.id, GlassBreak.person_id == actor.id))


def _read_before(actor: Actor) -> ColumnElement[bool]:
    return _there(select(FeedbackRead.id).where(FeedbackRead.feedback_id == Feedback.id, FeedbackRead.person_id == actor.id))


def _there(rows: Select[int]) -> ColumnElement[bool]:
    """Whether such a row exists, seen from a loop with its application and opening, or from a feedback; from nothing else around."""
    return exists(rows.correlate(Loop, Application, Opening, Feedback))
