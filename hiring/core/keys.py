"""Keys made of the key of the installation, one for each purpose."""

import hmac


def derived_key(source: str, purpose: str) -> bytes:
    """256 bits for one purpose: HKDF with SHA-256, no salt and one block (RFC 5869, sections 2.2 and 2.3)."""
    drawn = hmac.digest(bytes(32), source.encode(), "sha256")
    return hmac.digest(drawn, purpose.encode() + b"\x01", "sha256")
