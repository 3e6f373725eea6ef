"""Pure decisions: which question is asked next, and what loops tell of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hiring.principles.terms import Rating, Track
from hiring.questions.terms import Suits

SHOWN_FROM = 10
"""Ratings below which nothing is shown, and the step in which it grows, so that no single loop can be read out of it."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Askable:
    """An active question as the rotation sees it: when a plan was last released with it, whatever its edition."""

    question_id: int
    root_id: int
    principle_key: str
    suits: Suits = Suits.ANY
    released_at: datetime | None = None


@dataclass(frozen=True)
class Heard:
    """What one interview of a decided loop heard on the principle of a question."""

    rating: Rating
    evidence: bool


def suited_to(track: Track) -> tuple[Suits, Suits]:
    """The questions that suit a track: those for any role, and its own."""
    return Suits.ANY, Suits(track.value)


def in_turn(pool: Sequence[Askable]) -> list[Askable]:
    """The rotation: what was never asked first, then what was asked least lately; a tie goes to what was written for the track."""
    return sorted(pool, key=lambda each: (each.released_at or _NEVER, each.suits is Suits.ANY, each.question_id))


def proposed(pool: Sequence[Askable], principle_key: str, taken: Collection[int]) -> Askable | None:
    """The question whose turn it is for a principle, among those that neither the loop nor the candidate had (roots in `taken`)."""
    return next((each for each in in_turn(pool) if each.principle_key == principle_key and each.root_id not in taken), None)


def swapped(pool: Sequence[Askable], principle_key: str, taken: Collection[int], current: int) -> Askable | None:
    """The one after the current question in the rotation, round and round; None where there is no other."""
    turns = [each for each in in_turn(pool) if each.principle_key == principle_key and (each.root_id == current or each.root_id not in taken)]
    place = next((number for number, each in enumerate(turns) if each.root_id == current), -1)
    others = turns[place + 1 :] + turns[: max(place, 0)]
    return others[0] if others else None


def counted(counts: Mapping[str, int], heard: Sequence[Heard]) -> dict[str, int]:
    """The counts of a question with one more decided loop: how often asked, each rating, and how often evidence came of it."""
    found = dict(counts)
    for each in heard:
        for name in ("asked", each.rating.value, *(("evidence",) if each.evidence else ())):
            found[name] = found.get(name, 0) + 1
    return found


def shown(before: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, int]:
    """What readers see: the counts as they stood when the ratings last passed a full ten."""
    return dict(counts) if _rated(counts) // SHOWN_FROM > _rated(before) // SHOWN_FROM else dict(before)


def _rated(counts: Mapping[str, int]) -> int:
    """Ratings other than “no data”."""
    return sum(counts.get(rating.value, 0) for rating in Rating if rating is not Rating.NO_DATA)
