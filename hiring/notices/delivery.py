"""Sending what waits: each notice is claimed before it is sent and marked after, so it goes out at least once.

A claim moves `next_try_at` into the future: two senders never hold the same notice, and whatever a killed sender held
comes back by itself. A repeat bears the same Message-ID.
"""

import smtplib
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db.session import own_transaction
from hiring.notices.letters import is_address, letter
from hiring.notices.models import Notice
from hiring.notices.terms import FINAL, NoticeStatus, Problem
from hiring.notices.transport import Undelivered, connected, send, server_from
from hiring.web.logs import log

CLAIM = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)

_DOWN = frozenset({Problem.UNREACHABLE, Problem.INSECURE, Problem.SIGN_IN})


@dataclass
class Tally:
    """What became of a round of sending."""

    sent: int = 0
    failed: int = 0
    delayed: int = 0


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time, up to a cap."""
    return min(FIRST_PAUSE * (1 << min(max(tries - 1, 0), 16)), LONGEST_PAUSE)


def deliver_due(settings: Settings, limit: int = 50) -> Tally:
    """Send what is due, oldest first; without a mail server everything waits."""
    tally = Tally()
    if not settings.smtp_url:
        return tally
    with ExitStack() as hung_up_after:
        line: smtplib.SMTP | None = None
        for _ in range(limit):
            notice = _claim()
            if notice is None:
                break
            try:
                line = line or hung_up_after.enter_context(connected(server_from(settings.smtp_url)))
                _send(line, notice, settings)
            except Undelivered as reason:
                _mark_undelivered(notice, reason.problem, tally)
                if reason.problem in _DOWN:
                    break
            else:
                _mark_sent(notice, tally)
    return tally


def _claim() -> Notice | None:
    """The notice that waited longest, held for a while and counted as tried, so that one that kills us comes back later."""
    with own_transaction() as session:
        due = select(Notice).where(Notice.status == NoticeStatus.WAITING, Notice.next_try_at <= now()).order_by(Notice.next_try_at, Notice.id).limit(1)
        notice = session.scalar(due.with_for_update(skip_locked=True))
        if notice is not None:
            notice.tries += 1
            notice.next_try_at = now() + max(CLAIM, pause_after(notice.tries))
        return notice


def _send(line: smtplib.SMTP, notice: Notice, settings: Settings) -> None:
    """One mail; what cannot be written as a mail will not get better by waiting."""
    if not is_address(notice.address):
        raise Undelivered(Problem.ADDRESS)
    try:
        mail = letter(notice, settings)
    except (ValueError, IndexError):
        raise Undelivered(Problem.CONTENT) from None
    send(line, mail)


def _mark_sent(notice: Notice, tally: Tally) -> None:
    tally.sent += 1
    _mark(notice, None, status=NoticeStatus.SENT, sent_at=now(), problem="")


def _mark_undelivered(notice: Notice, problem: Problem, tally: Tally) -> None:
    """Refused for good, or put off; a sender whose claim ran out has nothing to say any more."""
    if problem in FINAL:
        tally.failed += 1
        _mark(notice, notice.next_try_at, status=NoticeStatus.FAILED, problem=problem.value)
    else:
        tally.delayed += 1
        _mark(notice, notice.next_try_at, problem=problem.value, next_try_at=now() + pause_after(notice.tries))
    log().warning("mail", notice=notice.id, problem=problem.value, tries=notice.tries)


def _mark(notice: Notice, claim: datetime | None, **values: object) -> None:
    """Write down what became of a notice, in a transaction of its own."""
    chosen = update(Notice).where(Notice.id == notice.id, Notice.status == NoticeStatus.WAITING)
    with own_transaction() as session:
        session.execute((chosen.where(Notice.next_try_at == claim) if claim else chosen).values(**values))
