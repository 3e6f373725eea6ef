"""What the settings alone show: address, key, proxies, mail, mode."""

import ipaddress
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from hiring.cli.doctor.finding import Check, Finding
from hiring.core.settings import Mode, Settings
from hiring.notices.transport import server_from

_EASY = ("secret", "change", "default", "example", "password", "hiring", "0123456789", "abcdefgh")
_DISTINCT = 10
_MANY_PROXIES = 3


def is_local(settings: Settings) -> bool:
    """Whether the installation is reached from its own machine only."""
    host = urlsplit(settings.base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def no_https(settings: Settings) -> Iterator[Finding]:
    """Passwords and what is written here cross the network in the clear."""
    if not settings.secure and settings.mode is not Mode.DEMONSTRATION:
        yield Finding(
            "https",
            f"The base URL is {settings.base_url}, without https.",
            "Passwords, cookies and feedback can be read on the way, and cookies are not bound to this host.",
            "Put a proxy with a certificate before the server and set HIRING_BASE_URL=https://… to the address that people use.",
        )


def weak_key(settings: Settings) -> Iterator[Finding]:
    """A key that somebody can guess opens every session."""
    key = settings.secret_key
    if len(key) < 32 or len(set(key)) < _DISTINCT or any(word in key.lower() for word in _EASY):
        yield Finding(
            "key",
            "HIRING_SECRET_KEY is short, or looks as if it was typed or copied from an example.",
            "Whoever guesses it can forge cookies and open the secrets of second factors that a stolen database holds.",
            "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'. Changing the key signs everybody out"
            " and locks every second factor: recovery codes go on working, everybody sets up a new one after that, and"
            " hiring user reset-second-factor EMAIL helps who is locked out.",
        )


def debug(settings: Settings) -> Iterator[Finding]:
    """Settings for developers show code and values to visitors."""
    flags = [name for name in ("FLASK_DEBUG", "PYTHONDEVMODE") if os.environ.get(name, "0").lower() not in ("", "0", "false", "no")]
    if settings.mode is Mode.TEST:
        flags.append("HIRING_MODE=test")
    if flags or settings.reload_templates:
        yield Finding(
            "debug",
            f"This runs with settings for developers ({', '.join(flags) or 'templates are read again at each request'}).",
            "Such settings show code and values to visitors, or weaken passwords.",
            "Unset them, and leave HIRING_MODE at production.",
        )


def public_demonstration(settings: Settings) -> Iterator[Finding]:
    """In a demonstration anybody is anybody with one click."""
    if settings.mode is Mode.DEMONSTRATION and not is_local(settings):
        yield Finding(
            "demonstration",
            f"A demonstration is served at {settings.base_url}.",
            "Whoever reaches it signs in as anybody with one click, administrators included.",
            "Serve demonstrations on your own machine only; set up a real organisation with: hiring init",
        )


def demonstration_as_real(settings: Settings) -> Iterator[Finding]:
    """The people of a demonstration have passwords that everybody knows."""
    if settings.mode is Mode.PRODUCTION and (settings.data / "demo.json").exists():
        yield Finding(
            "demonstration-data",
            f"The data folder {settings.data} holds a demonstration, and it is served as a real organisation.",
            "The passwords of its people stand in the source of this program.",
            "Set HIRING_DATA to another folder and set up a real organisation with: hiring init",
        )


def mail_in_the_clear(settings: Settings) -> Iterator[Finding]:
    """A link in a mail is as good as a password."""
    server = server_from(settings.smtp_url) if settings.smtp_url else None
    if server is not None and not server.encrypted and not server.local:
        yield Finding(
            "mail",
            f"Mail goes to {server.host} by smtp://, encrypted only if that server offers it.",
            "Somebody in between can take the offer away and read invitations and links for new passwords.",
            "Use HIRING_SMTP_URL=smtps://… if the server has it, or a mail server on this machine that encrypts by itself.",
        )


def proxies(settings: Settings) -> Iterator[Finding]:
    """Who is asking is told by the proxies before the server, if it trusts exactly those."""
    count = settings.trusted_proxies
    if settings.secure and count == 0:
        yield Finding(
            "proxies",
            "The base URL is https, so a proxy stands before the server, but HIRING_TRUSTED_PROXIES is 0.",
            "Everybody seems to come from the proxy: a stranger who guesses passwords makes the owner of the account wait, too.",
            "Set HIRING_TRUSTED_PROXIES to the number of proxies that stand before the server, most often 1.",
        )
    if count > _MANY_PROXIES or (count and is_local(settings)):
        yield Finding(
            "proxies",
            f"HIRING_TRUSTED_PROXIES is {count}, but {'the base URL is one of this machine' if is_local(settings) else 'that many are rare'}.",
            "With a number above the real one anybody can pretend to come from anywhere, and try passwords without limit.",
            "Set it to the number of proxies that stand before the server, 0 for none.",
        )


CHECKS: tuple[Check, ...] = (no_https, weak_key, debug, public_demonstration, demonstration_as_real, mail_in_the_clear, proxies)
