"""Only our own host name is answered: links in mail and redirects never follow a forged Host header."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request

from hiring.core.errors import Malformed
from hiring.core.settings import Mode, Settings

_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def install(app: Flask) -> None:
    """Check the host of every request."""
    app.before_request(_check)


def base_url() -> str:
    """The address that links in mail begin with."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url


def _check() -> None:
    """Refuse a host that is not the configured one; the demonstration and tests answer on any local name."""
    settings: Settings = current_app.extensions["settings"]
    host = urlsplit(f"//{request.host}").hostname or ""
    allowed = {urlsplit(settings.base_url).hostname} | (set() if settings.mode is Mode.PRODUCTION else {"localhost", "127.0.0.1", "::1"})
    if host not in allowed and not (host in _LOCAL and request.remote_addr in ("127.0.0.1", "::1")):
        raise Malformed
