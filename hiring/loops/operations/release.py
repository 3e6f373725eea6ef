"""Releasing a plan: proved complete, frozen, keys named, everybody told."""

from collections.abc import Collection

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.text import Sentence, say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.loops import queries
from hiring.loops.models import Amendment, Loop
from hiring.loops.operations.letters import tell_assigned
from hiring.loops.operations.seating import require_free, require_planner, take_seat, touch
from hiring.loops.operations.shadowing import tell_shadows
from hiring.loops.queries import Plan
from hiring.loops.rules import life
from hiring.loops.rules.coverage import Lack, digest, proof
from hiring.loops.terms import LEADS, AmendmentKind, LoopStatus
from hiring.questions import operations as questions


def release(loop: Loop, actor: Actor, version: int | None = None) -> None:
    """Prove a plan complete before its first interview, freeze it, and tell its interviewers (invariant 3)."""
    require_planner(actor, loop.application_id)
    life.require_planning(loop.status)
    if version is not None:
        require_version(loop.version, version)
    plan = queries.plan_of(loop.id)
    _require_complete(plan)
    _freeze(plan, actor)
    plan = _with_newest(plan)
    record_proof(plan, actor, None, "")
    record(Event.LOOP_RELEASED, actor_id=actor.id, subject=loop.id, interviews=len(plan.slots))
    for interview in plan.planned:
        take_seat(plan.loop, interview.interviewer_id)
        tell_assigned(plan.loop, interview)
    tell_shadows(plan)
    touch(plan.loop)


def _require_complete(plan: Plan) -> None:
    if plan.gaps:
        raise Refused(say("The plan is not complete yet: %(gaps)s. Close every gap on the plan’s page, then release.", gaps=gaps_said(plan.gaps)))
    if plan.rules.planned:
        life.require_before_first([slot.starts_at for slot in plan.slots if slot.starts_at], now())
    for interview in plan.planned:
        require_free(interview)


def _freeze(plan: Plan, actor: Actor) -> None:
    """The two keys go to those who sit in their seats; where there is no debrief, the hiring manager decides alone."""
    loop = plan.loop
    loop.status, loop.released_at, loop.released_by_id = LoopStatus.RELEASED, now(), actor.id
    loop.manager_key_id = loop.application.opening.hiring_manager_id
    loop.bar_key_id = next((slot.person_id for slot in plan.slots if slot.seat in LEADS), None)


def _with_newest(plan: Plan) -> Plan:
    """The plan is released with the newest edition of each question, keeps it from then on, and sends it to the end of the rotation."""
    asked = [each for interview in plan.planned for each in interview.questions]
    newest = queries.newest_of([each.root_id for each in asked])
    for each in asked:
        each.question = newest.get(each.root_id, each.question)
    db.session.flush()
    send_to_the_end(plan)
    return queries.plan_from(plan.loop)


def send_to_the_end(plan: Plan, before: Collection[int] = ()) -> None:
    """The questions that a plan asks and did not ask before go to the end of the rotation; confidential openings leave no trace in it."""
    if not plan.loop.application.opening.confidential:
        questions.released({asked.root_id for interview in plan.planned for asked in interview.questions} - set(before))


def record_proof(plan: Plan, actor: Actor, kind: AmendmentKind | None, reason: str) -> Amendment:
    """Keep the proof of a plan as it stands: number 0 is the release, each later one an amendment."""
    kept = proof(plan.slots, plan.rules, plan.needs, plan.handed_on)
    amendment = Amendment(loop_id=plan.loop.id, number=len(plan.loop.amendments), kind=kind, reason=reason, by_id=actor.id, at=now(), proof=kept, digest=digest(kept))
    db.session.add(amendment)
    db.session.flush()
    return amendment


def gaps_said(lacks: list[Lack] | tuple[Lack, ...]) -> list[Sentence]:
    """Each kind of gap by its name, once."""
    return [Sentence(gap.label) for gap in dict.fromkeys(lack.gap for lack in lacks)]
