"""Invariants 5 to 11 on the operations: random people try everything at every time; a plain model says what must come through.

Whatever the model forbids is refused and stores nothing; whatever it allows stands in the database as the model has it.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hiring.db.session import db, only_reading
from hiring.debriefs.queries.votes import seats
from hiring.debriefs.terms import KeyAnswer, VerdictValue
from hiring.feedback import queries as feedback
from hiring.feedback.terms import Vote
from hiring.loops.terms import KeyKind, LoopStatus, Seat
from tests.machines.acts import Acts, staged
from tests.machines.model import NEEDS, PEOPLE, PHASES
from tests.machines.steps import next_step

STAGES = ("released", "sealed", "reading", "voting", "discussion", "decision")

people = st.sampled_from(PEOPLE)
answers = st.sampled_from([KeyAnswer.YES, KeyAnswer.YES, KeyAnswer.NO])
insiders = st.sampled_from(PEOPLE[:5])
votes = st.sampled_from(list(Vote))
talks = st.integers(0, 8)
covers = st.sampled_from(((), ("coding",), tuple(NEEDS)[:3]))
reasons = st.sampled_from(("Because of what was said.", "Because of what was seen.", ""))
fit = st.booleans()
"""Whether the act is done by whoever should do it; otherwise by anybody."""


class OperationsMachine(Acts, RuleBasedStateMachine):
    """Random acts of random people."""

    @initialize(stage=st.sampled_from(STAGES))
    def begin(self, stage):
        staged()
        self.start(stage)

    def talk(self, number, person=""):
        """The planned interview of a person, or any interview at all."""
        own = self.model.seat_of(person) if person else None
        return own or self.model.talks[number % len(self.model.talks)]

    @rule(vote=votes, answer=answers, times=st.integers(1, 3))
    def somebody_goes_on_rightly(self, vote, answer, times):
        """What the room waits for."""
        self.go_on(vote, answer, times)

    def go_on(self, vote, answer, times):
        for _ in range(times):
            step = next_step(self.model, vote, answer)
            if step is not None:
                getattr(self, step[0])(**step[1])

    @rule(hours=st.integers(1, 2))
    def time_passes(self, hours):
        self.wait(hours)

    @rule(person=people, number=talks, right=fit, kind=st.sampled_from(("whole", "whole", "thin", "unrated")))
    def somebody_writes(self, person, number, right, kind):
        talk = self.talk(number)
        self.write(talk.person if right else person, talk, kind)

    @rule(person=people, number=talks, right=fit, vote=votes)
    def somebody_submits(self, person, number, right, vote):
        talk = self.talk(number)
        self.seal(talk.person if right else person, talk, vote)

    @rule(person=people, number=talks, hours=st.integers(-2, 6))
    def somebody_moves(self, person, number, hours):
        self.move(person, self.talk(number), max(self.model.hour + hours, 0))

    @rule(person=people, number=talks, reason=reasons)
    def somebody_cancels_an_interview(self, person, number, reason):
        self.cancel(person, self.talk(number), reason)

    @rule(person=people, number=talks, other=people, reason=reasons)
    def somebody_replaces(self, person, number, other, reason):
        self.replace(person, self.talk(number), other, reason)

    @rule(person=people, other=people, seat=st.sampled_from((Seat.INTERVIEWER, Seat.BAR_RAISER)), hours=st.integers(-1, 8), covers=covers)
    def somebody_adds(self, person, other, seat, hours, covers):
        self.add(person, other, seat, max(self.model.hour + hours, 0), covers)

    @rule(person=people, number=talks, right=fit)
    def somebody_says_not_held(self, person, number, right):
        talk = self.talk(number)
        self.miss(talk.person if right else person, talk)

    @rule(person=people, other=insiders, right=fit, reason=reasons)
    def somebody_excuses_an_absentee(self, person, other, right, reason):
        self.excuse_absentee(self.model.lead if right else person, other, reason)

    @rule(person=people, right=fit)
    def somebody_opens(self, person, right):
        self.open_debrief(self.model.lead if right else person)

    @rule(person=people)
    def somebody_confirms(self, person):
        self.confirm(person)

    @rule(person=people, wanted=st.sampled_from(PHASES[1:4]), right=fit)
    def somebody_goes_on(self, person, wanted, right):
        self.go_to(self.model.lead if right else person, wanted)

    @rule(person=people, vote=votes, reason=reasons)
    def somebody_votes(self, person, vote, reason):
        self.vote(person, vote, reason)

    @rule(person=people, other=people, right=fit, reason=reasons)
    def somebody_excuses_a_voter(self, person, other, right, reason):
        self.excuse_voter(self.model.lead if right else person, other, reason)

    @rule(person=people, right=fit, principle=st.sampled_from(sorted(NEEDS)), value=st.sampled_from(list(VerdictValue)), cites=st.sampled_from(((), (0,), (1, 2), (-1,))))
    def somebody_finds(self, person, right, principle, value, cites):
        self.find(self.model.lead if right else person, principle, value, cites)

    @rule(person=people, key=st.sampled_from(list(KeyKind)), right=fit, answer=st.sampled_from(list(KeyAnswer)), reason=reasons)
    def somebody_turns_a_key(self, person, key, right, answer, reason):
        self.turn(self.model.holders[key] if right else person, key, answer, reason)

    @rule(person=people, right=fit, reason=reasons)
    def somebody_decides(self, person, right, reason):
        self.decide(self.model.lead if right else person, reason)

    @rule(person=people, key=st.sampled_from(list(KeyKind)), other=people, reason=reasons)
    def somebody_hands_a_key_on(self, person, key, other, reason):
        self.hand_on(person, key, other, reason)

    @rule(person=people)
    def somebody_reads(self, person):
        self.read(person)

    @rule(person=people, reason=reasons, sure=st.integers(0, 3))
    def somebody_cancels_the_loop(self, person, reason, sure):
        """Three times in four by somebody who may not, or else most runs would end here."""
        self.cancel_loop(person if not sure else "aiko", reason)

    @invariant()
    def holds(self):
        """Whenever something was stored: it is what the model has, and nothing that is sealed went or changed."""
        if not hasattr(self, "context") or self.house.mark == self.checked:
            return
        self.checked = self.house.mark
        self.catch_up()
        stored, expected = self.house.stored(), self.house.expected(self.model)
        assert stored == expected, (stored - expected, expected - stored)
        self.sealed_stays()
        self.goes_forward()
        self.hidden()

    def catch_up(self):
        """What happens beside the acts."""

    def sealed_stays(self):
        """Invariants 7 and 9: feedback, both votes, keys and the decision only grow in number, and no row changes."""
        now = self.house.sealed()
        assert self.sealed.items() <= now.items()
        self.sealed = now

    def goes_forward(self):
        """Invariants 9 and 10: phases go forward; a hire stands on two keys that say yes, of two people."""
        place = PHASES.index(self.model.phase) if self.model.phase else -1
        assert place >= self.place
        self.place = place
        if self.model.status is LoopStatus.DECIDED:
            yes = self.house.ask("SELECT count(DISTINCT person_id) FROM decision_key WHERE answer = 'yes'")[0][0]
            assert self.house.ask("SELECT result FROM decision") == [("hire" if yes == 2 else "no_hire",)]

    def hidden(self):
        """Invariants 5 and 9: nobody who owes feedback reads a colleague's, and nobody a second vote before all are revealed."""
        for name in PEOPLE:
            seen = self.house.readable(name)
            assert seen == self.model.readable(name), name
            assert seen <= {name} | self.model.read.get(name, set()) or not self.model.pending(name)
        self.by_name()

    def by_name(self):
        """The queries themselves, as one person after the other."""
        self.turn_of += 1
        name = PEOPLE[self.turn_of % len(PEOPLE)]
        with only_reading():
            assert {self.house.names[each.author_id] for each in feedback.readable(self.actor(name), self.house.loop).feedbacks} == self.model.readable(name)
            if self.model.phase:
                seen = {self.house.names[seat.member.person_id]: seat.final.vote for seat in seats(self.room.id, self.actor(name)) if seat.final}
                assert seen == self.model.seen_finals(name), name
        db.session.close()


TestOperations = OperationsMachine.TestCase
TestOperations.settings = settings(max_examples=200, stateful_step_count=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
