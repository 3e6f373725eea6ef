"""A restore that is killed leaves nothing that a program would start on, and the next one goes through (promise 16)."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from hiring.core.places import PACKAGE

DIE = """
import os, signal, sys
from hiring.candidates.files import Folder
from hiring.keeping import loading, restore
def die(*rest, **more):
    os.kill(os.getpid(), signal.SIGKILL)
place = {"files": (Folder, "put"), "proof": (restore, "check_record"), "end": (restore, "_open")}[sys.argv.pop(1)]
setattr(*place, die)
from hiring.cli import main
main()
"""


@pytest.mark.parametrize("moment", ["files", "proof", "end"])
def test_a_killed_restore_starts_nothing_and_can_be_made_again(place, released, moment, postgres):
    here = place()
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "HIRING_MODE": "test", "HIRING_DATA": str(here.data), "DATABASE_URL": here.url}
    done = subprocess.run([sys.executable, "-c", DIE, moment, "restore", str(released), "--accept-old"], env=environment, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]
    for command in (["serve"], ["audit", "verify"], ["backup"]):
        assert here.run(*command).exit_code == 1
    if here.url.startswith("sqlite"):
        assert not (here.data / "hiring.db").exists() or not here.ask("SELECT * FROM sqlite_master")
        shutil.rmtree(here.data / "files", ignore_errors=True)
        again = here.run("restore", str(released), "--accept-old")
        assert again.exit_code == 0, again.output
        assert {path.name for path in here.data.iterdir()} == {"hiring.db", "files"}
    else:
        refused = here.run("restore", str(released), "--accept-old")
        assert (refused.exit_code, "empty" in refused.output) == (1, True)
