"""Who is asking: a plain value, read once a request and handed to every operation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, cast

from flask import g
from sqlalchemy import bindparam

from hiring.accounts.terms import Role
from hiring.core.text import Words
from hiring.db.types import BigId

Statement = TypeVar("Statement")


@dataclass(frozen=True)
class Actor:
    """The person who acts, with the roles that hold today."""

    id: int
    name: str
    email: str = ""
    name_ja: str = ""
    level: int = 1
    locale: str = "en"
    zone: str = "UTC"
    roles: frozenset[Role] = field(default_factory=frozenset)
    sign_in_id: int | None = None
    organisation: Words | None = None
    enrol_due: bool = False
    """Whether the organisation asks this person for a second factor that is not there yet: nothing else is open to them."""

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles holds today."""
        return not self.roles.isdisjoint(roles)

    @property
    def bound(self) -> dict[str, Any]:
        """The value that a statement for `somebody` still asks for."""
        return {"somebody": self.id}


def somebody(roles: frozenset[Role]) -> Actor:
    """Whoever has these roles: policies make their clauses of them once, and the statement is told the person when it runs."""
    return Actor(id=cast(int, bindparam("somebody", type_=BigId)), name="", roles=roles)


def for_roles(build: Callable[[Actor], Statement]) -> Callable[[Actor], Statement]:
    """Make a statement once for each set of roles; run it with `actor.bound`."""

    @cache
    def built(roles: frozenset[Role]) -> Statement:
        return build(somebody(roles))

    return lambda actor: built(actor.roles)


def me() -> Actor:
    """The person of this request; only for views that require sign-in."""
    return cast(Actor, g.actor)
