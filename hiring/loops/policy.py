"""Who sees a loop and who plans it: predicate and WHERE clause side by side.

The WHERE clauses expect a statement over `Loop` joined to `Application` and `Opening`.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select

from hiring.accounts.actor import Actor
from hiring.accounts.policy import administrates, is_core, recruits
from hiring.candidates.models import Application, Candidate, PanelSeat
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import InterviewStatus
from hiring.openings.models import Opening, RoleBrief, TeamMember


@dataclass(frozen=True)
class Standing:
    """What of a loop decides who sees it: its opening's people, its panel, and those kept away."""

    confidential: bool
    recruiter_id: int
    hiring_manager_id: int
    team: frozenset[int] = frozenset()
    panel: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()
    signed_off_by_id: int | None = None
    kept_away: frozenset[int] = frozenset()


def plans(actor: Actor, standing: Standing) -> bool:
    """The hiring manager and the recruiter plan; other recruiters help where the opening is not confidential or they are on its team."""
    if actor.id in standing.kept_away:
        return False
    if actor.id in (standing.recruiter_id, standing.hiring_manager_id):
        return True
    return recruits(actor) and (not standing.confidential or actor.id in standing.team)


def reads_plan(actor: Actor, standing: Standing) -> bool:
    """Who works on the loop reads its plan: planners, hiring team, panel, key holders, and the Core member who signed off its brief."""
    if actor.id in standing.kept_away:
        return False
    oversees = is_core(actor) and actor.id == standing.signed_off_by_id
    return plans(actor, standing) or actor.id in standing.team | standing.panel | standing.keys or oversees


def sees(actor: Actor, standing: Standing) -> bool:
    """Administrators see that the loop exists and where it stands; the others what they read."""
    return reads_plan(actor, standing) or (administrates(actor) and actor.id not in standing.kept_away)


def planned_by(actor: Actor) -> ColumnElement[bool]:
    """The loops that an actor plans."""
    return and_(_owned(actor), not_(_kept_away(actor)))


def read_by(actor: Actor) -> ColumnElement[bool]:
    """The loops whose plan an actor reads."""
    return and_(or_(_owned(actor), _team(actor), _seated(actor), Loop.manager_key_id == actor.id, Loop.bar_key_id == actor.id, _overseen(actor)), not_(_kept_away(actor)))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The loops that exist for an actor."""
    return and_(not_(_kept_away(actor)), True) if administrates(actor) else read_by(actor)


def _owned(actor: Actor) -> ColumnElement[bool]:
    mine = or_(Opening.recruiter_id == actor.id, Opening.hiring_manager_id == actor.id)
    return or_(mine, Opening.confidential.is_(False), _team(actor)) if recruits(actor) else mine


def _team(actor: Actor) -> ColumnElement[bool]:
    return exists(select(TeamMember.id).where(TeamMember.opening_id == Opening.id, TeamMember.person_id == actor.id))


def _seated(actor: Actor) -> ColumnElement[bool]:
    return exists(select(Interview.id).where(Interview.loop_id == Loop.id, Interview.interviewer_id == actor.id, Interview.status == InterviewStatus.PLANNED))


def _overseen(actor: Actor) -> ColumnElement[bool]:
    if not is_core(actor):
        return false()
    return exists(select(RoleBrief.id).where(RoleBrief.opening_id == Opening.id, RoleBrief.signed_off_by_id == actor.id))


def _kept_away(actor: Actor) -> ColumnElement[bool]:
    """The candidate as a person of the organisation, and whoever declared a conflict with them."""
    candidate = exists(select(Candidate.id).where(Candidate.id == Application.candidate_id, Candidate.person_id == actor.id))
    barred = exists(select(PanelSeat.id).where(PanelSeat.candidate_id == Application.candidate_id, PanelSeat.person_id == actor.id, PanelSeat.barred))
    return or_(candidate, barred)
