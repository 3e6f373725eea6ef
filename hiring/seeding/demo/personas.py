"""The people whom a visitor may be with one click, and what each of them shows."""

from dataclasses import dataclass
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext
from sqlalchemy import select

from hiring.accounts.models import Person
from hiring.core.settings import Mode, Settings
from hiring.core.text import N_
from hiring.db.session import db
from hiring.seeding.demo.house import PASSWORD
from hiring.seeding.files import table


class Role(NamedTuple):
    """A persona as it is cast: whose it is, its role, and what one sees as them."""

    key: str
    role: str
    sentence: str


CAST = (
    Role("julia-neumann", N_("Recruiter"), N_("Brings candidates in, plans their loops and keeps everything moving.")),
    Role("jonas-weber", N_("Hiring manager"), N_("Has a seat to fill, interviews today, and holds one of two keys.")),
    Role("liam-okafor", N_("Interviewer"), N_("Has interviews today and feedback to finish.")),
    Role("aiko-tanaka", N_("Interviewer, in Japanese"), N_("Works in Tokyo and reads every page in Japanese.")),
    Role("noor-haddad", N_("Bar Raiser"), N_("Interviews, runs debriefs and holds the other key.")),
    Role("claire-tremblay", N_("Core member"), N_("Looks after the mechanism: a role brief waits for her sign-off.")),
    Role("hannah-macleod", N_("Administrator"), N_("Cares for people and settings, and reads no feedback that is not hers.")),
)
KEYS = frozenset(each.key for each in CAST)


class Account(NamedTuple):
    """Who can sign in, and how."""

    role: str
    name: str
    email: str
    password: str


@dataclass(frozen=True)
class Persona:
    """One person to be, in words of the reader's language."""

    id: int
    name: str
    name_ja: str
    role: str
    sentence: str


def accounts() -> list[Account]:
    """The personas with the password that they share."""
    people = {row["key"]: row for row in table("demo/people")["people"]}
    return [Account(each.role, people[each.key]["name"], people[each.key]["email"], PASSWORD) for each in CAST]


def personas() -> list[Persona]:
    """The personas as the sign-in page offers them."""
    emails = {account.email: each for account, each in zip(accounts(), CAST, strict=True)}
    found = {person.email: person for person in db.session.scalars(select(Person).where(Person.email.in_(emails), Person.active))}
    return [_persona(found[email], each) for email, each in emails.items() if email in found]


def _persona(person: Person, cast: Role) -> Persona:
    return Persona(person.id, person.name, person.name_ja, gettext(cast.role), gettext(cast.sentence))


def offer_personas(app: Flask) -> Flask:
    """Let the sign-in page offer the personas; only ever in a demonstration."""
    settings: Settings = app.extensions["settings"]
    if settings.mode is Mode.DEMONSTRATION:
        app.extensions["personas"] = personas
    return app
