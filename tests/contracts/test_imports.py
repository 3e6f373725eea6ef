"""A package imports only what stands below it (pyproject.toml holds the contracts)."""

import subprocess
import sys

from hiring.core.places import PACKAGE


def test_the_floors_hold():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    answer = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-4000:] + answer.stderr[-1000:]
