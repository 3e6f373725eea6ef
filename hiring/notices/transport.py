"""The way to the mail server: STARTTLS where it is offered, sign-in, and what its refusals mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from hiring.notices.terms import Problem

_TIME_OUT = 20
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Undelivered(Exception):
    """A mail did not go out; the problem says why and whether to try again."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Server:
    """A mail server, as `HIRING_SMTP_URL` names it."""

    host: str
    port: int
    encrypted: bool = False
    user: str = ""
    password: str = ""

    @property
    def local(self) -> bool:
        """Whether it runs on this machine, where nobody listens in between."""
        return self.host in _LOCAL


def server_from(url: str) -> Server:
    """A server out of smtp://user:password@host:587 or smtps://host:465."""
    parts = urlsplit(url)
    encrypted = parts.scheme == "smtps"
    port = parts.port or (465 if encrypted else 587 if parts.username else 25)
    return Server(parts.hostname or "localhost", port, encrypted, unquote(parts.username or ""), unquote(parts.password or ""))


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is ready to send; it is hung up in any case."""
    line = _called(server)
    try:
        yield line
    finally:
        with suppress(smtplib.SMTPException, OSError):
            line.quit()


def _called(server: Server) -> smtplib.SMTP:
    """Call the server; every way to fail is a problem that time may mend."""
    try:
        line = _dial(server)
        try:
            _secure(line, server)
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
    except ssl.SSLError:
        raise Undelivered(Problem.INSECURE) from None
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
        raise Undelivered(Problem.SIGN_IN) from None
    except (smtplib.SMTPException, OSError):
        raise Undelivered(Problem.UNREACHABLE) from None
    return line


def _dial(server: Server) -> smtplib.SMTP:
    if server.encrypted:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIME_OUT, context=ssl.create_default_context())
    return smtplib.SMTP(server.host, server.port, timeout=_TIME_OUT)


def _secure(line: smtplib.SMTP, server: Server) -> None:
    """Encrypt where the server offers it; a password never crosses an open line."""
    line.ehlo_or_helo_if_needed()
    if server.encrypted:
        return
    if line.has_extn("starttls"):
        line.starttls(context=ssl.create_default_context())
        line.ehlo()
    elif server.user and not server.local:
        raise Undelivered(Problem.INSECURE)


def send(line: smtplib.SMTP, mail: EmailMessage) -> None:
    """Hand one mail over to its one recipient."""
    try:
        line.send_message(mail, from_addr=_only(mail, "From"), to_addrs=[_only(mail, "To")])
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(_meaning(error)) from None


def _meaning(error: Exception) -> Problem:
    """What a refusal means; only what the server refuses for good is not tried again."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Problem.ADDRESS
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Problem.RECIPIENT if all(_for_good(code) for code, _ in error.recipients.values()) else Problem.BUSY
    if isinstance(error, smtplib.SMTPResponseException):
        refused = Problem.SENDER if isinstance(error, smtplib.SMTPSenderRefused) else Problem.CONTENT
        return refused if _for_good(error.smtp_code) else Problem.BUSY
    return Problem.UNREACHABLE


def _for_good(code: int) -> bool:
    return 500 <= code < 600


def _only(mail: EmailMessage, header: str) -> str:
    """The one address of a header."""
    addresses = mail[header].addresses
    if len(addresses) != 1 or not addresses[0].domain:
        raise Undelivered(Problem.SENDER if header == "From" else Problem.ADDRESS)
    return str(addresses[0].addr_spec)
