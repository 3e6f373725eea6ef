"""People as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from hiring.accounts import codes, passkeys, queries
from hiring.accounts.actor import Actor
from hiring.accounts.models import Passkey, Person, RoleGrant
from hiring.accounts.rules import Grant, holds
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.core.errors import Missing
from hiring.core.text import Sentence, say
from hiring.web.paging import Page, cut
from hiring.web.words import gettext

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


@dataclass(frozen=True)
class Shared:
    """A secret for an app: to photograph, to open on a phone, or to type."""

    picture: Markup
    address: str
    typed: str


@dataclass(frozen=True)
class SecondFactorFacts:
    """Where a person's own second factor stands."""

    since: datetime | None = None
    codes_left: int = 0
    shared: Shared | None = None
    passkeys: Sequence[Passkey] = ()
    offer: str = ""
    """What a device is asked in order to make a passkey; nothing where this installation offers none."""


def second_factor(actor: Actor) -> SecondFactorFacts:
    """Nothing yet, a secret to share, or in use since a day."""
    row = queries.second_factor(actor.id)
    if row is not None and row.confirmed_at is not None:
        known = queries.passkeys_of(actor.id)
        offer = passkeys.offer(actor, _house_of(actor), known) if passkeys.offered() else ""
        return SecondFactorFacts(row.confirmed_at, queries.recovery_codes_left(actor.id), passkeys=known, offer=offer)
    secret = codes.opened(row.sealed, actor.id) if row else None
    return SecondFactorFacts(shared=_shared(secret, actor) if secret else None)


def _shared(secret: str, actor: Actor) -> Shared:
    address = codes.app_address(secret, actor.email, _house_of(actor))
    return Shared(codes.picture(address, gettext("A QR code for your app")), address, codes.grouped(secret))


def _house_of(actor: Actor) -> str:
    return (actor.organisation or queries.NAMELESS).best(actor.locale)[0]


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
