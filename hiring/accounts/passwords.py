"""Password hashes by Argon2: one verification in every case, so that a wrong address costs what a wrong password does."""

from functools import cache

from flask import current_app
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from hiring.accounts.rules import exact
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


def hashed(password: str) -> str:
    """The hash to store of a password that the rules let pass."""
    return _hasher(*_cost()).hash(exact(password) or "")


def matches(password: str, stored: str | None) -> bool:
    """Whether a password fits; a missing hash is checked against a decoy, an over-long password never reaches Argon2."""
    guess = exact(password)
    right = _hasher(*_cost()).verify(guess or "", stored or _decoy(*_cost()))
    return right and stored is not None and guess is not None
