"""Keeping `docs/performance.md`: one part a database, each with its date, machine and command; the words around stay."""

import re
from pathlib import Path

_HEAD = "# Performance\n\nMeasured by `python3 dev.py bench`, product and floor in turns on the same rows, machine and run.\n"


def write(path: Path, kind: str, report: str, machine: str, command: str) -> None:
    """Put the report between its marks."""
    before = path.read_text() if path.exists() else _HEAD
    part = f"<!-- {kind} -->\n{report.rstrip()}\n\n{machine}. Command: `{command.strip()}`\n<!-- /{kind} -->"
    marks = re.compile(f"<!-- {kind} -->.*?<!-- /{kind} -->", re.DOTALL)
    after = marks.sub(lambda _: part, before) if marks.search(before) else f"{before.rstrip()}\n\n{part}\n"
    path.write_text(after)
