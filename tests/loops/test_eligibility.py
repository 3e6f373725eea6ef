"""Who may sit where: invariants 1 and 2 as pure rules; each case breaks exactly one of them."""

from dataclasses import replace

import pytest

from hiring.accounts.queries import PersonFacts
from hiring.accounts.terms import Role
from hiring.loops.rules.eligibility import Ground, bar_raiser_ineligible, interviewer_ineligible, natural_seat, seat_ineligible, successor_ineligible
from hiring.loops.terms import Ineligible, KeyKind, Seat
from hiring.openings.rules import HiringSide
from hiring.openings.terms import PRESETS, Preset

HEAD, MANAGER, RECRUITER, MATE, OTHER, RAISER, AIKO = range(1, 8)
MANAGERS = {HEAD: None, MANAGER: HEAD, RECRUITER: HEAD, MATE: MANAGER, OTHER: HEAD, RAISER: OTHER, AIKO: OTHER}
GROUND = Ground(HiringSide(6, MANAGER, RECRUITER, frozenset({MATE})), PRESETS[Preset.BAR_RAISER], MANAGERS)
LOOP = replace(GROUND, rules=PRESETS[Preset.LOOP])


def person(number: int, *roles: Role, level: int = 6, active: bool = True, expired: frozenset[Role] = frozenset()) -> PersonFacts:
    return PersonFacts(number, f"Person {number}", level, active, frozenset(roles), expired)


INTERVIEWER = person(AIKO, Role.INTERVIEWER)
BAR_RAISER = person(RAISER, Role.INTERVIEWER, Role.BAR_RAISER)


def test_invariant_01_an_independent_certified_bar_raiser_may_sit():
    assert bar_raiser_ineligible(BAR_RAISER, GROUND) == [] == seat_ineligible(Seat.BAR_RAISER, BAR_RAISER, GROUND)


@pytest.mark.parametrize(
    ("who", "ground", "reason"),
    [
        (person(RAISER, Role.INTERVIEWER), GROUND, Ineligible.NOT_BAR_RAISER),
        (person(RAISER, Role.INTERVIEWER, expired=frozenset({Role.BAR_RAISER})), GROUND, Ineligible.CERTIFICATE_EXPIRED),
        (replace(BAR_RAISER, active=False), GROUND, Ineligible.INACTIVE),
        (replace(BAR_RAISER, id=MANAGER), GROUND, Ineligible.IS_MANAGER),
        (replace(BAR_RAISER, id=RECRUITER), GROUND, Ineligible.IS_RECRUITER),
        (replace(BAR_RAISER, id=HEAD), GROUND, Ineligible.IN_LINE),
        (replace(BAR_RAISER, id=9), replace(GROUND, managers={**MANAGERS, 9: MANAGER}), Ineligible.IN_LINE),
        (BAR_RAISER, replace(GROUND, side=replace(GROUND.side, team=frozenset({RAISER}))), Ineligible.ON_TEAM),
        (replace(BAR_RAISER, level=5), GROUND, Ineligible.LEVEL_LOW),
    ],
)
def test_invariant_01_each_dependence_alone_forbids(who, ground, reason):
    assert bar_raiser_ineligible(who, ground) == [reason]


def test_invariant_02_a_certified_interviewer_may_sit_one_level_below():
    assert interviewer_ineligible(replace(INTERVIEWER, level=5), GROUND) == []


@pytest.mark.parametrize(
    ("who", "ground", "reason"),
    [
        (person(AIKO), GROUND, Ineligible.NOT_CERTIFIED),
        (person(AIKO, Role.BAR_RAISER, Role.CORE), GROUND, Ineligible.NOT_CERTIFIED),
        (person(AIKO, expired=frozenset({Role.INTERVIEWER})), GROUND, Ineligible.CERTIFICATE_EXPIRED),
        (replace(INTERVIEWER, level=4), GROUND, Ineligible.LEVEL_LOW),
        (replace(INTERVIEWER, active=False), GROUND, Ineligible.INACTIVE),
        (INTERVIEWER, replace(GROUND, future_reports=frozenset({AIKO})), Ineligible.FUTURE_REPORT),
        (INTERVIEWER, replace(GROUND, conflicted=frozenset({AIKO})), Ineligible.CONFLICT),
        (INTERVIEWER, replace(GROUND, candidate_person_id=AIKO), Ineligible.IS_CANDIDATE),
        (INTERVIEWER, replace(GROUND, readers=frozenset({AIKO})), Ineligible.HAS_READ),
        (INTERVIEWER, replace(GROUND, seated=frozenset({AIKO})), Ineligible.ALREADY_SEATED),
    ],
)
@pytest.mark.parametrize("preset", Preset)
def test_invariant_02_each_reason_alone_forbids_under_every_preset(who, ground, reason, preset):
    ground = replace(ground, rules=PRESETS[preset])
    assert interviewer_ineligible(who, ground) == [reason]
    assert reason in seat_ineligible(Seat.INTERVIEWER, who, ground)


def test_invariant_02_holds_for_the_hiring_manager_and_the_bar_raiser_too():
    assert seat_ineligible(Seat.HIRING_MANAGER, person(MANAGER), GROUND) == [Ineligible.NOT_CERTIFIED]
    assert seat_ineligible(Seat.BAR_RAISER, person(RAISER, Role.BAR_RAISER), GROUND) == [Ineligible.NOT_CERTIFIED]


def test_the_seat_of_the_hiring_manager_is_theirs():
    assert seat_ineligible(Seat.HIRING_MANAGER, INTERVIEWER, GROUND) == [Ineligible.NOT_MANAGER]
    assert natural_seat(MANAGER, Seat.INTERVIEWER, GROUND) is Seat.HIRING_MANAGER
    assert natural_seat(AIKO, Seat.INTERVIEWER, GROUND) is Seat.INTERVIEWER


def test_a_debrief_lead_is_any_certified_interviewer_but_the_hiring_manager():
    assert seat_ineligible(Seat.DEBRIEF_LEAD, INTERVIEWER, LOOP) == []
    assert seat_ineligible(Seat.DEBRIEF_LEAD, person(MANAGER, Role.INTERVIEWER), LOOP) == [Ineligible.IS_MANAGER]


@pytest.mark.parametrize(
    ("kind", "who", "ground", "other", "reasons"),
    [
        (KeyKind.BAR, BAR_RAISER, GROUND, MANAGER, []),
        (KeyKind.BAR, INTERVIEWER, GROUND, MANAGER, [Ineligible.NOT_BAR_RAISER]),
        (KeyKind.BAR, INTERVIEWER, LOOP, MANAGER, []),
        (KeyKind.BAR, replace(BAR_RAISER, active=False), GROUND, MANAGER, [Ineligible.INACTIVE]),
        (KeyKind.BAR, BAR_RAISER, replace(GROUND, readers=frozenset({RAISER})), MANAGER, []),
        (KeyKind.MANAGER, person(HEAD, level=10), GROUND, RAISER, [Ineligible.IN_LINE]),
        (KeyKind.MANAGER, person(HEAD, level=10), LOOP, RAISER, []),
        (KeyKind.MANAGER, person(MATE), GROUND, RAISER, []),
        (KeyKind.MANAGER, person(MATE, level=4), GROUND, RAISER, [Ineligible.LEVEL_LOW]),
        (KeyKind.MANAGER, person(RECRUITER), GROUND, RAISER, [Ineligible.IS_RECRUITER]),
        (KeyKind.MANAGER, person(MATE), replace(GROUND, conflicted=frozenset({MATE})), RAISER, [Ineligible.CONFLICT]),
        (KeyKind.MANAGER, person(MATE), LOOP, MATE, [Ineligible.HOLDS_OTHER_KEY]),
    ],
)
def test_invariant_08_a_successor_is_eligible_and_need_not_interview(kind, who, ground, other, reasons):
    assert successor_ineligible(kind, who, ground, other) == reasons
