"""The ladder's rules over plain values: agreement, what a step asks, who votes, how long a certificate holds."""

from datetime import UTC, date, datetime

import pytest

from hiring.accounts.queries import PersonFacts
from hiring.accounts.terms import Role
from hiring.core.clock import months_after
from hiring.core.errors import Refused
from hiring.feedback.terms import Vote
from hiring.loops.rules.eligibility import Ground, Need, interviewer_ineligible, shadow_ineligible
from hiring.loops.terms import Ineligible, LoopStatus, Seat, ShadowKind
from hiring.openings.rules import HiringSide
from hiring.openings.terms import PRESETS, Preset
from hiring.principles.terms import Rating
from hiring.training.rules import (
    Agreement,
    Record,
    agreement,
    asked_on,
    first_step,
    lacks,
    may_renew,
    may_vote,
    next_step,
    obstacle_to_practice,
    outcome,
    points,
    require_ready,
    require_sensible,
    same_side,
)
from hiring.training.terms import DEFAULTS, Asks, Outcome, Step

W, B, M, R, N = Rating
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("own", "host", "found"), [(M, M, 2), (W, W, 2), (B, M, 1), (M, B, 1), (R, M, 1), (W, M, 0), (B, R, 0), (W, R, 0), (N, M, None), (M, N, None), (N, N, None)]
)
def test_the_same_rating_is_one_the_next_a_half_anything_further_nothing(own, host, found):
    assert points(own, host) == found


def test_agreement_counts_only_what_both_rated():
    found = agreement({1: M, 2: B, 3: N, 4: R}, {1: M, 2: M, 3: M, 5: W})
    assert (found.pairs, found.points, found.percent) == (2, 3, 75)
    assert agreement({1: N}, {1: M}).percent is None


def test_nobody_passes_by_rounding():
    assert Agreement(3, 5).percent == 83


@pytest.mark.parametrize(("own", "host", "same"), [(Vote.INCLINED, Vote.STRONGLY_INCLINED, True), (Vote.INCLINED, Vote.NOT_INCLINED, False)])
def test_votes_lean_the_same_way(own, host, same):
    assert same_side(own, host) is same


def test_the_ladder_runs_from_course_to_core():
    assert [next_step(step) for step in Step] == [*list(Step)[1:], None]
    assert [first_step(roles) for roles in ([], [Role.RECRUITER], [Role.INTERVIEWER], [Role.INTERVIEWER, Role.BAR_RAISER], [Role.CORE, Role.INTERVIEWER])] == [
        Step.COURSE,
        Step.COURSE,
        Step.SOLO,
        Step.RAISER,
        Step.CORE,
    ]


READY = Record(compared=3, agreement=Agreement(6, 8))


def test_promotion_asks_for_the_numbers_and_for_agreement():
    asks = DEFAULTS[Step.SHADOW]
    assert require_ready(Step.SHADOW, asks, READY, None) is Step.REVERSE_SHADOW
    for short in (Record(2, Agreement(6, 12)), Record(3, Agreement(6, 7)), Record(3, Agreement()), Record(3, Agreement(6, 12), waiting=1)):
        with pytest.raises(Refused):
            require_ready(Step.SHADOW, asks, short, None)


def test_the_course_is_noted_first_and_the_top_is_the_top():
    assert len(lacks(Step.COURSE, Asks(), Record(), None)) == 1
    assert require_ready(Step.COURSE, Asks(), Record(), NOON) is Step.SHADOW
    with pytest.raises(Refused):
        require_ready(Step.CORE, Asks(), Record(), NOON)


def test_core_settles_with_as_many_of_one_kind_as_the_step_asks():
    assert [outcome(yes, no, 2) for yes, no in ((1, 0), (1, 1), (2, 1), (1, 2), (0, 2))] == [
        Outcome.PENDING,
        Outcome.PENDING,
        Outcome.GRANTED,
        Outcome.REFUSED,
        Outcome.REFUSED,
    ]


def test_neither_mentor_nor_trainee_votes():
    assert [may_vote(person, [Role.CORE], 1, 2) for person in (1, 2, 3)] == [False, False, True]
    assert not may_vote(3, [Role.BAR_RAISER, Role.ADMINISTRATOR], 1, 2)


def test_a_certificate_ends_after_so_many_months():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 1, 31), 24) == date(2028, 1, 31)
    today = date(2026, 11, 23)
    assert [may_renew(day, today) for day in (None, date(2027, 2, 1), date(2027, 1, 22), date(2026, 1, 1))] == [False, False, True, True]


@pytest.mark.parametrize(
    ("step", "asks"),
    [
        (Step.SHADOW, Asks(needed=21)),
        (Step.SHADOW, Asks(agreement=101)),
        (Step.SOLO, Asks(months=0)),
        (Step.RAISER_TRAINING, Asks(needed=3, agreement=60)),
        (Step.SHADOW, Asks(needed=-1)),
    ],
)
def test_numbers_that_no_ladder_could_mean_are_refused(step, asks):
    with pytest.raises(Refused):
        require_sensible(step, asks)


def test_the_defaults_are_sensible():
    for step, asks in DEFAULTS.items():
        require_sensible(step, asks)


@pytest.mark.parametrize(("status", "open_"), [(LoopStatus.RELEASED, True), (LoopStatus.DEBRIEF, True), (LoopStatus.DECIDED, False), (LoopStatus.CANCELLED, False)])
def test_practice_is_written_until_the_decision(status, open_):
    assert (obstacle_to_practice(status, NOON, NOON) is None) is open_
    assert obstacle_to_practice(LoopStatus.RELEASED, None, NOON) is not None


def facts(number: int, *roles: Role) -> PersonFacts:
    return PersonFacts(number, f"P{number}", 5, True, frozenset(roles), frozenset())


GROUND = Ground(side=HiringSide(6, 90, 91, frozenset()), rules=PRESETS[Preset.BAR_RAISER])
SITS = Need(ShadowKind.SHADOW)


@pytest.mark.parametrize(
    ("ground", "reason"),
    [
        ({"readers": frozenset({1})}, Ineligible.HAS_READ),
        ({"seated": frozenset({1})}, Ineligible.ALREADY_SEATED),
        ({"shadows": frozenset({1})}, Ineligible.SHADOWS),
        ({"future_reports": frozenset({1})}, Ineligible.FUTURE_REPORT),
        ({"conflicted": frozenset({1})}, Ineligible.CONFLICT),
        ({"candidate_person_id": 1}, Ineligible.IS_CANDIDATE),
        ({"confidential": True}, Ineligible.CONFIDENTIAL),
    ],
)
def test_who_may_not_sit_in(ground, reason):
    assert shadow_ineligible(facts(1), SITS, Seat.INTERVIEWER, GROUND) == []
    assert shadow_ineligible(facts(1), SITS, Seat.INTERVIEWER, Ground(side=GROUND.side, rules=GROUND.rules, **ground)) == [reason]


def test_only_whom_the_ladder_sends_and_for_the_bar_only_beside_who_holds_it():
    assert shadow_ineligible(facts(1), None, Seat.INTERVIEWER, GROUND) == [Ineligible.NOT_TRAINEE]
    raiser = Need(ShadowKind.SHADOW, beside_lead=True)
    assert shadow_ineligible(facts(1), raiser, Seat.INTERVIEWER, GROUND) == [Ineligible.NO_LEAD_HOST]
    assert shadow_ineligible(facts(1), raiser, Seat.BAR_RAISER, GROUND) == []


def test_whoever_sits_in_has_no_interview_there():
    ground = Ground(side=GROUND.side, rules=GROUND.rules, shadows=frozenset({1}))
    assert interviewer_ineligible(facts(1, Role.INTERVIEWER), ground) == [Ineligible.SHADOWS]


def test_a_step_asks_only_for_what_can_be_given_there():
    assert {step: asked_on(step) for step in Step} == {
        Step.COURSE: ("votes",),
        Step.SHADOW: ("needed", "agreement", "votes"),
        Step.REVERSE_SHADOW: ("needed", "agreement", "votes"),
        Step.SOLO: ("votes", "months"),
        Step.RAISER_TRAINING: ("needed", "agreement", "votes"),
        Step.RAISER: ("votes", "months"),
        Step.CORE: ("months",),
    }
    for step, asks in DEFAULTS.items():
        require_sensible(step, asks)
    with pytest.raises(Refused, match="knows no such number"):
        require_sensible(Step.SOLO, Asks(needed=1, months=24))
