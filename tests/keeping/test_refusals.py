"""Bad backups are refused in one plain sentence, and the place stays as empty as it was (promise 16)."""

import io
import random
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from hiring.core import clock
from hiring.keeping.archive import Manifest, Member, unpack, written
from hiring.keeping.sealed import PIECE, Opener, Sealer, Shell, Unfit, shell_for
from tests.keeping.release import NOW

KEY = "a key of more than sixteen characters"


def refused(place, source, *more, says="", **environment):
    result = place.run("restore", str(source), "--accept-old", *more, **environment)
    assert result.exit_code == 1, result.output
    sentence = result.output.splitlines()[-1]
    assert sentence.startswith("Error: ")
    assert says in sentence
    assert place.is_empty
    return sentence


def repacked(source, target, folder, change, leave=(), tamper=None):
    """The same backup with other contents, every checksum of the archive made right again."""
    manifest = unpack(source, "", folder)
    if tamper:
        tamper(folder)
    with written(target, Shell(manifest.moment), b"") as archive:
        for name in sorted(manifest.members):
            if name not in leave:
                with (folder / name).open("rb") as stream:
                    archive.add(name, stream, (folder / name).stat().st_size)
        archive.finish(change(manifest))
    return target


@pytest.fixture
def here(place):
    return place()


@pytest.fixture
def locked(restored, tmp_path):
    target = tmp_path / "locked.backup"
    assert restored.run("backup", "--to", str(target), HIRING_BACKUP_KEY=KEY).exit_code == 0
    return target


def test_an_empty_file(here, tmp_path):
    (tmp_path / "empty.backup").touch()
    refused(here, tmp_path / "empty.backup", says="empty")


def test_a_file_of_something_else(here, tmp_path):
    (tmp_path / "other.backup").write_bytes(b"%PDF-1.7 not at all" * 1000)
    refused(here, tmp_path / "other.backup", says="no backup of Hiring loop")


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_file_that_was_cut_off(here, released, locked, tmp_path, encrypted):
    whole = (locked if encrypted else released).read_bytes()
    cut = tmp_path / "cut.backup"
    for length in (20, 60, 200, len(whole) // 3, len(whole) // 2, len(whole) - 4000, len(whole) - 8, len(whole) - 1):
        cut.write_bytes(whole[:length])
        refused(here, cut, HIRING_BACKUP_KEY=KEY)


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_file_of_which_one_byte_was_altered(here, released, locked, tmp_path, encrypted):
    whole = bytearray((locked if encrypted else released).read_bytes())
    altered, chance = tmp_path / "altered.backup", random.Random(5)
    first = whole.index(b"\n") + 1
    for place in [chance.randrange(first + 10, len(whole)) for _ in range(12)]:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        altered.write_bytes(changed)
        refused(here, altered, HIRING_BACKUP_KEY=KEY)


def test_a_first_line_that_tells_another_moment(here, released, locked, tmp_path):
    for source in (released, locked):
        line, rest = source.read_bytes().split(b"\n", 1)
        at = line.index(b'"moment":"20') + 12
        (tmp_path / "younger.backup").write_bytes(line[:at] + b"9" + line[at + 1 :] + b"\n" + rest)
        refused(here, tmp_path / "younger.backup", HIRING_BACKUP_KEY=KEY)


def test_a_wrong_key_or_none(here, locked, tmp_path):
    (tmp_path / "key").write_text("another key of sixteen characters")
    refused(here, locked, "--key-file", str(tmp_path / "key"), says="does not open")
    refused(here, locked, says="encrypted")
    refused(here, locked, HIRING_BACKUP_KEY="short", says="16 characters")


def test_a_schema_that_this_program_does_not_know(here, released, tmp_path):
    for revision in ("9999", "0000"):
        target = repacked(released, tmp_path / f"{revision}.backup", tmp_path / revision, lambda manifest, revision=revision: replace(manifest, revision=revision, program="9.0"))
        refused(here, target, says=f"schema {revision}")


def test_a_backup_that_lacks_an_upload(here, released, tmp_path):
    name = next(name for name in unpack(released, "", tmp_path / "look").members if name.startswith("files/"))
    refused(here, repacked(released, tmp_path / "lacking.backup", tmp_path / "out", lambda each: each, leave=(name,)), says="lacks an uploaded file")


def test_a_backup_with_another_upload_in_its_place(here, released, tmp_path):
    def swap(folder):
        first, second = sorted((folder / "files").iterdir())
        first.write_bytes(second.read_bytes())

    refused(here, repacked(released, tmp_path / "swapped.backup", tmp_path / "out", lambda each: each, tamper=swap), says="not the one that the database names")


def test_a_backup_with_other_counts_or_another_head(here, released, tmp_path):
    fewer = repacked(released, tmp_path / "fewer.backup", tmp_path / "a", lambda manifest: replace(manifest, rows={**manifest.rows, "feedback": 5}))
    refused(here, fewer, says="feedback")
    longer = repacked(released, tmp_path / "longer.backup", tmp_path / "b", lambda manifest: replace(manifest, head=(manifest.head[0] + 1, manifest.head[1])))
    refused(here, longer, says="tail was cut")


def test_a_backup_whose_record_was_rewritten(here, restored, place, tmp_path, kind):
    """Somebody who may change the database itself changed a sealed vote before the backup was taken."""
    name = "feedback"
    if kind == "sqlite":
        restored.ask("DROP TRIGGER guard_feedback_no_update")
    else:
        restored.ask("ALTER TABLE feedback DISABLE TRIGGER USER")
    restored.ask(f"UPDATE {name} SET vote = 'strongly_inclined' WHERE id = (SELECT min(id) FROM {name})")
    assert restored.run("audit", "verify").exit_code == 1
    assert restored.run("backup", "--to", str(tmp_path / "bent.backup")).exit_code == 0
    refused(here, tmp_path / "bent.backup", says="not as the record says")


def test_a_stale_one_unless_somebody_says_so(place, released):
    here = place()
    with clock.held_at(NOW + timedelta(days=8)):
        result = here.run("restore", str(released))
        assert (result.exit_code, "--accept-old" in result.output) == (1, True)
        assert here.is_empty
        assert here.run("restore", str(released), HIRING_BACKUP_DAYS="9").exit_code == 0


def test_a_place_that_is_not_empty(restored, released, place, kind):
    before = restored.ask("SELECT count(*), max(number) FROM audit_entry")
    result = restored.run("restore", str(released), "--accept-old")
    assert (result.exit_code, "empty place" in result.output) == (1, True)
    assert restored.ask("SELECT count(*), max(number) FROM audit_entry") == before
    if kind == "sqlite":
        odd = place()
        (odd.data / "hiring.db").write_bytes(b"no database, but somebody's")
        assert odd.run("restore", str(released), "--accept-old").exit_code == 1
        assert (odd.data / "hiring.db").read_bytes() == b"no database, but somebody's"
    there = place()
    shutil.copytree(restored.data / "files", there.data / "files")
    assert there.run("restore", str(released), "--accept-old").exit_code == 1


def test_a_backup_of_another_kind_of_database(here, released, tmp_path, kind):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[kind]
    refused(here, repacked(released, tmp_path / "other.backup", tmp_path / "out", lambda manifest: replace(manifest, engine=other)), says="on its own kind")


def test_a_member_that_no_backup_holds(here, tmp_path):
    with written(tmp_path / "odd.backup", Shell(NOW.isoformat()), b"") as archive:
        archive.add("files/../../hiring.db", io.BytesIO(b"x" * 10), 10)
        archive.finish(Manifest(NOW.isoformat(), "0", "sqlite", "0001", None, {}, members={"x": Member("", 0)}))
    refused(here, tmp_path / "odd.backup", says="no backup of ours")


def test_pieces_that_were_left_out_or_swapped_do_not_open(tmp_path):
    shell, key = shell_for(NOW, KEY)
    with (tmp_path / "sealed").open("wb") as file:
        sealer = Sealer(file, key, shell.line)
        sealer.write(b"".join(bytes([number]) * PIECE for number in range(3)) + b"end")
        sealer.close()
    whole, step = (tmp_path / "sealed").read_bytes(), PIECE + 16
    one, two, three, last = (whole[at : at + step] for at in range(0, len(whole), step))
    for wrong in (one + three + last, two + one + three + last, one + two + three, one + two + three + last + last, one):
        (tmp_path / "wrong").write_bytes(wrong)
        with (tmp_path / "wrong").open("rb") as file, pytest.raises(Unfit):
            Opener(file, key, shell.line).read()
    with (tmp_path / "sealed").open("rb") as file:
        assert Opener(file, key, shell.line).read().endswith(b"end")
