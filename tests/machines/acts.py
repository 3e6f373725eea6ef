"""The acts of a loop and its debrief: what the model says of each, and what the operation does."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache

from hiring.core.errors import Missing, Refused
from hiring.db.session import db, only_reading
from hiring.debriefs.models import Debrief
from hiring.debriefs.operations import decisions, findings, gate, phases
from hiring.debriefs.terms import BarAnswer, KeyAnswer, Phase
from hiring.feedback import queries as feedback
from hiring.feedback.operations import drafts, reading, submission
from hiring.feedback.rules import Reasons
from hiring.feedback.terms import Vote
from hiring.loops import operations as loops
from hiring.loops import queries
from hiring.loops.models import Loop
from hiring.loops.terms import Appointment, InterviewStatus, NotHeldReason
from tests import world as told
from tests.machines.house import House, house
from tests.machines.model import Member, Talk
from tests.machines.steps import next_step

REASONS = Reasons("Finds the cause.", "Slow to tell.")


def appointment(hour: int) -> Appointment:
    """An hour of the loop, on the wall in Tokyo."""
    at = told.datetime(2026, 11, 23, 10) + told.timedelta(hours=hour)
    return Appointment(start=at, zone="Asia/Tokyo", place="Room 7")


class Acts:
    """The acts themselves: what the model says of each, and what the operation does."""

    home = staticmethod(house)

    def start(self, stage: str) -> None:
        self.house = self.home()
        self.model = deepcopy(self.house.stages[stage])
        self.house.begin(stage)
        self.context = self.house.app.test_request_context()
        self.enter()
        self.sealed, self.place, self.turn_of, self.checked = {}, -1, 0, -1

    def enter(self) -> None:
        self.context.push()

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.leave()
            self.house.end()

    def leave(self) -> None:
        db.session.close()
        self.context.pop()

    def attempt(self, allowed, act):
        """Carry an act out; it comes through exactly when it is allowed, and else leaves nothing behind."""
        before = self.house.mark
        try:
            with self.house.at(self.model):
                done = act()
                made = getattr(done, "id", None)
                db.session.commit()
        except (Refused, Missing) as refusal:
            db.session.rollback()
            assert not allowed, f"refused, and should not be: {refusal!r}"
            assert self.house.mark == before, "a refused act left something behind"
            return None
        finally:
            db.session.close()
        assert allowed, "let through, and should be refused"
        return made or True

    def actor(self, name):
        return self.house.actors[name]

    def person(self, name):
        return self.house.world.people[name]

    @property
    def loop(self):
        """The loop for operations that read it anew."""
        return Loop(id=self.house.loop)

    @property
    def room(self):
        """The debrief for operations that read it anew."""
        return Debrief(id=self.house.ask("SELECT id FROM debrief")[0][0])

    def planned(self, talk):
        """An interview as an amendment is given it."""
        return queries.interview_to_plan(self.actor("recruiter"), talk.id)

    def wait(self, hours):
        self.model.hour += hours

    def write(self, actor, talk, kind):
        def act():
            return drafts.save_draft(self.house.interview(talk), self.house.body(talk, kind), self.actor(actor), talk.version)

        if self.attempt(self.model.may_write(actor, talk), act):
            talk.version += talk.draft != kind
            talk.draft = kind

    def seal(self, actor, talk, vote):
        def act():
            return submission.submit(self.house.interview(talk), vote, REASONS, self.actor(actor), talk.version)

        if self.attempt(self.model.may_seal(actor, talk, vote), act):
            talk.vote, talk.excused = vote, False

    def move(self, actor, talk, hour):
        if self.attempt(self.model.may_move(actor, talk, hour), lambda: loops.move_interview(self.planned(talk), self.actor(actor), appointment(hour))):
            talk.hour = hour

    def cancel(self, actor, talk, reason):
        allowed = bool(reason) and self.model.may_cancel(actor, talk)
        if self.attempt(allowed, lambda: loops.amend_cancel(self.planned(talk), self.actor(actor), reason)):
            talk.status = InterviewStatus.CANCELLED

    def replace(self, actor, talk, person, reason):
        allowed = bool(reason) and self.model.may_replace(actor, talk, person)
        new = self.attempt(allowed, lambda: loops.amend_replace(self.planned(talk), self.actor(actor), self.person(person), reason))
        if new:
            self.model.replace(talk, person, new)

    def add(self, actor, person, seat, hour, covers, reason="One more."):
        new = Talk(0, person, self.model.natural(person, seat), hour, covers)
        wanted = [self.house.principles[key] for key in covers]

        def act():
            loop = queries.loop_to_plan(self.actor("recruiter"), self.house.loop)
            return loops.amend_add(loop, self.actor(actor), self.person(person), seat, appointment(hour), wanted, reason)

        made = self.attempt(bool(reason) and self.model.may_add(actor, new), act)
        if made:
            new.id = made
            self.model.talks.append(new)

    def miss(self, actor, talk):
        if self.attempt(self.model.may_miss(actor, talk), lambda: loops.mark_not_held(self.planned(talk), self.actor(actor), NotHeldReason.TECHNICAL)):
            talk.status = InterviewStatus.NOT_HELD

    def cancel_loop(self, actor, reason):
        def act():
            loops.cancel_loop(queries.loop_to_plan(self.actor("recruiter"), self.house.loop), self.actor(actor), reason)

        if self.attempt(bool(reason) and self.model.may_cancel_loop(actor), act):
            self.model.cancel_loop()

    def hand_on(self, actor, key, person, reason):
        def act():
            loop = queries.loop_to_plan(self.actor("recruiter"), self.house.loop)
            loops.amend_successor(loop, self.actor(actor), key, self.person(person), reason)

        if self.attempt(bool(reason) and self.model.may_hand_on(actor, key, person), act):
            self.model.holders[key] = person

    def read(self, actor):
        with self.house.at(self.model), only_reading():
            found = feedback.readable(self.actor(actor), self.house.loop)
            db.session.close()
        authors = {self.house.names[each.author_id] for each in found.feedbacks}
        assert authors == self.model.readable(actor)
        self.attempt(True, lambda: reading.read(self.actor(actor), *found))
        if authors - {actor}:
            self.model.read.setdefault(actor, set()).update(authors - {actor})

    def excuse_absentee(self, actor, person, reason):
        talk = self.model.seat_of(person)
        allowed = self.model.may_excuse_absentee(actor, person) and (bool(reason) or talk.excused)
        if self.attempt(allowed, lambda: gate.excuse_absentee(self.loop, self.person(person), reason, self.actor(actor))):
            talk.excused = True

    def open_debrief(self, actor):
        if self.attempt(self.model.may_open(actor), lambda: gate.open(self.loop, self.actor(actor))):
            self.model.open()

    def confirm(self, actor):
        if self.model.phase and self.attempt(self.model.may_confirm(actor), lambda: phases.confirm_reading(self.room, self.actor(actor))):
            self.model.members.setdefault(actor, Member(False)).confirmed = True

    def vote(self, actor, vote, reason):
        if self.model.phase and self.attempt(self.model.may_vote(actor, vote, reason), lambda: phases.cast_vote(self.room, vote, reason, self.actor(actor))):
            self.model.finals[actor] = vote

    def excuse_voter(self, actor, person, reason):
        if not self.model.phase:
            return
        allowed = self.model.may_excuse_voter(actor, person) and (bool(reason) or self.model.members[person].excused)
        if self.attempt(allowed, lambda: phases.excuse_voter(self.room, self.person(person), reason, self.actor(actor))):
            self.model.members[person].excused = True

    def go_to(self, actor, wanted):
        step = {Phase.VOTING: phases.begin_voting, Phase.DISCUSSION: phases.begin_discussion, Phase.DECISION: phases.begin_decision}[wanted]
        if self.model.phase and self.attempt(self.model.may_go_to(actor, wanted), lambda: step(self.room, self.actor(actor))):
            self.model.phase = wanted

    def find(self, actor, principle, value, cites):
        if not self.model.phase:
            return
        evidence = self.house.evidence()
        cited = frozenset(evidence[each % len(evidence)] if each >= 0 else 1 for each in cites)
        version = self.house.ask(f"SELECT coalesce(max(version), 0) FROM verdict WHERE principle_id = {self.house.principles[principle]}")[0][0]

        def act():
            return findings.set_verdict(self.room, self.house.principles[principle], value, cited, "Seen twice.", self.actor(actor), version)

        if self.attempt(self.model.may_find(actor, principle, value, cited, set(evidence)), act):
            self.model.verdicts[principle] = (value, cited)

    def turn(self, actor, key, answer, reason):
        def act():
            return decisions.turn_key(self.room, key, answer, reason, self.actor(actor))

        if self.model.phase and self.attempt(self.model.may_turn(actor, key, answer, reason), act):
            self.model.keys[key] = (actor, answer)

    def decide(self, actor, reason):
        if self.model.phase and self.attempt(self.model.may_decide(actor, reason), lambda: decisions.decide(self.room, reason, BarAnswer.YES, self.actor(actor))):
            self.model.decide(reason)


@cache
def staged(home: Callable[[], House] = house) -> None:
    """Files of later stages, so that runs begin everywhere; each made by the very acts that are tested."""
    for stage, reached in (("sealed", None), ("reading", Phase.READING), ("voting", Phase.VOTING), ("discussion", Phase.DISCUSSION), ("decision", Phase.DECISION)):
        machine = Acts()
        machine.home = home
        machine.start("released")
        while not (machine.model.phase is reached and (reached or len(machine.model.sealed) == len(machine.model.planned))):
            name, values = next_step(machine.model, Vote.INCLINED, KeyAnswer.YES)
            getattr(machine, name)(**values)
        machine.teardown()
        machine.house.keep(stage, machine.model)
