"""Debriefs are held on Wednesday: loops were released on Monday, interviews were on Tuesday."""

from collections.abc import Iterator

import pytest

from hiring.core import clock
from tests.factories.debriefs import WEDNESDAY


@pytest.fixture(autouse=True)
def wednesday(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold the clock, inside the one that the application holds."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
    with clock.held_at(WEDNESDAY):
        yield
