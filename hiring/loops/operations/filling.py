"""Filling a plan from a template: for each of its lines the eligible person with the fewest interviews that week."""

from datetime import datetime, timedelta

from hiring.accounts.actor import Actor
from hiring.accounts.queries import PersonFacts
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import instant
from hiring.loops import queries
from hiring.loops.models import Loop, LoopTemplate, TemplateSlot
from hiring.loops.operations.contents import made
from hiring.loops.queries import Plan
from hiring.loops.rules.eligibility import lead_seat, seat_ineligible
from hiring.loops.terms import LEADS, Appointment, Seat


def fill_from(loop: Loop, actor: Actor, template: LoopTemplate, start: datetime | None) -> None:
    """Add the template's interviews; a line for which nobody may sit is left out, and the gaps of the plan say so."""
    people = queries.everybody()
    for line in template.slots:
        plan = queries.plan_of(loop.id)
        appointment = _appointment(line, start, loop.zone)
        person = _chosen(plan, actor, _seat(line, plan), people, appointment)
        if person is not None:
            interview = made(plan, queries.bank_for(actor, plan), person.id, _seat(line, plan), appointment, _principles(line, plan))
            record(Event.INTERVIEW_PLANNED, actor_id=actor.id, subject=interview.id, loop=loop.id, person=person.id, seat=interview.seat.value)


def _seat(line: TemplateSlot, plan: Plan) -> Seat:
    """The seat of a line under the rules of this opening: who leads the debrief differs, or nobody does."""
    return (lead_seat(plan.rules) or Seat.INTERVIEWER) if line.seat in LEADS else line.seat


def _appointment(line: TemplateSlot, start: datetime | None, zone: str) -> Appointment:
    """The line's hour; on a night when the clocks go back, the first of two."""
    if start is None:
        return Appointment(zone=zone, minutes=line.minutes)
    return Appointment(start=start + timedelta(minutes=line.after_minutes), zone=zone, minutes=line.minutes, second=False)


def _principles(line: TemplateSlot, plan: Plan) -> list[int]:
    """The line's principles, as far as the opening requires them."""
    return [requirement.principle_id for requirement in plan.loop.application.opening.requirements if requirement.principle.key in line.principle_keys]


def _chosen(plan: Plan, actor: Actor, seat: Seat, people: dict[int, PersonFacts], appointment: Appointment) -> PersonFacts | None:
    """The eligible person with the fewest interviews who is free then; an ordinary seat is not for the hiring manager."""
    kept_free = {plan.ground.side.hiring_manager_id} if seat is not Seat.HIRING_MANAGER else set()
    fit = [person for person in people.values() if person.id not in kept_free and not seat_ineligible(seat, person, plan.ground)]
    busy = queries.load(actor, [person.id for person in fit], queries.week_of(plan))
    return next((person for person in sorted(fit, key=lambda person: busy.get(person.id, 0)) if _free(person, appointment)), None)


def _free(person: PersonFacts, appointment: Appointment) -> bool:
    if appointment.start is None:
        return True
    starts_at = instant(appointment.start, appointment.zone, appointment.second)
    return queries.taken(person.id, starts_at, starts_at + timedelta(minutes=appointment.minutes)) is None
