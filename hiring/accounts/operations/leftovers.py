"""Taking away what signing in left behind: counted tries and half sign-ins whose time is long over."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from hiring.accounts.models import FailedTry, HalfSignIn
from hiring.core.clock import now
from hiring.db.session import db

_LONG_OVER = timedelta(days=1)


def sweep_tries() -> int:
    """Delete tries and half sign-ins that count for nothing any more; how many there were."""
    before = now() - _LONG_OVER
    gone: list[Any] = [db.session.execute(delete(kind).where(since < before)) for kind, since in ((FailedTry, FailedTry.since), (HalfSignIn, HalfSignIn.expires_at))]
    return sum(result.rowcount for result in gone)
