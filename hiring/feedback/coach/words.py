"""The word lists of the coach, read once out of `seeds/coach/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hiring.core.places import SEEDS
from hiring.core.text import Words
from hiring.feedback.coach.phrases import ENGLISH, JAPANESE, Composer
from hiring.feedback.coach.reading import Reader, Signs, reader_for
from hiring.feedback.coach.terms import Hint

LISTED = (Hint.WE_ONLY, Hint.BARE_ADJECTIVE, Hint.HEARSAY, Hint.HYPOTHETICAL)
_WRITINGS = {"en": ENGLISH, "ja": JAPANESE}


@dataclass(frozen=True)
class Trait:
    """A trait that has no place in evidence: its name, and the reason that the page shows."""

    key: str
    name: Words
    reason: Words


@dataclass(frozen=True)
class Lists:
    """What the rules look for in one language, and who reads its texts."""

    reader: Reader
    rules: Mapping[Hint, Signs]
    traits: Mapping[str, Signs]


@cache
def traits() -> Mapping[str, Trait]:
    """Every trait by its key, in the order of the file."""
    return {key: Trait(key, Words(**shipped["name"]), Words(**shipped["reason"])) for key, shipped in _file("traits").items()}


@cache
def lists(language: str) -> Lists:
    """The lists of a language."""
    shipped, writing = _file(language), _WRITINGS[language]
    composer = Composer(writing, shipped["parts"])
    rules = {hint: composer.signs(**shipped[hint]) for hint in LISTED}
    found = {key: composer.signs(**shipped["traits"][key]) for key in traits()}
    return Lists(reader_for(writing.head, [*rules.values(), *found.values()]), rules, found)


def _file(name: str) -> dict[str, Any]:
    with (SEEDS / "coach" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
