"""Coming in: sign-in with a password, one-time links, and a limit on guessing."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from hiring.accounts import identity, passwords
from hiring.accounts.actor import Actor
from hiring.accounts.models import FailedTry, OneTimeLink, Person
from hiring.accounts.queries import link_by_token, person_by_email
from hiring.accounts.rules import INVITATION_LIFE, RESET_LIFE, TRIES_A_MINUTE, TRY_WINDOW, require_password
from hiring.accounts.terms import LinkPurpose
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import fold, say
from hiring.db.session import db, own_transaction
from hiring.notices.operations import Recipient, post
from hiring.notices.terms import NoticeKind

WRONG = say("That address and password do not fit together. Try again, or ask for a new password.")
TOO_OFTEN = say("Too many tries. Wait a minute and try again; others are not affected.")


def sign_in(email: str, password: str, origin: str) -> Person:
    """Begin a session; refused alike for a wrong password, an unknown and a deactivated person, after one verification."""
    bucket = _bucket(fold(email), origin)
    _count(bucket)
    person_id, stored = _credentials(email)
    if not passwords.matches(password, stored):
        with own_transaction() as session:
            record(Event.SIGN_IN_FAILED, actor_id=None, subject=person_id, session=session)
        raise Refused(WRONG)
    _forgive(bucket)
    person = db.session.get_one(Person, person_id)
    identity.begin(person)
    return person


def _credentials(email: str) -> tuple[int | None, str | None]:
    """Who has this address, and the hash that counts, if any; read to its end, so that no lock is held while Argon2 works."""
    with own_transaction(reading=True) as session:
        found = session.execute(select(Person.id, Person.active, Person.password_hash).where(Person.email == fold(email))).one_or_none()
    return (found.id, found.password_hash if found.active else None) if found else (None, None)


def _bucket(email: str, origin: str) -> str:
    """Whom a try counts against: this account from this origin, so that nobody can lock somebody else out."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{email}\n{origin}".encode(), hashlib.sha256).hexdigest()


def _count(bucket: str) -> None:
    """Count a try before the password is looked at, so that parallel tries do not slip through; refuse past the limit."""
    db.session.rollback()  # nothing is done yet, and the count below needs the write lock for itself
    try:
        tries = _raise_count(bucket)
    except IntegrityError:  # another process counted this one's first try
        tries = _raise_count(bucket)
    if tries > TRIES_A_MINUTE:
        raise Refused(TOO_OFTEN)


def _raise_count(bucket: str) -> int:
    """One more try in this minute, in a transaction of its own."""
    with own_transaction() as session:
        row = session.scalar(select(FailedTry).where(FailedTry.bucket == bucket).with_for_update())
        if row is None:
            row = FailedTry(bucket=bucket, since=now(), count=0)
            session.add(row)
        if now() - row.since > TRY_WINDOW:
            row.since, row.count = now(), 0
        row.count += 1
        return row.count


def _forgive(bucket: str) -> None:
    """A right password clears the count."""
    db.session.execute(update(FailedTry).where(FailedTry.bucket == bucket).values(count=0))


def make_link(person: Person, purpose: LinkPurpose, life: timedelta) -> str:
    """A fresh one-time token for a person; older links of the same purpose stop working."""
    db.session.execute(update(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None)).values(used_at=now()))
    token = secrets.token_urlsafe(32)
    db.session.add(OneTimeLink(person_id=person.id, purpose=purpose, token_hash=identity.hash_of(token), expires_at=now() + life))
    return token


def invite(person: Person, actor: Actor) -> None:
    """Send an invitation; the mail, or its link for copying, waits in the outbox."""
    token = make_link(person, LinkPurpose.INVITATION, INVITATION_LIFE)
    record(Event.LINK_MADE, actor_id=actor.id, subject=person.id, purpose=LinkPurpose.INVITATION.value)
    post(
        NoticeKind.INVITATION,
        _recipient(person),
        subject=say("You are invited to take part in hiring"),
        lines=[say("%(inviter)s added you to the hiring loop tracker. Choose a password within seven days and you are in.", inviter=actor.name)],
        path=f"/invitation/{token}",
        once=f"invitation:{identity.hash_of(token)[:32]}",
    )


def ask_reset(email: str, origin: str) -> None:
    """Send a link for a new password; the asker learns nothing about whether the address is known."""
    _count(_bucket(f"reset {fold(email)}", origin))
    person = person_by_email(email)
    record(Event.RESET_ASKED, actor_id=None, subject=person.id if person else None)
    if person is None or not person.active:
        return
    token = make_link(person, LinkPurpose.RESET, RESET_LIFE)
    record(Event.LINK_MADE, actor_id=None, subject=person.id, purpose=LinkPurpose.RESET.value)
    post(
        NoticeKind.RESET,
        _recipient(person),
        subject=say("A new password for the hiring loop tracker"),
        lines=[say("Somebody, most likely you, asked for a new password. The link below works once, within two hours. If it was not you, nothing has changed.")],
        path=f"/reset/{token}",
        once=f"reset:{identity.hash_of(token)[:32]}",
    )


def _recipient(person: Person) -> Recipient:
    return Recipient(person.id, person.email, person.name, str(person.locale))


def use_link(token: str, purpose: LinkPurpose, password: str) -> Person:
    """Set a password by a one-time link, use the link up, and end every session of that person."""
    link = link_by_token(identity.hash_of(token), purpose)
    if link is None:
        raise Missing
    require_password(password)
    spent = db.session.scalar(update(OneTimeLink).where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None)).values(used_at=now()).returning(OneTimeLink.id))
    person = db.session.get(Person, link.person_id)
    if person is None or spent is None:
        raise Missing
    _set_password(person, password, person.id)
    identity.begin(person)
    return person


def change_password(actor: Actor, old: str, new: str) -> None:
    """Change one's own password; every other session ends."""
    person = db.session.get(Person, actor.id)
    if person is None or not passwords.matches(old, person.password_hash):
        raise Refused(say("This is not your present password."), "old_password")
    require_password(new)
    _set_password(person, new, actor.id, keep=actor.sign_in_id)


def end_other_sessions(actor: Actor) -> None:
    """End every session of one's own but this one."""
    identity.end_all(actor.id, except_for=actor.sign_in_id)
    record(Event.SIGNED_OUT, actor_id=actor.id, subject=actor.id, others=True)


def _set_password(person: Person, password: str, actor_id: int, keep: int | None = None) -> None:
    person.password_hash = passwords.hashed(password)
    identity.end_all(person.id, except_for=keep)
    record(Event.PASSWORD_CHANGED, actor_id=actor_id, subject=person.id)
    db.session.flush()


def sign_in_as(person_id: int, allowed: set[int]) -> Person:
    """In the demonstration: begin a session for one of its personas without a password."""
    person = db.session.get(Person, person_id) if person_id in allowed else None
    if person is None or not person.active:
        raise Missing
    identity.begin(person)
    return person
