"""Debriefs and sign-offs that wait for one reader. Whoever is blind on the candidate finds none of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from hiring.accounts.actor import Actor, for_roles
from hiring.accounts.models import Person
from hiring.candidates import policy as candidates
from hiring.candidates.models import Application, Candidate
from hiring.core.text import Words
from hiring.db.session import db
from hiring.debriefs.models import Debrief, Key, Member
from hiring.debriefs.terms import Phase
from hiring.feedback.policy import all_in
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.models import Opening, RoleBrief
from hiring.openings.terms import OpeningStatus, ProcessRules
from hiring.workspace.rules import Turn


@dataclass(frozen=True)
class Room:
    """A debrief that is under way, and how it stands to the reader."""

    loop_id: int
    candidate: str
    opening: Words
    zone: str
    turn: Turn
    lead: str
    ended_at: datetime | None


class Ready(NamedTuple):
    """A loop whose feedback is all in, and that nobody has taken further."""

    loop_id: int
    candidate: str
    opening: Words
    zone: str
    rules: ProcessRules
    lead_id: int | None
    manager_id: int
    recruiter_id: int
    ended_at: datetime | None


class Brief(NamedTuple):
    """An opening whose brief waits for the reader."""

    opening_id: int
    title: Words
    status: OpeningStatus
    manager: str
    submitted_at: datetime | None
    returned_reason: str


def _ended() -> ScalarSelect[Any]:
    """When the last interview of a loop ended."""
    return select(func.max(Interview.ends_at)).where(Interview.loop_id == Loop.id, Interview.status == InterviewStatus.PLANNED).correlate(Loop).scalar_subquery()


def _unsealed(actor: Actor, chosen: Select[Any]) -> Select[Any]:
    """Only where the reader neither owes feedback on the candidate nor is kept away from them; with candidate and opening."""
    return (
        chosen.join(Application, Application.id == Loop.application_id)
        .join(Application.candidate)
        .join(Application.opening)
        .where(~candidates.blind_on(actor), ~candidates.apart(actor))
    )


def rooms_of(actor: Actor) -> list[Room]:
    """The debriefs that the reader sits in or holds a key of, longest under way first."""
    rows = db.session.execute(_rooms(actor), actor.bound)
    return [Room(row.loop_id, row.candidate, row.title, row.zone, _turn(row, actor), row.lead or "", row.ended_at) for row in rows]


@for_roles
def _rooms(actor: Actor) -> Any:
    lead = aliased(Person)
    holds = or_(Loop.bar_key_id == actor.id, Loop.manager_key_id == actor.id)
    about = (Loop.id.label("loop_id"), Candidate.name.label("candidate"), Opening.title, Opening.zone, lead.name.label("lead"), _ended().label("ended_at"))
    seat = (Member.confirmed_at, Member.excused_at, Member.votes, Member.voted_at)
    facts = (Debrief.phase, Loop.bar_key_id, holds.is_(True).label("holds_key"), _turned(actor).label("turned"), *_counts())
    chosen = (
        select(*about, *seat, *facts)
        .select_from(Debrief)
        .join(Loop, Loop.id == Debrief.loop_id)
        .join(Member, and_(Member.debrief_id == Debrief.id, Member.person_id == actor.id), isouter=True)
        .join(lead, lead.id == Loop.bar_key_id, isouter=True)
        .where(Debrief.phase != Phase.CLOSED, Loop.status == LoopStatus.DEBRIEF, or_(holds, Member.votes))
        .order_by(Debrief.phase_since, Debrief.id)
    )
    return _unsealed(actor, chosen)


def _turned(actor: Actor) -> ColumnElement[bool]:
    return exists(select(Key.id).where(Key.debrief_id == Debrief.id, Key.person_id == actor.id))


def _counts() -> tuple[ColumnElement[int], ...]:
    """How many of the room still read or vote, and how many keys were turned: facts, not opinions."""
    others = aliased(Member)
    here = select(func.count()).select_from(others).where(others.debrief_id == Debrief.id, others.excused_at.is_(None))
    keys = select(func.count()).select_from(Key).where(Key.debrief_id == Debrief.id)
    return (
        here.where(others.confirmed_at.is_(None)).correlate(Debrief).scalar_subquery().label("still_read"),
        here.where(others.votes, others.voted_at.is_(None)).correlate(Debrief).scalar_subquery().label("still_vote"),
        keys.correlate(Debrief).scalar_subquery().label("keys_turned"),
    )


def _turn(row: Any, actor: Actor) -> Turn:
    """The facts of one row; a key holder named later has no seat yet and reads first."""
    return Turn(
        phase=row.phase,
        leads=row.bar_key_id == actor.id,
        holds_key=row.holds_key,
        confirmed=row.confirmed_at is not None,
        excused=row.excused_at is not None,
        votes=bool(row.votes),
        voted=row.voted_at is not None,
        turned=row.turned,
        still_read=row.still_read,
        still_vote=row.still_vote,
        keys_turned=row.keys_turned,
    )


def ready_for(actor: Actor) -> list[Ready]:
    """Released loops with all feedback in, for who may go on: the lead, the recruiter, the hiring manager who decides alone."""
    return [Ready(*row) for row in db.session.execute(_ready(actor), actor.bound)]


@for_roles
def _ready(actor: Actor) -> Any:
    concerned = or_(Loop.bar_key_id == actor.id, Opening.recruiter_id == actor.id, Opening.hiring_manager_id == actor.id)
    people = (Loop.bar_key_id, Opening.hiring_manager_id, Opening.recruiter_id)
    chosen = select(Loop.id, Candidate.name, Opening.title, Opening.zone, Opening.rules, *people, _ended())
    return _unsealed(actor, chosen.select_from(Loop)).where(Loop.status == LoopStatus.RELEASED, all_in(Loop.id), concerned).order_by(Loop.id)


def briefs_for(actor: Actor) -> list[Brief]:
    """Openings whose brief waits for the reader: to be signed off, or to be written on after it came back."""
    return [Brief(*row) for row in db.session.execute(_briefs(actor), actor.bound)]


@for_roles
def _briefs(actor: Actor) -> Any:
    asked = and_(RoleBrief.asked_id == actor.id, RoleBrief.signed_off_at.is_(None), Opening.status == OpeningStatus.SIGN_OFF)
    returned = and_(Opening.hiring_manager_id == actor.id, RoleBrief.returned_reason != "", Opening.status == OpeningStatus.DRAFT)
    chosen = select(Opening.id, Opening.title, Opening.status, Person.name, RoleBrief.submitted_at, RoleBrief.returned_reason)
    chosen = chosen.join(Opening.brief).join(Person, Person.id == Opening.hiring_manager_id)
    return chosen.where(or_(asked, returned)).order_by(RoleBrief.submitted_at, Opening.id)
