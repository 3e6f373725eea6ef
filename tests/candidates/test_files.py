"""The store of files: the same tests on a folder of this machine and on an S3-compatible server."""

import importlib.util
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hiring.accounts.terms import Role
from hiring.candidates import operations
from hiring.candidates.files import Folder, Unavailable, store, store_of
from hiring.candidates.models import Candidate, Resume
from hiring.core import clock
from hiring.db.session import db
from tests.conftest import settings_for, token_of
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import PDF, make_candidate
from tests.stores import Server

ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path, monkeypatch):
    """Settings that name the one or the other."""
    if request.param == "folder":
        yield {}
        return
    pytest.importorskip("obstore", reason="the extra s3 is not installed")
    for name, value in (("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_REGION", "us-east-1")):
        monkeypatch.setenv(name, value)
    server = Server().start()
    server.objects["hiring/elsewhere/" + ONE] = (b"not ours", datetime.now(UTC))
    yield {"files_url": "s3://hiring/files/main", "files_endpoint": server.address}
    assert server.objects["hiring/elsewhere/" + ONE][0] == b"not ours"
    server.stop()


@pytest.fixture
def files(place, tmp_path):
    return store_of(settings_for("sqlite://", tmp_path, **place))


def test_what_was_put_is_opened_listed_and_deleted(files):
    assert list(files.names()) == []
    for number in range(7):
        files.put(f"{number:032x}", b"content %d" % number)
    with files.open(f"{3:032x}") as file:
        assert file.read() == b"content 3"
    names = dict(files.names())
    assert set(names) == {f"{number:032x}" for number in range(7)}
    assert all(abs(at - datetime.now(UTC)) < timedelta(minutes=5) for at in names.values())
    files.delete(f"{3:032x}")
    files.delete(f"{3:032x}")
    assert len(list(files.names())) == 6


def test_what_is_not_there_is_not_found(files):
    with pytest.raises(FileNotFoundError):
        files.open(ONE)
    files.delete(ONE)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 32, "a" * 31, "/" * 32, "a" * 32 + "\n"])
def test_a_key_is_never_a_path(files, key):
    for act in (files.open, files.delete, lambda key: files.put(key, b"x")):
        with pytest.raises(FileNotFoundError):
            act(key)


def test_a_resume_goes_in_and_out_and_with_a_rollback(place, app_with, client_of, app):
    here = app_with(**place)
    with here.app_context():
        recruiter = make_person("", Role.RECRUITER)
        candidate = make_candidate(recruiter)
        db.session.commit()
        operations.add_resume(candidate, io.BytesIO(PDF), "cv.pdf", actor(recruiter))
        assert len(list(store().names())) == 1
        db.session.rollback()
        assert list(store().names()) == []
        resume = operations.add_resume(db.session.get_one(Candidate, candidate.id), io.BytesIO(PDF), "cv.pdf", actor(recruiter))
        db.session.commit()
        path, person = f"/candidates/{resume.candidate_id}/resumes/{resume.id}", recruiter.id
    browser = client_of(person)
    browser.application = here
    answer = here.test_client()
    with browser.session_transaction() as ours, answer.session_transaction() as theirs:
        theirs.update(ours)
    got = answer.get(path)
    assert (got.status_code, got.data) == (200, PDF)
    got.close()


def test_the_sweeper_takes_orphans_that_are_older_than_a_day_and_nothing_else(place, app_with):
    here = app_with(**place)
    with here.app_context():
        recruiter = make_person("", Role.RECRUITER)
        kept = operations.add_resume(make_candidate(recruiter), io.BytesIO(PDF), "cv.pdf", actor(recruiter)).storage_key
        db.session.commit()
        store().put(ONE, b"nobody's")
        with clock.held_at(datetime.now(UTC) + timedelta(hours=23)):
            assert operations.sweep_files() == 0
        with clock.held_at(datetime.now(UTC) + timedelta(hours=25)):
            assert operations.sweep_files() == 1
        assert [name for name, _ in store().names()] == [kept]


def test_the_sweeper_leaves_what_no_program_of_ours_wrote(place, tmp_path, app_with):
    if place:
        pytest.skip("an S3 store holds only what was put under our names")
    here = app_with()
    with here.app_context(), clock.held_at(datetime.now(UTC) + timedelta(days=3)):
        folder = store()
        assert isinstance(folder, Folder)
        folder.put(TWO, b"half")
        (folder.path / TWO).rename(folder.path / f"{TWO}.part")
        (folder.path / "README").write_text("put here by the administrator")
        assert operations.sweep_files() == 1
        assert [path.name for path in folder.path.iterdir()] == ["README"]


def test_without_the_library_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "hiring.candidates.bucket", None)
    with pytest.raises(Unavailable, match="pip install"):
        store_of(settings_for("sqlite://", tmp_path, files_url="s3://hiring/files"))


def test_a_store_that_takes_nothing_is_said_and_nothing_is_stored(app_with, client_of, app, tmp_path, monkeypatch):
    """A full disk, or an S3 store that is down: the page comes back with a sentence, a download says that it is busy."""
    places = [{}]
    (tmp_path / "files").write_text("no folder")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    if importlib.util.find_spec("obstore"):
        places.append({"files_url": "s3://hiring/files", "files_endpoint": "http://127.0.0.1:1"})
    with app.app_context():
        recruiter = make_person("", Role.RECRUITER)
        candidate, person = make_candidate(recruiter).id, recruiter.id
        db.session.commit()
    for place in places:
        here = app_with(**place)
        ours = client_of(person)
        ours.application = here
        with ours.session_transaction() as signed:
            cookie = dict(signed)
        browser = here.test_client()
        with browser.session_transaction() as fresh:
            fresh.update(cookie)
        sent = {"csrf_token": token_of(browser), "resume": (io.BytesIO(PDF), "cv.pdf")}
        answer = browser.post(f"/candidates/{candidate}/resumes", data=sent, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "could not keep this file" in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Resume)) == 0
