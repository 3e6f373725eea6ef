"""Keyset paging: a page is asked for by the last row of the one before, never by its number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request

from hiring.core.errors import Malformed

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page, and the key to ask for the next with."""

    rows: Sequence[Row]
    after: int | None


def cut(rows: Sequence[Row], size: int, key: Callable[[Row], int]) -> Page[Row]:
    """A page out of `size + 1` rows: the extra one only says that there are more."""
    shown = rows[:size]
    return Page(shown, key(shown[-1]) if len(rows) > size else None)


def whole_number(name: str) -> int | None:
    """A whole number from the address, or None; anything else there is malformed."""
    value = single(name)
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Malformed
    return int(value)


def single(name: str) -> str:
    """One value from the address; given twice, or as a list, it is malformed."""
    values = request.args.getlist(name)
    if len(values) > 1 or f"{name}[]" in request.args:
        raise Malformed
    return values[0] if values else ""


def chosen(name: str, allowed: type[Any]) -> Any | None:
    """A member of an enum from the address, or None; an unknown value is malformed."""
    value = single(name)
    if not value:
        return None
    try:
        return allowed(value)
    except ValueError:
        raise Malformed from None
