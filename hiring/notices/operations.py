"""Writing a notice into the outbox, in the transaction of the act that it tells of."""

from dataclasses import dataclass

from flask_babel import force_locale, gettext
from sqlalchemy import select

from hiring.core.clock import now
from hiring.core.text import Sentence, say
from hiring.db.session import db
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind
from hiring.web.hosts import base_url
from hiring.web.words import spoken


@dataclass(frozen=True)
class Recipient:
    """Whom a notice goes to, and in which language."""

    id: int
    email: str
    name: str
    locale: str


def post(kind: NoticeKind, to: Recipient, *, subject: Sentence, lines: list[Sentence], path: str = "", once: str) -> Notice | None:
    """Queue one mail; the same `once` is queued a single time. Times inside sentences must already be in the reader's zone."""
    if db.session.scalar(select(Notice.id).where(Notice.once == once)) is not None:
        return None
    link = base_url() + path if path else ""
    with force_locale(to.locale):
        title = spoken(subject)
        body = "\n\n".join(_parts(to, lines, link))
    notice = Notice(kind=kind, person_id=to.id, address=to.email, locale=to.locale, subject=" ".join(title.split())[:300], body=body, link=link, once=once, next_try_at=now())
    db.session.add(notice)
    return notice


def _parts(to: Recipient, lines: list[Sentence], link: str) -> list[str]:
    """Greeting, sentences, link."""
    greeting = gettext("Hello %(name)s,", name=to.name)
    return [greeting, *(spoken(line) for line in lines), *([link] if link else []), spoken(say("You get this mail because you take part in hiring. Nobody reads replies to it."))]
