"""`dev.py bench --small` works: every page answers, the table has every line; no time is asserted."""

from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.cases import Cases
from bench.writing import write


def test_the_small_setting_prints_every_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--small"]) == 0
    said = capsys.readouterr().out
    lines = {line.split("|")[1].strip() for line in said.splitlines() if line.startswith("|")}
    assert {case.name for case in Cases.names()} <= lines
    assert "cold start" in said and "core as installed" in said


def test_the_page_keeps_what_stands_around(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    for report in ("first", "second"):
        write(page, "sqlite", report, "2026-11-23, a machine", "bench")
    page.write_text(page.read_text() + "\nWords of ours.\n")
    write(page, "postgresql", "third", "2026-11-23, a machine", "bench")
    text = page.read_text()
    assert "first" not in text and "second" in text and "third" in text and "Words of ours." in text
