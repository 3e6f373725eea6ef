"""Passkeys, as an extra: what a browser is asked, and whether the answer of the device is right.

The library comes with `pip install "hiring-loop[passkeys]"` and takes half a second to load, so it is loaded by the first
who needs it. A question is never stored: it follows from the session or the half sign-in that it belongs to.
"""

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from hiring.accounts.actor import Actor
from hiring.accounts.halfway import Half
from hiring.accounts.models import Passkey
from hiring.web.hosts import base_url

MOST = 20_000


@dataclass(frozen=True)
class Enrolled:
    """What a device told of a new passkey."""

    credential_id: str
    public_key: str
    uses: int


def offered() -> bool:
    """Whether this installation can offer passkeys: the library is here, and browsers allow them for its address."""
    return _is_installed() and not _is_number(_host())


@cache
def _is_installed() -> bool:
    return find_spec("webauthn") is not None


def _host() -> str:
    return urlsplit(base_url()).hostname or ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _origin() -> str:
    parts = urlsplit(base_url())
    return f"{parts.scheme}://{parts.netloc}"


def _library() -> Any:
    """The library; it ships types, but what is loaded late has none."""
    return import_module("webauthn")


def _challenge(purpose: str, number: int | None) -> bytes:
    """A question that nobody can foresee, and that is another one in every session and at every sign-in."""
    return hmac.new(str(current_app.config["SECRET_KEY"]).encode(), f"passkey {purpose} {number}".encode(), hashlib.sha256).digest()


def offer(actor: Actor, house: str, known: Sequence[Passkey]) -> str:
    """What a device is asked in order to make a passkey; one that it has made before is left out."""
    webauthn = _library()
    asked = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=house,
        user_name=actor.email,
        user_display_name=actor.name,
        user_id=str(actor.id).encode(),
        challenge=_challenge("new", actor.sign_in_id),
        exclude_credentials=_described(known),
    )
    return str(webauthn.options_to_json(asked))


def question(half: Half, known: Sequence[Passkey]) -> str:
    """What a device is asked in the second step."""
    webauthn = _library()
    asked = webauthn.generate_authentication_options(rp_id=_host(), challenge=_challenge("sign in", half.id), allow_credentials=_described(known))
    return str(webauthn.options_to_json(asked))


def _described(known: Sequence[Passkey]) -> list[Any]:
    structs = import_module("webauthn.helpers.structs")
    return [structs.PublicKeyCredentialDescriptor(id=_library().base64url_to_bytes(row.credential_id)) for row in known]


def enrolled(actor: Actor, answer: str) -> Enrolled | None:
    """The passkey that a device made; None where the answer does not fit the question."""
    text = import_module("webauthn.helpers").bytes_to_base64url
    try:
        told = _library().verify_registration_response(credential=answer, expected_challenge=_challenge("new", actor.sign_in_id), expected_rp_id=_host(), expected_origin=_origin())
    except _wrong():
        return None
    return Enrolled(text(told.credential_id), text(told.credential_public_key), told.sign_count)


def named(answer: str) -> str:
    """Which passkey an answer says that it comes from."""
    try:
        told = json.loads(answer)
    except ValueError:
        return ""
    return str(told.get("id", "")) if isinstance(told, dict) else ""


def uses_after(half: Half, row: Passkey, answer: str) -> int | None:
    """How often the passkey says it was used by now; None where the answer does not fit."""
    try:
        told = _library().verify_authentication_response(
            credential=answer,
            expected_challenge=_challenge("sign in", half.id),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=_library().base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.uses,
        )
    except _wrong():
        return None
    return int(told.new_sign_count)


def _wrong() -> tuple[type[Exception], ...]:
    """Everything that an answer can be wrong by; what reads it stumbles over junk in many ways."""
    return (import_module("webauthn.helpers.exceptions").WebAuthnException, ValueError, TypeError, KeyError)
