"""The second factor: set up with an app, asked for in the second step of signing in, removed by its owner, reset for whoever lost it."""

from sqlalchemy import delete, update

from hiring.accounts import codes, halfway, identity
from hiring.accounts.actor import Actor
from hiring.accounts.halfway import Half
from hiring.accounts.models import Passkey, Person, RecoveryCode, SecondFactor
from hiring.accounts.operations import throttle
from hiring.accounts.operations.access import prove
from hiring.accounts.operations.letters import tell_of_change
from hiring.accounts.queries import recovery_codes_left, second_factor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import Sentence, say
from hiring.db.session import db, own_transaction

WRONG_CODE = say("This code does not fit, or was used already. Wait for the next one in your app, or use a recovery code.")
APP, RECOVERY, PASSKEY = "app", "recovery_code", "passkey"


def begin(actor: Actor, password: str, origin: str) -> None:
    """Make a secret to share with an app; it counts for nothing until the app has shown a code of it."""
    if _confirmed(actor.id):
        raise Refused(say("You have a second factor already. Remove it first, then set up another."))
    throttle.forgive(prove(actor, password, origin))
    db.session.execute(delete(SecondFactor).where(SecondFactor.person_id == actor.id, SecondFactor.confirmed_at.is_(None)))
    db.session.add(SecondFactor(person_id=actor.id, sealed=codes.sealed(codes.new_secret(), actor.id)))
    db.session.flush()


def confirm(actor: Actor, code: str, origin: str) -> list[str]:
    """The app has the secret: from now on it is asked for; the recovery codes, shown this once."""
    bucket = throttle.bucket("confirm", actor.id, origin)
    throttle.count(bucket, actor.id)
    row = second_factor(actor.id)
    if row is None or row.confirmed_at is not None:
        raise Refused(say("There is nothing to confirm. Begin again."))
    if not _use_app(actor.id, code):
        raise failed(Event.CONFIRMATION_FAILED, actor.id, actor.id)
    throttle.forgive(bucket)
    person = db.session.get_one(Person, actor.id)
    row.confirmed_at = person.second_factor_since = now()
    identity.end_all(actor.id, except_for=actor.sign_in_id)
    record(Event.SECOND_FACTOR_SET_UP, actor_id=actor.id, subject=actor.id)
    tell_of_change(person, say("A second factor was set up for your account. From now on a code from your app follows the password."))
    return _fresh_codes(actor.id)


def _fresh_codes(person_id: int) -> list[str]:
    """Ten recovery codes in the place of the older ones."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    fresh = codes.new_recovery_codes()
    db.session.add_all(RecoveryCode(person_id=person_id, code_hash=codes.hash_of_code(code, person_id)) for code in fresh)
    db.session.flush()
    return fresh


def new_codes(actor: Actor, password: str, code: str, origin: str) -> list[str]:
    """Ten new recovery codes, shown this once; the older ones die."""
    _prove_both(actor, password, code, origin)
    record(Event.RECOVERY_CODES_MADE, actor_id=actor.id, subject=actor.id)
    tell_of_change(db.session.get_one(Person, actor.id), say("New recovery codes were made for your account; the older ones no longer work."))
    return _fresh_codes(actor.id)


def remove(actor: Actor, password: str, code: str, origin: str) -> None:
    """Go back to the password alone; other sessions end."""
    _prove_both(actor, password, code, origin)
    person = db.session.get_one(Person, actor.id)
    _take_away(person)
    identity.end_all(person.id, except_for=actor.sign_in_id)
    record(Event.SECOND_FACTOR_REMOVED, actor_id=actor.id, subject=actor.id)
    tell_of_change(person, say("The second factor was removed from your account."))
    db.session.flush()


def _take_away(person: Person) -> None:
    for kind in (Passkey, RecoveryCode, SecondFactor):
        db.session.execute(delete(kind).where(kind.person_id == person.id))
    person.second_factor_since = None


def reset(person: Person, actor: Actor | None) -> None:
    """Take a second factor away from somebody who lost it; their sessions end, and a mail tells them. Nobody acts where the command line does."""
    if actor is not None and actor.id == person.id:
        raise Refused(say("This is your own account. Remove your second factor on your profile page, with your password and a code."))
    if person.second_factor_since is None:
        raise Refused(say("This person has no second factor. There is nothing to reset."))
    _take_away(person)
    identity.end_all(person.id)
    record(Event.SECOND_FACTOR_RESET, actor_id=actor.id if actor else None, subject=person.id)
    tell_of_change(person, say("An administrator took the second factor away from your account. Sign in with your password and set up a new one."))
    db.session.flush()


def pass_second_step(half: Half, code: str, origin: str) -> Person:
    """Begin the session of somebody whose password was right before, with a code of the app or a recovery code."""
    return enter(half, _spend(half.person_id, code, origin, Event.SECOND_STEP_FAILED, None))


def enter(half: Half, factor: str) -> Person:
    """The session of somebody whose second step was right; a waiting sign-in is good for one."""
    person = db.session.get_one(Person, half.person_id)
    if not halfway.finish(half) or not person.active:
        raise Missing
    if factor == RECOVERY:
        left = recovery_codes_left(person.id)
        tell_of_change(
            person, say("You signed in with a recovery code, which no longer works. Recovery codes that are left: %(left)s. Make new ones on your profile page.", left=left)
        )
    identity.begin(person, factor)
    return person


def _prove_both(actor: Actor, password: str, code: str, origin: str) -> None:
    """Ask for the password and a code, since an open session alone must not change how somebody comes in."""
    bucket = prove(actor, password, origin)
    _spend(actor.id, code, origin, Event.CONFIRMATION_FAILED, actor.id)
    throttle.forgive(bucket)


def _spend(person_id: int, code: str, origin: str, failure: Event, actor_id: int | None) -> str:
    """Use a code up and say of which kind it was; counted by origin as passwords are, and for the whole account by the hour."""
    counts = count_code(person_id, origin)
    factor = APP if _use_app(person_id, code) else RECOVERY if _use_recovery_code(person_id, code) else None
    if factor is None or not _confirmed(person_id):
        raise failed(failure, actor_id, person_id)
    throttle.forgive(*counts)
    return factor


def count_code(person_id: int, origin: str) -> tuple[str, str]:
    """Count one try at the second step; the counts to clear when it was right."""
    near, anywhere = throttle.bucket("code", person_id, origin), throttle.bucket("code", person_id)
    throttle.count(near, person_id)
    throttle.count(anywhere, person_id, throttle.HOUR)
    return near, anywhere


def failed(failure: Event, actor_id: int | None, person_id: int, says: Sentence = WRONG_CODE) -> Refused:
    """Put a wrong code on record, whatever becomes of this request."""
    db.session.rollback()
    with own_transaction() as session:
        record(failure, actor_id=actor_id, subject=person_id, session=session)
    return Refused(says, "code")


def _confirmed(person_id: int) -> bool:
    row = second_factor(person_id)
    return row is not None and row.confirmed_at is not None


def _use_app(person_id: int, code: str) -> bool:
    """Whether this is a code of the app that was not used before; of two who send it at once, one is right."""
    row = second_factor(person_id)
    secret = codes.opened(row.sealed, person_id) if row else None
    step = codes.matching_step(secret, code, now(), row.last_step) if row and secret else None
    if step is None:
        return False
    used = update(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.last_step < step).values(last_step=step).returning(SecondFactor.id)
    return db.session.scalar(used) is not None


def _use_recovery_code(person_id: int, code: str) -> bool:
    """Whether this is a recovery code of the person that was not used before."""
    mine = (RecoveryCode.person_id == person_id, RecoveryCode.code_hash == codes.hash_of_code(code, person_id), RecoveryCode.used_at.is_(None))
    return db.session.scalar(update(RecoveryCode).where(*mine).values(used_at=now()).returning(RecoveryCode.id)) is not None
