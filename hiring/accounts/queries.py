"""Reading people: who is asking, who may be chosen, who reports to whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import selectinload

from hiring.accounts.actor import Actor
from hiring.accounts.models import OneTimeLink, Organisation, Passkey, Person, RecoveryCode, RoleGrant, SecondFactor, SignIn
from hiring.accounts.rules import Grant, needs_second_factor, roles_on
from hiring.accounts.terms import LinkPurpose, Role, SecondFactorFor
from hiring.core import clock
from hiring.core.errors import Missing
from hiring.core.text import Words, fold
from hiring.db.locks import saying_who
from hiring.db.session import db
from hiring.notices.operations import Recipient

NAMELESS = Words(en="Hiring loop", ja="採用ループ")
"""What an organisation is called before it has a name."""


@dataclass(frozen=True)
class PersonFacts:
    """What the rules of eligibility must know of a person today."""

    id: int
    name: str
    level: int
    active: bool
    roles: frozenset[Role]
    expired: frozenset[Role]


def actor_by_token(token_hash: str) -> Actor | None:
    """Who holds this session: one statement; nobody when it ended, expired, or the person was deactivated."""
    rows = db.session.execute(_of_session(db.engine.dialect.name), {"token_hash": token_hash, "moment": clock.now()}).all()
    return _actor(rows[0], [Grant(row.role, row.starts_on, row.ends_on, False) for row in rows if row.role]) if rows else None


@cache
def _of_session(dialect: str) -> Select[Any]:
    """The statement of every request, built once; it tells the second lock who asks."""
    person = (Person.id, Person.name, Person.name_ja, Person.email, Person.level, Person.locale, Person.zone, Person.second_factor_since)
    house = select(Organisation.name).scalar_subquery().label("organisation")
    rule = select(Organisation.second_factor_for).scalar_subquery().label("second_factor_for")
    return (
        select(SignIn.id.label("sign_in_id"), *person, house, rule, RoleGrant.role, RoleGrant.starts_on, RoleGrant.ends_on, *saying_who(Person.id, dialect))
        .join(Person, Person.id == SignIn.person_id)
        .join(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.withdrawn_at.is_(None)), isouter=True)
        .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None))
        .where(SignIn.expires_at > bindparam("moment", type_=SignIn.expires_at.type), Person.active)
    )


def _actor(row: Row[Any], grants: list[Grant]) -> Actor:
    """An actor with the roles that hold today, by UTC."""
    roles = roles_on(grants, clock.now().astimezone(UTC).date())
    due = row.second_factor_since is None and needs_second_factor(row.second_factor_for or SecondFactorFor.NOBODY, roles)
    return Actor(row.id, row.name, row.email, row.name_ja, row.level, str(row.locale), row.zone, roles, row.sign_in_id, row.organisation, due)


def actor_of(person_id: int) -> Actor:
    """A person as an actor, outside a request: commands, seeds and tests."""
    facts = person_facts([person_id]).get(person_id)
    person = db.session.get(Person, person_id)
    if person is None or facts is None:
        raise Missing
    return Actor(id=person.id, name=person.name, email=person.email, level=person.level, locale=str(person.locale), zone=person.zone, roles=facts.roles)


def person_facts(ids: Collection[int] | None = None) -> dict[int, PersonFacts]:
    """Level, roles of today and certificates that ran out, for these people or for everybody; one statement."""
    grants = (RoleGrant.role, RoleGrant.starts_on, RoleGrant.ends_on, RoleGrant.withdrawn_at)
    chosen = select(Person.id, Person.name, Person.level, Person.active, *grants).join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
    if ids is not None:
        chosen = chosen.where(Person.id.in_(ids))
    grouped: dict[int, list[Any]] = {}
    for row in db.session.execute(chosen.order_by(Person.name_key, Person.id)):
        grouped.setdefault(row.id, []).append(row)
    return {person: _facts(rows) for person, rows in grouped.items()}


def _facts(rows: list[Row[Any]]) -> PersonFacts:
    """One person's facts out of their rows."""
    day = clock.now().astimezone(UTC).date()
    grants = [Grant(row.role, row.starts_on, row.ends_on, row.withdrawn_at is not None) for row in rows if row.role]
    standing = roles_on(grants, day)
    expired = frozenset(grant.role for grant in grants if grant.ends_on and grant.ends_on < day and not grant.withdrawn) - standing
    first = rows[0]
    return PersonFacts(first.id, first.name, first.level, first.active, standing, expired)


def active_people(also: int | None = None) -> list[Row[Any]]:
    """Everybody who may be chosen in a form, and one who was chosen before, by name."""
    columns = (Person.id, Person.name, Person.name_ja, Person.title, Person.level)
    return list(db.session.execute(select(*columns).where(or_(Person.active, Person.id == also)).order_by(Person.name_key, Person.id)))


def reporting_lines() -> dict[int, int | None]:
    """Each person's manager."""
    return {row.id: row.manager_id for row in db.session.execute(select(Person.id, Person.manager_id))}


def recipients(ids: Collection[int]) -> list[Recipient]:
    """Active people as recipients of mail, in the order of their ids."""
    rows = db.session.execute(select(Person.id, Person.email, Person.name, Person.locale).where(Person.id.in_(ids), Person.active).order_by(Person.id))
    return [Recipient(row.id, row.email, row.name, str(row.locale)) for row in rows]


def zones_of(ids: Collection[int]) -> dict[int, str]:
    """The zone in which each of these people reads times."""
    return {row.id: row.zone for row in db.session.execute(select(Person.id, Person.zone).where(Person.id.in_(ids)))}


def person(person_id: int) -> Person:
    """One person with their roles."""
    found = db.session.scalar(select(Person).where(Person.id == person_id).options(selectinload(Person.roles)))
    if found is None:
        raise Missing
    return found


def person_by_email(email: str) -> Person | None:
    """The person with this address, however it is written."""
    return db.session.scalar(select(Person).where(Person.email == fold(email)).options(selectinload(Person.roles)))


def neighbours(person: Person) -> tuple[Row[Any] | None, list[Row[Any]]]:
    """The manager of a person, and everybody who reports to that person, by name; one statement."""
    near = or_(Person.id == person.manager_id, Person.manager_id == person.id)
    rows: list[Row[Any]] = list(db.session.execute(select(Person.id, Person.name, Person.name_ja, Person.title, Person.active).where(near).order_by(Person.name_key, Person.id)))
    manager = next((row for row in rows if row.id == person.manager_id), None)
    return manager, [row for row in rows if row is not manager]


def people_page(*, search: str, role: Role | None, inactive: bool, after: int | None, size: int) -> list[Person]:
    """People by name, with their roles, after the last one of the page before; one more than `size`."""
    chosen = select(Person).options(selectinload(Person.roles)).order_by(Person.name_key, Person.id).limit(size + 1)
    if search:
        chosen = chosen.where(or_(Person.name_key.contains(fold(search), autoescape=True), Person.email.contains(fold(search), autoescape=True)))
    if role is not None:
        chosen = chosen.where(Person.id.in_(select(RoleGrant.person_id).where(_holding(role))))
    if not inactive:
        chosen = chosen.where(Person.active)
    if after is not None:
        last = select(Person.name_key).where(Person.id == after).scalar_subquery()
        chosen = chosen.where(or_(Person.name_key > last, and_(Person.name_key == last, Person.id > after)))
    return list(db.session.scalars(chosen))


def _holding(role: Role) -> ColumnElement[bool]:
    day = clock.now().astimezone(UTC).date()
    return and_(RoleGrant.role == role, RoleGrant.withdrawn_at.is_(None), RoleGrant.starts_on <= day, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day))


def somebody_else_holds(roles: Collection[Role], person_id: int | None) -> bool:
    """Whether an active person other than this one holds any of these roles today."""
    standing = select(RoleGrant.person_id).where(or_(*(_holding(role) for role in roles)))
    found = select(Person.id).where(Person.active, Person.id.in_(standing), Person.id.is_distinct_from(person_id)).limit(1)
    return db.session.scalar(found) is not None


def holders(role: Role) -> list[Person]:
    """Active people who hold a role today."""
    standing = select(RoleGrant.person_id).where(_holding(role))
    return list(db.session.scalars(select(Person).where(Person.active, Person.id.in_(standing)).order_by(Person.name_key, Person.id)))


def organisation() -> Organisation | None:
    """The organisation of this installation, or None before it was set up."""
    return db.session.get(Organisation, 1)


def organisation_name() -> Words:
    """The name of the organisation, in mails and page titles."""
    return db.session.scalar(select(Organisation.name)) or NAMELESS


def link_by_token(token_hash: str, purpose: LinkPurpose) -> OneTimeLink | None:
    """A link that can still be used."""
    return db.session.scalar(
        select(OneTimeLink)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(OneTimeLink.token_hash == token_hash, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > clock.now(), Person.active)
    )


def sessions_of(person_id: int) -> list[SignIn]:
    """Sessions of a person that still hold, newest first."""
    holding = (SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > clock.now())
    return list(db.session.scalars(select(SignIn).where(*holding).order_by(SignIn.created_at.desc())))


def second_factor(person_id: int) -> SecondFactor | None:
    """The secret of a person, be it that the app has shown that it has it or not yet."""
    return db.session.scalar(select(SecondFactor).where(SecondFactor.person_id == person_id))


def recovery_codes_left(person_id: int) -> int:
    """How many recovery codes of a person were not used yet."""
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))) or 0


def passkeys_of(person_id: int) -> list[Passkey]:
    """The passkeys of a person, oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.created_at, Passkey.id)))
