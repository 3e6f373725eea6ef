"""The pages of candidates, through a browser's eyes."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from hiring.accounts.terms import Role
from hiring.candidates import operations
from hiring.candidates.models import Application, Candidate, Note, Resume
from hiring.candidates.terms import ScreenKind, ScreenResult, Stage, StageReason
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import PDF, make_application, make_candidate, word_file
from tests.factories.openings import Cast, make_cast, open_opening

NEW = {"name": "Sakura Watanabe", "zone": "Asia/Tokyo", "locale": "ja", "source": "referral", "email": "sakura@example.com", "phone": "090-1234-5678"}


@pytest.fixture
def cast(session: Any) -> Cast:
    made = make_cast()
    session.commit()
    return made


@pytest.fixture
def application(session: Any, cast: Cast) -> Application:
    made = make_application(cast.recruiter, open_opening(cast), name="Mateo Silva", email="mateo@example.com")
    session.commit()
    return made


def count(session: Any, kind: Any) -> int:
    session.rollback()
    return int(session.scalar(select(func.count()).select_from(kind)))


def test_a_candidate_is_added_with_opening_and_resume_in_one_form(session: Any, cast: Cast, client_of: Any, post: Any) -> None:
    opening = open_opening(cast)
    session.commit()
    client = client_of(cast.recruiter.id)
    assert client.get(f"/candidates/new?opening={opening.id}").status_code == 200
    answer = post(client, "/candidates/new", **NEW, opening_id=opening.id, resume=(io.BytesIO(PDF), "../../履歴書\u202efdp.exe"))
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "Sakura Watanabe" in page.text
    assert "履歴書fdp.exe.pdf" in page.text
    assert (count(session, Candidate), count(session, Application), count(session, Resume)) == (1, 1, 1)


def test_a_form_sent_twice_is_one_candidate(session: Any, cast: Cast, client_of: Any, post: Any) -> None:
    opening = open_opening(cast)
    session.commit()
    client = client_of(cast.recruiter.id)
    answers = [post(client, "/candidates/new", **NEW, opening_id=opening.id) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert (count(session, Candidate), count(session, Application)) == (1, 1)


def test_a_lookalike_is_shown_before_anything_is_stored(session: Any, cast: Cast, client_of: Any, post: Any) -> None:
    known = make_candidate(cast.recruiter, "WATANABE Sakura")
    session.commit()
    client = client_of(cast.recruiter.id)
    warned = post(client, "/candidates/new", **NEW)
    assert warned.status_code == 422
    assert f"/candidates/{known.id}" in warned.text
    assert "Same name" in warned.text
    assert "sakura@example.com" in warned.text
    assert count(session, Candidate) == 1
    assert post(client, "/candidates/new", **NEW, different="y").status_code == 303
    assert count(session, Candidate) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": " \u200b\u202e "},
        {"name": "x" * 201},
        {"name": "x" * 100_000},
        {"email": "no at sign"},
        {"email": "a@" * 50_000},
        {"phone": "1" * 100_000},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"source": "stolen"},
        {"opening_id": "1"},
        {"person_id": "999"},
    ],
)
def test_bad_input_comes_back_with_its_text(session: Any, cast: Cast, client_of: Any, post: Any, wrong: dict[str, str]) -> None:
    answer = post(client_of(cast.recruiter.id), "/candidates/new", **{**NEW, **wrong})
    assert answer.status_code == 422
    assert "090-1234-5678" in answer.text or "phone" in wrong
    assert count(session, Candidate) == 0


def test_names_are_text_wherever_they_stand(session: Any, cast: Cast, client_of: Any, post: Any) -> None:
    client = client_of(cast.recruiter.id)
    shown = post(client, "/candidates/new", **{**NEW, "name": "<script>alert(1)</script>{{7*7}}", "name_ja": "\"><img src=x>"})
    for page in (client.get(shown.location), client.get("/candidates"), client.get(shown.location + "/edit")):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "{{7*7}}" in page.text


def test_the_list_finds_by_part_of_a_name_in_both_scripts(session: Any, cast: Cast, client_of: Any) -> None:
    make_candidate(cast.recruiter, "Sakura Watanabe", name_ja="渡辺 さくら", email="sakura@example.com")
    make_candidate(cast.recruiter, "100% Jürgen", email="j@example.com")
    session.commit()
    client = client_of(cast.recruiter.id)

    def found(query: str) -> set[str]:
        return set(re.findall(r"Sakura Watanabe|100% Jürgen", client.get("/candidates", query_string={"q": query}).text))

    assert found("辺さ") == found("渡辺") == found("WATANA") == found("sakura@") == {"Sakura Watanabe"}
    assert found("%") == found("jürg") == {"100% Jürgen"}
    assert found("_") == found("x" * 5000) == set()
    assert "Nobody fits" in client.get("/candidates?q=zzz").text


def test_the_list_goes_on_by_key_and_refuses_what_no_page_of_ours_sends(session: Any, cast: Cast, client_of: Any) -> None:
    for number in range(45):
        make_candidate(cast.recruiter, f"Person Number{number:02}")
    session.commit()
    client = client_of(cast.recruiter.id)
    first = client.get("/candidates")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert older is not None
    second = client.get(older[1].replace("&amp;", "&"))
    names = [set(re.findall(r"Number\d\d", page.text)) for page in (first, second)]
    assert [len(each) for each in names] == [40, 5]
    assert not names[0] & names[1]
    for query in ("stage=flying", "opening=x", "after=-1", "q=1&q=2", "stage[]=loop", "after=9999999999999999999"):
        assert client.get("/candidates?" + query).status_code == (200 if query == "stage[]=loop" else 400), query


def test_an_interviewer_outside_sees_an_empty_list_and_no_candidate(session: Any, cast: Cast, application: Application, client_of: Any, post: Any) -> None:
    client = client_of(make_person("", Role.INTERVIEWER).id)
    assert "Mateo" not in client.get("/candidates").text
    candidate = f"/candidates/{application.candidate_id}"
    never = client.get("/candidates/12345")
    for path in (candidate, candidate + "/resumes/1", f"/applications/{application.id}/note", f"/applications/{application.id}/reject"):
        answer = client.get(path)
        assert (answer.status_code, len(answer.data)) == (404, len(never.data))
    assert post(client, f"/applications/{application.id}/note", text="Mine.").status_code == 404
    assert count(session, Note) == 0


def test_acts_work_and_refusals_keep_the_words(session: Any, cast: Cast, application: Application, client_of: Any, post: Any) -> None:
    client, base = client_of(cast.recruiter.id), f"/applications/{application.id}"
    for act in ("screening", "screen", "note", "reject", "withdraw", "reopen", "hired", "decline"):
        assert client.get(f"{base}/{act}").status_code == 200, act
    refused = post(client, base + "/screen", kind="phone_screen", note="Speaks of customers.")
    assert refused.status_code == 422
    assert "Speaks of customers." in refused.text
    assert post(client, base + "/screen", kind="phone_screen", result="go_on", note="Speaks of customers.").status_code == 303
    assert post(client, base + "/note", text="").status_code == 422
    assert post(client, base + "/note", text="Call in the morning.").status_code == 303
    session.refresh(application)
    assert application.stage is Stage.SCREENING
    stale = post(client, base + "/reject", version="1", reason="location", note="Stays in Lyon.")
    assert stale.status_code == 409
    assert "Stays in Lyon." in stale.text
    again = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert again is not None
    assert post(client, base + "/reject", version=again[1], reason="decided").status_code == 422
    assert post(client, base + "/reject", version=again[1], reason="location", note="Stays in Lyon.").status_code == 303
    page = client.get(f"/candidates/{application.candidate_id}").text
    assert all(words in page for words in ("Speaks of customers.", "Call in the morning.", "Stays in Lyon.", "Not going on", "Reopen"))


def test_a_stale_edit_keeps_the_text_and_an_edit_names_fields_only(session: Any, cast: Cast, application: Application, client_of: Any, post: Any) -> None:
    client, path = client_of(cast.recruiter.id), f"/candidates/{application.candidate_id}/edit"
    assert 'value="mateo@example.com"' in client.get(path).text
    changed = {"name": "Mateo Silva", "zone": "America/Lima", "locale": "en", "source": "event", "phone": "+51 987 654 321"}
    assert post(client, path, version="1", **changed).status_code == 303
    stale = post(client, path, version="1", **{**changed, "phone": "+51 111 222 333"})
    assert stale.status_code == 409
    assert "+51 111 222 333" in stale.text


def test_invariant_05_the_page_of_somebody_who_owes_feedback_says_nothing_new(session: Any, cast: Cast, application: Application, client_of: Any, post: Any) -> None:
    panel = make_person("Panel", Role.INTERVIEWER)
    operations.set_stage(application, Stage.LOOP, actor(cast.recruiter))
    for person in (panel, cast.manager):
        operations.seat(application, person.id)
    session.commit()
    paths = ["/candidates", "/candidates?stage=loop", "/candidates?stage=rejected", "/candidates?q=mateo", f"/candidates/{application.candidate_id}", f"/applications/{application.id}/reject"]
    clients = {person.id: client_of(person.id) for person in (panel, cast.manager)}

    def world(person_id: int) -> list[tuple[int, str]]:
        mask = re.compile(r'(csrf-token" content|name="csrf_token" [^>]*value)="[^"]+"')
        answers = [clients[person_id].get(path) for path in paths]
        return [(answer.status_code, mask.sub("", answer.text)) for answer in answers]

    before = {person_id: world(person_id) for person_id in clients}
    recruiter = actor(cast.recruiter)
    operations.record_screen(application, ScreenKind.PHONE_SCREEN, ScreenResult.STOP, "Weak on customers.", recruiter)
    operations.add_note(application, "I would not.", recruiter)
    operations.reject(application, recruiter, StageReason.NOT_AT_BAR, "Below.")
    operations.enter(session.get(Candidate, application.candidate_id), open_opening(cast), recruiter)
    session.commit()
    assert {person_id: world(person_id) for person_id in clients} == before
    refused = post(clients[cast.manager.id], f"/applications/{application.id}/withdraw", version="1")
    assert "Until your feedback is submitted" in refused.text
    operations.seat_settled(application, panel.id)
    session.commit()
    assert "Weak on customers." in clients[panel.id].get(paths[4]).text


def test_invariant_05_administrators_see_name_opening_and_stage(session: Any, cast: Cast, application: Application, client_of: Any) -> None:
    operations.add_resume(session.get(Candidate, application.candidate_id), io.BytesIO(word_file()), "cv.docx", actor(cast.recruiter))
    operations.add_note(application, "A note of ours.", actor(cast.recruiter))
    administrator = make_person("", Role.ADMINISTRATOR)
    session.commit()
    page = client_of(administrator.id).get(f"/candidates/{application.candidate_id}").text
    assert "Mateo Silva" in page
    assert "Applied" in page
    assert not any(secret in page for secret in ("mateo@", "cv.docx", "A note of ours.", "Own application", "How it went"))


def test_lists_and_pages_cost_the_same_for_one_and_for_many(session: Any, cast: Cast, client_of: Any, recorded_sql: Any) -> None:
    opening = open_opening(cast)
    first = make_application(cast.recruiter, opening, name="The First")
    session.commit()
    client = client_of(cast.recruiter.id)
    paths = ("/candidates", f"/candidates/{first.candidate_id}")

    def statements() -> list[int]:
        counts = []
        for path in paths:
            with recorded_sql() as said:
                assert client.get(path).status_code == 200
            counts.append(len(said))
        return counts

    before = statements()
    for number in range(12):
        make_application(cast.recruiter, opening)
        operations.add_note(first, f"Note {number}.", actor(cast.recruiter if number % 2 else cast.manager))
        operations.add_resume(session.get(Candidate, first.candidate_id), io.BytesIO(b"Line %d" % number), "cv.txt", actor(cast.recruiter))
    operations.enter(session.get(Candidate, first.candidate_id), open_opening(cast), actor(cast.recruiter))
    session.commit()
    assert statements() == before
