"""The house numbers of design.md section 6, and exceptions that carry their reason."""

import re

import pytest

from hiring.core.places import PACKAGE
from tests.contracts.house import Figures, measure


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(PACKAGE)


def test_files_are_short(figures):
    assert figures.file_median <= 100
    assert figures.file_percentile(0.9) <= 250
    assert {name: lines for name, lines in figures.files.items() if lines > 400} == {}


def test_functions_are_short_and_plain(figures):
    assert figures.function_median <= 8
    assert {name: lines for name, lines in figures.functions.items() if lines > 50} == {}
    assert {name: count for name, count in figures.branches.items() if count > 10} == {}


def test_no_import_hides_in_a_function(figures):
    assert figures.hidden == []


def test_no_drawer_for_lost_things(figures):
    assert [name for name in figures.files if re.search(r"/(utils?|helpers|misc|common)\.py$", name)] == []


def test_every_ignore_carries_its_reason():
    bare = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?:[:\[][^#]*)?$")
    places = [f"{path}:{number}" for path in PACKAGE.rglob("*.py") for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if bare.search(line)]
    assert places == []
