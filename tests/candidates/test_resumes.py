"""Résumés on disk and in the table: both or neither, and inert on the way out."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hiring.accounts.terms import Role
from hiring.candidates import operations, queries
from hiring.candidates.files import store
from hiring.candidates.models import Candidate, Resume
from hiring.core.errors import Missing, Refused
from hiring.db.session import db
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import PDF, make_application, make_candidate
from tests.factories.openings import make_cast, open_opening


def files_of(session: Any) -> list[Path]:
    return sorted(store().path.iterdir()) if store().path.exists() else []


def test_a_resume_is_on_disk_before_its_row_is_committed_and_goes_with_a_rollback(session: Any) -> None:
    recruiter = make_person("", Role.RECRUITER)
    candidate = make_candidate(recruiter)
    session.commit()
    resume = operations.add_resume(candidate, io.BytesIO(PDF), "cv.pdf", actor(recruiter))
    store().open(resume.storage_key).close()
    session.rollback()
    assert files_of(session) == []
    kept = operations.add_resume(candidate, io.BytesIO(PDF), "cv.pdf", actor(recruiter))
    session.commit()
    session.rollback()
    assert [path.name for path in files_of(session)] == [kept.storage_key]
    with store().open(kept.storage_key) as file:
        assert file.read() == PDF


def test_a_refused_file_leaves_nothing_behind(session: Any) -> None:
    recruiter = make_person("", Role.RECRUITER)
    candidate = make_candidate(recruiter)
    for content in (b"", b"MZ\x00\x00", b"x" * (10 * 1024 * 1024 + 1)):
        with pytest.raises(Refused):
            operations.add_resume(candidate, io.BytesIO(content), "cv.pdf", actor(recruiter))
    assert files_of(session) == []
    assert queries.resumes_of(candidate.id) == []


def test_the_same_file_twice_is_one_resume(session: Any) -> None:
    recruiter = make_person("", Role.RECRUITER)
    candidate = make_candidate(recruiter)
    first, second = (operations.add_resume(candidate, io.BytesIO(PDF), name, actor(recruiter)) for name in ("a.pdf", "b.pdf"))
    assert first.id == second.id
    assert len(files_of(session)) == 1


def test_only_recruiters_who_see_the_candidate_add_resumes(session: Any) -> None:
    cast = make_cast()
    application = make_application(cast.recruiter, open_opening(cast, confidential=True))
    candidate = application.candidate_id
    for person in (make_person("", Role.RECRUITER), make_person("", Role.ADMINISTRATOR), cast.manager):
        with pytest.raises(Missing):
            operations.add_resume(session.get_one(Candidate, candidate), io.BytesIO(PDF), "cv.pdf", actor(person))


def test_a_resume_leaves_as_an_inert_file_and_only_under_its_own_candidate(app: Flask, client_of: Any) -> None:
    with app.app_context():
        cast = make_cast()
        application = make_application(cast.recruiter, open_opening(cast))
        other = make_candidate(cast.recruiter).id
        candidate = db.session.get_one(Candidate, application.candidate_id)
        resume = operations.add_resume(candidate, io.BytesIO("<b>".encode("utf-16")[:2] + "履歴書".encode("utf-16-le")), "履歴書\r\nX: y.html", actor(cast.recruiter))
        admin = make_person("", Role.ADMINISTRATOR)
        number, home, recruiter, administrator = resume.id, candidate.id, cast.recruiter.id, admin.id
        db.session.commit()
    client = client_of(recruiter)
    answer = client.get(f"/candidates/{home}/resumes/{number}")
    answer.close()
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="resume-{number}.txt"')
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-16"
    assert client.get(f"/candidates/{other}/resumes/{number}").status_code == 404
    assert client_of(administrator).get(f"/candidates/{home}/resumes/{number}").status_code == 404
    with app.app_context():
        store().delete(db.session.get_one(Resume, number).storage_key)
    assert client.get(f"/candidates/{home}/resumes/{number}").status_code == 404
