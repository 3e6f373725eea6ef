"""No string of the interface is without its Japanese, and none loses a value on the way."""

from tests.contracts.words import problems


def test_every_string_has_its_japanese():
    assert problems() == []
