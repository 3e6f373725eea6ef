"""Upgrades are safe (promise 17): old or new after a kill at any statement, a copy first, and no program on a schema it does not know."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from hiring.core.places import PACKAGE
from hiring.db import schema, upgrades
from hiring.db.session import database_address
from hiring.keeping import loading
from hiring.keeping.archive import unpack
from tests.keeping.release import FOLDER

STEP = 1 if os.environ.get("HIRING_DRILL") else 7
"""Every statement in the drill, every seventh otherwise: each is a process of its own."""

UPGRADE_AND_DIE = """
import os, signal, sys
from sqlalchemy import Engine, event
from hiring.db import schema, upgrades
left = [int(sys.argv[2])]
@event.listens_for(Engine, "before_cursor_execute")
def count(*rest):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
@event.listens_for(Engine, "commit")
def committing(connection):
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
upgrades.upgrade(sys.argv[1])
"""


@pytest.fixture
def old(place, kind, tmp_path, monkeypatch):
    """An installation at the first released schema, with data, as a program of that time left it: no newer one has looked at it."""
    here, folder = place(), tmp_path / "old"
    manifest = unpack(FOLDER / f"0001-{kind}.backup", "", folder)
    shutil.copytree(folder / "files", here.data / "files")
    if kind == "sqlite":
        shutil.copy(folder / "database" / "hiring.db", here.data / "hiring.db")
    else:
        upgrade_within = upgrades.upgrade_within
        monkeypatch.setattr(upgrades, "upgrade_within", lambda connection, revision="0001": upgrade_within(connection, "0001"))
        loading.load_postgresql(here.url, folder, manifest)
        monkeypatch.undo()
        here.ask("UPDATE alembic_version SET version_num = '0001'")
    assert here.ask("SELECT version_num FROM alembic_version") == [("0001",)]
    return here


HELD = {
    "sqlite": "SELECT count(*) FROM candidate_gram WHERE candidate_gram MATCH '0a'",
    "postgresql": "SELECT count(*) FROM candidate WHERE grams(name_key || chr(10) || email_key, 1) @> ARRAY[chr(10)]",
}
"""How many candidates the index over names knows: each has a line end between name and address."""


def killed_at(place, statement: int) -> int:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", UPGRADE_AND_DIE, database_address(place.url), str(statement)], env=environment, capture_output=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()[-2000:]
    return done.returncode


def test_an_upgrade_keeps_what_was_there_and_the_record_holds(old, kind):
    before = {table: old.ask(f"SELECT count(*) FROM {table}") for table in ("person", "feedback", "evidence", "resume", "audit_entry")}
    assert old.run("audit", "verify").exit_code == 1
    result = old.run("db", "upgrade")
    assert result.exit_code == 0, result.output
    assert {table: old.ask(f"SELECT count(*) FROM {table}") for table in before} == before
    assert "The record holds" in old.run("audit", "verify").output
    assert old.ask(HELD[kind]) == old.ask("SELECT count(*) FROM candidate") != [(0,)]
    kept = list(old.data.glob("hiring.db.schema-0001"))
    assert len(kept) == (1 if kind == "sqlite" else 0)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept)


def test_a_restore_brings_the_index_over_names(restored, kind):
    assert restored.ask(HELD[kind]) == restored.ask("SELECT count(*) FROM candidate") != [(0,)]
    if kind == "sqlite":
        restored.ask("INSERT INTO candidate_gram (candidate_gram) VALUES ('integrity-check')")


def test_an_upgrade_that_is_killed_at_any_statement_leaves_old_or_new(old):
    statement, seen = 0, set()
    while killed_at(old, statement):
        revision = old.ask("SELECT version_num FROM alembic_version")[0][0]
        seen.add(revision)
        assert revision in ("0001", schema.newest())
        assert old.ask("SELECT count(*) FROM feedback") == [(6,)]
        if old.url.startswith("sqlite"):
            assert old.ask("PRAGMA integrity_check") == [("ok",)]
        if revision == schema.newest():
            break
        statement += STEP
    assert statement > 3
    assert old.run("db", "upgrade").exit_code == 0
    assert old.run("audit", "verify").exit_code == 0


def test_an_old_program_does_not_start_on_a_newer_schema(restored):
    restored.ask("UPDATE alembic_version SET version_num = '9999'")
    for command in (["serve"], ["worker"], ["audit", "verify"], ["backup"], ["db", "upgrade"]):
        result = restored.run(*command)
        assert result.exit_code == 1
        assert "9999, which this program does not know" in result.output.splitlines()[-1]


def test_no_program_starts_on_a_restore_that_was_killed_before_its_proof(restored):
    restored.ask(f"UPDATE alembic_version SET version_num = '{schema.RESTORING}'")
    result = restored.run("serve")
    assert (result.exit_code, "did not come to its end" in result.output) == (1, True)


def test_a_missing_secret_and_a_place_that_cannot_be_written_are_plain_text(tmp_path, monkeypatch):
    """Case 70, as a process of its own: nothing but one sentence."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE.parent), "HIRING_DATA": str(tmp_path / "data")}
    for more, says in (({}, "HIRING_SECRET_KEY"), ({"HIRING_SECRET_KEY": "k" * 40, "HIRING_DATA": "/proc/nowhere"}, "data folder")):
        done = subprocess.run([sys.executable, "-m", "hiring", "serve"], env={**environment, **more}, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("Error: ")
        assert done.stderr.count("\n") == 1
        assert says in done.stderr
