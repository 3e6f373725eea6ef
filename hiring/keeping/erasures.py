"""The list of erasures lies outside every backup, so that a restore cannot bring back what was erased.

It is the file `erasures.jsonl` in the data folder, one JSON object a line; a restore reads it when it was put into the new
data folder. Replaying it is the work of the feature that erases; until then a restore says how many lines wait for it.
"""

import json
from pathlib import Path

from hiring.keeping.sealed import Unfit

NAME = "erasures.jsonl"


def listed(data: Path) -> int | None:
    """How many erasures the list of this data folder names; None where there is no list."""
    path = data / NAME
    if not path.exists():
        return None
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        if not _is_object(line):
            raise Unfit(f"Line {number} of {NAME} cannot be read; a restore that forgets an erasure is none.")
    return len(lines)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
