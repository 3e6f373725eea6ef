"""The phases of invariant 9 as a state machine: the rules against a plain model of what a room may do."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hiring.core.errors import Refused
from hiring.debriefs.rules import phases
from hiring.debriefs.rules.decisions import Keys, require_both_keys, require_key, result_of
from hiring.debriefs.rules.findings import Found, require_all_verdicts
from hiring.debriefs.rules.phases import ORDER, Chair
from hiring.debriefs.terms import KeyAnswer, Phase, Result, VerdictValue
from hiring.loops.terms import KeyKind

MANAGER, BAR, ABSENT, SUCCESSOR = 0, 1, 4, 5
KEYS = Keys(manager=MANAGER, bar=BAR)
PEOPLE = range(6)
PRINCIPLES = {1: "Own It", 2: "Coding"}
LOOP = frozenset({10, 11})


class Room:
    """A room that does what the rules let it do."""

    def __init__(self):
        self.phase = Phase.READING
        self.chairs = {person: Chair(person, f"P{person}", votes=person not in (ABSENT, SUCCESSOR), excused=person == ABSENT) for person in PEOPLE}
        self.found, self.answers, self.result = {}, {}, None

    def confirm(self, person):
        phases.require_phase(self.phase, Phase.READING)
        self.chairs[person] = replace(self.chairs[person], confirmed=True)

    def excuse(self, person):
        phases.require_phase(self.phase, Phase.READING, Phase.VOTING)
        phases.require_absent(self.chairs[person], KEYS)
        self.chairs[person] = replace(self.chairs[person], excused=True)

    def vote(self, person):
        phases.require_phase(self.phase, Phase.VOTING)
        phases.require_voter(self.chairs[person])
        self.chairs[person] = replace(self.chairs[person], voted=True)

    def find(self, principle, value, cited):
        phases.require_phase(self.phase, Phase.DISCUSSION)
        self.found[principle] = Found(value, cited)

    def turn(self, kind, person, answer):
        phases.require_phase(self.phase, Phase.DECISION)
        require_key(kind, KEYS, person, answer, "Why.")
        self.answers[kind] = answer

    def go_on(self, wanted):
        phases.require_step(self.phase, wanted)
        if wanted is Phase.VOTING:
            phases.require_all_read(self.chairs.values())
        if wanted is Phase.DISCUSSION:
            phases.require_all_voted(self.chairs.values())
        if wanted is Phase.DECISION:
            require_all_verdicts(PRINCIPLES, self.found, LOOP)
        if wanted is Phase.CLOSED:
            require_both_keys(self.answers)
            self.result = result_of(self.answers[KeyKind.MANAGER], self.answers[KeyKind.BAR])
        self.phase = wanted


class DebriefMachine(RuleBasedStateMachine):
    """Each act is tried on the room; a model of sets says beforehand whether it must be refused."""

    def __init__(self):
        super().__init__()
        self.room = Room()
        self.at, self.read, self.excused, self.voted = 0, set(), {ABSENT}, set()
        self.verdicts, self.keys = {}, {}

    def attempt(self, allowed, act, *values):
        try:
            act(*values)
        except Refused:
            assert not allowed, f"{act.__name__}{values} was refused"
            return False
        assert allowed, f"{act.__name__}{values} was let through"
        return True

    @rule(person=st.sampled_from(PEOPLE))
    def confirm(self, person):
        if self.attempt(self.at == 0, self.room.confirm, person):
            self.read.add(person)

    @rule(person=st.sampled_from(PEOPLE))
    def excuse(self, person):
        if self.attempt(self.at in (0, 1) and person not in (MANAGER, BAR) and person not in self.voted, self.room.excuse, person):
            self.excused.add(person)

    @rule(person=st.sampled_from(PEOPLE))
    def vote(self, person):
        allowed = self.at == 1 and person in self.read and person not in self.excused and person not in (ABSENT, SUCCESSOR)
        if self.attempt(allowed, self.room.vote, person):
            self.voted.add(person)

    @rule(principle=st.sampled_from(list(PRINCIPLES)), value=st.sampled_from(list(VerdictValue)), cited=st.sampled_from([frozenset(), frozenset({10}), frozenset({99})]))
    def find(self, principle, value, cited):
        if self.attempt(self.at == 2, self.room.find, principle, value, cited):
            self.verdicts[principle] = (value, cited)

    @rule(kind=st.sampled_from(list(KeyKind)), person=st.sampled_from(PEOPLE), answer=st.sampled_from(list(KeyAnswer)))
    def turn(self, kind, person, answer):
        holder = MANAGER if kind is KeyKind.MANAGER else BAR
        if self.attempt(self.at == 3 and person == holder, self.room.turn, kind, person, answer):
            self.keys[kind] = answer

    @rule(wanted=st.sampled_from(list(Phase)))
    def go_on(self, wanted):
        if self.attempt(self._may_go_to(ORDER.index(wanted)), self.room.go_on, wanted):
            self.at += 1

    def _may_go_to(self, place):
        voters = set(PEOPLE) - {ABSENT, SUCCESSOR} - self.excused
        stands = [(value is VerdictValue.NO_DATA and not cited) or (value is not VerdictValue.NO_DATA and bool(cited) and cited <= LOOP) for value, cited in self.verdicts.values()]
        complete = {
            1: set(PEOPLE) <= self.read | self.excused,
            2: voters <= self.voted,
            3: set(self.verdicts) == set(PRINCIPLES) and all(stands),
            4: len(self.keys) == 2,
        }
        return place == self.at + 1 and complete[place]

    @rule()
    def hurry(self):
        """Do what the phase waits for, so that runs come to the end."""
        for person in PEOPLE:
            if self.at == 0:
                self.confirm(person)
            if self.at == 1 and person not in self.excused | {SUCCESSOR}:
                self.vote(person)
        for principle in PRINCIPLES if self.at == 2 else ():
            self.find(principle, VerdictValue.MET, frozenset({10}))

    @invariant()
    def no_step_was_skipped(self):
        assert ORDER.index(self.room.phase) == self.at
        assert not self.voted or self.at >= 1
        assert self.voted <= self.read

    @invariant()
    def the_result_follows_from_the_keys_alone(self):
        if self.at == 4:
            assert (self.room.result is Result.HIRE) == all(answer is KeyAnswer.YES for answer in self.keys.values())


DebriefMachine.TestCase.settings = settings(max_examples=200, stateful_step_count=50, deadline=None)
TestDebriefMachine = DebriefMachine.TestCase
