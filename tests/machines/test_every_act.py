"""Every act by everybody at every stage, posted once: the few random runs over HTTP would seldom try most of them."""

from collections.abc import Callable, Iterator

import pytest

from hiring.debriefs.terms import KeyAnswer, VerdictValue
from hiring.feedback.terms import Vote
from hiring.loops.terms import KeyKind, Seat
from tests.machines.acts import staged
from tests.machines.model import NEEDS, PHASES, Talk
from tests.machines.test_http import Posts
from tests.machines.test_operations import STAGES

WHO = ("manager", "raiser", "aiko", "recruiter", "core", "admin", "outsider")

NEAR, FAR = 1, 8
"""Hours from now: inside the loop and after it."""


class OneAct(Posts):
    """The acts of a stage, each tried on the stage as it was."""

    def fresh(self, stage: str, hour: int) -> None:
        self.start(stage)
        self.model.hour = max(hour, self.model.hour) if stage != "released" else hour

    def acts(self, person: str) -> Iterator[Callable[[], None]]:
        """Everything that somebody could try, on their own interview and on a colleague's."""
        for talk in self.talks(person):
            yield from self.on_interview(person, talk.id)
        yield from self.on_loop(person)
        yield from self.in_debrief(person)

    def talks(self, person: str) -> list[Talk]:
        """One's own interview, the Bar Raiser's, and the one that alone covers a principle."""
        wanted = {person, "raiser", "manager", "liam"}
        return [talk for talk in self.model.talks if talk.person in wanted]

    def talk(self, number: int) -> Talk:
        return next(talk for talk in self.model.talks if talk.id == number)

    def on_interview(self, person: str, number: int) -> Iterator[Callable[[], None]]:
        yield lambda: self.write(person, self.talk(number), "thin")
        yield lambda: self.seal(person, self.talk(number), Vote.INCLINED)
        yield lambda: self.miss(person, self.talk(number))
        yield lambda: self.cancel(person, self.talk(number), "Ill.")
        yield lambda: self.replace(person, self.talk(number), "outsider", "Ill.")
        yield lambda: self.replace(person, self.talk(number), "core", "Ill.")
        yield lambda: self.move(person, self.talk(number), self.model.hour + FAR)

    def on_loop(self, person: str) -> Iterator[Callable[[], None]]:
        yield lambda: self.add(person, "outsider", Seat.INTERVIEWER, self.model.hour + FAR, ("own-it",))
        yield lambda: self.add(person, "core", Seat.BAR_RAISER, self.model.hour + FAR, ("own-it",))
        for kind in KeyKind:
            yield lambda kind=kind: self.hand_on(person, kind, "core", "Away.")
            yield lambda kind=kind: self.hand_on(person, kind, "outsider", "Away.")
        yield lambda: self.cancel_loop(person, "Over.")
        yield lambda: self.read(person)
        yield lambda: self.open_debrief(person)
        for other in ("aiko", "raiser", "manager"):
            yield lambda other=other: self.excuse_absentee(person, other, "Ill.")

    def in_debrief(self, person: str) -> Iterator[Callable[[], None]]:
        if not self.model.phase:
            return
        yield lambda: self.confirm(person)
        yield lambda: self.vote(person, Vote.INCLINED, "")
        yield lambda: self.vote(person, Vote.NOT_INCLINED, "")
        for other in ("aiko", "raiser"):
            yield lambda other=other: self.excuse_voter(person, other, "Ill.")
        for phase in PHASES[1:4]:
            yield lambda phase=phase: self.go_to(person, phase)
        yield lambda: self.find(person, sorted(NEEDS)[0], VerdictValue.MET, (0,))
        yield lambda: self.find(person, sorted(NEEDS)[0], VerdictValue.MET, ())
        yield lambda: self.find(person, sorted(NEEDS)[0], VerdictValue.NO_DATA, (0,))
        for kind in KeyKind:
            yield lambda kind=kind: self.turn(person, kind, KeyAnswer.YES, "")
            yield lambda kind=kind: self.turn(person, kind, KeyAnswer.NO, "")
        yield lambda: self.decide(person, "The evidence carried it.")


@pytest.mark.parametrize(("stage", "hour"), [("released", -NEAR), ("released", 2), *((stage, 0) for stage in STAGES[1:])])
def test_invariant_08_to_11_every_act_by_everybody(stage: str, hour: int) -> None:
    staged()
    machine, tried, done = OneAct(), 0, 0
    machine.fresh(stage, hour)
    try:
        for person in WHO:
            for number in range(len(list(machine.acts(person)))):
                before = machine.house.mark
                list(machine.acts(person))[number]()
                tried += 1
                if machine.house.mark != before:
                    machine.catch_up()
                    assert machine.house.stored() == machine.house.expected(machine.model), (person, number)
                    done += 1
                    machine.house.end()
                    machine.fresh(stage, hour)
    finally:
        machine.house.end()
    assert tried > len(WHO) * 20 and done > 0
