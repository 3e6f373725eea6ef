"""People as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from hiring.accounts.models import Person, RoleGrant
from hiring.accounts.rules import Grant, holds
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.core.errors import Malformed, Missing


@dataclass(frozen=True)
class RoleLine:
    """A role with its dates: standing, not yet begun, or over."""

    role: Role
    starts_on: date
    ends_on: date | None
    tone: str
    withdrawable: bool


@dataclass(frozen=True)
class PersonLine:
    """One person of the list."""

    id: int
    name: str
    name_ja: str
    email: str
    title: str
    level: int
    active: bool
    invited: bool
    roles: list[RoleLine]
    person: Person


@dataclass(frozen=True)
class PeoplePage:
    """A page of the list, and the key of the next."""

    rows: list[PersonLine]
    after: str | None


def people(rows: Sequence[Person], size: int) -> PeoplePage:
    """A page out of `size + 1` people."""
    shown = [person(each) for each in rows[:size]]
    last = rows[size - 1] if len(rows) > size else None
    return PeoplePage(shown, f"{last.id}:{last.name_key}" if last else None)


def person(row: Person) -> PersonLine:
    """One person with the roles that stand or may come."""
    today = clock.now().astimezone(UTC).date()
    lines = [_role(grant, today) for grant in row.roles if grant.withdrawn_at is None]
    return PersonLine(row.id, row.name, row.name_ja, row.email, row.title, row.level, row.active, row.password_hash is None, lines, row)


def _role(grant: RoleGrant, today: date) -> RoleLine:
    standing = holds(Grant(grant.role, grant.starts_on, grant.ends_on, False), today)
    soon = standing and grant.ends_on is not None and (grant.ends_on - today).days < 45
    return RoleLine(grant.role, grant.starts_on, grant.ends_on, "warn" if soon else "ok" if standing else "bad", True)


def after_key(text: str) -> tuple[str, int] | None:
    """The key of the last row of the page before, out of the address."""
    if not text:
        return None
    number, colon, name = text.partition(":")
    if not colon or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Malformed
    return name, int(number)


def role_from(text: str) -> Role:
    """A role out of the address."""
    try:
        return Role(text)
    except ValueError:
        raise Missing from None
