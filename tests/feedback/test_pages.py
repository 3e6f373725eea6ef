"""The pages of one interview and of a loop's feedback, as a browser gets them."""

from typing import Any

import pytest

from tests.feedback.conftest import Told


@pytest.fixture
def first(told: Told, client_of: Any) -> Any:
    """The browser of the first interviewer."""
    return client_of(told.panel[0])


def test_the_kit_shows_questions_probes_anchors_and_outcomes(told: Told, first: Any) -> None:
    page = first.get(f"/interviews/{told.interviews[0]}").text
    for words in ("Sakura Watanabe", "Tell me of a number", "What did you look at yourself?", "Totals agree every night.", "Looks raises_bar.", "Goes to the source."):
        assert words in page
