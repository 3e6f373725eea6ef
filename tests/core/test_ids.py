"""Ids that fit, sort by time and count nothing."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from hiring.core import clock, ids

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_source() -> Iterator[None]:
    """Ids of the far future must not be what other tests go on from."""
    ids.draw_from(random.Random(1))
    yield
    ids.draw_from(None)


def test_ids_fit_a_signed_64_bit_column_for_a_generation():
    with clock.held_at(MOMENT + timedelta(days=12_000)):
        assert 0 < ids.new_id() < 2**63


def test_ids_sort_by_time_of_birth():
    made = []
    for minute in range(20):
        with clock.held_at(MOMENT + timedelta(minutes=minute)):
            made.append(ids.new_id())
    assert made == sorted(made)


def test_ids_of_one_moment_never_meet_and_do_not_count():
    with clock.held_at(MOMENT):
        made = [ids.new_id() for _ in range(2000)]
    steps = {later - earlier for earlier, later in itertools.pairwise(made)}
    assert len(set(made)) == 2000
    assert min(steps) > 0
    assert len(steps) > 50


def test_the_same_seed_draws_the_same_ids_and_salts():
    def drawn():
        ids.draw_from(random.Random(7))
        with clock.held_at(MOMENT):
            return [ids.new_id(), ids.new_salt()]

    assert drawn() == drawn()


def test_without_a_seed_nothing_repeats():
    ids.draw_from(None)
    with clock.held_at(MOMENT):
        assert ids.new_id() != ids.new_id()
    assert ids.new_salt() != ids.new_salt()
    assert len(ids.new_salt()) == 32
