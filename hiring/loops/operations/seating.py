"""Putting a person into a slot: the checks and the bookkeeping that every change of a plan shares."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from hiring.accounts.actor import Actor
from hiring.accounts.queries import PersonFacts, person_facts
from hiring.candidates import operations as candidates
from hiring.candidates.queries import sight_of
from hiring.core.clock import instant, now, zone_of
from hiring.core.errors import Missing, Refused
from hiring.core.text import Sentence, say
from hiring.db.session import db
from hiring.loops import policy, queries
from hiring.loops.models import Interview, Loop
from hiring.loops.queries import Plan
from hiring.loops.rules import life
from hiring.loops.rules.eligibility import natural_seat, seat_ineligible, seats_of
from hiring.loops.terms import Appointment, Ineligible, InterviewStatus, Seat


def require_planner(actor: Actor, application_id: int) -> None:
    """To whoever does not plan this loop there is nothing to change here."""
    if not policy.plans(sight_of(actor, application_id)):
        raise Missing


def reasons_said(reasons: Sequence[Ineligible]) -> Sentence:
    """Every reason in a full sentence, one after the other."""
    first, *more = reasons
    if not more:
        return Sentence(first.sentence)
    return say("%(one)s %(more)s", one=Sentence(first.sentence), more=reasons_said(more))


def facts_of(person_id: int) -> PersonFacts:
    """What the rules must know of a person who was chosen."""
    found = person_facts([person_id]).get(person_id)
    if found is None:
        raise Refused(say("Choose somebody from the list."), "person_id")
    return found


def require_eligible(plan: Plan, person_id: int, seat: Seat) -> Seat:
    """The seat that this person takes; refused with every reason (invariants 1, 2 and 5)."""
    seat = natural_seat(person_id, seat, plan.ground)
    life.require_seat(seat, seats_of(plan.rules))
    person = facts_of(person_id)
    reasons = seat_ineligible(seat, person, plan.ground)
    if reasons:
        raise Refused(say("%(name)s cannot take the seat “%(seat)s”. %(why)s Choose somebody else.", name=person.name, seat=seat, why=reasons_said(reasons)), "person_id")
    return seat


def place(interview: Interview, appointment: Appointment, zone: str) -> None:
    """Give an interview its hour and place; refused when the hour is past, does not exist, or its person is taken then."""
    life.require_length(appointment.minutes)
    life.require_link(appointment.link)
    interview.zone, interview.minutes = appointment.zone or zone, appointment.minutes
    interview.place, interview.link = appointment.place, appointment.link
    if appointment.start is None:
        interview.start_wall = interview.starts_at = interview.ends_at = None
        return
    starts_at = instant(appointment.start, interview.zone, appointment.second)
    if starts_at != interview.starts_at:
        life.require_ahead(starts_at, now())
    interview.start_wall, interview.starts_at, interview.ends_at = appointment.start, starts_at, starts_at + timedelta(minutes=appointment.minutes)
    require_free(interview)


def appointment_of(interview: Interview) -> Appointment:
    """When and where an interview is, to be given to another one."""
    later = bool(interview.starts_at and interview.starts_at.astimezone(zone_of(interview.zone)).fold)
    return Appointment(interview.start_wall, interview.zone, interview.minutes, later, interview.place, interview.link)


def require_free(interview: Interview) -> None:
    """Refuse to book somebody who sits in another interview at that time."""
    if interview.starts_at is None or interview.ends_at is None:
        return
    with db.session.no_autoflush:
        other = queries.taken(interview.interviewer_id, interview.starts_at, interview.ends_at, interview.id)
    if other is not None:
        raise Refused(_double_booked(interview, other), "start")


def _double_booked(interview: Interview, other: Interview) -> Sentence:
    """The other time, on the wall of the zone it was agreed in; never whose interview it is."""
    wall = f"{other.start_wall:%Y-%m-%d %H:%M}"
    return say(
        "Nobody is in two interviews at once: %(name)s has another one at %(time)s (%(zone)s, %(minutes)s minutes). Choose another time or another person.",
        name=facts_of(interview.interviewer_id).name,
        time=wall,
        zone=other.zone,
        minutes=other.minutes,
    )


def store(interview: Interview) -> None:
    """Write an interview; where two requests raced for one person or one seat, the database lets one win."""
    try:
        db.session.flush()
    except IntegrityError as lost:
        said = str(lost.orig)
        if "double" in said:
            raise Refused(say("Nobody is in two interviews at once, and somebody booked this person for that time a moment ago. Choose another time."), "start") from lost
        if "uq_interview" in said or "UNIQUE" in said:
            raise Refused(say("Somebody filled this seat a moment ago. Look at the plan again.")) from lost
        raise


def take_seat(loop: Loop, person_id: int) -> None:
    """The floor below learns that this person sits in the panel and owes feedback (invariant 5)."""
    candidates.seat(loop.application, person_id)


def leave_seat(loop: Loop, person_id: int) -> None:
    """The floor below learns that a person sits there no more; whoever holds a key stays, and owes nothing."""
    if person_id in (loop.manager_key_id, loop.bar_key_id):
        candidates.seat_settled(loop.application, person_id)
    else:
        candidates.unseat(loop.application, person_id)


def call_off(interview: Interview, status: InterviewStatus) -> None:
    """Take an interview out of the plan; its questions were not asked and are free again."""
    interview.status = status
    interview.sequence += 1
    interview.questions = []
    db.session.flush()


def touch(loop: Loop) -> None:
    """The plan as a whole changed: whoever looks at an older one and releases it is stale (invariant 18)."""
    flag_modified(loop, "status")
    db.session.flush()
