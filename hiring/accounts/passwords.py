"""Password hashes by Argon2: one verification in every case, so that a wrong address costs what a wrong password does."""

import unicodedata
from functools import cache

from flask import current_app
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from hiring.accounts.rules import PASSWORD_MOST
from hiring.core.settings import Settings


@cache
def _hasher(memory_kib: int, rounds: int) -> PasswordHash:
    return PasswordHash((Argon2Hasher(memory_cost=memory_kib, time_cost=rounds, parallelism=1),))


@cache
def _decoy(memory_kib: int, rounds: int) -> str:
    return _hasher(memory_kib, rounds).hash("nobody has this password")


def _cost() -> tuple[int, int]:
    settings: Settings = current_app.extensions["settings"]
    return settings.password_memory_kib, settings.password_rounds


def _exact(password: str) -> str:
    """The same password however the keyboard composed it."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher(*_cost()).hash(_exact(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether a password fits; a missing hash is checked against a decoy, an over-long password never reaches Argon2."""
    guess = _exact(password[: PASSWORD_MOST + 1])
    right = _hasher(*_cost()).verify(guess if len(guess) <= PASSWORD_MOST else "", stored or _decoy(*_cost()))
    return right and stored is not None and len(guess) <= PASSWORD_MOST
