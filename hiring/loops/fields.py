"""Fields and values of the forms of loops: a time on the wall, minutes, ids, and what one chooses from."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from flask_babel import gettext
from wtforms import DateTimeLocalField, IntegerField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from hiring.core.clock import zones
from hiring.core.terms import Term
from hiring.web.forms import choice
from hiring.web.words import spoken

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class WallField(DateTimeLocalField):
    """A date and time as the clock on the wall shows it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Our own sentence where it is no time."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("This is no date with a time. Write it like 2026-12-08T10:00, or use the calendar.")) from None


class TicksField(SelectMultipleField):
    """Several to choose, each with a box; what may be chosen the operation decides."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    validate_choice = False


class MinutesField(IntegerField):
    """A whole number of minutes."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Our own sentence where it is no number, or one that no column holds."""
        try:
            super().process_formdata([value if len(value) < 7 else "x" for value in valuelist])
        except ValueError:
            raise ValueError(gettext("Give a whole number of minutes.")) from None


@cache
def _names() -> tuple[str, ...]:
    """Read once, since it is a walk through files."""
    return tuple(zones())


def of_terms(terms: Iterable[Term]) -> list[Any]:
    """Members of an enum to choose from."""
    return [choice(term.value, spoken(term)) for term in terms]


def of_zones() -> list[Any]:
    """Every time zone to choose from."""
    return [choice(name, name.replace("_", " "), lang="en") for name in _names()]


def whole(value: str | None) -> int | None:
    """An id as a form sends it; anything else is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None


def many(values: Iterable[str] | None) -> list[int]:
    """Ids as boxes send them; what is none is left out."""
    return [number for number in map(whole, values or ()) if number is not None]
