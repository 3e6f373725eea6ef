"""Every setting of an installation: its name in the environment, and a default that is safe to publish.

A value that cannot have a safe default (the secret key) has none, and production does not start without it.
"""

import os
import secrets
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from hiring.core.settings import Mode, Settings


class Unusable(Exception):
    """The environment cannot run this program; the text says what to set."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this process; raises `Unusable` with one plain sentence when something is missing or wrong."""
    mode = _mode(environ.get("HIRING_MODE", "production"))
    data = Path(environ.get("HIRING_DATA", "data")).expanduser().resolve()
    return Settings(
        mode=mode,
        data=data,
        database_url=environ.get("DATABASE_URL", "") or f"sqlite:///{data / 'hiring.db'}",
        owner_url=environ.get("HIRING_OWNER_URL", ""),
        secret_key=_secret(environ.get("HIRING_SECRET_KEY", ""), mode),
        base_url=_base_url(environ.get("HIRING_BASE_URL", "http://127.0.0.1:8000")),
        smtp_url=_smtp_url(environ.get("HIRING_SMTP_URL", "")),
        mail_from=environ.get("HIRING_MAIL_FROM", "hiring@localhost"),
        upload_limit=_whole(environ, "HIRING_UPLOAD_LIMIT", 10 * 1024 * 1024),
        session_hours=_whole(environ, "HIRING_SESSION_HOURS", 72),
        trusted_proxies=_whole(environ, "HIRING_TRUSTED_PROXIES", 0),
        files_url=_files_url(environ.get("HIRING_FILES", "")),
        files_endpoint=environ.get("HIRING_FILES_ENDPOINT", ""),
        backup_key=environ.get("HIRING_BACKUP_KEY", ""),
        backup_days=_whole(environ, "HIRING_BACKUP_DAYS", 7),
        metrics_token=_token(environ.get("HIRING_METRICS_TOKEN", "")),
        traces_url=_traces_url(environ.get("HIRING_TRACES", "")),
    )


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise Unusable(f"HIRING_MODE is “{text}”; it must be one of: {', '.join(Mode)}.") from None


def _secret(text: str, mode: Mode) -> str:
    if len(text) >= 32:
        return text
    if mode is Mode.PRODUCTION:
        raise Unusable("HIRING_SECRET_KEY is missing or shorter than 32 characters; make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'")
    return secrets.token_hex(32)


def _base_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise Unusable(f"HIRING_BASE_URL is “{text}”; it must start with http:// or https://, because links in mail are built from it.")
    return text.rstrip("/")


def _smtp_url(text: str) -> str:
    if text and not text.startswith(("smtp://", "smtps://")):
        raise Unusable("HIRING_SMTP_URL must look like smtp://user:password@host:587 or smtps://host:465.")
    return text


def _files_url(text: str) -> str:
    if text and not text.startswith("s3://"):
        raise Unusable(f"HIRING_FILES is “{text}”; it must look like s3://bucket/prefix, or be left out for the data folder.")
    return text.rstrip("/")


def _traces_url(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise Unusable(f"HIRING_TRACES is “{text}”; it must be the address of an OpenTelemetry collector, like http://127.0.0.1:4318.")
    if text and (find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None):
        raise Unusable("HIRING_TRACES names a collector, for which a library is missing. Install it with: pip install 'hiring-loop[traces]'")
    return text.rstrip("/")


def _token(text: str) -> str:
    if text and len(text) < 16:
        raise Unusable("HIRING_METRICS_TOKEN is shorter than 16 characters; make one with: python3 -c 'import secrets; print(secrets.token_hex(16))'")
    return text


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise Unusable(f"{name} is “{text}”; it must be a whole number.")
    return int(text)
