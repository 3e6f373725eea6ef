"""Rules about people, without a database."""

from datetime import date

import pytest

from hiring.accounts.rules import Grant, chain_above, exact, holds, in_line, makes_circle, require_no_circle, require_password, roles_on, safe_path
from hiring.accounts.terms import Role
from hiring.core.errors import Refused

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("day", "ends", "withdrawn", "held"),
    [
        (date(2026, 2, 28), LAST, False, False),
        (FIRST, LAST, False, True),
        (LAST, LAST, False, True),
        (date(2026, 12, 1), LAST, False, False),
        (date(2036, 1, 1), None, False, True),
        (FIRST, None, True, False),
    ],
)
def test_a_role_holds_from_its_first_day_to_its_last(day, ends, withdrawn, held):
    grant = Grant(Role.INTERVIEWER, FIRST, ends, withdrawn)
    assert holds(grant, day) is held
    assert roles_on([grant], day) == ({Role.INTERVIEWER} if held else set())


MANAGERS = {1: None, 2: 1, 3: 2, 4: 2, 5: 1, 6: None}


def test_the_chain_above_is_nearest_first():
    assert chain_above(3, MANAGERS) == [2, 1]
    assert chain_above(1, MANAGERS) == []


def test_a_circle_in_old_data_ends():
    assert chain_above(1, {1: 2, 2: 3, 3: 1}) == [2, 3]


@pytest.mark.parametrize(("one", "other", "line"), [(3, 1, True), (1, 3, True), (3, 4, False), (2, 5, False), (6, 1, False), (3, 2, True)])
def test_two_people_stand_in_one_line_when_one_is_above_the_other(one, other, line):
    assert in_line(one, other, MANAGERS) is line


@pytest.mark.parametrize(("person", "manager", "circle"), [(1, 3, True), (2, 2, True), (3, 5, False), (2, None, False), (1, 6, False)])
def test_a_reporting_line_never_runs_in_a_circle(person, manager, circle):
    assert makes_circle(person, manager, MANAGERS) is circle
    if circle:
        with pytest.raises(Refused, match="circle"):
            require_no_circle(person, manager, MANAGERS)


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("a quiet harbour", True),
        ("twelve chars", True),
        ("eleven char", False),
        ("a" * 40, False),
        ("abcabcabcabcabc", False),
        ("x1y2" * 32, True),
        ("x1y2" * 32 + "z", False),
        ("x1y2" * 250_000, False),
        ("nul\x00 in the middle", False),
        ("静かな港で昼寝をする猫たち", True),
        ("  leading and trailing  ", True),
    ],
)
def test_case_30_a_password_is_long_enough_and_not_too_long(password, fits):
    if fits:
        require_password(password)
    else:
        with pytest.raises(Refused) as refusal:
            require_password(password)
        assert refusal.value.field == "password"


def test_case_30_a_password_is_the_same_however_it_was_composed_and_never_cut():
    composed, decomposed = "é" * 120, "e\u0301" * 120
    assert exact(composed) == exact(decomposed) == composed
    assert exact("e\u0301" * 129) is None
    assert exact("a" * 129) is None
    assert exact(" a ") == " a "


FOREIGN = ["//e.x", "/\\e.x", "\\\\e.x", "/\t/e.x", "https:e.x", "https://e.x", "javascript:alert(1)", "data:text/html,x", "//user@e.x", "user@host"]
ODD = ["", "e.x", "/\x00", "/\n/e.x", "/ /e.x", "/sign-out", "/sign-in?next=/", "/" + "a" * 3000, "/日本"]


@pytest.mark.parametrize("wanted", [*FOREIGN, *ODD])
def test_case_36_only_a_path_of_ours_is_gone_on_to(wanted):
    assert safe_path(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/people?q=a%20b&role=core", "/loops/12/plan#day"])
def test_a_path_of_ours_is_gone_on_to(wanted):
    assert safe_path(wanted) == wanted
