"""The rotation and the counts, without a database."""

from datetime import UTC, datetime, timedelta

from hiring.principles.terms import Rating, Track
from hiring.questions.rules import Askable, Heard, counted, in_turn, proposed, shown, suited_to, swapped
from hiring.questions.terms import Suits

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def ask(number, days=None, suits=Suits.ANY, key="own-it"):
    return Askable(number, number, key, suits, None if days is None else LONG_AGO + timedelta(days=days))


def numbers(pool):
    return [each.question_id for each in pool]


def test_never_asked_comes_first_then_least_lately_and_a_tie_goes_to_the_track():
    pool = [ask(1, 9), ask(2), ask(3, 4), ask(4, suits=Suits.MANAGER), ask(5, 4, Suits.MANAGER)]
    assert numbers(in_turn(pool)) == [4, 2, 5, 3, 1]


def test_a_proposal_is_about_the_principle_and_new_to_loop_and_candidate():
    pool = [ask(1, key="look-closely"), ask(2), ask(3, 1), ask(4, 2)]
    assert proposed(pool, "own-it", ()).question_id == 2
    assert proposed(pool, "own-it", {2, 3}).question_id == 4
    assert proposed(pool, "own-it", {2, 3, 4}) is None


def test_swapping_goes_round_and_never_offers_what_is_taken():
    pool = [ask(1), ask(2, 1), ask(3, 2), ask(4, 3)]
    assert swapped(pool, "own-it", {1, 3}, 1).question_id == 2
    assert swapped(pool, "own-it", {2, 3}, 2).question_id == 4
    assert swapped(pool, "own-it", {4, 3}, 4).question_id == 1
    assert swapped(pool, "own-it", {1, 2, 3, 4}, 4) is None


def test_a_question_that_left_the_bank_is_swapped_for_the_first_in_turn():
    assert swapped([ask(1, 1), ask(2)], "own-it", {9}, 9).question_id == 2


def test_questions_suit_any_role_or_their_track():
    assert suited_to(Track.MANAGER) == (Suits.ANY, Suits.MANAGER)


def test_counts_grow_by_what_a_loop_heard():
    counts = counted({"asked": 3, "meets_bar": 2, "no_data": 1}, [Heard(Rating.MEETS_BAR, True), Heard(Rating.NO_DATA, False)])
    assert counts == {"asked": 5, "meets_bar": 3, "no_data": 2, "evidence": 1}


def test_nothing_is_shown_below_ten_ratings_and_then_only_in_steps_of_ten():
    seen, counts, steps = {}, {}, []
    for number in range(1, 25):
        counts = counted(counts, [Heard(Rating.RAISES_BAR if number % 2 else Rating.BELOW_BAR, True)])
        seen = shown(seen, counts)
        steps.append(seen.get("asked", 0))
    assert steps == [0] * 9 + [10] * 10 + [20] * 5


def test_no_data_is_not_a_rating_that_opens_the_counts():
    counts = counted({}, [Heard(Rating.NO_DATA, False)] * 12)
    assert shown({}, counts) == {}
