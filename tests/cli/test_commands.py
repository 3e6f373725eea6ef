"""The commands as a whole: each is there, and a server imports no more than it serves with."""

import json
import os
import subprocess
import sys

from click.testing import CliRunner

from hiring.cli import main
from hiring.core.places import PACKAGE

_ASK = "import json, sys; import hiring.cli.run; print(json.dumps(sorted(sys.modules)))"
_ELSEWHERE = ("alembic", "hiring.seeding", "hiring.keeping.backup", "hiring.cli.doctor", "opentelemetry", "webauthn", "obstore", "pypdf")
_LATER = ("cryptography", "email_validator", "segno")


def test_a_server_imports_no_migrations_seeds_backups_or_extras():
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    loaded = json.loads(subprocess.run([sys.executable, "-c", _ASK], env=environment, capture_output=True, check=True).stdout)
    assert "hiring.app" in loaded
    assert [name for name in loaded if name.startswith(_ELSEWHERE + _LATER)] == []


def test_every_command_is_named_and_explains_itself():
    runner = CliRunner()
    for name in ("audit", "backup", "db", "demo", "doctor", "init", "restore", "seed", "serve", "user", "worker"):
        assert name in runner.invoke(main, ["--help"]).output
        assert runner.invoke(main, [name, "--help"]).exit_code == 0, name
    answer = runner.invoke(main, ["unknown"])
    assert answer.exit_code == 2 and "No such command 'unknown'" in answer.output
