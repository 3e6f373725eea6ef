"""The first page of the day, put together from the sections that this reader has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hiring.accounts.actor import Actor
from hiring.accounts.policy import administrates, recruits
from hiring.core.clock import now
from hiring.notices import queries as notices
from hiring.notices.terms import NoticeStatus
from hiring.training.queries import owed
from hiring.workspace.presenters import recruiting, work
from hiring.workspace.presenters.recruiting import Desk
from hiring.workspace.presenters.work import Day, Greeting
from hiring.workspace.queries import debriefs, interviews, log
from hiring.workspace.queries import recruiting as loops
from hiring.workspace.queries.debriefs import Ready
from hiring.workspace.rules import Month, given_name, month_of

_STUCK = timedelta(hours=1)


@dataclass(frozen=True)
class MailTrouble:
    """Notices that do not leave the house."""

    failed: int
    waiting: int
    silent: bool


@dataclass(frozen=True)
class Home:
    """Everything on the page."""

    greeting: Greeting
    day: Day
    desk: Desk | None
    mail: MailTrouble | None
    month: Month
    moment: datetime

    @property
    def quiet(self) -> bool:
        """Whether nothing at all waits for this reader."""
        return not (self.day or self.desk or self.mail)


def home(actor: Actor, locale: str, *, mailing: bool, whole: str = "") -> Home:
    """The page of one reader: a fixed number of statements for each section; `whole` is the section that is shown to its end."""
    ready = debriefs.ready_for(actor)
    day = work.day(actor, interviews.seats_of(actor), debriefs.rooms_of(actor), ready, debriefs.briefs_for(actor), owed(actor))
    name = actor.name_ja or actor.name if locale == "ja" else given_name(actor.name)
    return Home(
        greeting=work.greeting(actor, name),
        day=day,
        desk=_desk(actor, ready, whole) if recruits(actor) else None,
        mail=mail_trouble(actor, mailing) if administrates(actor) else None,
        month=month_of(interviews.month_of(actor), now()),
        moment=now(),
    )


def _desk(actor: Actor, ready: list[Ready], whole: str) -> Desk:
    most = recruiting.MOST if whole else recruiting.SHOWN
    return recruiting.desk(actor, ready, loops.troubled_loops(actor), loops.kept(actor, most + 1), whole)


def mail_trouble(actor: Actor, mailing: bool) -> MailTrouble | None:
    """What an administrator should look at in the outbox, or None."""
    piles = notices.piles(log.hidden_kinds(actor))
    failed, waiting = piles[NoticeStatus.FAILED], piles[NoticeStatus.WAITING]
    stuck = waiting.oldest is not None and (not mailing or waiting.oldest <= now() - _STUCK)
    if not failed.count and not stuck:
        return None
    return MailTrouble(failed.count, waiting.count if stuck else 0, not mailing)
