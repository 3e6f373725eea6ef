"""Who sees whose ladder and who acts on it: predicate and WHERE clause side by side."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, true

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.candidates.models import Application
from hiring.feedback.policy import pending_on
from hiring.loops.models import Loop
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import LoopStatus
from hiring.training.models import Trainee

OPENED = (LoopStatus.DEBRIEF, LoopStatus.DECIDED)


def keeps_ladder(actor: Actor) -> bool:
    """Core members and administrators look after the ladder."""
    return actor.has(Role.CORE, Role.ADMINISTRATOR)


def guides(actor: Actor, trainee: Trainee) -> bool:
    """The mentor, and whoever keeps the ladder; never oneself."""
    return actor.id != trainee.person_id and (keeps_ladder(actor) or actor.id == trainee.mentor_id)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """One's own place, those one mentors, and for the keepers of the ladder everybody's."""
    return true() if keeps_ladder(actor) else or_(Trainee.person_id == actor.id, Trainee.mentor_id == actor.id)


def sealed_for(actor: Actor, person_id: Any) -> ColumnElement[bool]:
    """Whether somebody's figures would tell this reader of a candidate on whom they owe feedback (invariant 5)."""
    rows = select(Shadow.id).join(Loop, Loop.id == Shadow.loop_id).join(Application, Application.id == Loop.application_id)
    owed = rows.where(Shadow.trainee_id == person_id, Shadow.submitted_at.is_not(None), pending_on(actor, Application.candidate_id))
    return exists(owed.correlate(Trainee))
