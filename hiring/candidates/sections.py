"""What the floors above show of an application on its candidate's page: a template, and a loader for a whole page at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hiring.accounts.actor import Actor

Loader = Callable[[Actor, Sequence[int]], Mapping[int, Any]]


@dataclass(frozen=True)
class Section:
    """A part of an application's card; `load` gives its data by application id, nothing where it has nothing to show."""

    template: str
    load: Loader


@dataclass(frozen=True)
class Filled:
    """A section of one application: the template is included with `data`."""

    template: str
    data: Any


SECTIONS: list[Section] = []


def section(template: str, load: Loader) -> None:
    """Add a section, once; they stand in the order in which they were added."""
    entry = Section(template, load)
    if entry not in SECTIONS:
        SECTIONS.append(entry)


def filled(actor: Actor, application_ids: Sequence[int]) -> dict[int, list[Filled]]:
    """The sections of these applications, each loaded once for all of them."""
    found: dict[int, list[Filled]] = {application_id: [] for application_id in application_ids}
    for entry in SECTIONS if application_ids else ():
        for application_id, data in entry.load(actor, application_ids).items():
            found[application_id].append(Filled(entry.template, data))
    return found
