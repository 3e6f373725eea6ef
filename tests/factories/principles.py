"""Principle sets for tests: three principles and a competency, published and adopted."""

from typing import Any

from hiring.core.text import Words
from hiring.principles import operations
from hiring.principles.models import PrincipleSet
from hiring.principles.terms import SCALE, JobFamily, PrincipleKind, PrincipleText, Track


def words(en: str, ja: str = "") -> Words:
    return Words(en=en, ja=ja)


def anchors(*tracks: Track) -> dict[Track, Any]:
    return {track: {rating: words(f"{track} {rating}") for rating in SCALE} for track in tracks}


def principle_text(name: str = "Customer First", **more: Any) -> PrincipleText:
    """A complete principle; further fields by keyword."""
    values: dict[str, Any] = {"key": "", "kind": PrincipleKind.PRINCIPLE, "name": words(name), "summary": words(f"What {name} means."), "anchors": anchors(Track.INDIVIDUAL)}
    return PrincipleText(**{**values, **more})


def draft_set(key: str = "house") -> PrincipleSet:
    """A draft that could be published."""
    draft = operations.create_set(key, words("House principles", "社の原則"), words("Ours."), None)
    operations.add_principle(draft, principle_text("Customer First", customer=True, anchors=anchors(*Track)), None)
    operations.add_principle(draft, principle_text("Own It"), None)
    operations.add_principle(draft, principle_text("Look Closely"), None)
    operations.add_principle(draft, principle_text("Coding", kind=PrincipleKind.COMPETENCY, family=JobFamily.ENGINEERING), None)
    return draft


def adopted_set(key: str = "house") -> PrincipleSet:
    """The set that new openings use."""
    draft = draft_set(key)
    operations.publish(draft, None)
    operations.adopt(draft, None)
    return draft
