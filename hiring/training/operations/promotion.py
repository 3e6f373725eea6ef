"""Promotions: asked for by the mentor or the ladder's keepers, held to the numbers, decided by Core where the step says so."""

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.accounts.operations.people import grant
from hiring.accounts.queries import person
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import months_after, now, today
from hiring.core.errors import Missing, Refused
from hiring.core.text import say, tidy
from hiring.db.commit import require_version
from hiring.db.session import db, hold_rows
from hiring.loops.operations import ask_for_shadowing
from hiring.training import policy, queries
from hiring.training.models import Promotion, PromotionVote, Trainee
from hiring.training.rules import certificate_of, may_vote, need_of, outcome, require_ready, require_renewable
from hiring.training.terms import Outcome, Step


def promote(trainee: Trainee, actor: Actor, version: int | None = None) -> Promotion:
    """Promote somebody whose numbers and agreement are there, or put it before Core where the step asks for votes."""
    if not policy.guides(actor, trainee):
        raise Missing
    if version is not None:
        require_version(trainee.version, version)
    _require_unsealed(trainee, actor)
    if queries.promotion_of(trainee, pending=True) is not None:
        raise Refused(say("Core is voting on this promotion already."))
    asks = queries.asks()[trainee.step]
    above = require_ready(trainee.step, asks, queries.record_of(trainee), trainee.course_at)
    promotion = Promotion(trainee_id=trainee.id, step=above, needed=asks.votes, by_id=actor.id)
    db.session.add(promotion)
    db.session.flush()
    record(Event.PROMOTION_PROPOSED, actor_id=actor.id, subject=trainee.id, step=above.value)
    if not asks.votes:
        _settle(promotion, trainee, Outcome.GRANTED, actor)
    return promotion


def vote(trainee: Trainee, actor: Actor, yes: bool, reason: str) -> PromotionVote:
    """A Core member other than the mentor says yes or no, with a reason; enough of one kind settle it."""
    if not may_vote(actor.id, actor.roles, trainee.person_id, trainee.mentor_id):
        raise Missing
    _require_unsealed(trainee, actor)
    hold_rows(db.session(), select(Promotion.id).where(Promotion.trainee_id == trainee.id).with_for_update())
    promotion = queries.promotion_of(trainee, pending=True)
    if promotion is None:
        raise Refused(say("There is nothing to vote on: this promotion is settled, or was not proposed."))
    if any(each.person_id == actor.id for each in promotion.votes):
        raise Refused(say("You have voted on this promotion. A vote does not change."))
    words = tidy(reason)
    if not words:
        raise Refused(say("Give the reason in a sentence; the others read it after the vote."), "reason")
    given = PromotionVote(promotion_id=promotion.id, person_id=actor.id, yes=yes, reason=words, at=now())
    db.session.add(given)
    db.session.flush()
    record(Event.PROMOTION_VOTED, actor_id=actor.id, subject=trainee.id)
    answers = [each.yes for each in promotion.votes] + [yes]
    settled = outcome(answers.count(True), answers.count(False), promotion.needed)
    if settled is not Outcome.PENDING:
        _settle(promotion, trainee, settled, actor)
    return given


def renew(trainee: Trainee, actor: Actor) -> None:
    """Renew the certificate of the step where somebody stands, in its last days or after them."""
    if not policy.keeps_ladder(actor) or actor.id == trainee.person_id:
        raise Missing
    role = _standing_certificate(trainee.step)
    if role is None:
        raise Refused(say("This step gives no certificate, so there is nothing to renew."))
    require_renewable(queries.certificate_ends(trainee.person_id, role), today("UTC"))
    _certify(trainee, role, _step_of(role), actor)
    record(Event.CERTIFICATE_RENEWED, actor_id=actor.id, subject=trainee.id, role=role.value)


def _settle(promotion: Promotion, trainee: Trainee, settled: Outcome, actor: Actor) -> None:
    promotion.outcome, promotion.settled_at = settled, now()
    if settled is Outcome.GRANTED:
        _raise_to(promotion.step, trainee, actor)
    else:
        record(Event.PROMOTION_REFUSED, actor_id=actor.id, subject=trainee.id, step=promotion.step.value)
    db.session.flush()


def _raise_to(step: Step, trainee: Trainee, actor: Actor) -> None:
    """The next step, its certificate with the day it ends (invariants 1 and 2 read it), and how to sit in from now on."""
    trainee.step, trainee.since = step, now()
    role = certificate_of(step)
    if role is not None:
        _certify(trainee, role, step, actor)
    ask_for_shadowing(trainee.person_id, need_of(step))
    record(Event.PROMOTED, actor_id=actor.id, subject=trainee.id, person=trainee.person_id, step=step.value)


def _certify(trainee: Trainee, role: Role, step: Step, actor: Actor) -> None:
    day = today("UTC")
    grant(person(trainee.person_id), role, actor, starts_on=day, ends_on=months_after(day, queries.asks()[step].months))


def _standing_certificate(step: Step) -> Role | None:
    """The certificate that somebody on this step holds; in training for the bar, still the interviewer's."""
    return Role.INTERVIEWER if step is Step.RAISER_TRAINING else certificate_of(step)


def _step_of(role: Role) -> Step:
    return next(step for step in Step if certificate_of(step) is role)


def _require_unsealed(trainee: Trainee, actor: Actor) -> None:
    """Whoever owes feedback on a candidate learns nothing from figures that tell of that candidate (invariant 5)."""
    if trainee.person_id in queries.sealed_among(actor):
        raise Refused(say("You owe feedback on a candidate whom this trainee met too. Submit it first; then the figures open to you."))
