"""Passkeys beside the app of a second factor: added, removed, and used in the second step."""

from sqlalchemy import select, update

from hiring.accounts import passkeys
from hiring.accounts.actor import Actor
from hiring.accounts.halfway import Half
from hiring.accounts.models import Passkey, Person
from hiring.accounts.operations import second_factor, throttle
from hiring.accounts.operations.access import prove
from hiring.accounts.operations.letters import tell_of_change
from hiring.accounts.queries import passkeys_of
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.session import db

MOST = 10
WRONG_PASSKEY = say("Your device’s answer does not fit. Try again, or use a code.")


def add(actor: Actor, password: str, answer: str, label: str, origin: str) -> Passkey:
    """Keep what a device told of a new passkey."""
    bucket = prove(actor, password, origin)
    person = db.session.get_one(Person, actor.id)
    if person.second_factor_since is None:
        raise Refused(say("Set up an app first: passkeys stand beside it."))
    if len(passkeys_of(actor.id)) >= MOST:
        raise Refused(say("You have %(most)s passkeys. Remove one that you no longer use.", most=MOST))
    told = passkeys.enrolled(actor, answer)
    if told is None or db.session.scalar(select(Passkey.id).where(Passkey.credential_id == told.credential_id)) is not None:
        raise Refused(WRONG_PASSKEY)
    throttle.forgive(bucket)
    row = Passkey(person_id=actor.id, credential_id=told.credential_id, public_key=told.public_key, uses=told.uses, label=label)
    db.session.add(row)
    record(Event.PASSKEY_ADDED, actor_id=actor.id, subject=actor.id)
    tell_of_change(person, say("A passkey was added to your account."))
    db.session.flush()
    return row


def own(actor: Actor, passkey_id: int) -> Passkey:
    """One of one's own passkeys; others do not exist."""
    row = db.session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == actor.id))
    if row is None:
        raise Missing
    return row


def remove(actor: Actor, passkey_id: int, password: str, origin: str) -> None:
    """Forget one of one's own passkeys."""
    throttle.forgive(prove(actor, password, origin))
    db.session.delete(own(actor, passkey_id))
    record(Event.PASSKEY_REMOVED, actor_id=actor.id, subject=actor.id)
    tell_of_change(db.session.get_one(Person, actor.id), say("A passkey was removed from your account."))
    db.session.flush()


def pass_second_step(half: Half, answer: str, origin: str) -> Person:
    """Begin the session of somebody whose password was right before, with a passkey; counted as codes are."""
    counts = second_factor.count_code(half.person_id, origin)
    row = db.session.scalar(select(Passkey).where(Passkey.credential_id == passkeys.named(answer), Passkey.person_id == half.person_id))
    uses = passkeys.uses_after(half, row, answer) if row else None
    if row is None or uses is None:
        raise second_factor.failed(Event.SECOND_STEP_FAILED, None, half.person_id, WRONG_PASSKEY)
    db.session.execute(update(Passkey).where(Passkey.id == row.id).values(uses=uses, used_at=now()))
    throttle.forgive(*counts)
    return second_factor.enter(half, second_factor.PASSKEY)
