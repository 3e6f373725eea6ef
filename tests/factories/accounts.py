"""People for tests; every default is legal and dull."""

import itertools
from datetime import timedelta
from typing import Any

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person, RoleGrant
from hiring.accounts.queries import actor_of
from hiring.accounts.terms import Locale, Role
from hiring.core import clock
from hiring.core.text import fold
from hiring.db.session import db

_numbers = itertools.count(1)


def make_person(name: str = "", *roles: Role, level: int = 6, manager: Person | None = None, **more: Any) -> Person:
    """A person with roles that began a year ago; extra columns by keyword, `expired=(Role…)` for certificates that ran out."""
    number = next(_numbers)
    name = name or f"Person {number}"
    expired = more.pop("expired", ())
    person = Person(
        email=more.pop("email", f"person{number}@example.com"),
        name=name,
        name_key=fold(name),
        level=level,
        manager_id=manager.id if manager else None,
        locale=more.pop("locale", Locale.EN),
        zone=more.pop("zone", "Asia/Tokyo"),
        **more,
    )
    db.session.add(person)
    db.session.flush()
    start = (clock.now() - timedelta(days=365)).date()
    for role in roles:
        db.session.add(RoleGrant(person_id=person.id, role=role, starts_on=start))
    for role in expired:
        db.session.add(RoleGrant(person_id=person.id, role=role, starts_on=start, ends_on=(clock.now() - timedelta(days=2)).date()))
    db.session.flush()
    return person


def actor(person: Person) -> Actor:
    """The person as an actor with today's roles."""
    return actor_of(person.id)
