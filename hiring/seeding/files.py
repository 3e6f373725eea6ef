"""Reading `seeds/`: tables of TOML, and texts in two languages out of them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from hiring.core.places import SEEDS
from hiring.core.text import Words

Table = Mapping[str, Any]


@cache
def table(name: str) -> Table:
    """One file by its path under `seeds/`, without the ending."""
    with (SEEDS / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def tables(folder: str) -> list[Table]:
    """Every file of a folder under `seeds/`, by name."""
    return [table(f"{folder}/{path.stem}") for path in sorted((SEEDS / folder).glob("*.toml"))]


def words(value: Table) -> Words:
    """A text in one or both languages."""
    return Words(en=value.get("en", ""), ja=value.get("ja", ""))
