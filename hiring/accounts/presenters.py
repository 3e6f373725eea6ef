"""People as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hiring.accounts.models import Person, RoleGrant
from hiring.accounts.rules import Grant, holds
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.core.errors import Missing
from hiring.core.text import Sentence, say
from hiring.web.paging import Page, cut

_SOON = 45


@dataclass(frozen=True)
class RoleLine:
    """A role with what its dates mean today."""

    role: Role
    state: Sentence
    tone: str


@dataclass(frozen=True)
class PersonLine:
    """One person with the roles that stand, may come or ran out."""

    row: Person
    invited: bool
    roles: list[RoleLine]


@dataclass(frozen=True)
class Persona:
    """Somebody whom a visitor of the demonstration can be with one click."""

    id: int
    name: str
    role: Sentence
    sentence: Sentence


def people(rows: Sequence[Person], size: int) -> Page[PersonLine]:
    """A page out of `size + 1` people."""
    return cut([person(each) for each in rows], size, lambda line: line.row.id)


def person(row: Person) -> PersonLine:
    """One person."""
    today = clock.today("UTC")
    standing = sorted((grant for grant in row.roles if grant.withdrawn_at is None), key=lambda grant: list(Role).index(grant.role))
    return PersonLine(row, row.password_hash is None, [_role(grant, today) for grant in standing])


def _role(grant: RoleGrant, today: date) -> RoleLine:
    """A role in words: begun, to come, about to end, over."""
    if grant.starts_on > today:
        return RoleLine(grant.role, say("begins on %(day)s", day=grant.starts_on), "")
    if not holds(Grant(grant.role, grant.starts_on, grant.ends_on, False), today):
        return RoleLine(grant.role, say("ended on %(day)s", day=grant.ends_on), "bad")
    if grant.ends_on is None:
        return RoleLine(grant.role, say("since %(day)s", day=grant.starts_on), "ok")
    return RoleLine(grant.role, say("until %(day)s", day=grant.ends_on), "warn" if (grant.ends_on - today).days < _SOON else "ok")


def role_from(text: str) -> Role:
    """A role out of the address."""
    try:
        return Role(text)
    except ValueError:
        raise Missing from None
