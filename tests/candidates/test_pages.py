"""The pages of candidates, through a browser's eyes."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from hiring.accounts.terms import Role
from hiring.candidates import operations
from hiring.candidates.models import Application, Candidate, Note, Resume
from hiring.candidates.terms import ScreenKind, ScreenResult, Stage, StageReason
from hiring.db.session import db
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import PDF, make_application, make_candidate, word_file
from tests.factories.openings import Cast, make_cast, open_opening

NEW = {"name": "Sakura Watanabe", "zone": "Asia/Tokyo", "locale": "ja", "source": "referral", "email": "sakura@example.com", "phone": "090-1234-5678"}


House = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Ids:
    """An application, without a session behind it."""

    id: int
    candidate_id: int

    @property
    def page(self) -> str:
        return f"/candidates/{self.candidate_id}"

    def act(self, name: str) -> str:
        return f"/applications/{self.id}/{name}"


@pytest.fixture
def house(app: Flask) -> House:
    """Work through the operations and commit; nothing stays open beside the browsers."""

    @contextmanager
    def inside() -> Iterator[Any]:
        with app.app_context():
            db.session().expire_on_commit = False
            yield db.session
            db.session.commit()

    return inside


@pytest.fixture
def cast(house: House) -> Cast:
    with house():
        return make_cast()


@pytest.fixture
def opening_id(house: House, cast: Cast) -> int:
    with house():
        return open_opening(cast).id


@pytest.fixture
def ids(house: House, cast: Cast) -> Ids:
    with house():
        made = make_application(cast.recruiter, open_opening(cast), name="Mateo Silva", email="mateo@example.com")
        return Ids(made.id, made.candidate_id)


@pytest.fixture
def signed(client_of: Any) -> Any:
    """A browser of this person."""
    return lambda person: client_of(person.id)


def count(house: House, kind: Any) -> int:
    with house() as session:
        return int(session.scalar(select(func.count()).select_from(kind)))


def test_a_candidate_is_added_with_opening_and_resume_in_one_form(house: House, cast: Cast, opening_id: int, signed: Any, post: Any) -> None:
    client = signed(cast.recruiter)
    assert client.get(f"/candidates/new?opening={opening_id}").status_code == 200
    answer = post(client, "/candidates/new", **NEW, opening_id=opening_id, resume=(io.BytesIO(PDF), "../../履歴書\u202efdp.exe"))
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "Sakura Watanabe" in page.text
    assert "履歴書fdp.exe.pdf" in page.text
    assert (count(house, Candidate), count(house, Application), count(house, Resume)) == (1, 1, 1)


def test_a_form_sent_twice_is_one_candidate(house: House, cast: Cast, opening_id: int, signed: Any, post: Any) -> None:
    client = signed(cast.recruiter)
    answers = [post(client, "/candidates/new", **NEW, opening_id=opening_id) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert (count(house, Candidate), count(house, Application)) == (1, 1)


def test_a_lookalike_is_shown_before_anything_is_stored(house: House, cast: Cast, signed: Any, post: Any) -> None:
    with house():
        known = make_candidate(cast.recruiter, "WATANABE Sakura").id
    client = signed(cast.recruiter)
    warned = post(client, "/candidates/new", **NEW)
    assert warned.status_code == 422
    assert f"/candidates/{known}" in warned.text
    assert "Same name" in warned.text
    assert "sakura@example.com" in warned.text
    assert count(house, Candidate) == 1
    assert post(client, "/candidates/new", **NEW, different="y").status_code == 303
    assert count(house, Candidate) == 2


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
def test_bad_input_comes_back_with_its_text(house: House, cast: Cast, signed: Any, post: Any, wrong: dict[str, str]) -> None:
    answer = post(signed(cast.recruiter), "/candidates/new", **{**NEW, **wrong})
    assert answer.status_code == 422
    assert "090-1234-5678" in answer.text or "phone" in wrong
    assert count(house, Candidate) == 0


def test_names_are_text_wherever_they_stand(house: House, cast: Cast, signed: Any, post: Any) -> None:
    client = signed(cast.recruiter)
    shown = post(client, "/candidates/new", **{**NEW, "name": "<script>alert(1)</script>{{7*7}}", "name_ja": '"><img src=x>'})
    for page in (client.get(shown.location), client.get("/candidates"), client.get(shown.location + "/edit")):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "{{7*7}}" in page.text


def test_the_list_finds_by_part_of_a_name_in_both_scripts(house: House, cast: Cast, signed: Any) -> None:
    with house():
        make_candidate(cast.recruiter, "Sakura Watanabe", name_ja="渡辺 さくら", email="sakura@example.com")
        make_candidate(cast.recruiter, "100% Jürgen", email="j@example.com")
    client = signed(cast.recruiter)

    def found(query: str) -> set[str]:
        return set(re.findall(r"Sakura Watanabe|100% Jürgen", client.get("/candidates", query_string={"q": query}).text))

    assert found("辺さ") == found("渡辺") == found("WATANA") == found("sakura@") == {"Sakura Watanabe"}
    assert found("%") == found("jürg") == {"100% Jürgen"}
    assert found("_") == found("x" * 5000) == set()
    assert "Nobody fits" in client.get("/candidates?q=zzz").text


def test_the_list_goes_on_by_key_and_refuses_what_no_page_of_ours_sends(house: House, cast: Cast, signed: Any) -> None:
    with house():
        for number in range(45):
            make_candidate(cast.recruiter, f"Person Number{number:02}")
    client = signed(cast.recruiter)
    first = client.get("/candidates")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert older is not None
    second = client.get(older[1].replace("&amp;", "&"))
    names = [set(re.findall(r"Number\d\d", page.text)) for page in (first, second)]
    assert [len(each) for each in names] == [40, 5]
    assert not names[0] & names[1]
    for query in ("stage=flying", "opening=x", "after=-1", "q=1&q=2", "stage[]=loop", "after=9999999999999999999"):
        assert client.get("/candidates?" + query).status_code == 400, query


def test_an_interviewer_outside_sees_an_empty_list_and_no_candidate(house: House, cast: Cast, ids: Ids, signed: Any, post: Any) -> None:
    with house():
        outsider = make_person("", Role.INTERVIEWER)
    client = signed(outsider)
    assert "Mateo" not in client.get("/candidates").text
    candidate = ids.page
    never = client.get("/candidates/12345")
    assert client.get(f"/candidates/{10**30}").status_code == 404
    for path in (candidate, candidate + "/resumes/1", ids.act("note"), ids.act("reject")):
        answer = client.get(path)
        assert (answer.status_code, len(answer.data)) == (404, len(never.data))
    assert post(client, ids.act("note"), text="Mine.").status_code == 404
    assert count(house, Note) == 0


def test_acts_work_and_refusals_keep_the_words(house: House, cast: Cast, ids: Ids, signed: Any, post: Any) -> None:
    client, base = signed(cast.recruiter), f"/applications/{ids.id}"
    for act in ("screening", "screen", "note", "reject", "withdraw", "reopen", "hired", "decline"):
        assert client.get(f"{base}/{act}").status_code == 200, act
    refused = post(client, base + "/screen", kind="phone_screen", note="Speaks of customers.")
    assert refused.status_code == 422
    assert "Speaks of customers." in refused.text
    assert post(client, base + "/screen", kind="phone_screen", result="go_on", note="Speaks of customers.").status_code == 303
    assert post(client, base + "/note", text="").status_code == 422
    assert post(client, base + "/note", text="Call in the morning.").status_code == 303
    assert "Screening" in client.get(ids.page).text
    stale = post(client, base + "/reject", version="1", reason="location", note="Stays in Lyon.")
    assert stale.status_code == 409
    assert "Stays in Lyon." in stale.text
    again = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert again is not None
    assert post(client, base + "/reject", version=again[1], reason="decided").status_code == 422
    assert post(client, base + "/reject", version=again[1], reason="location", note="Stays in Lyon.").status_code == 303
    page = client.get(ids.page).text
    assert all(words in page for words in ("Speaks of customers.", "Call in the morning.", "Stays in Lyon.", "Not going on", "Reopen"))


def test_a_stale_edit_keeps_the_text_and_an_edit_names_fields_only(house: House, cast: Cast, ids: Ids, signed: Any, post: Any) -> None:
    client, path = signed(cast.recruiter), ids.page + "/edit"
    assert 'value="mateo@example.com"' in client.get(path).text
    changed = {"name": "Mateo Silva", "zone": "America/Lima", "locale": "en", "source": "event", "phone": "+51 987 654 321"}
    assert post(client, path, version="1", **changed).status_code == 303
    stale = post(client, path, version="1", **{**changed, "phone": "+51 111 222 333"})
    assert stale.status_code == 409
    assert "+51 111 222 333" in stale.text


def test_invariant_05_the_page_of_somebody_who_owes_feedback_says_nothing_new(house: House, cast: Cast, ids: Ids, signed: Any, post: Any) -> None:
    with house() as session:
        panel, application = make_person("Panel", Role.INTERVIEWER), session.get(Application, ids.id)
        operations.set_stage(application, Stage.LOOP, actor(cast.recruiter))
        for person in (panel, cast.manager):
            operations.seat(application, person.id)
    filters = ("", "?stage=loop", "?stage=rejected", "?q=mateo")
    paths = [*("/candidates" + each for each in filters), ids.page, f"{ids.page}/enter", ids.act("reject")]
    clients = {name: signed(person) for name, person in (("panel", panel), ("manager", cast.manager))}

    def world(name: str) -> list[tuple[int, str]]:
        mask = re.compile(r'(csrf-token" content|name="csrf_token" [^>]*value)="[^"]+"')
        answers = [clients[name].get(path) for path in paths]
        return [(answer.status_code, mask.sub("", answer.text)) for answer in answers]

    before = {name: world(name) for name in clients}
    with house() as session:
        application, recruiter = session.get(Application, ids.id), actor(cast.recruiter)
        operations.record_screen(application, ScreenKind.PHONE_SCREEN, ScreenResult.STOP, "Weak on customers.", recruiter)
        operations.add_note(application, "I would not.", recruiter)
        operations.reject(application, recruiter, StageReason.NOT_AT_BAR, "Below.")
        operations.enter(session.get(Candidate, ids.candidate_id), open_opening(cast), recruiter)
    assert {name: world(name) for name in clients} == before
    refused = post(clients["manager"], ids.act("withdraw"), version="1")
    assert "Until your feedback is submitted" in refused.text
    with house() as session:
        operations.seat_settled(session.get(Application, ids.id), panel.id)
    assert "Weak on customers." in clients["panel"].get(ids.page).text


def test_a_candidate_enters_another_opening_on_a_page_of_its_own(house: House, cast: Cast, ids: Ids, signed: Any, post: Any) -> None:
    client = signed(cast.recruiter)
    assert "Enter an opening" not in client.get(ids.page).text, "it is in the only one"
    assert client.get(f"{ids.page}/enter").status_code == 404
    with house():
        other = open_opening(cast)
    assert f'href="{ids.page}/enter"' in client.get(ids.page).text
    page = client.get(f"{ids.page}/enter").text
    assert re.findall(r'<option value="(\d+)"', page) == [str(other.id)]
    empty = post(client, f"{ids.page}/enter", opening_id="")
    assert empty.status_code == 422 and "Choose an opening." in empty.text
    assert post(client, f"{ids.page}/enter", opening_id=str(other.id)).headers["Location"] == ids.page
    again = post(client, f"{ids.page}/enter", opening_id=str(other.id))
    assert "in this opening already" in again.text and "No opening is left" in again.text
    assert signed(cast.manager).get(f"{ids.page}/enter").status_code == 404


def test_invariant_05_administrators_see_name_opening_and_stage(house: House, cast: Cast, ids: Ids, signed: Any) -> None:
    with house() as session:
        operations.add_resume(session.get(Candidate, ids.candidate_id), io.BytesIO(word_file()), "cv.docx", actor(cast.recruiter))
        operations.add_note(session.get(Application, ids.id), "A note of ours.", actor(cast.recruiter))
        administrator = make_person("", Role.ADMINISTRATOR)
    page = signed(administrator).get(ids.page).text
    assert "Mateo Silva" in page
    assert "Applied" in page
    assert not any(secret in page for secret in ("mateo@", "cv.docx", "A note of ours.", "Own application", "How it went"))


def test_lists_and_pages_cost_the_same_for_one_and_for_many(house: House, cast: Cast, signed: Any, recorded_sql: Any) -> None:
    with house():
        opening = open_opening(cast)
        first = make_application(cast.recruiter, opening, name="The First")
    paths, client = ("/candidates", f"/candidates/{first.candidate_id}"), signed(cast.recruiter)

    def statements() -> list[int]:
        counts = []
        for path in paths:
            with recorded_sql() as said:
                assert client.get(path).status_code == 200
            counts.append(len(said))
        return counts

    before = statements()
    with house() as session:
        application, candidate = session.get(Application, first.id), session.get(Candidate, first.candidate_id)
        for number in range(12):
            make_application(cast.recruiter, opening)
            operations.add_note(application, f"Note {number}.", actor(cast.recruiter if number % 2 else cast.manager))
            operations.add_resume(candidate, io.BytesIO(b"Line %d" % number), "cv.txt", actor(cast.recruiter))
        operations.enter(candidate, open_opening(cast), actor(cast.recruiter))
    assert statements() == before
