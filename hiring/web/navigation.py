"""The menu: each feature adds its place, and a reader sees the places that are open to them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for

from hiring.web.access import mark_of
from hiring.web.reader import reader


@dataclass(frozen=True)
class Place:
    """A place in the menu: its label, the endpoint it leads to, its rank and the key that opens it."""

    label: str
    endpoint: str
    rank: int
    shortcut: str = ""


@dataclass(frozen=True)
class Item:
    """A place as a page shows it."""

    label: str
    url: str
    current: bool
    shortcut: str
    count: int | None = None


PLACES: list[Place] = []


def place(label: str, endpoint: str, rank: int, shortcut: str = "") -> None:
    """Add a place to the menu, once."""
    entry = Place(label, endpoint, rank, shortcut)
    if entry not in PLACES:
        PLACES.append(entry)


def install(app: Flask, say: Callable[[str], str]) -> None:
    """Give the templates `navigation`."""

    @app.context_processor
    def _menu() -> dict[str, Any]:
        return {"navigation": items(say), "me": reader()}


def items(say: Callable[[str], str]) -> list[Item]:
    """The places this reader may open, in order."""
    person = reader()
    if person is None:
        return []
    here = (request.endpoint or "").split(".")[0]
    shown = []
    for entry in sorted(PLACES, key=lambda entry: entry.rank):
        mark = mark_of(current_app.view_functions.get(entry.endpoint))
        if mark and mark.allows(person):
            shown.append(Item(say(entry.label), url_for(entry.endpoint), entry.endpoint.split(".")[0] == here, entry.shortcut))
    return shown
