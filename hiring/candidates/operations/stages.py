"""Applications and their stages: what people move, and the mechanism that loops and debriefs use."""

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import queries, rules
from hiring.candidates.models import Application, Candidate, StageChange
from hiring.candidates.terms import Stage, StageReason
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.openings import operations as openings
from hiring.openings.models import Opening
from hiring.openings.terms import OpeningStatus


def enter(candidate: Candidate, opening: Opening, actor: Actor) -> Application:
    """A candidate enters an open opening, whose process rules freeze with the first one (invariant 4)."""
    sight = queries.entry_sight(actor, candidate.id, opening.id)
    if sight.apart or not (sight.recruits or sight.manages):
        raise Missing
    rules.require_unsealed(sight.blind)
    openings.freeze(opening, actor)
    if queries.application_between(candidate.id, opening.id) is not None:
        raise Refused(say("This candidate is in this opening already. Go on with that application, or reopen it."), "opening_id")
    application = Application(candidate_id=candidate.id, opening_id=opening.id, stage=Stage.APPLIED, stage_since=now())
    db.session.add(application)
    db.session.flush()
    db.session.add(StageChange(application_id=application.id, to_stage=Stage.APPLIED, by_id=actor.id, at=now()))
    record(Event.APPLICATION_ADDED, actor_id=actor.id, subject=application.id, candidate=candidate.id, opening=opening.id)
    return application


def set_stage(application: Application, stage: Stage, actor: Actor, reason: StageReason | None = None, note: str = "") -> None:
    """Put an application into a stage and on record; the floors above use it, people go through `move`."""
    if application.stage is stage:
        return
    before = application.stage
    application.resting_stage = rules.resting_stage(before, stage, reason, application.resting_stage)
    application.stage, application.stage_since, application.told_at = stage, now(), None
    db.session.add(StageChange(application_id=application.id, from_stage=before, to_stage=stage, reason=reason, note=note, by_id=actor.id, at=now()))
    db.session.flush()
    record(Event.STAGE_CHANGED, actor_id=actor.id, subject=application.id, candidate=application.candidate_id, stage=stage.value)


def rest_at(application: Application, stage: Stage) -> None:
    """Say where an ended application goes on if it is reopened: its loop was cancelled meanwhile."""
    if application.resting_stage is not None:
        application.resting_stage = stage


def move(application: Application, to_stage: Stage, actor: Actor, reason: StageReason | None = None, note: str = "", *, seen: int | None = None) -> None:
    """A recruiter or the hiring manager moves an application as the table of moves allows."""
    _require_steering(application, actor, seen)
    rules.require_fit("note", note, rules.TEXT_MOST)
    rules.require_move(application.stage, to_stage, reason)
    set_stage(application, to_stage, actor, reason, note.strip())


def start_screening(application: Application, actor: Actor, *, seen: int | None = None) -> None:
    """Somebody begins to look."""
    move(application, Stage.SCREENING, actor, seen=seen)


def reject(application: Application, actor: Actor, reason: StageReason, note: str = "", *, seen: int | None = None) -> None:
    """We end an application, with a reason."""
    move(application, Stage.REJECTED, actor, reason, note, seen=seen)


def withdraw(application: Application, actor: Actor, note: str = "", *, seen: int | None = None) -> None:
    """The candidate ends an application."""
    move(application, Stage.WITHDRAWN, actor, StageReason.WITHDREW, note, seen=seen)


def decline_offer(application: Application, actor: Actor, note: str = "", *, seen: int | None = None) -> None:
    """The candidate does not take the offer."""
    move(application, Stage.WITHDRAWN, actor, StageReason.OFFER_DECLINED, note, seen=seen)


def mark_hired(application: Application, actor: Actor, *, seen: int | None = None) -> None:
    """The candidate took the offer."""
    move(application, Stage.HIRED, actor, seen=seen)


def mark_told(application: Application, actor: Actor, *, seen: int | None = None) -> None:
    """The candidate heard how it ended, or that there is an offer; said twice, it is said once."""
    _require_steering(application, actor, seen if application.told_at is None else None)
    rules.require_news(application.stage)
    if application.told_at is None:
        application.told_at = now()
        db.session.flush()
        record(Event.CANDIDATE_TOLD, actor_id=actor.id, subject=application.id, candidate=application.candidate_id)


def reopen(application: Application, actor: Actor, reason: StageReason, note: str = "", *, seen: int | None = None) -> None:
    """An ended application goes on where it rested, unless the debrief decided on it."""
    _require_steering(application, actor, seen)
    opening = db.session.get_one(Opening, application.opening_id)
    to_stage = rules.require_reopening(application.stage, application.resting_stage, opening.status is OpeningStatus.OPEN)
    move(application, to_stage, actor, reason, note)


def _require_steering(application: Application, actor: Actor, seen: int | None) -> None:
    """Only who steers, never somebody who still owes feedback, and only from the state they saw."""
    sight = queries.sight_of(actor, application.id)
    if not sight.steers:
        raise Missing
    rules.require_unsealed(sight.blind)
    if seen is not None:
        require_version(application.version, seen)
