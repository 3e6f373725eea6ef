"""Only our own host name is answered: links in mail and redirects never follow a forged Host header."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request

from hiring.core.errors import Malformed
from hiring.core.settings import Mode, Settings

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def install(app: Flask) -> None:
    """Check the host of every request."""
    app.before_request(_check)


def base_url() -> str:
    """The address that links in mail begin with."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url


def _check() -> None:
    """Refuse a host that is not the configured one; a process on the same machine, the demonstration and tests may use a local name."""
    settings: Settings = current_app.extensions["settings"]
    if request.blueprint == "health":
        return  # machines ask by whatever name they know this one, and the answers hold no link
    host = name_of(request.host)
    near = settings.mode is not Mode.PRODUCTION or request.remote_addr in ("127.0.0.1", "::1")
    if host != urlsplit(settings.base_url).hostname and not (near and host in _LOCAL):
        raise Malformed


def name_of(host: str) -> str:
    """The name in a Host header, without its port; nothing where it is no host at all."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
