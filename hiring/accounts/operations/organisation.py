"""The organisation itself: set up once, changed by administrators."""

from sqlalchemy.exc import IntegrityError

from hiring.accounts import passwords
from hiring.accounts.actor import Actor
from hiring.accounts.models import Organisation, Person
from hiring.accounts.operations.people import PersonDetails, add_person, grant, is_empty
from hiring.accounts.rules import require_password
from hiring.accounts.terms import Locale, Role, SecondFactorFor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import zone_of
from hiring.core.errors import Refused
from hiring.core.text import Words, say
from hiring.db.commit import require_version
from hiring.db.session import db

SETUP = Actor(id=0, name="Setup")
"""Who acts before anybody is here."""

SET_UP_ALREADY = say("This organisation is set up already. An administrator adds more people on the page People.")


def found(name: Words, zone: str, *, administrator: str, email: str, password: str | None, locale: Locale = Locale.EN) -> Person:
    """Set up the organisation with its first administrator, once."""
    if not is_empty():
        raise Refused(SET_UP_ALREADY)
    zone_of(zone)
    db.session.add(Organisation(id=1, name=name, zone=zone))
    try:
        db.session.flush()
    except IntegrityError:  # somebody else set it up at this very moment
        raise Refused(SET_UP_ALREADY) from None
    person = add_person(PersonDetails(name=administrator, email=email, level=5, zone=zone, locale=locale), SETUP, invited=password is None)
    grant(person, Role.ADMINISTRATOR, SETUP)
    if password is not None:
        require_password(password)
        person.password_hash = passwords.hashed(password)
    db.session.flush()
    return person


def change_organisation(organisation: Organisation, name: Words, zone: str, actor: Actor, version: int) -> None:
    """Change the name or the zone."""
    require_version(organisation.version, version)
    if not name:
        raise Refused(say("Give the organisation a name in at least one language."), "name_en")
    zone_of(zone)
    organisation.name, organisation.zone = name, zone
    record(Event.SETTINGS_CHANGED, actor_id=actor.id, fields=["name", "zone"])
    db.session.flush()


def require_second_factor_for(organisation: Organisation, whom: SecondFactorFor, actor: Actor, version: int) -> None:
    """Say who must have a second factor; whoever must and has none is led to it with their next page."""
    require_version(organisation.version, version)
    organisation.second_factor_for = whom
    record(Event.SETTINGS_CHANGED, actor_id=actor.id, fields=["second_factor_for"])
    db.session.flush()
