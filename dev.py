#!/usr/bin/env python3
"""Set-up and tasks of this project; needs nothing but Python 3.11 with pip.

    python3 dev.py demo [arguments of `hiring demo`]     a demonstration, served at http://127.0.0.1:8000
    python3 dev.py test [arguments of pytest]            all tests
    python3 dev.py bench [arguments]                     product beside floor; `--small` shows that it works
    python3 dev.py drill                                 the long fault tests
    python3 dev.py check                                 lint, types, import contracts, words, house numbers
    python3 dev.py words                                 compile translations, name what is missing
    python3 dev.py lock                                  compile the lock files again

Each task sets up .venv by itself from the hashed lock files.
"""

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DRILLS = ("tests/crash", "tests/faults", "tests/hosts", "tests/browser/test_interruptions.py", "tests/keeping/test_drill.py", "tests/keeping/test_upgrade.py")
LOCKS = {"core": ROOT / "requirements" / "core.txt", "test": ROOT / "requirements" / "test.txt"}


def main(arguments: list[str]) -> int:
    """Run one task."""
    if sys.version_info < (3, 11):
        return _say("This needs Python 3.11 or newer.")
    task = TASKS.get(arguments[0]) if arguments else None
    if task is None:
        return _say(__doc__ or "")
    return task(arguments[1:])


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


def set_up(kind: str) -> None:
    """Make .venv hold what a lock file lists; a stamp makes the second time instant and offline."""
    lock = LOCKS[kind]
    stamp = VENV / f"installed-{kind}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if stamp.exists() and PYTHON.exists():
        return
    if not PYTHON.exists():
        venv.create(VENV, with_pip=False)
    print(f"Setting up .venv ({kind}), once …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", str(lock)]
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        raise SystemExit("This Python has no pip. On Debian or Ubuntu: apt install python3-pip")
    if subprocess.run(command, check=False).returncode:
        raise SystemExit("The packages could not be installed; see the message above.")
    stamp.touch()


def run(kind: str, *command: str) -> int:
    """Run a module of .venv from the project's folder."""
    set_up(kind)
    compiled = {"PYTHONPYCACHEPREFIX": str(VENV / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}  # nothing beside the sources, and no start compiles twice
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **compiled}
    return subprocess.run([str(PYTHON), *command], cwd=ROOT, env=environment, check=False).returncode


def demo(arguments: list[str]) -> int:
    """Build or open the demonstration and serve it."""
    return run("core", "-m", "hiring", "demo", *arguments)


def test(arguments: list[str]) -> int:
    """All tests, in two processes unless it is said otherwise; their databases lie in memory where the system offers that."""
    if os.access("/dev/shm", os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")
    spread = [] if any(argument.startswith("-n") for argument in arguments) else ["-n", "2", "--dist", "worksteal"]
    return run("test", "-m", "pytest", *spread, *arguments)


def drill(arguments: list[str]) -> int:
    """The long fault tests: a thousand submits under two hundred kills, races thirty times over, a hundred interruptions of a draft, backups under writers."""
    os.environ["HIRING_DRILL"] = "1"
    return test([*(arguments or DRILLS), "-n", "1"])


def bench(arguments: list[str]) -> int:
    """Measure the product beside the floor."""
    return run("test", "-m", "bench", *arguments)


def check(arguments: list[str]) -> int:
    """Everything that reads the code without running it."""
    steps = (["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."], ["-m", "mypy"], ["-c", "from importlinter.cli import lint_imports_command as run; run()"])
    return max(run("test", *step) for step in steps) or words([])


def words(arguments: list[str]) -> int:
    """Compile translations and name strings that have none."""
    return run("test", "-m", "tests.contracts.words")


def lock(arguments: list[str]) -> int:
    """Compile the lock files: every package with its hashes, no address of a registry."""
    set_up("test")
    base = ["-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate", "pyproject.toml", *arguments]
    core = run("test", *base, "-o", "requirements/core.txt")
    extras = ["--extra", "postgres", "--extra", "passkeys", "--extra", "s3", "--extra", "traces", "--extra", "dev", "--extra", "browser", "-c", "requirements/core.txt"]
    return core or run("test", *base, *extras, "-o", "requirements/test.txt")


TASKS: dict[str, Callable[[list[str]], int]] = {"demo": demo, "test": test, "drill": drill, "bench": bench, "check": check, "words": words, "lock": lock}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
