"""Loops: planned, released, amended; then their interviews and their debrief."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hiring.candidates.models import Application
from hiring.db.session import db
from hiring.loops import operations, queries
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import Appointment, NotHeldReason
from hiring.principles.terms import JobFamily, Track
from hiring.seeding.demo import debriefs, interviews, training
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import moment, workday
from hiring.seeding.demo.panels import Chair, booked, chairs, near, questions_for
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table

_TEMPLATES = {JobFamily.ENGINEERING: "Engineering loop", JobFamily.PRODUCT: "Product loop"}
_ILL, _KNOWN, _NO_LINE = 0, 2, 5
"""Places of the reasons that these amendments have."""

_BEGINS_IN, _MORNING = 7, time(10, 0)


@dataclass(frozen=True)
class Seated:
    """A chair with the interview that it became."""

    chair: Chair
    interview_id: int

    @property
    def who(self) -> str:
        """Whose interview it is."""
        return self.chair.who


def begun(world: World, candidate: Table, application_id: int, day: date) -> Story:
    """A plan that was only begun, from a template: its page shows what is missing."""
    opening = world.opening(candidate["opening"])
    recruiter = opening["recruiter"]
    yield world.at(recruiter, day, "15:20")
    template = queries.template_named(_template_name(opening))
    begins = world.start if candidate["state"] == "planning" else day
    start = datetime.combine(workday(begins + timedelta(days=_BEGINS_IN)), _MORNING)
    operations.begin(db.session.get_one(Application, application_id), world.actor(recruiter), template, start)


def _template_name(opening: Table) -> str:
    if Track(opening["track"]) is Track.MANAGER:
        return "Manager loop"
    return _TEMPLATES.get(JobFamily(opening["family"]), "Manager loop")


def cancelled(world: World, recruiter: str, application_id: int, reason: str) -> None:
    """A plan is given up, where there is one."""
    loop = queries.live_loop_of(application_id)
    if loop is not None:
        operations.cancel_loop(loop, world.actor(recruiter), reason)


def story(world: World, candidate: Table, plan: Table, application_id: int, earliest: date) -> Story:
    """From the plan to the decision, as far as this loop is today."""
    opening = world.opening(candidate["opening"])
    recruiter = opening["recruiter"]
    panel = chairs(world, candidate, plan)
    planned = max(earliest, workday(min(chair.slot.wall.date() for chair in panel), -6))
    yield world.at(recruiter, planned, "16:10")
    loop, seats = _planned(world, candidate, panel, application_id)
    yield world.at(recruiter, workday(planned, 1), "10:30")
    seats = list(_without_conflicts(world, recruiter, loop, seats))
    yield world.at(recruiter, workday(planned, 1), "14:45")
    operations.release(db.session.get_one(Loop, loop), world.actor(recruiter))
    for sitting in training.seated(world, candidate["key"], loop, recruiter, {seated.who: (seated.chair, seated.interview_id) for seated in seats}):
        world.clockwork.begin(sitting)
    for seated in seats:
        world.clockwork.begin(_told(world, candidate, loop, seated))
    if "until" in plan:
        last = max(interviews.sealed_at(world, seated.chair) for seated in seats)
        yield from debriefs.story(world, candidate, plan, loop, application_id, workday(last.date(), 1))


def _planned(world: World, candidate: Table, panel: list[Chair], application_id: int) -> tuple[int, list[Seated]]:
    """A plan with people, hours, principles and questions."""
    opening = world.opening(candidate["opening"])
    recruiter = world.actor(opening["recruiter"])
    loop = operations.begin(db.session.get_one(Application, application_id), recruiter)
    asked: set[int] = set()
    seats = []
    for chair in panel:
        principles = [world.principles[key] for key in chair.principles]
        made = operations.add_interview(
            loop, recruiter, world.people[chair.who], chair.seat, _appointment(candidate, chair), principles, questions_for(opening, chair.principles, asked)
        )
        seats.append(Seated(chair, made.id))
    return loop.id, seats


def _appointment(candidate: Table, chair: Chair) -> Appointment:
    return Appointment(start=chair.slot.wall, second=False, link=f"https://meet.example.com/{candidate['key']}")


def _without_conflicts(world: World, recruiter: str, loop_id: int, seats: list[Seated]) -> Iterator[Seated]:
    """Whoever knows the candidate says so before the plan is released, and somebody else takes the interview over."""
    for seated in seats:
        line = seated.chair.line
        if "conflict" not in line:
            yield seated
            continue
        actor, other = world.actor(recruiter), line["conflict"]
        reason = world.texts.nth("amendment_reasons", _KNOWN, world.person(seated.who)["locale"])
        operations.declare_conflict(db.session.get_one(Loop, loop_id), world.actor(seated.who), world.people[seated.who], reason)
        interview = queries.interview_to_plan(actor, seated.interview_id)
        appointment = Appointment(interview.start_wall, interview.zone, interview.minutes, False, interview.place, interview.link)
        operations.change_interview(interview, actor, appointment, world.people[other])
        yield Seated(replace(seated.chair, line={**line, "who": other}), seated.interview_id)


def _told(world: World, candidate: Table, loop_id: int, seated: Seated) -> Story:
    """What becomes of one interview."""
    line = seated.chair.line
    if "replaced" in line:
        yield from _replaced(world, candidate, loop_id, seated)
    elif line.get("feedback") == "not_held":
        yield from _again(world, candidate, loop_id, seated)
    else:
        yield from interviews.story(world, loop_id, seated.chair, seated.interview_id)


def _replaced(world: World, candidate: Table, loop_id: int, seated: Seated) -> Story:
    """On the morning of the interview its interviewer is ill, and a colleague takes it over."""
    recruiter, slot = world.opening(candidate["opening"])["recruiter"], seated.chair.slot
    yield moment(slot.wall.date(), "08:20", world.opening(candidate["opening"])["zone"])
    actor, other = world.actor(recruiter), seated.chair.line["replaced"]
    reason = world.texts.nth("amendment_reasons", _ILL, world.person(recruiter)["locale"])
    new = operations.amend_replace(queries.interview_to_plan(actor, seated.interview_id), actor, world.people[other], reason)
    yield from interviews.story(world, loop_id, replace(seated.chair, line={**seated.chair.line, "who": other}), new.id)


def _again(world: World, candidate: Table, loop_id: int, seated: Seated) -> Story:
    """The line did not work at the hour; the recruiter adds the interview once more by amendment."""
    recruiter, chair = world.opening(candidate["opening"])["recruiter"], seated.chair
    yield chair.slot.starts_at + timedelta(minutes=25)
    interview = queries.interview_for(world.actor(chair.who), seated.interview_id)
    operations.mark_not_held(interview, world.actor(chair.who), NotHeldReason.TECHNICAL)
    yield chair.slot.starts_at + timedelta(minutes=150)
    line = {**chair.line, "feedback": "sealed"}
    slot = booked(world, candidate, line, near(world, line["again"], chair.who))
    later = replace(chair, line=line, slot=slot)
    new = _added(world, candidate, loop_id, later, world.texts.nth("amendment_reasons", _NO_LINE, world.person(recruiter)["locale"]))
    yield from interviews.story(world, loop_id, later, new.id)


def _added(world: World, candidate: Table, loop_id: int, chair: Chair, reason: str) -> Interview:
    opening = world.opening(candidate["opening"])
    plan = queries.plan_of(loop_id)
    asked = {question for slot in plan.slots for question in slot.questions}
    return operations.amend_add(
        plan.loop,
        world.actor(opening["recruiter"]),
        world.people[chair.who],
        chair.seat,
        _appointment(candidate, chair),
        [world.principles[key] for key in chair.principles],
        reason,
        questions_for(opening, chair.principles, asked),
    )
