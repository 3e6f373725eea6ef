"""A debrief as acts and pages need it: held against others who act at once, and as plain values for the rules."""

from functools import cache

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from hiring.candidates.models import Application
from hiring.core.text import Words
from hiring.db.session import db, hold_rows
from hiring.db.types import BigId
from hiring.debriefs.models import Debrief, Dissent, Key, Member, Verdict
from hiring.debriefs.rules.findings import Found
from hiring.debriefs.rules.gate import Place
from hiring.debriefs.rules.phases import Chair
from hiring.debriefs.terms import Phase
from hiring.feedback.models import Evidence, Feedback
from hiring.loops.models import Interview, Loop
from hiring.loops.queries.loops import whole_loop
from hiring.openings.models import Opening, Requirement

_ROOM = (
    joinedload(Debrief.loop).joinedload(Loop.application).joinedload(Application.opening).selectinload(Opening.requirements).joinedload(Requirement.principle),
    selectinload(Debrief.members).joinedload(Member.person),
    selectinload(Debrief.verdicts).options(selectinload(Verdict.citations), joinedload(Verdict.principle)),
)


def held(debrief_id: int) -> Debrief:
    """A debrief with its members and verdicts as they stand now, held until this transaction ends: acts come one by one."""
    hold_rows(db.session(), select(Debrief.id).where(Debrief.id == debrief_id).with_for_update())
    return db.session.scalars(select(Debrief).where(Debrief.id == debrief_id).options(*_ROOM).execution_options(populate_existing=True)).one()


def held_loop(loop_id: int) -> Loop:
    """A loop with its plan as it stands now, held until this transaction ends."""
    hold_rows(db.session(), select(Loop.id).where(Loop.id == loop_id).with_for_update())
    return whole_loop(loop_id)


def phase_of(loop_id: int) -> Phase | None:
    """The phase that the debrief of a loop is in, or None before it was opened."""
    return db.session.scalar(select(Debrief.phase).where(Debrief.loop_id == loop_id))


def place(interview: Interview) -> Place:
    """A planned interview as the gate sees it."""
    return Place(interview.interviewer_id, interview.interviewer.name, interview.submitted_at is not None, interview.excused_at is not None)


def chairs(debrief: Debrief) -> list[Chair]:
    """The members as the rules see them."""
    return [chair(member) for member in debrief.members]


def chair(member: Member) -> Chair:
    """One member as the rules see them; that somebody voted is a fact of the room, the vote itself is not asked."""
    return Chair(member.person_id, member.person.name, member.votes, member.confirmed_at is not None, member.excused_at is not None, member.voted_at is not None)


def chair_of(debrief: Debrief, person_id: int) -> Chair | None:
    """The chair of a person, or None where they have none."""
    return next((chair for chair in chairs(debrief) if chair.person == person_id), None)


def required(debrief: Debrief) -> dict[int, Words]:
    """The principles and competencies that need a verdict, by id, in the order of the opening."""
    return {need.principle_id: need.principle.name for need in debrief.loop.application.opening.requirements}


def finding(verdict: Verdict) -> Found:
    """A verdict as the rules see it."""
    return Found(verdict.value, frozenset(citation.evidence_id for citation in verdict.citations))


def findings(debrief: Debrief) -> dict[int, Found]:
    """Every verdict as the rules see it, by principle."""
    return {verdict.principle_id: finding(verdict) for verdict in debrief.verdicts}


def evidence_ids(loop_id: int) -> frozenset[int]:
    """The evidence that a verdict of this loop may cite."""
    return frozenset(db.session.scalars(select(Evidence.id).join(Feedback, Feedback.id == Evidence.feedback_id).where(Feedback.loop_id == loop_id)))


def pulse(loop_id: int) -> int | None:
    """A number that grows with everything that happens in the room of a loop, in one statement; it tells nothing of what."""
    return db.session.execute(_pulse(), {"loop_id": loop_id}).scalar()


@cache
def _pulse() -> Select[int]:
    """The statement, built once: every open room asks it every few seconds."""
    return select(moved()).join(Loop, Loop.id == Debrief.loop_id).where(Debrief.loop_id == bindparam("loop_id", type_=BigId))


def moved() -> ColumnElement[int]:
    """The number of a debrief that is joined to its loop."""
    verdicts = select(func.coalesce(func.sum(Verdict.version), 0)).where(Verdict.debrief_id == Debrief.id).correlate(Debrief).scalar_subquery()
    members = _count(Member) + _count(Member, Member.confirmed_at.is_not(None)) + _count(Member, Member.excused_at.is_not(None)) + _count(Member, Member.voted_at.is_not(None))
    return Debrief.version + Loop.version + members + verdicts + dissents() + _count(Key)


def dissents() -> ScalarSelect[int]:
    """How many dissents are on record."""
    return _count(Dissent)


def _count(model: type[Member | Dissent | Key], *where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(model.id)).where(model.debrief_id == Debrief.id, *where).correlate(Debrief).scalar_subquery()
