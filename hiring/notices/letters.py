"""From a notice to a mail: one recipient, no header but ours, whatever stands in names and subjects."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.core.text import tidy
from hiring.notices.models import Notice

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,64}@[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,190}")
_POLICY = SMTP.clone(cte_type="7bit")


def is_address(text: str) -> bool:
    """Whether a text is one address and nothing else: no list, no name before it, no second line."""
    return _ADDRESS.fullmatch(text) is not None and tidy(text) == text


def letter(notice: Notice, settings: Settings) -> EmailMessage:
    """The mail that a notice becomes; the same notice has the same Message-ID, so that a repeat can be recognised."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = settings.mail_from
    mail["To"] = _address(notice.address)
    mail["Subject"] = one_line(notice.subject)
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = message_id(notice.id, settings.base_url)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(tidy(notice.body) + "\n", charset="utf-8")
    mail["Content-Language"] = "ja" if notice.locale == "ja" else "en"
    return mail


def one_line(text: str) -> str:
    """A text on one line, without control and direction marks and without any sign that ends a line."""
    return " ".join(tidy(text).split())


def message_id(notice_id: int, base_url: str) -> str:
    """The one Message-ID of a notice."""
    host = (urlsplit(base_url).hostname or "localhost").encode("idna").decode()
    return f"<notice-{notice_id}@{host}>"


def _address(text: str) -> Address:
    """The recipient; a domain in other letters is written as mail servers write it."""
    name, _, domain = text.partition("@")
    return Address(username=name, domain=domain.encode("idna").decode())
