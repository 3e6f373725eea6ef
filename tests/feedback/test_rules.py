"""Pure rules: what is missing before the vote, when writing ends, what a commitment tells."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hiring.core.errors import Refused
from hiring.core.text import Words
from hiring.feedback.body import Answer, Body, Story
from hiring.feedback.rules import (
    Assigned,
    Content,
    Reasons,
    due_at,
    obstacle_to_sealing,
    obstacle_to_writing,
    problems,
    rating_of,
    require_complete,
    require_glass_reason,
    turns,
)
from hiring.feedback.terms import Vote
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.terms import ProcessRules
from hiring.principles.terms import Rating

RULES = ProcessRules()
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DIVE = Assigned(7, Words("Dive Deep", "深く潜る"))
TRUST = Assigned(8, Words("Earn Trust", "信頼を得る"))
LONG = Story(action="x" * 120)


def fields(body: Body, *principles: Assigned) -> list[str]:
    """The fields that `problems` links to."""
    return [problem.field for problem in problems(body, principles or (DIVE,), RULES)]


def test_invariant_06_every_assigned_principle_needs_a_rating() -> None:
    assert fields(Body({7: Answer((LONG,), Rating.MEETS_BAR)}), DIVE, TRUST) == ["p8_rating"]


@pytest.mark.parametrize("rating", [rating for rating in Rating if rating is not Rating.NO_DATA])
def test_invariant_06_every_rating_needs_evidence_of_real_length(rating: Rating) -> None:
    short, whole = Story(action="x" * 119), Story(situation="x" * 59, result="x" * 60)
    assert fields(Body({7: Answer((short, short), rating)})) == ["p7_0_situation"]
    assert fields(Body({7: Answer((short, whole), rating)})) == []


def test_invariant_06_japanese_evidence_is_as_long_with_fewer_characters() -> None:
    assert fields(Body({7: Answer((Story(action="あ" * 49),), Rating.MEETS_BAR)})) == ["p7_0_situation"]
    assert fields(Body({7: Answer((Story(action="あ" * 50),), Rating.MEETS_BAR)})) == []


def test_invariant_06_white_space_is_no_evidence() -> None:
    assert fields(Body({7: Answer((Story(action="x" + " " * 200),), Rating.MEETS_BAR)})) == ["p7_0_situation"]


def test_invariant_06_no_data_needs_no_evidence_and_not_covered_means_no_data() -> None:
    assert fields(Body({7: Answer(rating=Rating.NO_DATA)})) == []
    assert fields(Body(), replace(DIVE, not_covered=True)) == []
    assert rating_of(replace(DIVE, not_covered=True), Answer(rating=Rating.BELOW_BAR)) is Rating.BELOW_BAR


def test_the_opening_says_how_long_evidence_is() -> None:
    short = Body({7: Answer((Story(action="x" * 40),), Rating.MEETS_BAR)})
    assert problems(short, [DIVE], replace(RULES, evidence_characters=40)) == []


def test_an_incomplete_form_is_refused_at_its_first_gap() -> None:
    with pytest.raises(Refused) as refusal:
        require_complete(problems(Body(), [DIVE, TRUST], RULES))
    assert refusal.value.field == "p7_rating"
    assert "Dive Deep" in str(refusal.value.sentence)


@pytest.mark.parametrize(
    ("interview", "loop", "open_"),
    [
        (InterviewStatus.PLANNED, LoopStatus.RELEASED, True),
        (InterviewStatus.PLANNED, LoopStatus.PLANNING, False),
        (InterviewStatus.PLANNED, LoopStatus.DEBRIEF, False),
        (InterviewStatus.PLANNED, LoopStatus.DECIDED, False),
        (InterviewStatus.PLANNED, LoopStatus.CANCELLED, False),
        (InterviewStatus.CANCELLED, LoopStatus.RELEASED, False),
        (InterviewStatus.NOT_HELD, LoopStatus.RELEASED, False),
    ],
)
def test_writing_is_open_only_for_planned_interviews_of_released_loops(interview: InterviewStatus, loop: LoopStatus, open_: bool) -> None:
    assert (obstacle_to_writing(interview, loop) is None) is open_


def test_sealing_waits_until_the_interview_has_begun() -> None:
    assert obstacle_to_sealing(None, NOON) is not None
    assert obstacle_to_sealing(NOON + timedelta(seconds=1), NOON) is not None
    assert obstacle_to_sealing(NOON, NOON) is None


def test_feedback_is_due_a_day_after_the_interview_or_as_the_opening_says() -> None:
    assert due_at(NOON, RULES) == NOON + timedelta(hours=24)
    assert due_at(NOON, replace(RULES, feedback_hours=2)) == NOON + timedelta(hours=2)
    assert due_at(None, RULES) is None


def test_each_principle_has_its_share_of_the_hour_and_the_candidate_the_last_minutes():
    one, two = turns(NOON, 45, 2)
    assert one == (NOON, NOON + timedelta(minutes=20)) and two == (NOON + timedelta(minutes=20), NOON + timedelta(minutes=40))
    assert turns(NOON, 60, 3)[-1][1] == NOON + timedelta(minutes=54)
    assert turns(None, 45, 2) == [] and turns(NOON, 45, 0) == []


def test_the_seal_is_broken_only_with_a_reason() -> None:
    with pytest.raises(Refused):
        require_glass_reason("because   " + " " * 40)
    require_glass_reason("A court asks for this record.")


CONTENT = Content(1, 2, 3, Vote.INCLINED, Reasons("for", "against"), "notes", ((7, Rating.MEETS_BAR, "why"),), ((7, LONG),))


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTENT, loop=9),
        replace(CONTENT, interview=9),
        replace(CONTENT, author=9),
        replace(CONTENT, vote=Vote.NOT_INCLINED),
        replace(CONTENT, reasons=Reasons("for it", "against")),
        replace(CONTENT, reasons=Reasons("foragainst", "")),
        replace(CONTENT, notes="note"),
        replace(CONTENT, ratings=((7, Rating.BELOW_BAR, "why"),)),
        replace(CONTENT, ratings=((8, Rating.MEETS_BAR, "why"),)),
        replace(CONTENT, ratings=((7, Rating.MEETS_BAR, ""),)),
        replace(CONTENT, evidence=((7, Story(result="x" * 120)),)),
        replace(CONTENT, evidence=((8, LONG),)),
        replace(CONTENT, evidence=()),
    ],
)
def test_a_commitment_changes_with_every_part_of_the_content(other: Content) -> None:
    assert other.commitment("salt") != CONTENT.commitment("salt")


def test_a_commitment_is_blinded_by_its_salt() -> None:
    assert CONTENT.commitment("salt") != CONTENT.commitment("other")
    assert CONTENT.commitment("salt") == CONTENT.commitment("salt")
