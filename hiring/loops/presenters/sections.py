"""What the floors above show on a loop's page: each says what it has for this reader, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hiring.accounts.actor import Actor
from hiring.loops.models import Loop


@dataclass(frozen=True)
class Section:
    """A template to include, and what it is filled with as `section`."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[Actor, Loop], Section | None]
SECTIONS: list[Provider] = []


def section(provider: Provider) -> Provider:
    """Add a section to the page of every loop, once; the loop it is asked about is loaded whole."""
    if provider not in SECTIONS:
        SECTIONS.append(provider)
    return provider


def sections_of(actor: Actor, loop: Loop) -> list[Section]:
    """The sections that this reader sees, in the order in which they were added."""
    return [found for provider in SECTIONS if (found := provider(actor, loop)) is not None]
