"""Backups restore (promise 16): what came out goes in again, proved; every released schema is brought up to this one (promise 17)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hiring.core.places import MIGRATIONS
from hiring.db import schema
from hiring.keeping.archive import unpack
from tests.keeping.release import FOLDER

KEY = "a key of more than sixteen characters"
PROOFS = ("Archive: ", "Database: whole", "Files: 2 of 2", "Record: ", "Note down the new head")


def released_revisions() -> list[str]:
    return sorted({path.name.split("-")[0] for path in FOLDER.glob("*.backup")})


@pytest.mark.parametrize("revision", released_revisions())
def test_a_backup_of_every_released_schema_is_restored_and_brought_up_to_this_one(place, kind, revision):
    here = place()
    result = here.run("restore", str(FOLDER / f"{revision}-{kind}.backup"), "--accept-old")
    assert result.exit_code == 0, result.output
    for proof in PROOFS:
        assert proof in result.output
    assert here.ask("SELECT version_num FROM alembic_version") == [(schema.newest(),)]
    assert here.ask("SELECT count(*) FROM feedback") == [(6,)]
    assert here.ask("SELECT result FROM decision") == [("hire",)]
    assert "The record holds" in here.run("audit", "verify").output
    assert here.run("db", "upgrade").exit_code == 0


def test_every_released_schema_has_its_backup_of_both_kinds():
    """The newest schema may still be in the making; all before it were released."""
    before = {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("*.py")} & {"0001"}
    assert {f"{revision}-{kind}.backup" for revision in before for kind in ("sqlite", "postgresql")} <= {path.name for path in FOLDER.glob("*.backup")}


@pytest.mark.parametrize("key", ["", KEY])
def test_what_came_out_of_a_backup_goes_in_again(restored, place, tmp_path, key):
    target = tmp_path / "new.backup"
    taken = restored.run("backup", "--to", str(target), HIRING_BACKUP_KEY=key)
    assert taken.exit_code == 0, taken.output
    assert target.stat().st_mode & 0o777 == 0o600
    assert (b"Sakura" in target.read_bytes()) is False
    there = place()
    assert there.run("restore", str(target), HIRING_BACKUP_KEY=key).exit_code == 0
    for table in ("person", "candidate", "feedback", "evidence", "draft", "final_vote", "notice", "resume"):
        assert there.ask(f"SELECT * FROM {table} ORDER BY id") == restored.ask(f"SELECT * FROM {table} ORDER BY id"), table
    assert {path.name: path.read_bytes() for path in (there.data / "files").iterdir()} == {path.name: path.read_bytes() for path in (restored.data / "files").iterdir()}


def test_backup_and_restore_stand_in_the_record(restored, place, tmp_path):
    assert restored.ask("SELECT event FROM audit_entry ORDER BY number DESC LIMIT 1") == [("installation.backup_restored",)]
    assert restored.run("backup").exit_code == 0
    assert restored.ask("SELECT event FROM audit_entry ORDER BY number DESC LIMIT 1") == [("installation.backup_taken",)]
    made = list((restored.data / "backups").iterdir())
    assert len(made) == 1
    assert not list(restored.data.glob("backup-*"))


def test_the_guards_are_awake_again_after_a_restore(restored):
    for act in ("UPDATE audit_entry SET event = 'x'", "DELETE FROM feedback"):
        with pytest.raises(Exception, match=r"append-only|never"):
            restored.ask(act)


def test_a_key_file_opens_what_the_environment_locked(restored, place, tmp_path):
    target, key_file = tmp_path / "locked.backup", tmp_path / "key"
    key_file.write_text(KEY + "\n")
    assert restored.run("backup", "--to", str(target), HIRING_BACKUP_KEY=KEY).exit_code == 0
    assert place().run("restore", str(target), "--key-file", str(key_file)).exit_code == 0


def test_a_backup_never_writes_over_another_file_and_leaves_none_half_written(restored, tmp_path):
    target = tmp_path / "kept.backup"
    target.write_bytes(b"other")
    result = restored.run("backup", "--to", str(target))
    assert result.exit_code == 1
    assert target.read_bytes() == b"other"
    assert not target.with_name("kept.backup.part").exists()


def test_a_place_that_takes_no_file_is_said_in_one_sentence(restored, tmp_path):
    (tmp_path / "file").write_text("no folder")
    places = [tmp_path / "file" / "x.backup", "/dev/full", "/proc/x.backup"]
    for target in places:
        result = restored.run("backup", "--to", str(target))
        assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
    assert not list(restored.data.glob("backup-*"))


def test_a_backup_that_would_not_be_whole_is_not_made(restored, tmp_path):
    file = next((restored.data / "files").iterdir())
    kept = file.read_bytes()
    for damage in (file.unlink, lambda: file.write_bytes(kept[:-1] + b"?"), lambda: file.write_bytes(kept[:-1])):
        damage()
        result = restored.run("backup", "--to", str(tmp_path / "broken.backup"))
        assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
        assert not list(tmp_path.glob("broken*"))


def test_the_list_of_erasures_is_kept_outside_and_read_by_a_restore(released, place, kind):
    here = place()
    (here.data / "erasures.jsonl").write_text('{"candidate": 7}\n{"candidate": 8}\n')
    result = here.run("restore", str(released), "--accept-old")
    assert result.exit_code == 0
    assert "erasures.jsonl names 2" in result.output
    there = place()
    (there.data / "erasures.jsonl").write_text("not json\n")
    assert there.run("restore", str(released), "--accept-old").exit_code == 1


def test_the_copy_of_a_live_sqlite_file_is_whole_while_its_own_main_file_is_not(tmp_path):
    """Copying the main file of a database in WAL mode loses what stands in its log; a backup does not."""
    from hiring.keeping.snapshots import copy_sqlite

    source = tmp_path / "live.db"
    with closing(sqlite3.connect(source, isolation_level=None)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE t (x)")
        live.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(60)])
        copy_sqlite(source, tmp_path / "copy.db")
        with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
            assert copy.execute("SELECT count(*) FROM t").fetchone() == (60,)


def test_a_manifest_says_what_it_holds(released, tmp_path, kind):
    manifest = unpack(released, "", tmp_path / "out")
    assert (manifest.engine, manifest.revision, manifest.rows["feedback"]) == (kind, "0001", 6)
    assert manifest.head is not None
    assert sum(name.startswith("files/") for name in manifest.members) == 2
    assert Path(tmp_path / "out" / "files").is_dir()
