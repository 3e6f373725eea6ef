"""What to discuss first, and what a verdict stands on (invariant 11)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.debriefs.terms import VerdictValue
from hiring.principles.terms import SCORES, Rating


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


def widest_first(ratings: Iterable[Rated]) -> list[Rated]:
    """Principles by disagreement: widest spread, then most raters, then the order of the opening."""
    return sorted(ratings, key=lambda rated: (-rated.spread, -len(rated.scores), rated.position))


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


def require_same_dissent(standing: tuple[str, str], again: tuple[str, str]) -> None:
    """The same dissent sent twice is one; another one comes too late."""
    if standing != again:
        raise Refused(say("Your dissent is on record already and stays as it was written."), "reason")
