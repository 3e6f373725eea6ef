"""The shape of a draft: it survives junk, and what is too large is refused in words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring.core.errors import Refused
from hiring.feedback.body import CHARACTERS_MOST, STORIES_MOST, Answer, Body, Story, parse
from hiring.feedback.rules import BYTES_MOST, require_fits
from hiring.principles.terms import Rating

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["answers", "notes", "asked", "stories", "rating", "reason", "situation", "7", "-1", "²", "9" * 40, "x"]), inner, max_size=6)
    ),
    max_leaves=30,
)


@given(JUNK)
def test_anything_parses_and_stays_the_same_afterwards(junk: Any) -> None:
    body = parse(junk)
    assert parse(body.stored()) == body


def test_a_draft_survives_being_stored() -> None:
    body = Body({7: Answer((Story(situation="S", verbatim="「V」"), Story()), Rating.BELOW_BAR, "why")}, "notes", frozenset({3, 1}), "for", "against")
    assert parse(body.stored()) == body


def test_an_unknown_rating_is_no_rating() -> None:
    assert parse({"answers": {"7": {"rating": "splendid"}}}).on(7).rating is None


def test_answers_on_other_principles_are_left_out() -> None:
    assert set(Body({1: Answer(), 2: Answer()}).within([2, 3]).answers) == {2}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (Body(notes="x" * (CHARACTERS_MOST + 1)), "notes"),
        (Body({7: Answer((Story(), Story(action="x" * (CHARACTERS_MOST + 1))))}), "p7_1_action"),
        (Body({7: Answer(tuple(Story(task="t") for _ in range(STORIES_MOST + 1)))}), "p7_11_situation"),
        (Body({number: Answer((Story(*["あ" * 9_000] * 5),)) for number in range(4)}), "notes"),
        (Body(asked=frozenset(range(201))), "notes"),
    ],
)
def test_what_is_too_large_is_refused_at_its_field(body: Body, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        require_fits(body)
    assert refusal.value.field == field


def test_the_largest_draft_that_fits_is_kept() -> None:
    body = Body({7: Answer(tuple(Story("s" * 6_000) for _ in range(STORIES_MOST)))}, "x" * CHARACTERS_MOST)
    assert len(str(body.stored())) < BYTES_MOST
    require_fits(body)
