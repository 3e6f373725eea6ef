"""The pure rules of a debrief."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring.candidates.terms import Stage
from hiring.core.clock import months_after
from hiring.core.errors import Refused
from hiring.debriefs.rules import decisions, findings, gate, phases
from hiring.debriefs.rules.decisions import Keys
from hiring.debriefs.rules.findings import Found, Rated, widest_first
from hiring.debriefs.rules.gate import Place
from hiring.debriefs.rules.phases import ORDER, Chair
from hiring.debriefs.terms import KeyAnswer, Phase, Result, VerdictValue
from hiring.feedback.terms import Vote
from hiring.loops.terms import Gap, KeyKind, LoopStatus
from hiring.openings.terms import PRESETS, Preset
from hiring.principles.terms import Rating

KEYS = Keys(manager=1, bar=2)
IN = [Place(person, f"Person {person}", submitted=True) for person in (1, 2, 3, 4)]
WELL_BELOW, BELOW, MEETS, RAISES, NO_DATA = Rating


def absent(person, *, excused=False):
    return Place(person, f"Person {person}", submitted=False, excused=excused)


# invariant 8


def test_invariant_08_the_gate_opens_when_all_feedback_is_in():
    gate.require_gate(IN, KEYS)


def test_invariant_08_the_gate_names_who_is_missing():
    with pytest.raises(Refused) as refusal:
        gate.require_gate([*IN, absent(5)], KEYS)
    assert refusal.value.sentence.values["names"] == ["Person 5"]


def test_invariant_08_an_excused_absentee_is_not_waited_for():
    gate.require_gate([*IN, absent(5, excused=True)], KEYS)


@pytest.mark.parametrize("holder", [1, 2])
def test_invariant_08_a_key_holder_is_never_excused(holder):
    others = [place for place in IN if place.person != holder]
    with pytest.raises(Refused):
        gate.require_gate([*others, absent(holder, excused=True)], KEYS)
    with pytest.raises(Refused):
        gate.require_excusable(absent(holder), KEYS)


def test_invariant_08_who_handed_the_key_on_may_be_excused():
    gate.require_excusable(absent(2), Keys(manager=1, bar=9))


def test_somebody_with_feedback_is_not_absent():
    with pytest.raises(Refused):
        gate.require_excusable(IN[2], KEYS)


@pytest.mark.parametrize("keys", [Keys(None, 2), Keys(1, None), Keys(1, 1)])
def test_invariant_08_a_debrief_needs_two_holders(keys):
    with pytest.raises(Refused):
        gate.require_gate(IN, keys)


@pytest.mark.parametrize("gap", [Gap.UNCOVERED, Gap.PANEL_SMALL])
def test_a_gap_left_by_an_interview_not_held_keeps_the_gate_shut(gap):
    with pytest.raises(Refused):
        gate.require_gate(IN, KEYS, [gap])


def test_a_missing_seat_whose_key_was_handed_on_keeps_nobody_out():
    gate.require_gate(IN, KEYS, [Gap.NO_BAR_RAISER])


def test_nothing_to_talk_about():
    with pytest.raises(Refused):
        gate.require_gate([], KEYS)


@pytest.mark.parametrize("status", [status for status in LoopStatus if status is not LoopStatus.RELEASED])
def test_the_gate_belongs_to_a_released_loop(status):
    with pytest.raises(Refused):
        gate.require_before_debrief(status)


@pytest.mark.parametrize("stage", [Stage.REJECTED, Stage.WITHDRAWN, Stage.HIRED])
def test_no_debrief_on_an_application_that_ended(stage):
    with pytest.raises(Refused):
        gate.require_going_on(stage)


def test_each_process_decides_in_its_own_way():
    gate.require_debriefed(PRESETS[Preset.LOOP])
    gate.require_alone(PRESETS[Preset.FEEDBACK])
    with pytest.raises(Refused):
        gate.require_debriefed(PRESETS[Preset.FEEDBACK])
    with pytest.raises(Refused):
        gate.require_alone(PRESETS[Preset.BAR_RAISER])


# invariant 9


@pytest.mark.parametrize("current", list(Phase))
@pytest.mark.parametrize("wanted", list(Phase))
def test_invariant_09_only_the_next_phase_follows(current, wanted):
    allowed = (current, wanted) in set(itertools.pairwise(ORDER))
    if allowed:
        phases.require_step(current, wanted)
        return
    with pytest.raises(Refused):
        phases.require_step(current, wanted)


def test_invariant_09_everybody_reads_before_anybody_votes():
    with pytest.raises(Refused):
        phases.require_all_read([Chair(1, "A", confirmed=True), Chair(2, "B")])
    phases.require_all_read([Chair(1, "A", confirmed=True), Chair(2, "B", excused=True)])


def test_invariant_09_a_successor_reads_too():
    with pytest.raises(Refused):
        phases.require_all_read([Chair(1, "A", votes=False)])


def test_invariant_09_votes_stay_hidden_until_all_are_cast():
    with pytest.raises(Refused):
        phases.require_all_voted([Chair(1, "A", voted=True), Chair(2, "B")])
    phases.require_all_voted([Chair(1, "A", voted=True), Chair(2, "B", excused=True), Chair(3, "C", votes=False)])


@pytest.mark.parametrize("chair", [Chair(1, "A", votes=False, confirmed=True), Chair(1, "A", confirmed=True, excused=True), Chair(1, "A")])
def test_invariant_09_who_has_no_second_vote(chair):
    with pytest.raises(Refused):
        phases.require_voter(chair)


def test_invariant_09_a_changed_vote_says_why():
    with pytest.raises(Refused) as refusal:
        phases.require_vote_reason(Vote.INCLINED, Vote.NOT_INCLINED, "  ")
    assert refusal.value.field == "reason"
    phases.require_vote_reason(Vote.INCLINED, Vote.INCLINED, "")
    phases.require_vote_reason(Vote.INCLINED, Vote.NOT_INCLINED, "The logs.")


def test_invariant_09_nobody_is_excused_after_the_vote_nor_with_a_key():
    phases.require_absent(Chair(3, "C"), KEYS)
    for chair in (Chair(3, "C", voted=True), Chair(1, "A"), Chair(2, "B")):
        with pytest.raises(Refused):
            phases.require_absent(chair, KEYS)


# what to discuss first


def test_the_widest_gap_comes_first_then_more_raters_then_the_order_of_the_opening():
    narrow = Rated(1, 0, (MEETS, MEETS))
    wide = Rated(2, 1, (WELL_BELOW, RAISES))
    crowd = Rated(3, 2, (MEETS, MEETS, MEETS))
    same = Rated(4, 3, (MEETS, MEETS))
    assert [rated.principle for rated in widest_first([same, crowd, wide, narrow])] == [2, 3, 1, 4]


def test_no_data_is_neither_a_gap_nor_a_rater():
    silent, single = Rated(1, 0, (NO_DATA, NO_DATA, RAISES)), Rated(2, 1, (MEETS, BELOW))
    assert silent.spread == 0
    assert silent.scores == [2]
    assert [rated.principle for rated in widest_first([silent, single])] == [2, 1]


RATED = st.lists(st.lists(st.sampled_from(list(Rating)), max_size=6), max_size=8).map(lambda drawn: [Rated(place, place, tuple(ratings)) for place, ratings in enumerate(drawn)])


@given(RATED)
def test_widest_first_loses_nothing_and_never_widens_on_the_way(rated):
    ordered = widest_first(rated)
    assert sorted(ordered, key=lambda each: each.position) == rated
    assert [each.spread for each in ordered] == sorted((each.spread for each in rated), reverse=True)


# invariant 10


@pytest.mark.parametrize("manager", list(KeyAnswer))
@pytest.mark.parametrize("bar", list(KeyAnswer))
def test_invariant_10_a_hire_needs_two_yes_and_unsure_is_no(manager, bar):
    both = (manager, bar) == (KeyAnswer.YES, KeyAnswer.YES)
    assert decisions.result_of(manager, bar) is (Result.HIRE if both else Result.NO_HIRE)


@pytest.mark.parametrize(("kind", "person"), [(KeyKind.MANAGER, 2), (KeyKind.BAR, 1), (KeyKind.BAR, 3)])
def test_invariant_10_a_key_is_turned_by_its_holder(kind, person):
    with pytest.raises(Refused):
        decisions.require_key(kind, KEYS, person, KeyAnswer.YES, "")


@pytest.mark.parametrize("answer", [KeyAnswer.NO, KeyAnswer.UNSURE])
def test_invariant_10_what_is_not_yes_says_why(answer):
    with pytest.raises(Refused):
        decisions.require_key(KeyKind.BAR, KEYS, 2, answer, "")
    decisions.require_key(KeyKind.BAR, KEYS, 2, answer, "Two stories of one outage.")


def test_invariant_10_one_answer_is_not_enough():
    with pytest.raises(Refused):
        decisions.require_both_keys({KeyKind.BAR: KeyAnswer.NO})
    decisions.require_both_keys(dict.fromkeys(KeyKind, KeyAnswer.NO))


# invariant 11

LOOP = {10, 11}


@pytest.mark.parametrize(
    "found",
    [Found(VerdictValue.MET), Found(VerdictValue.RAISED, frozenset({99})), Found(VerdictValue.NOT_MET, frozenset({10, 99})), Found(VerdictValue.NO_DATA, frozenset({10}))],
)
def test_invariant_11_a_verdict_stands_on_evidence_of_this_loop(found):
    with pytest.raises(Refused):
        findings.require_verdict(found, LOOP)


@pytest.mark.parametrize("found", [Found(VerdictValue.MET, frozenset({10})), Found(VerdictValue.NO_DATA)])
def test_invariant_11_a_verdict_that_stands(found):
    findings.require_verdict(found, LOOP)


def test_invariant_11_every_required_principle_has_its_verdict():
    required = {1: "Own It", 2: "Coding"}
    met = Found(VerdictValue.MET, frozenset({10}))
    with pytest.raises(Refused) as refusal:
        findings.require_all_verdicts(required, {1: met}, LOOP)
    assert refusal.value.sentence.values["names"] == ["Coding"]
    findings.require_all_verdicts(required, {1: met, 2: Found(VerdictValue.NO_DATA)}, LOOP)


def test_a_reason_is_written():
    with pytest.raises(Refused):
        decisions.require_reason(" \n")


# what follows


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 11, 25), 12, date(2027, 11, 25)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_months_after_a_day(day, months, expected):
    assert months_after(day, months) == expected


@given(st.dates(date(2020, 1, 1), date(2080, 1, 1)), st.integers(0, 48))
def test_months_after_never_runs_into_the_month_beyond(day, months):
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day <= day.day


TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("until", [date(2026, 11, 25), date(2026, 11, 24), date(2029, 11, 26)])
def test_a_cool_off_ends_in_reach(until):
    with pytest.raises(Refused):
        decisions.require_cool_off(until, TODAY)


@pytest.mark.parametrize("until", [None, date(2026, 11, 26), date(2029, 11, 25)])
def test_a_cool_off_that_holds(until):
    decisions.require_cool_off(until, TODAY)


@pytest.mark.parametrize("result", [Result.HIRE, None])
def test_a_follow_up_follows_a_no(result):
    with pytest.raises(Refused):
        decisions.require_no(result)
