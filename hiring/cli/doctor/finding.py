"""What a check found: what it is, why it matters, what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hiring.core.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One thing that is unsafe; the name never changes, so that monitoring can know it again."""

    name: str
    what: str
    why: str
    do: str


Check = Callable[[Settings], Iterable[Finding]]
"""A check of one thing; it finds nothing where all is well."""
