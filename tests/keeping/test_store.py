"""Backups of an installation whose files lie in an S3-compatible store, and restores into one."""

from datetime import UTC, datetime

import pytest

from tests.keeping.release import FOLDER
from tests.stores import Server


@pytest.fixture
def bucket():
    """A server, and the environment that names it."""
    pytest.importorskip("obstore", reason="the extra s3 is not installed")
    server = Server().start()
    names = {"HIRING_FILES": "s3://hiring/one", "HIRING_FILES_ENDPOINT": server.address, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
    yield server, names
    server.stop()


def test_files_go_from_store_to_folder_and_back(place, kind, bucket, tmp_path):
    server, names = bucket
    here, there = place(), place()
    restored = here.run("restore", str(FOLDER / f"0001-{kind}.backup"), "--accept-old", **names)
    assert restored.exit_code == 0, restored.output
    kept = {key.rsplit("/", 1)[1]: content for key, (content, _) in server.objects.items()}
    assert len(kept) == 2
    assert not (here.data / "files").exists()
    assert here.run("backup", "--to", str(tmp_path / "s3.backup"), **names).exit_code == 0
    assert there.run("restore", str(tmp_path / "s3.backup")).exit_code == 0
    assert {path.name: path.read_bytes() for path in (there.data / "files").iterdir()} == kept


def test_a_prefix_that_is_not_empty_or_a_refusal_leaves_the_store_as_it_was(place, kind, bucket, restored, tmp_path):
    server, names = bucket
    server.objects["hiring/one/" + "a" * 32] = (b"somebody's", datetime.now(UTC))
    assert place().run("restore", str(FOLDER / f"0001-{kind}.backup"), "--accept-old", **names).exit_code == 1
    assert set(server.objects) == {"hiring/one/" + "a" * 32}
    server.objects.clear()
    restored.ask("DROP TRIGGER guard_feedback_no_update" if kind == "sqlite" else "ALTER TABLE feedback DISABLE TRIGGER USER")
    restored.ask("UPDATE feedback SET vote = 'strongly_inclined' WHERE id = (SELECT min(id) FROM feedback)")
    assert restored.run("backup", "--to", str(tmp_path / "bent.backup")).exit_code == 0
    refused = place().run("restore", str(tmp_path / "bent.backup"), **names)
    assert (refused.exit_code, "not as the record says" in refused.output) == (1, True)
    assert server.objects == {}


def test_a_store_that_does_not_answer_is_said_in_one_sentence(place, bucket, kind):
    here = place()
    _, names = bucket
    result = here.run("restore", str(FOLDER / f"0001-{kind}.backup"), "--accept-old", **{**names, "HIRING_FILES_ENDPOINT": "http://127.0.0.1:1"})
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "does not answer" in result.output
    assert here.is_empty
