"""Uploaded files are inert (promise 18): refused at the door, or handed out as a download that no browser opens; reading one harms nobody."""

import io
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hiring.accounts.terms import Role
from hiring.candidates import extraction, extractor, operations, queries
from hiring.candidates.documents import PDF, WORD
from hiring.candidates.files import store
from hiring.candidates.models import Candidate, Resume, ResumeText
from hiring.candidates.terms import TextStatus
from hiring.core import clock
from hiring.core.errors import Missing
from hiring.db.session import db
from tests.candidates.hostile import CORPUS, GOOD, docx_of, pdf_of, text_pdf, word
from tests.conftest import MONDAY, token_of
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import make_application, make_candidate
from tests.factories.openings import make_cast, open_opening


@pytest.fixture
def recruiting(stored):
    """A recruiter and a candidate."""

    def make():
        recruiter = make_person("", Role.RECRUITER)
        return recruiter.id, make_candidate(recruiter).id

    return stored(make)


def test_there_are_twenty_five_of_them():
    assert len(CORPUS) >= 25
    assert len({each.label for each in CORPUS}) == len(CORPUS)


def test_every_hostile_file_is_refused_or_handed_out_as_an_inert_download(app, client_of, recruiting):
    person, candidate = recruiting
    browser = client_of(person)
    for each in CORPUS:
        sent = {"csrf_token": token_of(browser), "resume": (io.BytesIO(each.content), each.name)}
        answer = browser.post(f"/candidates/{candidate}/resumes", data=sent, content_type="multipart/form-data")
        answer.request.environ["wsgi.input"].close()  # the browser's own large body lies in a file
        assert answer.status_code in (303, 422), (each.label, answer.status_code)
        if each.status and not each.label.endswith("line ends"):  # such a name is no multipart any more
            assert answer.status_code == 303, each.label
        with app.app_context():
            rows = list(db.session.scalars(select(Resume)))
            kept = {name for name, _ in store().names()}
        assert {row.storage_key for row in rows} == kept, each.label
    assert len(rows) >= 5
    for row in rows:
        assert re.fullmatch("[0-9a-f]{32}", row.storage_key)
        _is_inert(browser.get(f"/candidates/{candidate}/resumes/{row.id}"), row)


def _is_inert(answer, row):
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(rf"attachment; filename=\"resume-{row.id}\.(pdf|docx|txt)\"; filename\*=UTF-8''[\w.%-]+", answer.headers["Content-Disposition"], re.ASCII)
    assert answer.headers["Content-Type"].split(";")[0] in (PDF, WORD, "text/plain")
    assert not {"Set-Cookie"} & set(answer.headers.keys())
    answer.close()


@pytest.mark.parametrize("each", [each for each in CORPUS if each.label.startswith("name ")], ids=lambda each: each.label)
def test_a_hostile_name_becomes_a_harmless_one(each, session):
    recruiter = make_person("", Role.RECRUITER)
    name = operations.add_resume(make_candidate(recruiter), io.BytesIO(each.content), each.name, actor(recruiter)).file_name
    assert name.endswith(".pdf")
    assert len(name) <= 110
    assert not re.search(r"[\x00-\x1f/\\:\"<>|?*\u202a-\u202e]|^\.|\.\.|^con\.", name, re.IGNORECASE)


@pytest.mark.parametrize("each", [each for each in CORPUS if each.status or each.label == "pdf that inflates"], ids=lambda each: each.label)
def test_reading_a_hostile_file_ends_in_the_child_with_a_plain_word(each):
    kind = PDF if each.content.startswith(b"%PDF") else WORD
    found = extraction.extract(each.content, kind)
    if each.status:
        assert found.status is each.status
    else:  # inflated within its limits or not, as the machine can; either way it is over
        assert found.status in (TextStatus.COSTLY, TextStatus.DAMAGED, TextStatus.BLANK)
    assert "root:" not in found.text


@pytest.mark.parametrize(
    ("content", "media", "expected"),
    [
        (GOOD, PDF, "Hello from Kyoto"),
        (docx_of(word("京都から &amp; こんにちは")), WORD, "京都から & こんにちは"),
        ("履歴書\n名前".encode(), "text/plain; charset=utf-8", "履歴書\n名前"),
        ("\ufeff履歴書".encode(), "text/plain; charset=utf-8", "履歴書"),
        ("履歴書①".encode("cp932"), "text/plain; charset=shift_jis", "履歴書①"),
        ("履歴書".encode("utf-16"), "text/plain; charset=utf-16", "履歴書"),
    ],
    ids=["pdf", "docx", "utf-8", "utf-8 with its mark", "shift_jis", "utf-16"],
)
def test_the_text_of_a_resume_is_read(content, media, expected):
    assert extraction.extract(content, media) == extraction.Extracted(TextStatus.READ, expected)


def test_pictures_only_is_said_to_hold_no_text():
    assert extraction.extract(pdf_of(b"0 0 10 10 re f", ""), PDF).status is TextStatus.BLANK


SPY = """
import json, os, resource, socket, subprocess, sys
sys.path.insert(0, os.path.dirname(sys.argv[1]))
import extractor
extractor.give_up_everything()
def tried(act):
    try:
        act()
        return "done"
    except BaseException as refused:
        return type(refused).__name__
found = {
    "network": tried(lambda: socket.create_connection(("127.0.0.1", 9))),
    "program": tried(lambda: subprocess.run(["true"])),
    "shell": tried(lambda: os.system("true")),
    "fork": tried(os.fork),
    "write": tried(lambda: open("/tmp/hiring-spy", "w")),
    "append": tried(lambda: os.open("/tmp/hiring-spy", os.O_WRONLY | os.O_CREAT)),
    "memory": tried(lambda: bytearray(600 << 20)),
    "limits": [resource.getrlimit(each)[0] for each in (resource.RLIMIT_CPU, resource.RLIMIT_AS)],
}
sys.stdout.write(json.dumps(found))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of processes are those of POSIX")
def test_the_child_can_do_nothing_but_read_and_answer():
    done = subprocess.run([sys.executable, "-I", "-B", "-c", SPY, extractor.__file__], capture_output=True, check=True, env={})
    assert done.stdout.decode() == (
        '{"network": "PermissionError", "program": "PermissionError", "shell": "PermissionError", "fork": "PermissionError", "write": "PermissionError", '
        '"append": "PermissionError", "memory": "MemoryError", "limits": [10, 536870912]}'
    )


CANARY = 'import os, sys; sys.stdout.write("read\\n" + repr(sorted(os.environ)) + str(os.getsid(0) == os.getpid()) + os.getcwd())'
SPINS = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
LIES = 'import sys; sys.stdout.write("waiting\\nlie")'
CRIES = 'import sys; sys.stdout.buffer.write(b"read\\n" + b"\\xff\\x00\\x1b[31m" * 3)'


def _instead(monkeypatch, tmp_path, program):
    script = tmp_path / "child.py"
    script.write_text(program)
    monkeypatch.setattr(extraction, "_CHILD", Path(script))


def test_the_child_sees_no_secret_of_ours_and_sits_in_a_session_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("HIRING_SECRET_KEY", "CANARY")
    _instead(monkeypatch, tmp_path, CANARY)
    text = extraction.extract(b"x", PDF).text
    assert "HIRING" not in text
    assert "DATABASE" not in text
    assert text.endswith("True/")


@pytest.mark.parametrize(("program", "status"), [(SPINS, TextStatus.COSTLY), ("raise SystemExit(3)", TextStatus.COSTLY), (LIES, TextStatus.DAMAGED), ("", TextStatus.DAMAGED)])
def test_a_child_that_spins_dies_or_lies_is_answered_for(monkeypatch, tmp_path, program, status):
    _instead(monkeypatch, tmp_path, program)
    assert extraction.extract(b"x" * (1 << 20), PDF).status is status


def test_a_child_that_never_ends_is_ended_by_our_clock(monkeypatch, tmp_path):
    _instead(monkeypatch, tmp_path, "import time; time.sleep(600)")
    monkeypatch.setattr(extraction, "_WALL_SECONDS", 0.5)
    assert extraction.extract(b"x", PDF).status is TextStatus.COSTLY


def test_what_the_child_cries_is_cleaned(monkeypatch, tmp_path):
    _instead(monkeypatch, tmp_path, CRIES)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", extraction.extract(b"x", PDF).text)


def test_the_worker_reads_what_waits_once_and_only_those_who_may_open_the_file_read_its_text(session, app):
    cast = make_cast()
    application = make_application(cast.recruiter, open_opening(cast, confidential=True))
    candidate = session.get_one(Candidate, application.candidate_id)
    resume = operations.add_resume(candidate, io.BytesIO(text_pdf("Kayak builder")), "cv.pdf", actor(cast.recruiter))
    session.commit()
    assert session.get_one(ResumeText, resume.id).status is TextStatus.WAITING
    session.rollback()
    assert (operations.read_texts(), operations.read_texts()) == (1, 0)
    assert queries.text_for(actor(cast.recruiter), candidate.id, resume.id) == "Kayak builder"
    for stranger in (make_person("", Role.RECRUITER), make_person("", Role.ADMINISTRATOR), make_person("", Role.INTERVIEWER)):
        with pytest.raises(Missing):
            queries.text_for(actor(stranger), candidate.id, resume.id)


def test_a_file_that_ends_its_reader_three_times_is_left_alone(session, monkeypatch):
    recruiter = make_person("", Role.RECRUITER)
    resume = operations.add_resume(make_candidate(recruiter), io.BytesIO(GOOD), "cv.pdf", actor(recruiter))
    session.commit()
    text = session.get_one(ResumeText, resume.id)
    text.tries = 3
    session.commit()
    assert operations.read_texts() == 1
    session.expire_all()
    assert session.get_one(ResumeText, resume.id).status is TextStatus.COSTLY


def test_a_file_that_cannot_be_had_now_is_tried_again_later(session):
    """The store is down, or this worker runs on a host that has not the folder: that is no fault of the file."""
    recruiter = make_person("", Role.RECRUITER)
    resume = operations.add_resume(make_candidate(recruiter), io.BytesIO(b"Kayak builder"), "cv.txt", actor(recruiter))
    session.commit()
    path = store().path / resume.storage_key
    session.rollback()
    path.rename(path.with_suffix(".away"))
    for hour in range(5):
        with clock.held_at(MONDAY + timedelta(hours=hour)):
            assert (operations.read_texts(), operations.read_texts()) == (1, 0)
    path.with_suffix(".away").rename(path)
    with clock.held_at(MONDAY + timedelta(hours=6)):
        operations.read_texts()
    session.rollback()
    text = session.get_one(ResumeText, resume.id)
    assert (text.status, text.text) == (TextStatus.READ, "Kayak builder")


def test_the_page_says_when_the_words_of_a_file_cannot_be_found(app, client_of, stored):
    def make():
        recruiter = make_person("", Role.RECRUITER)
        resume = operations.add_resume(make_candidate(recruiter), io.BytesIO(next(each.content for each in CORPUS if each.label == "locked pdf")), "cv.pdf", actor(recruiter))
        return recruiter.id, resume.candidate_id

    person, candidate = stored(make)
    with app.app_context():
        operations.read_texts()
    assert "opens with a password only" in client_of(person).get(f"/candidates/{candidate}").text
