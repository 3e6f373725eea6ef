"""Sets and principles as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from hiring.core.text import Words
from hiring.principles import queries
from hiring.principles.models import Principle, PrincipleSet
from hiring.principles.rules import Flaw, flaws, tracks_of
from hiring.principles.terms import SCALE, JobFamily, PrincipleKind, Rating, SetStatus, Track


@dataclass(frozen=True)
class AnchorRow:
    """What one rating looks like, by track."""

    rating: Rating
    texts: list[Words]


@dataclass(frozen=True)
class PrincipleCard:
    """A principle with everything it says."""

    id: int
    customer: bool
    name: Words
    summary: Words
    behaviours: list[Words]
    tracks: list[Track]
    anchors: list[AnchorRow]


@dataclass(frozen=True)
class FamilyGroup:
    """The competencies of one job family."""

    family: JobFamily
    cards: list[PrincipleCard]


@dataclass(frozen=True)
class SetPage:
    """One version of a set: principles, competencies by family, and what a draft still lacks."""

    row: PrincipleSet
    principles: list[PrincipleCard]
    families: list[FamilyGroup]
    flaws: list[Flaw]


def set_page(row: PrincipleSet) -> SetPage:
    """A version that was loaded with principles and anchors."""
    cards = [(principle, _card(principle)) for principle in row.principles]
    found = flaws([queries.text_of(principle) for principle in row.principles]) if row.status is SetStatus.DRAFT else []
    return SetPage(row, [card for principle, card in cards if principle.kind is PrincipleKind.PRINCIPLE], _families(cards), found)


def _families(cards: Sequence[tuple[Principle, PrincipleCard]]) -> list[FamilyGroup]:
    groups = [FamilyGroup(family, [card for principle, card in cards if principle.family is family]) for family in JobFamily]
    return [group for group in groups if group.cards]


def _card(principle: Principle) -> PrincipleCard:
    content = queries.text_of(principle)
    tracks = [track for track in Track if any(content.anchors.get(track, {}).values())] or tracks_of(content)
    rows = [AnchorRow(rating, [content.anchors.get(track, {}).get(rating, Words()) for track in tracks]) for rating in SCALE] if tracks else []
    return PrincipleCard(principle.id, principle.customer, content.name, content.summary, list(content.behaviours), tracks, rows)
