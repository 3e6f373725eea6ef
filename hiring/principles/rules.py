"""Pure decisions: what a set must have before it is published, and keys made from names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hiring.core.errors import Refused
from hiring.core.text import Words, fold, say
from hiring.principles.terms import SCALE, PrincipleKind, PrincipleText, SetGap, SetStatus, Track

BEHAVIOURS_MOST = 8
_NOT_A_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Flaw:
    """A gap, and the principle that has it; none where the set as a whole has it."""

    gap: SetGap
    principle: Words | None = None


def key_from(name: Words) -> str:
    """A key for addresses and questions out of an English name; empty where there is none."""
    return _NOT_A_KEY.sub("-", fold(name.en).replace("'", "")).strip("-")[:60]


def tracks_of(text: PrincipleText) -> list[Track]:
    """The tracks for which a principle has all four anchors."""
    return [track for track in Track if all(text.anchors.get(track, {}).get(rating) for rating in SCALE)]


def flaws_of(text: PrincipleText) -> list[SetGap]:
    """What one principle lacks before its set can be published."""
    whole = tracks_of(text)
    begun = any(text.anchors.get(Track.MANAGER, {}).values())
    checks = (
        (not text.name, SetGap.NO_NAME),
        (not text.summary, SetGap.NO_SUMMARY),
        (text.kind is PrincipleKind.COMPETENCY and text.family is None, SetGap.NO_FAMILY),
        (Track.INDIVIDUAL not in whole, SetGap.NO_ANCHORS),
        (begun and Track.MANAGER not in whole, SetGap.HALF_MANAGER),
    )
    return [gap for missing, gap in checks if missing]


def flaws(principles: Sequence[PrincipleText]) -> list[Flaw]:
    """Everything that stands between a draft and its publication."""
    found = [] if principles else [Flaw(SetGap.NO_PRINCIPLE)]
    if sum(text.customer for text in principles) != 1:
        found.append(Flaw(SetGap.NO_CUSTOMER))
    return found + [Flaw(gap, text.name) for text in principles for gap in flaws_of(text)]


def require_publishable(principles: Sequence[PrincipleText]) -> None:
    """Refuse to publish a set that people could not rate against."""
    found = flaws(principles)
    if not found:
        return
    first = found[0]
    if first.principle:
        raise Refused(say("“%(name)s” is not complete: %(gap)s. Complete it, then publish.", name=first.principle, gap=first.gap))
    raise Refused(say("The set is not complete: %(gap)s. Complete it, then publish.", gap=first.gap))


def require_draft(status: SetStatus) -> None:
    """Refuse to change what openings may already use."""
    if status is not SetStatus.DRAFT:
        raise Refused(say("A published set does not change, because people were rated against it. Copy it as a new version and change that."))


def require_published(status: SetStatus) -> None:
    """Refuse to adopt a draft."""
    if status is not SetStatus.PUBLISHED:
        raise Refused(say("Only a published set can be adopted. Publish this version first."))


def require_sound(text: PrincipleText) -> None:
    """Refuse what cannot even stand in a draft."""
    if not text.name:
        raise Refused(say("Give it a name in at least one language."), "name_en")
    if text.customer and text.kind is not PrincipleKind.PRINCIPLE:
        raise Refused(say("The customer principle is a principle, not a competency. Choose one of the two."), "customer")
    if text.kind is PrincipleKind.COMPETENCY and text.family is None:
        raise Refused(say("Say which job family this competency belongs to."), "family")
    if len(text.behaviours) > BEHAVIOURS_MOST:
        raise Refused(say("A principle has at most %(most)s behaviours; keep the clearest.", most=BEHAVIOURS_MOST), "behaviours")
