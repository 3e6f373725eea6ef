"""What people of the demonstration write: stories and short sentences, each taken where it was used least."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hiring.feedback.body import Answer, Story
from hiring.feedback.rules import Reasons
from hiring.feedback.terms import Vote
from hiring.principles.terms import Rating
from hiring.seeding.files import Table, table

_NEAR: dict[Rating, tuple[Rating, ...]] = {
    Rating.RAISES_BAR: (Rating.RAISES_BAR, Rating.MEETS_BAR),
    Rating.MEETS_BAR: (Rating.MEETS_BAR, Rating.RAISES_BAR, Rating.BELOW_BAR),
    Rating.BELOW_BAR: (Rating.BELOW_BAR, Rating.MEETS_BAR),
    Rating.WELL_BELOW_BAR: (Rating.WELL_BELOW_BAR, Rating.BELOW_BAR),
}
"""Where a language has no story left for a rating, the next rating comes as near."""

VOTES = {"++": Vote.STRONGLY_INCLINED, "+": Vote.INCLINED, "-": Vote.NOT_INCLINED, "--": Vote.STRONGLY_NOT_INCLINED}
_RATINGS: dict[Vote, tuple[Rating, ...]] = {
    Vote.STRONGLY_INCLINED: (Rating.RAISES_BAR, Rating.MEETS_BAR, Rating.RAISES_BAR),
    Vote.INCLINED: (Rating.MEETS_BAR, Rating.RAISES_BAR, Rating.MEETS_BAR),
    Vote.NOT_INCLINED: (Rating.BELOW_BAR, Rating.MEETS_BAR, Rating.BELOW_BAR),
    Vote.STRONGLY_NOT_INCLINED: (Rating.WELL_BELOW_BAR, Rating.BELOW_BAR, Rating.BELOW_BAR),
}
_PARTS = ("situation", "task", "action", "result", "verbatim")


def ratings_for(vote: Vote, count: int) -> tuple[Rating, ...]:
    """Ratings of one to three principles that bear a vote."""
    return _RATINGS[vote][:count]


@dataclass(frozen=True)
class _Key:
    """One story of a file."""

    principle: str
    place: int


class Texts:
    """All texts, with how often each was used; a story is told once a loop."""

    def __init__(self) -> None:
        self._told: Counter[_Key] = Counter()
        self._in_loop: set[tuple[int, _Key]] = set()
        self._turns: Counter[str] = Counter()

    def answer(self, loop: int, principle: str, rating: Rating, locale: str) -> Answer:
        """What an interviewer wrote on a principle: a story of that rating in their language, or the nearest there is."""
        stories: Sequence[Table] = table(f"demo/evidence/{principle}")["stories"]
        wishes = [(lang, each) for each in _NEAR[rating] for lang in (locale, "en")]
        for lang, wished in wishes:
            fit = [_Key(principle, place) for place, story in enumerate(stories) if (story["lang"], story["rating"]) == (lang, wished)]
            fresh = [key for key in fit if (loop, key) not in self._in_loop]
            if fresh:
                return self._tell(loop, min(fresh, key=lambda key: (self._told[key], key.place)), stories)
        raise AssertionError(f"no story left for {principle}")

    def _tell(self, loop: int, key: _Key, stories: Sequence[Table]) -> Answer:
        self._told[key] += 1
        self._in_loop.add((loop, key))
        story = stories[key.place]
        return Answer((Story(**{part: story[part] for part in _PARTS}),), Rating(story["rating"]), story["judgement"])

    def reasons(self, vote: Vote, locale: str) -> Reasons:
        """The strongest reason for and against that goes with a vote."""
        chosen = self._next("vote_summaries", "vote", vote.value)
        return Reasons(chosen["for"][locale], chosen["against"][locale])

    def phrase(self, kind: str, locale: str, field: str = "", value: str = "") -> str:
        """The next sentence of a kind, such as the reason of a verdict of this value."""
        return str(self._next(kind, field, value)[locale])

    def _next(self, kind: str, field: str, value: str) -> Any:
        fit = [each for each in table("demo/debriefs")[kind] if not field or each[field] == value]
        turn = self._turns[kind + value]
        self._turns[kind + value] += 1
        return fit[turn % len(fit)]

    def nth(self, kind: str, place: int, locale: str) -> str:
        """The sentence of a kind that fits this very case."""
        return str(table("demo/debriefs")[kind][place][locale])
