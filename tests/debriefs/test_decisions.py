"""Invariant 10: two keys and a reasoned decision, in the operations and in the database."""

from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError

from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.candidates.models import CoolOff, StageChange
from hiring.candidates.terms import Stage, StageReason
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.db.session import db
from hiring.debriefs.models import Decision, FollowUp, Key
from hiring.debriefs.operations import decisions
from hiring.debriefs.queries import records
from hiring.debriefs.terms import Another, BarAnswer, KeyAnswer, Phase, Result
from hiring.debriefs.witness import broken_decision
from hiring.loops.terms import KeyKind, LoopStatus
from hiring.openings.terms import Preset
from hiring.questions.queries import uses
from tests.factories.accounts import actor, make_person
from tests.factories.debriefs import brought_to, decide, held_scene, loop_of, raw, ready_scene, turn_both, who, write_feedback
from tests.factories.questions import make_question

REASON = "The evidence on storage carried it."


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


# invariant 10: two keys


@pytest.mark.parametrize(
    ("manager", "bar", "result", "stage"),
    [
        (KeyAnswer.YES, KeyAnswer.YES, Result.HIRE, Stage.OFFER),
        (KeyAnswer.YES, KeyAnswer.NO, Result.NO_HIRE, Stage.REJECTED),
        (KeyAnswer.UNSURE, KeyAnswer.YES, Result.NO_HIRE, Stage.REJECTED),
    ],
)
def test_invariant_10_the_two_answers_make_the_result(session, manager, bar, result, stage):
    scene, debrief = brought_to(Phase.DECISION)
    turn_both(scene, debrief, manager, bar)
    decision = decide(scene, debrief)
    assert decision.result is result
    assert decision.valid_until == (date(2027, 11, 25) if result is Result.HIRE else None)
    loop = loop_of(scene)
    assert (loop.status, loop.application.stage) == (LoopStatus.DECIDED, stage)
    last = session.scalars(db.select(StageChange).order_by(StageChange.at.desc(), StageChange.id.desc())).first()
    assert last.reason is StageReason.DECIDED


def test_invariant_10_both_answers_come_before_the_decision(session):
    scene, debrief = brought_to(Phase.DECISION)
    decisions.turn_key(debrief, KeyKind.BAR, KeyAnswer.NO, "The bar is not met.", who(scene, "raiser"))
    with pytest.raises(Refused, match="Both keys"):
        decide(scene, debrief)


@pytest.mark.parametrize(("kind", "name"), [(KeyKind.MANAGER, "raiser"), (KeyKind.BAR, "manager"), (KeyKind.BAR, "aiko"), (KeyKind.MANAGER, "recruiter")])
def test_invariant_10_nobody_turns_the_key_of_another(session, kind, name):
    scene, debrief = brought_to(Phase.DECISION)
    with pytest.raises(Refused, match="belongs to somebody else"):
        decisions.turn_key(debrief, kind, KeyAnswer.YES, "", who(scene, name))


def test_invariant_10_a_key_is_turned_once(session):
    scene, debrief = brought_to(Phase.DECISION)
    lead = who(scene, "raiser")
    decisions.turn_key(debrief, KeyKind.BAR, KeyAnswer.NO, "Not at the bar.", lead)
    decisions.turn_key(debrief, KeyKind.BAR, KeyAnswer.NO, "Not at the bar.", lead)
    with pytest.raises(Refused, match="has its answer already"):
        decisions.turn_key(debrief, KeyKind.BAR, KeyAnswer.YES, "", lead)
    assert count(Key) == 1


def key(debrief, person, kind, answer=KeyAnswer.YES):
    return raw(Key, debrief_id=debrief.id, kind=kind, person_id=person.id, answer=answer, reason="", at=now())


def test_invariant_10_the_database_keeps_two_keys_two_people(session):
    scene, debrief = brought_to(Phase.DECISION)
    session.execute(key(debrief, scene.cast.bar_raiser, KeyKind.BAR))
    for person, kind in ((scene.cast.bar_raiser, KeyKind.MANAGER), (scene.aiko, KeyKind.MANAGER), (scene.cast.bar_raiser, KeyKind.BAR)):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(key(debrief, person, kind))
    session.execute(key(debrief, scene.cast.manager, KeyKind.MANAGER))


def test_invariant_10_the_database_refuses_two_keys_of_one_person_even_where_it_holds_both(session):
    """The race: a key is handed on to its other holder between two requests."""
    scene, debrief = brought_to(Phase.DECISION)
    session.execute(key(debrief, scene.cast.bar_raiser, KeyKind.BAR))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(db.text("UPDATE loop SET manager_key_id = bar_key_id WHERE id = :loop"), {"loop": scene.loop.id})
    session.execute(
        db.text("UPDATE loop SET manager_key_id = :raiser, bar_key_id = :aiko WHERE id = :loop"), {"raiser": scene.cast.bar_raiser.id, "aiko": scene.aiko.id, "loop": scene.loop.id}
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(key(debrief, scene.cast.bar_raiser, KeyKind.MANAGER))


def raw_decision(scene, debrief, result, **more):
    until = date(2027, 11, 25) if result is Result.HIRE else None
    values = {
        "loop_id": scene.loop.id,
        "debrief_id": debrief.id if debrief else None,
        "result": result,
        "bar": BarAnswer.YES,
        "reason": "Because.",
        "by_id": scene.aiko.id,
        "at": now(),
    }
    return raw(Decision, **{**values, "valid_until": until, "salt": "0" * 32, "commitment": "0" * 64, **more})


@pytest.mark.parametrize(
    ("manager", "bar", "result"),
    [
        (KeyAnswer.YES, KeyAnswer.NO, Result.HIRE),
        (KeyAnswer.YES, KeyAnswer.UNSURE, Result.HIRE),
        (KeyAnswer.YES, None, Result.HIRE),
        (KeyAnswer.YES, KeyAnswer.YES, Result.NO_HIRE),
    ],
)
def test_invariant_10_the_database_flips_no_answer(session, manager, bar, result):
    scene, debrief = brought_to(Phase.DECISION)
    session.execute(key(debrief, scene.cast.manager, KeyKind.MANAGER, manager))
    if bar:
        session.execute(key(debrief, scene.cast.bar_raiser, KeyKind.BAR, bar))
    with pytest.raises(IntegrityError, match="two keys"):
        session.execute(raw_decision(scene, debrief, result))


def test_invariant_10_the_database_takes_no_decision_past_the_debrief(session):
    scene, debrief = brought_to(Phase.DISCUSSION)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(raw_decision(scene, None, Result.NO_HIRE))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(raw_decision(scene, debrief, Result.NO_HIRE))


@pytest.mark.parametrize("statement", ["UPDATE decision SET result = 'no_hire'", "DELETE FROM decision", "UPDATE decision_key SET answer = 'no'", "DELETE FROM decision_key"])
def test_invariant_10_a_decision_is_sealed(session, statement):
    brought_to(Phase.CLOSED)
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(db.text(statement))


# the decision


def test_a_decision_has_its_reason_and_is_written_once(session):
    scene, debrief = brought_to(Phase.DECISION)
    turn_both(scene, debrief)
    with pytest.raises(Refused, match="write the reason"):
        decide(scene, debrief, " ")
    decision = decide(scene, debrief)
    assert decide(scene, debrief).id == decision.id
    with pytest.raises(Refused, match="sealed"):
        decide(scene, debrief, "Another reason.")
    assert count(Decision) == 1


def test_only_the_lead_writes_the_decision(session):
    scene, debrief = brought_to(Phase.DECISION)
    turn_both(scene, debrief)
    with pytest.raises(Refused, match="runs the debrief"):
        decisions.decide(debrief, REASON, BarAnswer.YES, who(scene, "manager"))


def test_invariant_17_the_log_holds_the_commitment_and_no_words(session):
    brought_to(Phase.CLOSED)
    session.commit()
    entry = session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.DECIDED)).one()
    assert entry.facts["commitment"] == session.scalars(db.select(Decision.commitment)).one()
    assert REASON not in str(entry.facts)
    assert broken_decision() is None
    cast = session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.FINAL_VOTE_CAST)).all()
    assert len(cast) == 4
    assert not any("inclined" in str(each.facts) for each in cast)


# without a debrief


def test_the_hiring_manager_decides_alone_where_feedback_is_only_sealed(session):
    scene = ready_scene(Preset.FEEDBACK)
    decision = decisions.decide_alone(loop_of(scene), Result.HIRE, REASON, BarAnswer.YES, who(scene, "manager"))
    assert decision.debrief_id is None
    assert loop_of(scene).application.stage is Stage.OFFER
    again = decisions.decide_alone(loop_of(scene), Result.HIRE, REASON, BarAnswer.YES, who(scene, "manager"))
    assert again.id == decision.id


def test_the_hiring_manager_waits_for_all_feedback(session):
    scene = held_scene(Preset.FEEDBACK)
    write_feedback(scene, "liam")
    with pytest.raises(Refused, match="Still missing"):
        decisions.decide_alone(loop_of(scene), Result.HIRE, REASON, BarAnswer.YES, who(scene, "manager"))


@pytest.mark.parametrize("preset", [Preset.BAR_RAISER, Preset.LOOP])
def test_invariant_10_nobody_decides_alone_where_there_are_two_keys(session, preset):
    scene = ready_scene(preset)
    for name in ("manager", "raiser"):
        with pytest.raises(Refused):
            decisions.decide_alone(loop_of(scene), Result.HIRE, REASON, BarAnswer.YES, who(scene, name))


# what follows a no


def rejected():
    scene, debrief = brought_to(Phase.DECISION)
    turn_both(scene, debrief, bar=KeyAnswer.NO)
    decide(scene, debrief)
    return scene


def follow(scene, name="recruiter", until=date(2027, 5, 25), note=""):
    return decisions.set_follow_up(loop_of(scene), Another.YES, Another.NO, until, note, who(scene, name))


def test_a_no_is_followed_up_once_and_cools_off(session):
    scene = rejected()
    assert decisions.default_cool_off(loop_of(scene)) == date(2027, 5, 25)
    follow(scene)
    follow(scene)
    with pytest.raises(Refused, match="written down already"):
        follow(scene, note="Changed.")
    assert count(FollowUp) == 1
    cool_off = session.scalars(db.select(CoolOff)).one()
    assert (cool_off.until, cool_off.family, cool_off.candidate_id) == (date(2027, 5, 25), scene.opening.family, scene.application.candidate_id)


def test_a_follow_up_without_cool_off(session):
    scene = rejected()
    follow(scene, "manager", None)
    assert count(CoolOff) == 0


def test_a_hire_is_not_followed_up_and_an_interviewer_does_not_write_it(session):
    scene, _ = brought_to(Phase.CLOSED)
    with pytest.raises(Refused, match="no hire"):
        follow(scene)
    with pytest.raises(Refused, match="Ask one of them"):
        follow(scene, "aiko")
    assert records.follow_up(scene.loop.id) is None


def test_a_stranger_holds_no_key(session):
    _, debrief = brought_to(Phase.DECISION)
    with pytest.raises(Refused):
        decisions.turn_key(debrief, KeyKind.BAR, KeyAnswer.YES, "", actor(make_person()))


def test_a_decision_counts_what_was_heard_on_each_question(session):
    question = make_question()
    scene, _debrief = brought_to(Phase.CLOSED)
    asked = [name for name in ("aiko", "liam") if scene.interview(name).questions]
    assert uses(question.id).counts == {"asked": len(asked), "meets_bar": len(asked), "evidence": len(asked)} and asked
    assert uses(question.id).shown == {}


def test_a_confidential_decision_counts_nothing(session):
    question = make_question()
    brought_to(Phase.CLOSED, ready_scene(confidential=True))
    assert uses(question.id).counts == {}
