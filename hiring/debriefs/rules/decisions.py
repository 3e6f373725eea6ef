"""Two keys (invariant 10), the reason of a decision, and what follows a no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hiring.core.clock import months_after
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.debriefs.terms import KeyAnswer, Result
from hiring.loops.terms import KeyKind

LONGEST_COOL_OFF = 36
"""Months."""


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


def require_key(kind: KeyKind, keys: Keys, person: int, answer: KeyAnswer, reason: str) -> None:
    """Only its holder turns a key, one person turns one key, and an answer that is not yes says why."""
    if keys.held_by(person) is not kind:
        raise Refused(say("This key belongs to somebody else. Each key is turned by the person who holds it, and the two are two people."))
    if answer is not KeyAnswer.YES:
        require_reason(reason)


def require_unturned(kind: KeyKind, turned: Mapping[KeyKind, int], person: int) -> None:
    """A key is turned once, whoever holds it later, and one person never turns both."""
    if kind in turned:
        raise Refused(say("This key was turned before it was handed on, and its answer stands."))
    if person in turned.values():
        raise Refused(say("You turned the other key already, and the two keys are two people. Name somebody else by an amendment of the plan."))


def require_both_keys(answers: Mapping[KeyKind, KeyAnswer]) -> None:
    """A decision is written when both keys have their answer."""
    if missing := [kind for kind in KeyKind if kind not in answers]:
        raise Refused(say("Both keys need an answer before the decision is written. Still open: %(keys)s.", keys=missing))


def result_of(manager: KeyAnswer, bar: KeyAnswer) -> Result:
    """Hire needs two yes; a Bar Raiser's no is no, and unsure is no. Votes and ratings have no part in it."""
    return Result.HIRE if manager is KeyAnswer.YES and bar is KeyAnswer.YES else Result.NO_HIRE


def require_reason(text: str, field: str = "reason") -> None:
    """What is decided is decided for a reason that can be read later."""
    if not text.strip():
        raise Refused(say("Please write the reason. Somebody will read it a year from now and want to understand."), field)


def require_same_answer(standing: KeyAnswer, again: KeyAnswer) -> None:
    """The same answer sent twice is one; nobody turns a key back."""
    if standing is not again:
        raise Refused(say("This key has its answer already: %(answer)s. A key is turned once; only a new loop can come to another answer.", answer=standing))


def require_same_decision(standing: tuple[object, ...], again: tuple[object, ...]) -> None:
    """The same decision sent twice is one; a decision never changes."""
    if standing != again:
        raise Refused(say("The decision is made and sealed. Look at the page again; only a new loop can come to another one."))


def require_cool_off(until: date | None, today: date) -> None:
    """A cool-off ends in the future and within reach; none at all is a choice too."""
    if until is not None and not today < until <= months_after(today, LONGEST_COOL_OFF):
        sentence = say("A cool-off ends in the future, at most %(months)s months from now. Choose another day, or leave it empty for none.", months=LONGEST_COOL_OFF)
        raise Refused(sentence, "cool_off_until")


def require_no(result: Result | None) -> None:
    """Lower level, other role and cool-off follow a no, and only a no."""
    if result is not Result.NO_HIRE:
        raise Refused(say("This follows a decision of “no hire”, and there is none. Look at the page again."))


def require_same_follow_up(standing: tuple[object, ...], again: tuple[object, ...]) -> None:
    """The same follow-up sent twice is one; it is written down once."""
    if standing != again:
        raise Refused(say("What follows this “no” is written down already. Look at the page again."))
