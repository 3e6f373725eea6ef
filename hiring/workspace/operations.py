"""What an administrator does with the outbox: show a link that cannot be mailed, and try a failed notice again."""

from hiring.accounts.actor import Actor
from hiring.accounts.policy import administrates
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.session import db
from hiring.notices import queries as notices
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeStatus
from hiring.workspace.rules import require_link


def show_link(notice_id: int, actor: Actor) -> Notice:
    """Show an administrator the link of an invitation or a new password that was not mailed; the log says that it was shown."""
    notice = _for(notice_id, actor)
    require_link(notice.kind, notice.status, notice.link)
    record(Event.MAIL_LINK_SHOWN, actor_id=actor.id, subject=notice.person_id, notice=notice.id, kind=notice.kind.value)
    return notice


def try_again(notice_id: int, actor: Actor) -> None:
    """Let a notice that failed wait for the next try."""
    notice = _for(notice_id, actor)
    if notice.status is NoticeStatus.SENT:
        raise Refused(say("This notice was sent already. There is nothing to try again."))
    notice.status, notice.next_try_at, notice.tries, notice.problem = NoticeStatus.WAITING, now(), 0, ""
    db.session.flush()


def _for(notice_id: int, actor: Actor) -> Notice:
    """A notice, for an administrator."""
    if not administrates(actor):
        raise Missing
    return notices.one(notice_id)
