"""Between the two steps of signing in: the password was right, the code is still to come.

The cookie carries a token that opens the second step and nothing else; it is no session.
"""

import secrets
from dataclasses import dataclass

from flask import session
from sqlalchemy import select, update

from hiring.accounts import identity
from hiring.accounts.models import HalfSignIn, Person
from hiring.accounts.rules import HALF_LIFE
from hiring.core.clock import now
from hiring.db.session import db

_KEY = "half"


@dataclass(frozen=True)
class Half:
    """A sign-in that waits for its code."""

    id: int
    person_id: int


def pause(person: Person) -> None:
    """Wait for the second step of this person; a session that the browser had before ends."""
    identity.leave()
    token = secrets.token_urlsafe(32)
    db.session.add(HalfSignIn(person_id=person.id, token_hash=identity.hash_of(token), expires_at=now() + HALF_LIFE))
    db.session.flush()
    session.clear()
    session[_KEY] = token


def waiting() -> Half | None:
    """The sign-in of this browser that waits for its code; none when it was ended, took too long, or the person was deactivated."""
    token = session.get(_KEY)
    if not isinstance(token, str):
        return None
    open_ = (HalfSignIn.token_hash == identity.hash_of(token), HalfSignIn.ended_at.is_(None), HalfSignIn.expires_at > now(), Person.active)
    found = db.session.execute(select(HalfSignIn.id, HalfSignIn.person_id).join(Person, Person.id == HalfSignIn.person_id).where(*open_)).one_or_none()
    return Half(found.id, found.person_id) if found else None


def finish(half: Half) -> bool:
    """Use a waiting sign-in up; false where somebody else was first."""
    spent = update(HalfSignIn).where(HalfSignIn.id == half.id, HalfSignIn.ended_at.is_(None)).values(ended_at=now()).returning(HalfSignIn.id)
    return db.session.scalar(spent) is not None
