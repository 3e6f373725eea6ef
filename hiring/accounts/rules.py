"""Pure rules about people: which roles hold on a day, who stands above whom, and what a password must be."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from hiring.accounts.terms import Role, SecondFactorFor
from hiring.core.errors import Refused
from hiring.core.text import say

Key = TypeVar("Key", int, str)

PASSWORD_LEAST, PASSWORD_MOST = 12, 128
INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=2)
HALF_LIFE = timedelta(minutes=10)
CODE_SECONDS, CODE_DRIFT = 30, 1


@dataclass(frozen=True)
class Grant:
    """A role with its dates."""

    role: Role
    starts_on: date
    ends_on: date | None
    withdrawn: bool


def holds(grant: Grant, day: date) -> bool:
    """Whether a role holds on a day: begun, not ended, not withdrawn."""
    return grant.starts_on <= day and (grant.ends_on is None or day <= grant.ends_on) and not grant.withdrawn


def roles_on(grants: Iterable[Grant], day: date) -> frozenset[Role]:
    """The roles that hold on a day."""
    return frozenset(grant.role for grant in grants if holds(grant, day))


def chain_above(person: Key, managers: Mapping[Key, Key | None]) -> list[Key]:
    """Everybody above a person, nearest first; a circle ends where it began."""
    chain: list[Key] = []
    above = managers.get(person)
    while above is not None and above not in chain and above != person:
        chain.append(above)
        above = managers.get(above)
    return chain


def in_line(one: int, other: int, managers: Mapping[int, int | None]) -> bool:
    """Whether one of two people stands above the other in the reporting line."""
    return other in chain_above(one, managers) or one in chain_above(other, managers)


def makes_circle(person: Key, manager: Key | None, managers: Mapping[Key, Key | None]) -> bool:
    """Whether a manager would stand below the person."""
    return manager is not None and (manager == person or person in chain_above(manager, managers))


def require_no_circle(person: int, manager: int | None, managers: Mapping[int, int | None]) -> None:
    """Refuse a manager who would stand below the person."""
    if makes_circle(person, manager, managers):
        raise Refused(say("The reporting line would run in a circle. Choose a manager who does not report to this person."), "manager_id")


def exact(password: str) -> str | None:
    """The same password however the keyboard composed it, and never a part of it; None when it is too long to be one."""
    composed = unicodedata.normalize("NFC", password) if len(password) <= 4 * PASSWORD_MOST else password
    return composed if len(composed) <= PASSWORD_MOST else None


def require_password(password: str) -> None:
    """Refuse a password that is too short, too long to hash quickly, or of a few characters only."""
    chosen = exact(password)
    if chosen is None:
        raise Refused(say("Please use at most %(most)s characters.", most=PASSWORD_MOST), "password")
    if len(chosen) < PASSWORD_LEAST:
        raise Refused(say("Please use at least %(least)s characters; a sentence you can remember is best.", least=PASSWORD_LEAST), "password")
    if "\x00" in chosen or len(set(chosen)) < 4:
        raise Refused(say("This password is too easy to guess. Use a few words that only you would put together."), "password")


def plain_code(text: str) -> str:
    """A code as it counts: without the spaces and strokes that people read it with, and in small letters; nothing where it is too long."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text[:100]) if sign.isalnum()).lower()
    return plain if plain.isascii() else ""


def needs_second_factor(rule: SecondFactorFor, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles must have a second factor."""
    if rule is SecondFactorFor.ADMINISTRATORS_CORE:
        return not roles.isdisjoint({Role.ADMINISTRATOR, Role.CORE})
    return rule is SecondFactorFor.EVERYBODY


def safe_path(wanted: str) -> str:
    """A path of our own to go on to after sign-in; everything else is the start page."""
    clean = wanted if len(wanted) < 2000 else ""
    ours = clean.startswith("/") and not clean.startswith(("//", "/\\")) and all(" " < sign < "\x7f" and sign != "\\" for sign in clean)
    return clean if ours and not clean.startswith("/sign-") else "/"
