"""Who reads this page, as far as this floor must know; `accounts` says who that is."""

from typing import Protocol, cast

from flask import g


class Reader(Protocol):
    """The person who is asking."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def locale(self) -> str: ...
    @property
    def zone(self) -> str: ...


def reader() -> Reader | None:
    """The signed-in person of this request, or nobody."""
    return cast("Reader | None", g.get("actor"))
