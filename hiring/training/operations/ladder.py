"""Places on the ladder: who begins, who guides, the course, and what the steps ask."""

from hiring.accounts.actor import Actor
from hiring.accounts.queries import person_facts
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.loops.operations import ask_for_shadowing
from hiring.training import policy, queries
from hiring.training.models import LadderStep, Trainee
from hiring.training.rules import first_step, need_of, require_sensible
from hiring.training.terms import Asks, Step


def begin(person_id: int, mentor_id: int | None, actor: Actor) -> Trainee:
    """Put somebody on the ladder, at the step that their certificates have brought them to."""
    if not policy.keeps_ladder(actor):
        raise Missing
    facts = person_facts([person_id]).get(person_id)
    if facts is None or not facts.active:
        raise Refused(say("Choose somebody from the list."), "person_id")
    if queries.trainee_of(person_id) is not None:
        raise Refused(say("%(name)s is on the ladder already. Open that page instead.", name=facts.name), "person_id")
    _require_mentor(person_id, mentor_id)
    trainee = Trainee(person_id=person_id, mentor_id=mentor_id, step=first_step(facts.roles), since=now())
    db.session.add(trainee)
    db.session.flush()
    ask_for_shadowing(person_id, need_of(trainee.step))
    record(Event.TRAINEE_ADDED, actor_id=actor.id, subject=trainee.id, person=person_id, mentor=mentor_id, step=trainee.step.value)
    return trainee


def name_mentor(trainee: Trainee, mentor_id: int | None, actor: Actor, version: int | None = None) -> None:
    """Somebody else guides a trainee from now on; while Core votes the mentor stays."""
    if not policy.keeps_ladder(actor) or actor.id == trainee.person_id:
        raise Missing
    if version is not None:
        require_version(trainee.version, version)
    if queries.promotion_of(trainee, pending=True) is not None:
        raise Refused(say("Core is voting on this trainee, and the mentor has no vote. Name another mentor after that."), "mentor_id")
    _require_mentor(trainee.person_id, mentor_id)
    trainee.mentor_id = mentor_id
    record(Event.MENTOR_NAMED, actor_id=actor.id, subject=trainee.id, mentor=mentor_id)
    db.session.flush()


def complete_course(trainee: Trainee, actor: Actor) -> None:
    """Note that the course is done; said twice, the first day stands."""
    if not policy.guides(actor, trainee):
        raise Missing
    if trainee.course_at is None:
        trainee.course_at = now()
        record(Event.COURSE_DONE, actor_id=actor.id, subject=trainee.id)
        db.session.flush()


def set_step(step: Step, asks: Asks, actor: Actor, version: int) -> LadderStep:
    """Say what a step asks from now on; `version` 0 where the house's numbers stood."""
    if not policy.keeps_ladder(actor):
        raise Missing
    require_sensible(step, asks)
    row = queries.step_row(step)
    require_version(row.version if row else 0, version)
    if row is None:
        row = LadderStep(step=step, needed=asks.needed, agreement=asks.agreement, votes=asks.votes, months=asks.months)
        db.session.add(row)
    else:
        row.needed, row.agreement, row.votes, row.months = asks.needed, asks.agreement, asks.votes, asks.months
    db.session.flush()
    record(Event.LADDER_CHANGED, actor_id=actor.id, subject=row.id, step=step.value)
    return row


def _require_mentor(person_id: int, mentor_id: int | None) -> None:
    """A mentor is somebody else who is certified to interview alone."""
    if mentor_id is None:
        return
    facts = person_facts([mentor_id]).get(mentor_id)
    if facts is None or mentor_id == person_id or Role.INTERVIEWER not in facts.roles or not facts.active:
        raise Refused(say("A mentor is somebody else who is certified to interview alone. Choose such a person."), "mentor_id")
