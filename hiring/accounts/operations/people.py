"""Caring for people: adding, changing, roles with dates, leaving and coming back."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from hiring.accounts import identity
from hiring.accounts.actor import Actor
from hiring.accounts.models import Organisation, Person, RoleGrant
from hiring.accounts.operations.access import invite
from hiring.accounts.queries import holders, reporting_lines
from hiring.accounts.rules import require_no_circle
from hiring.accounts.terms import CERTIFICATES, Locale, Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now, today, zone_of
from hiring.core.email import normal_address
from hiring.core.errors import Refused
from hiring.core.text import fold, say
from hiring.db.commit import require_version
from hiring.db.session import db


@dataclass(frozen=True)
class PersonDetails:
    """What a form or a file says of a person."""

    name: str
    email: str
    name_ja: str = ""
    title: str = ""
    level: int = 5
    manager_id: int | None = None
    locale: Locale = Locale.EN
    zone: str = "UTC"


def clean_email(email: str) -> str:
    """The address in the one way it is stored; refused when it is none."""
    address = normal_address(email[:320])
    if address is None:
        raise Refused(say("This does not look like an e-mail address."), "email")
    return fold(address)


def add_person(details: PersonDetails, actor: Actor, *, invited: bool = True) -> Person:
    """Add somebody, and invite them unless it is said otherwise."""
    email = clean_email(details.email)
    _require_free(email, None)
    zone_of(details.zone)
    person = new_person(details, email)
    db.session.flush()
    welcome(person, actor, invited=invited)
    return person


def new_person(details: PersonDetails, email: str) -> Person:
    """A row for somebody whose address was found to be good and free."""
    person = Person(email=email, password_hash=None, manager_id=details.manager_id, **_columns(details))
    db.session.add(person)
    return person


def welcome(person: Person, actor: Actor, *, invited: bool = True) -> None:
    """Put a new person on record, and invite them unless it is said otherwise."""
    record(Event.PERSON_ADDED, actor_id=actor.id, subject=person.id)
    if invited:
        invite(person, actor)


def change_person(person: Person, details: PersonDetails, actor: Actor, version: int) -> None:
    """Change what is known of a person."""
    require_version(person.version, version)
    email = clean_email(details.email)
    _require_free(email, person.id)
    zone_of(details.zone)
    require_no_circle(person.id, details.manager_id, reporting_lines())
    values = {"email": email, "manager_id": details.manager_id, **_columns(details)}
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, values[name])
    if changed:
        record(Event.PERSON_CHANGED, actor_id=actor.id, subject=person.id, fields=[name for name in changed if name != "name_key"])
    db.session.flush()


def _columns(details: PersonDetails) -> dict[str, object]:
    """The columns that follow from the details."""
    key = name_key(details.name, details.name_ja)
    return {"name": details.name, "name_ja": details.name_ja, "name_key": key, "title": details.title, "level": details.level, "locale": details.locale, "zone": details.zone}


def name_key(name: str, name_ja: str) -> str:
    """What lists are sorted and searched by; folding can make a text longer, so it is cut."""
    return fold(f"{name} {name_ja}")[:600]


def _require_free(email: str, person_id: int | None) -> None:
    """Refuse an address that somebody else has."""
    owner = db.session.scalar(select(Person.id).where(Person.email == email))
    if owner is not None and owner != person_id:
        raise Refused(say("Somebody with this address is here already. Open their page instead."), "email")


def change_profile(actor: Actor, name: str, name_ja: str, locale: Locale, zone: str, version: int) -> None:
    """Change one's own name, language and zone."""
    person = db.session.get_one(Person, actor.id)
    require_version(person.version, version)
    zone_of(zone)
    person.name, person.name_ja, person.name_key = name, name_ja, name_key(name, name_ja)
    person.locale, person.zone = locale, zone
    record(Event.PERSON_CHANGED, actor_id=actor.id, subject=person.id, fields=["name", "locale", "zone"])
    db.session.flush()


def change_language(actor: Actor, locale: Locale) -> None:
    """Change the language in which one reads, and nothing else."""
    db.session.get_one(Person, actor.id).locale = locale
    record(Event.PERSON_CHANGED, actor_id=actor.id, subject=actor.id, fields=["locale"])
    db.session.flush()


def grant(person: Person, role: Role, actor: Actor, *, starts_on: date | None = None, ends_on: date | None = None) -> RoleGrant:
    """Give a role or certificate with its dates (days in UTC); a standing one of the same kind is replaced."""
    start = starts_on or today("UTC")
    if ends_on is not None and ends_on < start:
        raise Refused(say("The last day is before the first. Choose a later last day, or leave it empty."), "ends_on")
    if ends_on is not None and role not in CERTIFICATES:
        raise Refused(say("Only certificates end by themselves. Withdraw a role when it ends."), "ends_on")
    if role is Role.ADMINISTRATOR and start > today("UTC"):
        _require_another_administrator(person)
    standing = _standing(person, role)
    if standing is not None:
        standing.withdrawn_at = now()
        db.session.flush()
    given = give(person, role, actor, start, ends_on)
    db.session.flush()
    return given


def give(person: Person, role: Role, actor: Actor, start: date, ends_on: date | None = None) -> RoleGrant:
    """A role for somebody who was found to hold none of that kind."""
    given = RoleGrant(person_id=person.id, role=role, starts_on=start, ends_on=ends_on, granted_by=actor.id or None)
    db.session.add(given)
    record(Event.ROLE_GRANTED, actor_id=actor.id, subject=person.id, role=role.value, starts_on=start.isoformat(), ends_on=ends_on.isoformat() if ends_on else None)
    return given


def _standing(person: Person, role: Role) -> RoleGrant | None:
    """The grant of this role that was not withdrawn, if there is one."""
    return db.session.scalar(select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.withdrawn_at.is_(None)))


def withdraw_role(person: Person, role: Role, actor: Actor) -> None:
    """Take a role or certificate away; whoever was in with it has to sign in again."""
    if role is Role.ADMINISTRATOR:
        _require_another_administrator(person)
    standing = _standing(person, role)
    if standing is None:
        return
    standing.withdrawn_at = now()
    identity.end_all(person.id)
    record(Event.ROLE_WITHDRAWN, actor_id=actor.id, subject=person.id, role=role.value)
    db.session.flush()


def deactivate(person: Person, actor: Actor) -> None:
    """Take a person's access away; their sessions end at once and what they wrote stays."""
    _require_another_administrator(person)
    if not person.active:
        return
    person.active = False
    identity.end_all(person.id)
    record(Event.PERSON_DEACTIVATED, actor_id=actor.id, subject=person.id)
    db.session.flush()


def reactivate(person: Person, actor: Actor) -> None:
    """Let a person sign in again."""
    if person.active:
        return
    person.active = True
    record(Event.PERSON_REACTIVATED, actor_id=actor.id, subject=person.id)
    db.session.flush()


def _require_another_administrator(person: Person) -> None:
    """Refuse to leave the organisation without an administrator; two who leave at once wait for each other."""
    db.session.execute(select(Organisation.id).with_for_update())
    ids = {each.id for each in holders(Role.ADMINISTRATOR)}
    if ids == {person.id}:
        raise Refused(say("This is the last administrator. Give somebody else that role first."))


def is_empty() -> bool:
    """Whether nobody is here yet."""
    return db.session.scalar(select(func.count()).select_from(select(Person.id).limit(1).subquery())) == 0
