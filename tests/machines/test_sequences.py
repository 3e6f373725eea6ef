"""Sequences that random runs seldom meet, told act by act against the same model."""

import pytest

from hiring.debriefs.terms import KeyAnswer
from hiring.loops.terms import KeyKind
from tests.machines.acts import Acts, staged


@pytest.fixture
def room():
    """`room(stage)`: the acts at a stage; afterwards the database must be as the model has it."""
    acts = Acts()

    def at(stage):
        staged()
        acts.start(stage)
        return acts

    yield at
    try:
        assert acts.house.stored() == acts.house.expected(acts.model)
    finally:
        acts.teardown()


def test_invariant_10_who_holds_the_manager_key_cannot_take_the_seat_with_the_other(room):
    acts = room("released")
    acts.model.hour = 0
    acts.hand_on("recruiter", KeyKind.MANAGER, "core", "Away.")
    acts.replace("recruiter", acts.model.seat_of("raiser"), "core", "Ill.")


def test_invariant_10_a_successor_does_not_turn_a_turned_key(room):
    acts = room("decision")
    acts.turn("manager", KeyKind.MANAGER, KeyAnswer.YES, "I want it.")
    acts.hand_on("recruiter", KeyKind.MANAGER, "stranger", "Away.")
    acts.confirm("stranger")
    acts.turn("stranger", KeyKind.MANAGER, KeyAnswer.NO, "I do not.")


def test_invariant_10_nobody_turns_one_key_after_the_other(room):
    acts = room("decision")
    acts.hand_on("recruiter", KeyKind.MANAGER, "core", "Away.")
    acts.confirm("core")
    acts.turn("core", KeyKind.MANAGER, KeyAnswer.YES, "I want it.")
    acts.hand_on("recruiter", KeyKind.MANAGER, "stranger", "Away.")
    acts.hand_on("recruiter", KeyKind.BAR, "core", "Away.")
    acts.turn("core", KeyKind.BAR, KeyAnswer.YES, "I want it twice.")


def test_invariant_07_the_same_feedback_twice_is_one(room):
    acts = room("sealed")
    talk = acts.model.seat_of("aiko")
    acts.seal("aiko", talk, talk.vote)
