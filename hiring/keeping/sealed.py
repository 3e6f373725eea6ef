"""The outer shell of a backup: one readable line, then the archive, plain or encrypted in pieces that know their place.

Each piece is sealed with AES-GCM under a key that only this file has (scrypt with its own salt); its number and whether it
is the last one are part of the seal, and so is the first line: nothing can be changed, swapped, left out or cut off.
"""

import hashlib
import hmac
import importlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO

MARK = b"hiring-backup 1 "
PIECE = 1 << 20
_TAG = 16
_LINE_MOST = 4096
_SECRET_LEAST = 16
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 64 << 20}


class Unfit(Exception):
    """A backup that cannot be made or taken; the text is one plain sentence."""


@dataclass(frozen=True)
class Shell:
    """What the first line of a backup says to everybody."""

    moment: str
    salt: str = ""
    check: str = ""

    @property
    def encrypted(self) -> bool:
        """Whether a key is needed."""
        return bool(self.salt)

    @property
    def line(self) -> bytes:
        """The line itself."""
        return MARK + json.dumps(asdict(self), separators=(",", ":")).encode() + b"\n"


def shell_for(moment: datetime, secret: str) -> tuple[Shell, bytes]:
    """The first line of a new backup, and its key (empty without a secret)."""
    if not secret:
        return Shell(moment.isoformat()), b""
    salt = secrets.token_bytes(16)
    key, check = _derived(secret, salt)
    return Shell(moment.isoformat(), salt.hex(), check), key


def opened_shell(source: BinaryIO, secret: str) -> tuple[Shell, bytes]:
    """The first line of a backup and its key; refused when it is none, or the key does not fit."""
    shell = read_shell(source)
    if not shell.encrypted:
        return shell, b""
    if not secret:
        raise Unfit("This backup is encrypted. Give its key with --key-file FILE or HIRING_BACKUP_KEY.")
    key, check = _derived(secret, bytes.fromhex(shell.salt))
    if not hmac.compare_digest(check, shell.check):
        raise Unfit("This key does not open this backup.")
    return shell, key


def read_shell(source: BinaryIO) -> Shell:
    """The first line of a backup."""
    line = source.readline(_LINE_MOST)
    if not line:
        raise Unfit("This file is empty; it is no backup.")
    if not line.startswith(MARK):
        raise Unfit("This file is no backup of Hiring loop.")
    try:
        found = json.loads(line[len(MARK) :])
        shell = Shell(str(found["moment"]), str(found["salt"]), str(found["check"]))
        datetime.fromisoformat(shell.moment)
        bytes.fromhex(shell.salt)
    except (ValueError, KeyError, TypeError):
        raise Unfit("The first line of this backup was altered or cut off.") from None
    return shell


def _derived(secret: str, salt: bytes) -> tuple[bytes, str]:
    """The key of one backup, and a word by which a wrong secret is told from an altered file."""
    if len(secret) < _SECRET_LEAST:
        raise Unfit(f"The key of a backup has {_SECRET_LEAST} characters or more.")
    both = hashlib.scrypt(secret.encode(), salt=salt, dklen=64, **_SCRYPT)
    return both[:32], hashlib.sha256(both[32:]).hexdigest()


def _cipher(key: bytes) -> Any:
    """AES-GCM, loaded when it is needed: eight megabytes that no server has to carry."""
    return importlib.import_module("cryptography.hazmat.primitives.ciphers.aead").AESGCM(key)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Encrypts what is written into pieces; `close` writes the last one."""

    def __init__(self, target: BinaryIO, key: bytes, line: bytes) -> None:
        self._target, self._cipher, self._line = target, _cipher(key), line
        self._held, self._number = bytearray(), 0

    def write(self, data: bytes) -> int:
        """Take bytes; full pieces go out at once."""
        self._held += data
        while len(self._held) > PIECE:
            self._send(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Pieces go out when they are full."""

    def close(self) -> None:
        """Write the last piece."""
        self._send(bytes(self._held), last=True)

    def _send(self, piece: bytes, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), piece, self._line))
        self._number += 1


class Opener:
    """Decrypts piece by piece; a piece that is not exactly as it was written ends the reading."""

    def __init__(self, source: BinaryIO, key: bytes, line: bytes) -> None:
        self._source, self._cipher, self._line = source, _cipher(key), line
        self._held, self._number = bytearray(), 0
        self._next = source.read(PIECE + _TAG)
        self._done = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end."""
        while not self._done and (size < 0 or len(self._held) < size):
            self._receive()
        taken = bytes(self._held if size < 0 else self._held[:size])
        del self._held[: len(taken)]
        return taken

    def _receive(self) -> None:
        piece, self._next = self._next, self._source.read(PIECE + _TAG)
        self._done = not self._next
        try:
            self._held += self._cipher.decrypt(_nonce(self._number, self._done), piece, self._line)
        except importlib.import_module("cryptography.exceptions").InvalidTag:
            raise Unfit("This backup was altered or cut off.") from None
        self._number += 1
