"""Who is asking: a plain value, read once a request and handed to every operation."""

from dataclasses import dataclass, field
from typing import cast

from flask import g

from hiring.accounts.terms import Role
from hiring.core.text import Words


@dataclass(frozen=True)
class Actor:
    """The person who acts, with the roles that hold today."""

    id: int
    name: str
    email: str = ""
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


def me() -> Actor:
    """The person of this request; only for views that require sign-in."""
    return cast(Actor, g.actor)
