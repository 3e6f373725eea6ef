"""Planning a loop before its release: people, times, principles, questions; every choice is checked as it is made."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import operations as candidates
from hiring.candidates.models import Application
from hiring.candidates.queries import sight_of
from hiring.candidates.terms import Stage
from hiring.core.errors import Missing
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.loops import policy, queries
from hiring.loops.models import Interview, Loop, LoopTemplate
from hiring.loops.operations.contents import made, propose_questions, set_principles, set_questions, swap
from hiring.loops.operations.filling import fill_from
from hiring.loops.operations.seating import leave_seat, place, require_eligible, require_planner, store, take_seat, touch
from hiring.loops.operations.shadowing import forget_shadows
from hiring.loops.queries import Plan
from hiring.loops.rules import life
from hiring.loops.terms import UNTIMED, Appointment, LoopStatus, Seat
from hiring.openings.models import Opening


def begin(application: Application, actor: Actor, template: LoopTemplate | None = None, start: datetime | None = None) -> Loop:
    """A recruiter begins the loop of an application, from a template where one is chosen; one live loop an application."""
    if not policy.begins(sight_of(actor, application.id)):
        raise Missing
    opening = db.session.get_one(Opening, application.opening_id)
    life.require_begin(application.stage, opening.status, live=queries.live_loop_of(application.id) is not None, decided=queries.was_decided(application.id))
    loop = Loop(application_id=application.id, status=LoopStatus.PLANNING, zone=opening.zone, created_by_id=actor.id)
    db.session.add(loop)
    db.session.flush()
    candidates.set_stage(application, Stage.LOOP, actor)
    record(Event.LOOP_CREATED, actor_id=actor.id, subject=loop.id, application=application.id)
    if template is not None:
        apply_template(loop, actor, template, start)
    return loop


def apply_template(loop: Loop, actor: Actor, template: LoopTemplate, start: datetime | None = None) -> None:
    """Fill a plan with the interviews of a template, choosing for each the eligible person with the fewest interviews."""
    _require_planning(loop, actor)
    fill_from(loop, actor, template, start)
    touch(loop)


def add_interview(
    loop: Loop,
    actor: Actor,
    person_id: int,
    seat: Seat = Seat.INTERVIEWER,
    appointment: Appointment = UNTIMED,
    principle_ids: Collection[int] = (),
    question_ids: Sequence[int] = (),
) -> Interview:
    """Give somebody an interview in a plan; the hiring manager always takes the hiring manager's seat."""
    plan = _require_planning(loop, actor)
    interview = made(plan, queries.bank_for(actor, plan), person_id, seat, appointment, principle_ids, question_ids)
    record(Event.INTERVIEW_PLANNED, actor_id=actor.id, subject=interview.id, loop=loop.id, person=person_id, seat=interview.seat.value)
    touch(loop)
    return interview


def change_interview(interview: Interview, actor: Actor, appointment: Appointment, person_id: int | None = None, seat: Seat | None = None, version: int | None = None) -> None:
    """Change when and where an interview is, and who sits in which seat."""
    plan = _require_planning(interview.loop, actor)
    _require_seen(interview, version)
    before, after = interview.interviewer_id, person_id or interview.interviewer_id
    with db.session.no_autoflush:
        if (after, seat or interview.seat) != (before, interview.seat):
            interview.seat = require_eligible(plan.without(before), after, seat or interview.seat)
            interview.interviewer_id = after
        place(interview, appointment, plan.loop.zone)
    store(interview)
    if after != before:
        leave_seat(plan.loop, before)
        take_seat(plan.loop, after)
    record(Event.INTERVIEW_CHANGED, actor_id=actor.id, subject=interview.id, loop=interview.loop_id)
    touch(plan.loop)


def remove_interview(interview: Interview, actor: Actor) -> None:
    """Take an interview out of a plan that is not released."""
    plan = _require_planning(interview.loop, actor)
    leave_seat(plan.loop, interview.interviewer_id)
    record(Event.INTERVIEW_REMOVED, actor_id=actor.id, subject=interview.id, loop=interview.loop_id, person=interview.interviewer_id)
    forget_shadows(plan, interview.id)
    plan.loop.interviews.remove(interview)
    db.session.delete(interview)
    touch(plan.loop)


def assign(loop: Loop, actor: Actor, matrix: Mapping[int, Collection[int]], version: int | None = None) -> None:
    """Say who covers what: the principles of each interview of the plan; those that are new to it bring a question each."""
    plan = _require_planning(loop, actor)
    if version is not None:
        require_version(loop.version, version)
    bank = queries.bank_for(actor, plan)
    for interview in plan.planned:
        propose_questions(interview, plan, bank, set_principles(interview, plan, matrix.get(interview.id, ())))
        record(Event.INTERVIEW_CHANGED, actor_id=actor.id, subject=interview.id, loop=loop.id)
    touch(loop)


def choose_questions(interview: Interview, actor: Actor, question_ids: Sequence[int], version: int | None = None) -> None:
    """Choose what an interview asks: active questions about its principles, each once in the loop."""
    plan = _require_planning(interview.loop, actor)
    _require_seen(interview, version)
    set_questions(interview, plan, queries.bank_for(actor, plan), question_ids)
    record(Event.INTERVIEW_CHANGED, actor_id=actor.id, subject=interview.id, loop=interview.loop_id)
    touch(plan.loop)


def swap_question(interview: Interview, actor: Actor, question_id: int) -> None:
    """Ask the next question of the rotation in the place of one that was proposed or chosen."""
    plan = _require_planning(interview.loop, actor)
    swap(interview, plan, queries.bank_for(actor, plan), question_id)
    record(Event.INTERVIEW_CHANGED, actor_id=actor.id, subject=interview.id, loop=interview.loop_id)
    touch(plan.loop)


def _require_planning(loop: Loop, actor: Actor) -> Plan:
    """The plan as it stands, for somebody who plans it, while it can be edited."""
    require_planner(actor, loop.application_id)
    life.require_planning(loop.status)
    return queries.plan_of(loop.id)


def _require_seen(interview: Interview, version: int | None) -> None:
    if version is not None:
        require_version(interview.version, version)
