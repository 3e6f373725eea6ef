"""Pure decisions about openings."""

from dataclasses import replace

import pytest

from hiring.accounts.queries import PersonFacts
from hiring.accounts.terms import Role
from hiring.core.errors import Refused
from hiring.loops.terms import Ineligible
from hiring.openings.rules import LIMITS, BriefState, HiringSide, bar_raiser_problems, gaps, require_rules
from hiring.openings.terms import PRESETS, BriefGap, Dependence, Preset, ProcessRules

CERTIFIED = PersonFacts(id=9, name="R", level=7, active=True, roles=frozenset({Role.BAR_RAISER}), expired=frozenset())
SIDE = HiringSide(level=7, hiring_manager_id=1, recruiter_id=2, team=frozenset({3}))
LINES = {1: 5, 5: 6, 9: 6, 8: 1}


@pytest.mark.parametrize(
    ("person", "lines", "problem"),
    [
        (replace(CERTIFIED, active=False), LINES, Dependence.INACTIVE),
        (replace(CERTIFIED, roles=frozenset(), expired=frozenset({Role.BAR_RAISER})), LINES, Dependence.CERTIFICATE_EXPIRED),
        (replace(CERTIFIED, roles=frozenset({Role.CORE})), LINES, Dependence.NOT_BAR_RAISER),
        (replace(CERTIFIED, id=1), LINES, Dependence.IS_MANAGER),
        (replace(CERTIFIED, id=2), LINES, Dependence.IS_RECRUITER),
        (replace(CERTIFIED, id=6), LINES, Dependence.IN_LINE),
        (replace(CERTIFIED, id=8), LINES, Dependence.IN_LINE),
        (replace(CERTIFIED, id=3), LINES, Dependence.ON_TEAM),
        (replace(CERTIFIED, level=6), LINES, Dependence.LEVEL_LOW),
    ],
)
def test_invariant_01_every_dependence_counts_alone(person, lines, problem):
    assert bar_raiser_problems(person, SIDE, lines) == [problem]


def test_invariant_01_a_colleague_of_another_line_is_independent():
    assert bar_raiser_problems(CERTIFIED, SIDE, LINES) == []


def test_dependence_has_the_values_that_loops_know():
    assert {problem.value for problem in Dependence} <= {problem.value for problem in Ineligible}


@pytest.mark.parametrize("preset", list(Preset))
def test_presets_are_sane(preset):
    require_rules(PRESETS[preset])


@pytest.mark.parametrize(
    "wrong",
    [
        {"panel_least": 8},
        {"panel_least": 1},
        {"principles_least": 4},
        {"coverage": 3},
        {"panel_least": 2, "panel_most": 2, "customer_coverage": 3},
        *({name: most + 1} for name, (_, most) in LIMITS.items()),
        *({name: least - 1} for name, (least, _) in LIMITS.items()),
    ],
)
def test_contradictory_rules_are_refused(wrong):
    with pytest.raises(Refused):
        require_rules(replace(ProcessRules(), **wrong))


WHOLE = BriefState(headline=True, press_release=True, faq=1, outcomes=1, requirements=5, customer=True)


@pytest.mark.parametrize(
    ("more", "gap"),
    [
        ({"headline": False}, BriefGap.NO_HEADLINE),
        ({"press_release": False}, BriefGap.NO_PRESS_RELEASE),
        ({"faq": 0}, BriefGap.NO_FAQ),
        ({"outcomes": 0}, BriefGap.NO_OUTCOME),
        ({"requirements": 0}, BriefGap.NO_REQUIREMENT),
        ({"customer": False}, BriefGap.NO_CUSTOMER),
        ({"requirements": 21}, BriefGap.TOO_MUCH),
    ],
)
def test_each_gap_is_named(more, gap):
    assert gaps(replace(WHOLE, **more), ProcessRules()) == [gap]


def test_a_whole_brief_has_no_gap():
    assert gaps(WHOLE, ProcessRules()) == []
    assert gaps(replace(WHOLE, requirements=20), ProcessRules()) == []
    assert gaps(replace(WHOLE, requirements=40), PRESETS[Preset.FEEDBACK]) == []
