"""Trainees who sit in: seated by whoever plans, told like interviewers, counted by no rule of the plan.

A seat changes no coverage, so it needs no amendment and no new proof: the act stands in the log.
"""

from datetime import datetime

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import operations as candidates
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.session import db
from hiring.loops import queries
from hiring.loops.models import Interview, Loop
from hiring.loops.operations.letters import tell_shadow, tell_shadow_off
from hiring.loops.operations.seating import facts_of, reasons_said, require_planner
from hiring.loops.queries import Plan
from hiring.loops.rules.eligibility import Need, shadow_ineligible
from hiring.loops.rules.life import require_open_interview, require_room_for_shadows
from hiring.loops.shadow_models import Shadow, ShadowNeed
from hiring.loops.terms import LoopStatus


def seat_shadow(loop: Loop, actor: Actor, interview_id: int, person_id: int) -> Shadow:
    """A trainee sits in beside the host of an interview, as their step on the ladder asks."""
    require_planner(actor, loop.application_id)
    require_room_for_shadows(loop.status)
    plan = queries.plan_of(loop.id)
    host = _host(plan, interview_id)
    need = _require_eligible(plan, host, person_id)
    _require_free(host, person_id)
    shadow = _seated(plan, host, person_id, need, actor)
    candidates.sit_in(plan.loop.application, person_id)
    record(Event.SHADOW_SEATED, actor_id=actor.id, subject=shadow.id, loop=loop.id, interview=host.id, person=person_id, kind=need.kind.value)
    if loop.status is LoopStatus.RELEASED:
        tell_shadow(plan.loop, host, shadow)
    return shadow


def withdraw_shadow(loop: Loop, shadow: Shadow, actor: Actor) -> None:
    """A trainee does not sit in after all."""
    require_planner(actor, loop.application_id)
    if shadow.submitted_at is not None:
        raise Refused(say("This trainee has sealed practice feedback, so the seat stays. It counts nowhere in the loop."))
    plan = queries.plan_of(loop.id)
    _let_go(plan, shadow)
    record(Event.SHADOW_WITHDRAWN, actor_id=actor.id, subject=shadow.id, loop=loop.id, person=shadow.trainee_id)


def practice_is_in(loop: Loop, shadow: Shadow, moment: datetime) -> None:
    """The floor above sealed practice feedback: the trainee sees from now on what the host may see."""
    shadow.submitted_at = moment
    candidates.sat_in(loop.application, shadow.trainee_id)


def ask_for_shadowing(person_id: int, need: Need | None) -> None:
    """The floor above says how somebody is to sit in from now on, or that they are not."""
    standing = queries.need_of(person_id)
    if need is None:
        if standing is not None:
            db.session.delete(standing)
    elif standing is None:
        db.session.add(ShadowNeed(person_id=person_id, kind=need.kind, beside_lead=need.beside_lead))
    else:
        standing.kind, standing.beside_lead = need.kind, need.beside_lead
    db.session.flush()


def _host(plan: Plan, interview_id: int) -> Interview:
    host = next((each for each in plan.planned if each.id == interview_id), None)
    if host is None:
        raise Refused(say("Choose an interview of this plan."), "interview_id")
    require_open_interview(host.status, host.submitted_at)
    if host.starts_at is not None and host.starts_at <= now():
        raise Refused(say("This interview has begun, and whoever was not there cannot write about it. Choose one that lies ahead."), "interview_id")
    return host


def _require_eligible(plan: Plan, host: Interview, person_id: int) -> Need:
    person, standing = facts_of(person_id), queries.need_of(person_id)
    need = Need(standing.kind, standing.beside_lead) if standing else None
    reasons = shadow_ineligible(person, need, host.seat, plan.ground)
    if reasons or need is None:
        raise Refused(say("%(name)s cannot sit in here. %(why)s Choose somebody else.", name=person.name, why=reasons_said(reasons)), "person_id")
    return need


def _require_free(host: Interview, person_id: int) -> None:
    if host.starts_at and host.ends_at and queries.taken(person_id, host.starts_at, host.ends_at):
        raise Refused(say("%(name)s has an interview at that time. Choose another trainee or another host.", name=facts_of(person_id).name), "person_id")


def _seated(plan: Plan, host: Interview, person_id: int, need: Need, actor: Actor) -> Shadow:
    """The seat; one that was given back before is taken anew."""
    shadow = queries.seat_taken_before(plan.loop.id, person_id)
    if shadow is None:
        shadow = Shadow(loop_id=plan.loop.id, interview_id=host.id, trainee_id=person_id, kind=need.kind, added_by_id=actor.id)
        db.session.add(shadow)
    else:
        shadow.interview_id, shadow.kind, shadow.added_by_id, shadow.withdrawn_at = host.id, need.kind, actor.id, None
    db.session.flush()
    return shadow


def _let_go(plan: Plan, shadow: Shadow) -> None:
    shadow.withdrawn_at = now()
    candidates.seat_settled(plan.loop.application, shadow.trainee_id)
    interview = next(each for each in plan.loop.interviews if each.id == shadow.interview_id)
    if plan.loop.status is not LoopStatus.PLANNING and interview.starts_at and interview.starts_at > now():
        tell_shadow_off(plan.loop, interview, shadow)


def tell_shadows(plan: Plan) -> None:
    """The plan was released: trainees are told when and with whom they sit in."""
    by_id = {interview.id: interview for interview in plan.planned}
    for shadow in queries.shadows_of(plan.loop.id):
        tell_shadow(plan.loop, by_id[shadow.interview_id], shadow)


def let_shadows_go(plan: Plan, interview_id: int | None = None, person_id: int | None = None) -> None:
    """An interview or a person left, or the whole loop ended: seats without sealed practice feedback are given back."""
    chosen = select(Shadow).where(Shadow.loop_id == plan.loop.id, Shadow.withdrawn_at.is_(None), Shadow.submitted_at.is_(None))
    if interview_id is not None:
        chosen = chosen.where(Shadow.interview_id == interview_id)
    if person_id is not None:
        chosen = chosen.where(Shadow.trainee_id == person_id)
    for shadow in db.session.scalars(chosen.order_by(Shadow.id)):
        _let_go(plan, shadow)
    db.session.flush()


def forget_shadows(plan: Plan, interview_id: int) -> None:
    """An interview is taken out of a plan nobody was told of yet: its trainee seats go with it."""
    for shadow in db.session.scalars(select(Shadow).where(Shadow.interview_id == interview_id)):
        candidates.seat_settled(plan.loop.application, shadow.trainee_id)
        db.session.delete(shadow)
    db.session.flush()
