"""Coming in: sign-in with a password, and one-time links."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from hiring.accounts import halfway, identity, passwords
from hiring.accounts.actor import Actor
from hiring.accounts.models import OneTimeLink, Person
from hiring.accounts.operations import throttle
from hiring.accounts.operations.letters import recipient, tell_of_change
from hiring.accounts.queries import link_by_token, person_by_email
from hiring.accounts.rules import INVITATION_LIFE, RESET_LIFE, require_password
from hiring.accounts.terms import LinkPurpose
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import fold, say
from hiring.db.session import db, own_transaction
from hiring.notices.operations import post
from hiring.notices.terms import NoticeKind

WRONG = say("That address and password do not fit together. Try again, or ask for a new password.")


@dataclass(frozen=True)
class Arrival:
    """Somebody whose password was right, or whose link was good; not yet in where a second step follows."""

    person: Person
    inside: bool


def sign_in(email: str, password: str, origin: str) -> Arrival:
    """Begin a session, or the second step; refused alike for a wrong password, an unknown and a deactivated person, after one verification."""
    person_id, stored = _credentials(email)
    bucket = throttle.bucket(fold(email), origin)
    throttle.count(bucket, person_id)
    if not passwords.matches(password, stored):
        with own_transaction() as session:
            record(Event.SIGN_IN_FAILED, actor_id=None, subject=person_id, session=session)
        raise Refused(WRONG)
    throttle.forgive(bucket)
    return _arrive(db.session.get_one(Person, person_id))


def _arrive(person: Person) -> Arrival:
    """A session, or the second step where this person has one."""
    if person.second_factor_since is None:
        identity.begin(person)
    else:
        halfway.pause(person)
    return Arrival(person, person.second_factor_since is None)


def _credentials(email: str) -> tuple[int | None, str | None]:
    """Who has this address, and the hash that counts, if any; read to its end, so that no lock is held while Argon2 works."""
    with own_transaction(reading=True) as session:
        found = session.execute(select(Person.id, Person.active, Person.password_hash).where(Person.email == fold(email))).one_or_none()
    return (found.id, found.password_hash if found.active else None) if found else (None, None)


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
        recipient(person),
        subject=say("You are invited to take part in hiring"),
        lines=[say("%(inviter)s added you to the hiring loop tracker. Choose a password within seven days and you are in.", inviter=actor.name)],
        path=f"/invitation/{token}",
        once=f"invitation:{identity.hash_of(token)[:32]}",
    )


def ask_reset(email: str, origin: str) -> None:
    """Send a link for a new password; the asker learns nothing about whether the address is known."""
    throttle.count(throttle.bucket("reset", fold(email), origin), _credentials(email)[0])
    person = person_by_email(email)
    record(Event.RESET_ASKED, actor_id=None, subject=person.id if person else None)
    if person is None or not person.active:
        return
    token = make_link(person, LinkPurpose.RESET, RESET_LIFE)
    record(Event.LINK_MADE, actor_id=None, subject=person.id, purpose=LinkPurpose.RESET.value)
    post(
        NoticeKind.RESET,
        recipient(person),
        subject=say("A new password for the hiring loop tracker"),
        lines=[say("Somebody, most likely you, asked for a new password. The link below works once, within two hours. If it was not you, nothing has changed.")],
        path=f"/reset/{token}",
        once=f"reset:{identity.hash_of(token)[:32]}",
    )


def use_link(token: str, purpose: LinkPurpose, password: str) -> Arrival:
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
    return _arrive(person)


def prove(actor: Actor, password: str, origin: str, field: str = "password") -> str:
    """Ask a signed-in person for the password once more; the count of tries to clear when all the rest is right too."""
    bucket = throttle.bucket("prove", actor.id, origin)
    throttle.count(bucket, actor.id)
    if not passwords.matches(password, _credentials(actor.email)[1]):
        with own_transaction() as session:
            record(Event.CONFIRMATION_FAILED, actor_id=actor.id, subject=actor.id, session=session)
        raise Refused(say("This is not your present password."), field)
    return bucket


def change_password(actor: Actor, old: str, new: str, origin: str) -> None:
    """Change one's own password; every other session ends."""
    bucket = prove(actor, old, origin, "old_password")
    require_password(new)
    throttle.forgive(bucket)
    _set_password(db.session.get_one(Person, actor.id), new, actor.id, keep=actor.sign_in_id)


def end_other_sessions(actor: Actor) -> None:
    """End every session of one's own but this one."""
    identity.end_all(actor.id, except_for=actor.sign_in_id)
    record(Event.SIGNED_OUT, actor_id=actor.id, subject=actor.id, others=True)


def _set_password(person: Person, password: str, actor_id: int, keep: int | None = None) -> None:
    if person.password_hash is not None:
        tell_of_change(person, say("Your password was changed, and every other session of yours has ended."))
    person.password_hash = passwords.hashed(password)
    identity.end_all(person.id, except_for=keep)
    record(Event.PASSWORD_CHANGED, actor_id=actor_id, subject=person.id)
    db.session.flush()


def sign_in_as(person_id: int, allowed: set[int]) -> Arrival:
    """In the demonstration: begin a session for one of its personas without a password."""
    person = db.session.get(Person, person_id) if person_id in allowed else None
    if person is None or not person.active:
        raise Missing
    return _arrive(person)
