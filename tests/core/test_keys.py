"""Keys for one purpose each, made of the installation's."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hiring.core.keys import derived_key


@pytest.mark.parametrize("purpose", ["", "hiring browser copy 1", "2 番目のしるし"])
@pytest.mark.parametrize("source", ["k", "key of an installation " * 9])
def test_a_key_is_what_the_standard_makes(source, purpose):
    standard = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    assert derived_key(source, purpose) == standard.derive(source.encode())


def test_the_third_vector_of_the_standard():
    """RFC 5869, A.3: no salt, no purpose; its first 32 octets."""
    assert derived_key("\x0b" * 22, "").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_purposes_share_nothing():
    assert len({derived_key("k", purpose) for purpose in ("a", "b", "ab")}) == 3
