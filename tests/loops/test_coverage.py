"""What a plan lacks (invariant 3), case by case and against a naive definition."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiring.loops.rules.coverage import Lack, Need, Slot, digest, gaps, opened, proof
from hiring.loops.terms import Gap, Ineligible, Seat
from hiring.openings.terms import PRESETS, Preset

START = datetime(2026, 12, 8, 1, tzinfo=UTC)
RULES, LOOP, FEEDBACK = PRESETS[Preset.BAR_RAISER], PRESETS[Preset.LOOP], PRESETS[Preset.FEEDBACK]
NEEDS = [Need(10, customer=True), Need(11), Need(12)]


def slot(number: int, *principles: int, seat: Seat = Seat.INTERVIEWER, hour: int | None = None, minutes: int = 60) -> Slot:
    start = START + timedelta(hours=number if hour is None else hour)
    return Slot(number, 100 + number, seat, principles, (), start, start + timedelta(minutes=minutes))


WHOLE = [slot(1, 10, seat=Seat.BAR_RAISER), slot(2, 10, 11, seat=Seat.HIRING_MANAGER), slot(3, 11), slot(4, 12)]


def found(plan, rules=RULES, needs=NEEDS):
    return [lack.gap for lack in gaps(plan, rules, needs)]


def without(*, person: int) -> list[Slot]:
    return [each for each in WHOLE if each.interview_id != person]


def changed(number: int, **more: object) -> list[Slot]:
    return [replace(each, **more) if each.interview_id == number else each for each in WHOLE]


def test_invariant_03_a_complete_plan_has_no_gap():
    assert found(WHOLE) == []


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (changed(1, seat=Seat.INTERVIEWER), [Gap.NO_BAR_RAISER]),
        (changed(3, seat=Seat.BAR_RAISER), [Gap.NO_BAR_RAISER]),
        (changed(2, seat=Seat.INTERVIEWER), [Gap.NO_MANAGER]),
        (without(person=3), [Gap.PANEL_SMALL]),
        ([*WHOLE, *(slot(number, 12) for number in range(5, 9))], [Gap.PANEL_LARGE]),
        (changed(4, principles=(11,)), [Gap.UNCOVERED]),
        (changed(1, principles=(11,)), [Gap.UNCOVERED]),
        (changed(3, principles=()), [Gap.TOO_FEW]),
        (changed(3, principles=(10, 11, 12, 13)), [Gap.TOO_MANY, Gap.NOT_REQUIRED]),
        (changed(3, principles=(11, 99)), [Gap.NOT_REQUIRED]),
        (changed(3, starts_at=None, ends_at=None), [Gap.NO_TIME]),
        (changed(3, starts_at=START + timedelta(hours=2, minutes=59)), [Gap.OVERLAP]),
        (changed(3, unfit=(Ineligible.INACTIVE,)), [Gap.NOT_ELIGIBLE]),
    ],
)
def test_invariant_03_each_gap_is_found_alone(plan, expected):
    assert found(plan) == expected


def test_the_customer_principle_needs_two_people_and_says_how_many_there_are():
    assert gaps(changed(1, principles=(11,)), RULES, NEEDS) == [Lack(Gap.UNCOVERED, principle_id=10, have=1, need=2)]


def test_an_interview_that_begins_when_another_ends_is_no_overlap_but_one_inside_a_long_one_is():
    assert found([slot(1, 10, seat=Seat.BAR_RAISER), *WHOLE[1:]]) == []
    long_first = [replace(WHOLE[0], ends_at=START + timedelta(hours=8)), *WHOLE[1:]]
    assert found(long_first) == [Gap.OVERLAP] * 3


def test_the_presets_ask_for_their_own_seats():
    lead = changed(1, seat=Seat.DEBRIEF_LEAD)
    assert found(lead, LOOP) == [] and found(WHOLE, LOOP) == [Gap.NO_LEAD] and found(lead, RULES) == [Gap.NO_BAR_RAISER]


def test_the_preset_feedback_proves_nothing_but_needs_people_and_hours():
    assert found([slot(1)], FEEDBACK) == []
    assert found([], FEEDBACK) == [Gap.PANEL_SMALL]
    assert found(changed(3, starts_at=None, ends_at=None), FEEDBACK) == [Gap.NO_TIME]
    assert found([replace(slot(1), unfit=(Ineligible.CONFLICT,))], FEEDBACK) == [Gap.NOT_ELIGIBLE]


def test_opened_are_gaps_that_are_new_or_wider():
    small, smaller = Lack(Gap.PANEL_SMALL, have=3, need=4), Lack(Gap.PANEL_SMALL, have=2, need=4)
    uncovered = Lack(Gap.UNCOVERED, principle_id=12, have=0, need=1)
    assert opened([small, uncovered], [small]) == [] == opened([smaller], [small])
    assert opened([small], [smaller]) == [smaller] and opened([small], [small, uncovered]) == [uncovered]


def test_a_proof_is_the_same_whatever_the_order_and_another_for_another_plan():
    one, other = proof(WHOLE, RULES, NEEDS), proof(list(reversed(WHOLE)), RULES, NEEDS)
    assert digest(one) == digest(other) != digest(proof(changed(3, principles=(12,)), RULES, NEEDS))
    assert one["requirements"][0] == {"principle": 10, "customer": True, "needed": 2, "covered": 2}


SLOTS = st.builds(
    Slot,
    interview_id=st.integers(1, 9),
    person_id=st.integers(1, 9),
    seat=st.sampled_from([Seat.INTERVIEWER, Seat.BAR_RAISER, Seat.HIRING_MANAGER]),
    principles=st.lists(st.sampled_from([10, 11, 12, 13]), max_size=4, unique=True).map(tuple),
)


def timed(plan: list[Slot]) -> list[Slot]:
    return [replace(each, starts_at=START + timedelta(hours=place), ends_at=START + timedelta(hours=place + 1)) for place, each in enumerate(plan)]


PLANS = st.lists(SLOTS, max_size=9, unique_by=(lambda each: each.interview_id, lambda each: each.person_id)).map(timed)
WANTED = st.lists(st.sampled_from([10, 11, 12, 13]), min_size=1, unique=True).map(lambda ids: [Need(each, customer=each == 10) for each in ids])


def complete(plan: list[Slot], needs: list[Need]) -> bool:
    """Invariant 3 as one reads it."""
    seats = Counter(each.seat for each in plan)
    count = Counter(principle for each in plan for principle in each.principles)
    heads = all(1 <= len(each.principles) <= 3 for each in plan)
    cover = all(count[need.principle_id] >= (2 if need.customer else 1) for need in needs) and set(count) <= {need.principle_id for need in needs}
    return seats[Seat.BAR_RAISER] == 1 and seats[Seat.HIRING_MANAGER] == 1 and 4 <= len(plan) <= 7 and heads and cover


@settings(max_examples=300, deadline=None)
@given(PLANS, WANTED)
def test_invariant_03_no_gap_means_complete_as_one_reads_it(plan, needs):
    assert (gaps(plan, RULES, needs) == []) == complete(plan, needs)


@settings(max_examples=100, deadline=None)
@given(st.permutations(WHOLE), st.integers(50, 60))
def test_invariant_03_one_more_requirement_opens_a_gap(plan, principle):
    after = gaps(plan, RULES, [*NEEDS, Need(principle)])
    assert [lack.about for lack in after] == [(Gap.UNCOVERED, None, principle)]
