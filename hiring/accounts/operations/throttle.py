"""A limit on guessing, counted in the database: every process shares it, and a restart forgets nothing."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from hiring.accounts.models import FailedTry
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.text import Sentence, say
from hiring.db.session import db, own_transaction

TOO_OFTEN = say("Too many tries. Wait a minute and try again; others are not affected.")
TOO_OFTEN_IN_AN_HOUR = say("Too many codes were tried for this person. Wait an hour, or ask an administrator to reset the second factor.")


@dataclass(frozen=True)
class Limit:
    """So many tries in a stretch of time, and what is said past them."""

    tries: int
    window: timedelta
    says: Sentence


MINUTE = Limit(5, timedelta(seconds=60), TOO_OFTEN)
HOUR = Limit(30, timedelta(hours=1), TOO_OFTEN_IN_AN_HOUR)


def bucket(*whom: object) -> str:
    """Whom a try counts against, as the table keeps it: it names nobody."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, "\n".join(map(str, whom)).encode(), hashlib.sha256).hexdigest()


def count(name: str, subject: int | None, limit: Limit = MINUTE) -> None:
    """Count a try before it is looked at, so that parallel tries do not slip through; refuse past the limit."""
    db.session.rollback()  # nothing is done yet, and the count below needs the write lock for itself
    try:
        tries = _raise_count(name, subject, limit)
    except IntegrityError:  # another process counted this one's first try
        tries = _raise_count(name, subject, limit)
    if tries > limit.tries:
        raise Refused(limit.says)


def _raise_count(name: str, subject: int | None, limit: Limit) -> int:
    """One more try in this stretch of time, in a transaction of its own; the first that is refused goes on record."""
    with own_transaction() as session:
        row = session.scalar(select(FailedTry).where(FailedTry.bucket == name).with_for_update())
        if row is None:
            row = FailedTry(bucket=name, since=now(), count=0)
            session.add(row)
        if now() - row.since > limit.window:
            row.since, row.count = now(), 0
        row.count += 1
        if row.count == limit.tries + 1:
            record(Event.TRIES_LIMITED, actor_id=None, subject=subject, session=session)
        return row.count


def forgive(*names: str) -> None:
    """What was right clears the count."""
    db.session.execute(update(FailedTry).where(FailedTry.bucket.in_(names)).values(count=0))
