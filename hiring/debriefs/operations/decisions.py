"""Deciding: two keys, the reasoned decision they make, the hiring manager's alone where there is no debrief, and what follows a no."""

from datetime import date

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.rules import commitment
from hiring.audit.terms import Event
from hiring.candidates.models import CoolOff
from hiring.candidates.operations import rest_at, seat_settled, set_stage
from hiring.candidates.terms import ENDED, Stage, StageReason
from hiring.core.clock import months_after, now, today
from hiring.core.ids import new_salt
from hiring.db.session import db
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, Decision, FollowUp, Key
from hiring.debriefs.queries import records, rooms
from hiring.debriefs.queries.heard import heard
from hiring.debriefs.rules import decisions as rules
from hiring.debriefs.rules import gate
from hiring.debriefs.rules.phases import require_phase, require_read
from hiring.debriefs.terms import Another, BarAnswer, KeyAnswer, Phase, Result
from hiring.loops.models import Loop
from hiring.loops.operations import to_decided
from hiring.loops.queries.plan import planned
from hiring.loops.terms import KeyKind
from hiring.questions import operations as questions


def turn_key(debrief: Debrief, kind: KeyKind, answer: KeyAnswer, reason: str, actor: Actor) -> Key:
    """The holder of a key gives its answer, once and for good; the same answer sent twice is one."""
    debrief = rooms.held(debrief.id)
    turned = records.keys(debrief.id)
    standing = next((key for key in turned if key.kind is kind), None)
    if standing is not None and standing.person_id == actor.id:
        rules.require_same_answer(standing.answer, answer)
        return standing
    require_phase(debrief.phase, Phase.DECISION)
    rules.require_key(kind, policy.keys_of(debrief.loop), actor.id, answer, reason)
    rules.require_unturned(kind, {key.kind: key.person_id for key in turned}, actor.id)
    require_read(rooms.chair_of(debrief, actor.id))
    key = Key(debrief_id=debrief.id, kind=kind, person_id=actor.id, answer=answer, reason=reason, at=now())
    db.session.add(key)
    record(Event.KEY_TURNED, actor_id=actor.id, subject=debrief.id, key=str(kind), answer=str(answer))
    db.session.flush()
    return key


def decide(debrief: Debrief, reason: str, bar: BarAnswer, actor: Actor) -> Decision:
    """The lead writes down the decision that the two keys made, with its reason; from then on it is sealed."""
    debrief = rooms.held(debrief.id)
    policy.require_lead(debrief.loop, debrief.loop.application.opening, actor)
    standing = records.decision(debrief.loop_id)
    if standing is not None:
        rules.require_same_decision((standing.bar, standing.reason), (bar, reason))
        return standing
    require_phase(debrief.phase, Phase.DECISION)
    answers = {key.kind: key.answer for key in records.keys(debrief.id)}
    rules.require_both_keys(answers)
    rules.require_reason(reason)
    decision = _written(rooms.held_loop(debrief.loop_id), rules.result_of(answers[KeyKind.MANAGER], answers[KeyKind.BAR]), reason, bar, actor, debrief.id)
    debrief.phase, debrief.phase_since, debrief.closed_at = Phase.CLOSED, now(), now()
    db.session.flush()
    return decision


def decide_alone(loop: Loop, result: Result, reason: str, bar: BarAnswer, actor: Actor) -> Decision:
    """Where feedback is only sealed, the hiring manager decides with a reason once all of it is in."""
    loop = rooms.held_loop(loop.id)
    opening = loop.application.opening
    policy.require_lead(loop, opening, actor)
    standing = records.decision(loop.id)
    if standing is not None:
        rules.require_same_decision((standing.result, standing.bar, standing.reason), (result, bar, reason))
        return standing
    gate.require_alone(opening.rules)
    gate.require_before_debrief(loop.status)
    gate.require_all_in([rooms.place(interview) for interview in planned(loop)])
    rules.require_reason(reason)
    return _written(loop, result, reason, bar, actor, None)


def _written(loop: Loop, result: Result, reason: str, bar: BarAnswer, actor: Actor, debrief_id: int | None) -> Decision:
    """Seal a decision and let loop, application and absentees' seats follow it."""
    opening, salt = loop.application.opening, new_salt()
    valid_until = months_after(today(opening.zone), opening.rules.offer_months) if result is Result.HIRE else None
    sealed = commitment(salt, loop.id, result, bar, reason, actor.id, valid_until)
    decision = Decision(
        loop_id=loop.id, debrief_id=debrief_id, result=result, bar=bar, reason=reason, by_id=actor.id, at=now(), valid_until=valid_until, salt=salt, commitment=sealed
    )
    db.session.add(decision)
    db.session.flush()
    _follow(loop, result, actor)
    if not opening.confidential:
        questions.decided(heard(loop))
    record(Event.DECIDED, actor_id=actor.id, subject=decision.id, loop=loop.id, result=str(result), bar=str(bar), commitment=sealed)
    db.session.flush()
    return decision


def _follow(loop: Loop, result: Result, actor: Actor) -> None:
    """Loop, application and the seats of excused absentees go where the decision leads."""
    to_decided(loop)
    if result is Result.HIRE and loop.application.stage in ENDED:
        rest_at(loop.application, Stage.OFFER)
    else:
        set_stage(loop.application, Stage.OFFER if result is Result.HIRE else Stage.REJECTED, actor, reason=StageReason.DECIDED)
    for interview in planned(loop):
        if interview.excused_at is not None:
            seat_settled(loop.application, interview.interviewer_id)


def default_cool_off(loop: Loop) -> date:
    """The day on which the cool-off of the opening's rules ends when it begins today."""
    opening = loop.application.opening
    return months_after(today(opening.zone), opening.rules.cool_off_months)


def set_follow_up(loop: Loop, lower_level: Another, other_role: Another, cool_off_until: date | None, note: str, actor: Actor) -> FollowUp:
    """Write down what follows a no, once, and let the candidate cool off in this job family."""
    loop = rooms.held_loop(loop.id)
    policy.require_follower(loop, loop.application.opening, actor)
    decision, standing = records.decision(loop.id), records.follow_up(loop.id)
    rules.require_no(decision.result if decision else None)
    if standing is not None:
        rules.require_same_follow_up((standing.lower_level, standing.other_role, standing.cool_off_until, standing.note), (lower_level, other_role, cool_off_until, note))
        return standing
    rules.require_cool_off(cool_off_until, today(loop.application.opening.zone))
    made = FollowUp(loop_id=loop.id, lower_level=lower_level, other_role=other_role, cool_off_until=cool_off_until, note=note, by_id=actor.id)
    db.session.add(made)
    _cool_off(loop, cool_off_until)
    record(Event.FOLLOW_UP_SET, actor_id=actor.id, subject=loop.id, until=cool_off_until.isoformat() if cool_off_until else None)
    db.session.flush()
    return made


def _cool_off(loop: Loop, until: date | None) -> None:
    """Tell the floor of candidates until when this one waits."""
    application = loop.application
    standing = db.session.scalar(select(CoolOff).where(CoolOff.application_id == application.id))
    if standing is not None and until is not None:
        standing.until = until
    elif until is not None:
        db.session.add(CoolOff(candidate_id=application.candidate_id, application_id=application.id, family=application.opening.family, until=until))
