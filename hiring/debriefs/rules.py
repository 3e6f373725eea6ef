"""Pure decisions of a debrief: the gate, the order of phases, gaps to discuss, verdicts, two keys and what follows.

Nothing here reads a database: a room, a plan and an answer are plain values. No function turns votes into a result.
"""

import calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.debriefs.terms import KeyAnswer, Phase, Result, VerdictValue
from hiring.loops.terms import KeyKind
from hiring.principles.terms import SCORES, Rating

ORDER = (Phase.READING, Phase.VOTING, Phase.DISCUSSION, Phase.DECISION, Phase.CLOSED)
REVEALED = frozenset({Phase.DISCUSSION, Phase.DECISION, Phase.CLOSED})
"""Phases in which everybody of the room sees the second votes of the others."""
LONGEST_COOL_OFF = 36


@dataclass(frozen=True)
class Keys:
    """Who holds the two keys today, successors included."""

    manager: int | None
    bar: int | None

    def holder(self, kind: KeyKind) -> int | None:
        """The person who may turn this key."""
        return self.manager if kind is KeyKind.MANAGER else self.bar

    def held_by(self, person: int) -> KeyKind | None:
        """The key that a person holds, if any."""
        if person == self.bar:
            return KeyKind.BAR
        return KeyKind.MANAGER if person == self.manager else None


@dataclass(frozen=True)
class Place:
    """One planned interview, as the gate sees it."""

    person: int
    name: str
    submitted: bool
    excused: bool = False

    @property
    def open(self) -> bool:
        """Whether the debrief still waits for this feedback."""
        return not self.submitted and not self.excused


@dataclass(frozen=True)
class Chair:
    """One member of the room: what they have done, never what they think."""

    person: int
    name: str
    votes: bool = True
    confirmed: bool = False
    excused: bool = False
    voted: bool = False

    @property
    def still_reads(self) -> bool:
        """Whether the room waits for this member's confirmation."""
        return not self.confirmed and not self.excused

    @property
    def still_votes(self) -> bool:
        """Whether the room waits for this member's second vote."""
        return self.votes and not self.voted and not self.excused


@dataclass(frozen=True)
class Found:
    """A verdict and the evidence it cites."""

    value: VerdictValue
    cited: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rated:
    """A principle with the ratings it got, in the order of the opening."""

    principle: int
    position: int
    ratings: tuple[Rating, ...] = ()

    @property
    def scores(self) -> list[int]:
        """Ratings on the scale; “no data” is not on it."""
        return [SCORES[rating] for rating in self.ratings if rating is not Rating.NO_DATA]

    @property
    def spread(self) -> int:
        """How far the lowest and the highest rating lie apart."""
        return max(self.scores) - min(self.scores) if self.scores else 0


# The gate (invariant 8)


def require_gate(places: Sequence[Place], keys: Keys, gaps: Collection[object] = ()) -> None:
    """Open only when all feedback is in, both keys have a holder and the plan that was held is whole."""
    if not places:
        raise Refused(say("There is no interview to talk about. Plan the loop first."))
    if waiting := [place.name for place in places if place.open]:
        raise Refused(say("The debrief opens when all feedback is in. Still missing: %(names)s. Wait for it, or have the absent excused with a reason.", names=waiting))
    if any(place.excused and keys.held_by(place.person) for place in places):
        raise Refused(say("Neither the Bar Raiser nor the hiring manager can be missing. Name a successor by an amendment of the plan."))
    if keys.manager is None or keys.bar is None or keys.manager == keys.bar:
        raise Refused(say("A debrief needs two people for its two keys: hiring manager and Bar Raiser. Name the missing one by an amendment of the plan."))
    if gaps:
        raise Refused(say("An interview was not held and the plan has a gap. Close it by an amendment first, then open the debrief."))


def require_excusable(place: Place, keys: Keys) -> None:
    """An absentee may be excused; whoever holds a key may not."""
    if keys.held_by(place.person):
        raise Refused(say("%(name)s holds a key of this debrief and cannot be excused. Name a successor by an amendment of the plan.", name=place.name))
    if place.submitted:
        raise Refused(say("%(name)s has submitted feedback and takes part. There is nobody to excuse.", name=place.name))


# The order (invariant 9)


def require_step(current: Phase, wanted: Phase) -> None:
    """One phase forward: nothing is skipped, nothing is gone back to."""
    if ORDER.index(wanted) != ORDER.index(current) + 1:
        raise Refused(say("A debrief goes reading, vote, discussion, decision: no skipping, no going back. It is in the phase “%(phase)s”. Look at the page again.", phase=current))


def require_phase(current: Phase, *wanted: Phase) -> None:
    """Refuse an act that belongs to another phase."""
    if current not in wanted:
        raise Refused(say("This belongs to the phase “%(wanted)s”, and the debrief is in “%(phase)s”. Look at the page again.", wanted=wanted[0], phase=current))


def require_all_read(chairs: Iterable[Chair]) -> None:
    """Voting begins when every member has confirmed reading or is excused."""
    if waiting := [chair.name for chair in chairs if chair.still_reads]:
        raise Refused(say("Everybody reads before anybody votes. Still reading: %(names)s. Wait for them, or excuse the absent with a reason.", names=waiting))


def require_voter(chair: Chair) -> None:
    """A second vote belongs to a member who gave feedback, has read, and is not excused."""
    if not chair.votes:
        raise Refused(say("A second vote follows a first one. You gave no feedback in this loop, so you have no vote; your key is yours."))
    if chair.excused:
        raise Refused(say("You were excused from the second vote. Your first vote stands and everybody sees it."))
    if not chair.confirmed:
        raise Refused(say("Please confirm first that you have read all feedback."))


def require_vote_reason(first: object, final: object, reason: str) -> None:
    """Changing one's mind is welcome and says why."""
    if first is not None and first != final and not reason.strip():
        raise Refused(say("You changed your vote, which is what reading is for. Say in a sentence what changed your mind."), "reason")


def require_all_voted(chairs: Iterable[Chair]) -> None:
    """Votes are revealed when all are cast or the missing ones are excused."""
    if waiting := [chair.name for chair in chairs if chair.still_votes]:
        raise Refused(say("Votes stay hidden until all are cast. Still missing: %(names)s. Wait for them, or excuse the absent with a reason.", names=waiting))


def require_absent(chair: Chair, keys: Keys) -> None:
    """A member may be excused from reading and voting, but not a key holder and not after the vote."""
    if keys.held_by(chair.person):
        raise Refused(say("%(name)s holds a key of this debrief and cannot be excused. Name a successor by an amendment of the plan.", name=chair.name))
    if chair.voted:
        raise Refused(say("%(name)s has voted already. There is nobody to excuse.", name=chair.name))


# What to discuss first


def widest_first(ratings: Iterable[Rated]) -> list[Rated]:
    """Principles by disagreement: widest spread, then most raters, then the order of the opening."""
    return sorted(ratings, key=lambda rated: (-rated.spread, -len(rated.scores), rated.position))


# Reasons (invariant 11)


def require_verdict(found: Found, of_loop: Collection[int]) -> None:
    """A verdict cites evidence of this loop, except “no data”, which has none to cite."""
    if not found.cited <= set(of_loop):
        raise Refused(say("A verdict cites evidence of this loop only. Choose from the list."), "evidence")
    if found.value is VerdictValue.NO_DATA and found.cited:
        raise Refused(say("“No data” means that there is no evidence, and you cite some. Take the citation away or choose another verdict."), "evidence")
    if found.value is not VerdictValue.NO_DATA and not found.cited:
        raise Refused(say("A verdict stands on evidence. Tick at least one story that carries it, or choose “no data”."), "evidence")


def require_all_verdicts(required: Mapping[int, object], found: Mapping[int, Found], of_loop: Collection[int]) -> None:
    """The decision begins when every required principle, competencies included, has a verdict that stands."""
    if missing := [name for principle, name in required.items() if principle not in found]:
        raise Refused(say("Every required principle needs a verdict before the keys are turned. Still open: %(names)s.", names=missing))
    for verdict in found.values():
        require_verdict(verdict, of_loop)


def require_reason(text: str, field: str = "reason") -> None:
    """What is decided is decided for a reason that can be read later."""
    if not text.strip():
        raise Refused(say("Please write the reason. Somebody will read it a year from now and want to understand."), field)


# Two keys (invariant 10)


def require_key(kind: KeyKind, keys: Keys, person: int, answer: KeyAnswer, reason: str) -> None:
    """Only its holder turns a key, one person turns one key, and an answer that is not yes says why."""
    if keys.held_by(person) is not kind:
        raise Refused(say("This key belongs to somebody else. Each key is turned by the person who holds it, and the two are two people."))
    if answer is not KeyAnswer.YES:
        require_reason(reason)


def require_both_keys(answers: Mapping[KeyKind, KeyAnswer]) -> None:
    """A decision is written when both keys have their answer."""
    if missing := [kind for kind in KeyKind if kind not in answers]:
        raise Refused(say("Both keys need an answer before the decision is written. Still open: %(keys)s.", keys=missing))


def result_of(manager: KeyAnswer, bar: KeyAnswer) -> Result:
    """Hire needs two yes; a Bar Raiser's no is no, and unsure is no. Votes and ratings have no part in it."""
    return Result.HIRE if manager is KeyAnswer.YES and bar is KeyAnswer.YES else Result.NO_HIRE


# What follows


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def require_cool_off(until: date | None, today: date) -> None:
    """A cool-off ends in the future and within reach; none at all is a choice too."""
    if until is not None and not today < until <= months_after(today, LONGEST_COOL_OFF):
        sentence = say("A cool-off ends in the future, at most %(months)s months from now. Choose another day, or leave it empty for none.", months=LONGEST_COOL_OFF)
        raise Refused(sentence, "cool_off_until")
