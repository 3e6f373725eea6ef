"""A device that makes passkeys, in a few lines: an EC key, a counter, and the words that browsers use."""

import base64
import hashlib
import json
import secrets
import struct

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, MADE = 0x01, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Device:
    """One passkey of one person for one address."""

    def __init__(self, origin: str = "http://localhost", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def make(self, asked: dict) -> str:
        """What navigator.credentials.create() answers."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(PRESENT | MADE) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        told = {"clientDataJSON": b64(self._said("webauthn.create", asked["challenge"])), "attestationObject": b64(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))}
        return json.dumps({"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": told})

    def show(self, asked: dict, uses: int = 1) -> str:
        """What navigator.credentials.get() answers."""
        self.count += uses
        said, data = self._said("webauthn.get", asked["challenge"]), self._data(PRESENT)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        told = {"clientDataJSON": b64(said), "authenticatorData": b64(data), "signature": b64(signature)}
        return json.dumps({"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": told})
