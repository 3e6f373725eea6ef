"""The state of mail in words, without anything secret."""

from dataclasses import dataclass

from hiring.core.settings import Settings
from hiring.notices.transport import server_from
from hiring.workspace.terms import MailState


@dataclass(frozen=True)
class MailFacts:
    """Whether mail goes out, through which server and from which address; never a user or a password."""

    state: MailState
    server: str
    sender: str


def mail_facts(settings: Settings) -> MailFacts:
    """What the environment says about mail."""
    if not settings.smtp_url:
        return MailFacts(MailState.SILENT, "", settings.mail_from)
    server = server_from(settings.smtp_url)
    return MailFacts(MailState.SENDING, f"{server.host}:{server.port}", settings.mail_from)
