"""Codes of a second step: six figures from an app that shares a secret, and recovery codes for the day the app is lost.

The secret is sealed with a key made from that of the installation: whoever reads the table alone cannot make codes.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from flask import current_app
from markupsafe import Markup
from pyotp import TOTP, random_base32

from hiring.accounts.rules import CODE_DRIFT, CODE_SECONDS, plain_code
from hiring.core.keys import derived_key

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

RECOVERY_CODES = 10
_RECOVERY_BYTES = 10


def new_secret() -> str:
    """A secret to share with an app: 160 bits in the letters that apps read."""
    return random_base32()


def sealed(secret: str, person_id: int) -> str:
    """A secret as the table keeps it; it opens for this person only."""
    return _lock(person_id).encrypt(secret.encode()).decode()


def opened(seal: str, person_id: int) -> str | None:
    """The secret; None where it was sealed with another key or for somebody else."""
    try:
        return _lock(person_id).decrypt(seal.encode()).decode()
    except import_module("cryptography.fernet").InvalidToken:
        return None


def _lock(person_id: int) -> "Fernet":
    """A lock for one person, made from the key of the installation."""
    key = derived_key(current_app.config["SECRET_KEY"], f"hiring second factor {person_id}")
    lock: Fernet = import_module("cryptography.fernet").Fernet(base64.urlsafe_b64encode(key))  # 9 MB, for those who sign in with a code
    return lock


def app_address(secret: str, email: str, house: str) -> str:
    """What an app reads out of the picture: the secret, and for whom and where it is."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name=house)


def picture(address: str, title: str) -> Markup:
    """An address as a QR code: dark on light in every colour scheme, since cameras expect that."""
    drawing = import_module("segno").make(address, error="m").svg_inline(omitsize=True, dark="#000", light="#fff", title=title, svgclass="qr", lineclass=None)
    return Markup(drawing)  # noqa: S704 # segno escapes the title, and nothing else in it is a person's text


def grouped(secret: str) -> str:
    """A secret in groups of four, to type."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def step_of(moment: datetime) -> int:
    """The number of the half minute that a moment lies in."""
    return int(moment.timestamp()) // CODE_SECONDS


def matching_step(secret: str, code: str, moment: datetime, after: int) -> int | None:
    """The step of time that this code belongs to, if it is near enough and later than the last one used."""
    app, now = TOTP(secret), step_of(moment)
    near = range(max(now - CODE_DRIFT, after + 1), now + CODE_DRIFT + 1)
    fitting = [step for step in near if hmac.compare_digest(app.generate_otp(step), plain_code(code))]
    return fitting[-1] if fitting else None


def new_recovery_codes() -> list[str]:
    """Ten fresh recovery codes, 80 bits each, in groups of four."""
    drawn = (base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES))
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in drawn]


def hash_of_code(code: str, person_id: int) -> str:
    """What the table keeps of a recovery code."""
    return hashlib.sha256(f"{person_id}:{plain_code(code)}".encode()).hexdigest()
