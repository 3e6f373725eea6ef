"""Pages of the bank, in a browser's way."""

import re

import pytest

from hiring.accounts.terms import Role
from hiring.principles.terms import Rating
from hiring.questions import operations
from hiring.questions.rules import Heard
from tests.factories.accounts import make_person
from tests.factories.principles import adopted_set
from tests.factories.questions import make_question


@pytest.fixture
def writer(stored, client_of):
    return client_of(stored(lambda: make_person("Recruiter", Role.RECRUITER).id))


@pytest.fixture
def interviewer(stored, client_of):
    return client_of(stored(lambda: make_person("Interviewer", Role.INTERVIEWER).id))


def test_the_empty_bank_says_what_to_do(writer, interviewer):
    assert "Write the first question" in writer.get("/questions").get_data(as_text=True)
    assert "Write the first question" in interviewer.get("/questions").get_data(as_text=True)


def test_interviewers_see_what_is_asked_and_nothing_else(stored, interviewer, post):
    active, draft = stored(lambda: make_question("Ask me").id), stored(lambda: make_question("Not yet", active=False).id)
    page = interviewer.get("/questions").get_data(as_text=True)
    assert "Ask me" in page and "Not yet" not in page and "/new" in page
    assert interviewer.get(f"/questions/{active}").status_code == 200
    assert interviewer.get(f"/questions/{draft}").status_code == 404
    assert interviewer.get(f"/questions/{draft}/edit").status_code == 404
    assert post(interviewer, f"/questions/{active}/retire").status_code == 404


def test_writing_reviewing_and_retiring(stored, writer, interviewer, post):
    stored(lambda: adopted_set().id)
    probes = {"probes-0-star": "result", "probes-0-text_en": "And then?", "probes-1-star": "situation", "probes-1-text_ja": "いつ"}
    answer = post(interviewer, "/questions/new", principle_key="own-it", kind="behavioural", suits="any", text_ja="失敗について", **probes)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    page = writer.get(path).get_data(as_text=True)
    assert page.index("いつ") < page.index("And then?")
    assert post(interviewer, f"{path}/propose").status_code == 303
    assert "Waits for review" in interviewer.get(path).get_data(as_text=True)
    assert post(writer, f"{path}/send-back", note=" ").status_code == 422
    assert post(writer, f"{path}/send-back", note="In English too?").status_code == 303
    assert "In English too?" in interviewer.get(path).get_data(as_text=True)
    assert post(interviewer, f"{path}/propose").status_code == 303
    assert "Review 1 proposal" in writer.get("/questions").get_data(as_text=True)
    assert post(interviewer, f"{path}/activate").status_code == 404
    assert post(writer, f"{path}/activate").status_code == 303
    assert "失敗について" in writer.get("/questions?q=失敗&principle=own-it&status=active").get_data(as_text=True)
    assert post(writer, f"{path}/retire").status_code == 303
    assert "失敗について" not in writer.get("/questions?status=active").get_data(as_text=True)


def test_a_refused_question_keeps_its_text(stored, writer, post):
    stored(lambda: adopted_set().id)
    probe = {"probes-0-star": "task", "probes-0-text_en": "Kept probe"}
    answer = post(writer, "/questions/new", principle_key="own-it", kind="behavioural", suits="any", weak_en="Kept words", **probe)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Kept words" in page and "Kept probe" in page


def test_a_stale_question_keeps_its_text(stored, writer, post):
    question = stored(lambda: make_question(active=False).id)
    page = writer.get(f"/questions/{question}/edit").get_data(as_text=True)
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    fields = {"principle_key": "own-it", "kind": "behavioural", "suits": "any", "probes-0-star": "task", "probes-0-text_en": "Then?", "version": version}
    assert post(writer, f"/questions/{question}/edit", text_en="First", **fields).status_code == 303
    answer = post(writer, f"/questions/{question}/edit", text_en="Second", **fields)
    assert answer.status_code == 409 and "Second" in answer.get_data(as_text=True)


def test_a_question_without_probe_is_not_activated(stored, writer, post):
    question = stored(lambda: make_question(active=False, probes=()).id)
    assert post(writer, f"/questions/{question}/activate").status_code == 422


@pytest.mark.parametrize("address", ["?kind=poem", "?before=-1", "?q=a&q=b", "?suits[]=any", "?before=99999999999999999999"])
def test_garbage_in_the_address_is_malformed(writer, address):
    assert writer.get(f"/questions{address}").status_code == 400


def test_pages_follow_each_other(stored, writer):
    stored(lambda: [make_question(f"Number {number:02}", active=False) for number in range(32)])
    first = writer.get("/questions").get_data(as_text=True)
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = writer.get(older).get_data(as_text=True)
    seen = re.findall(r"Number \d\d", first) + re.findall(r"Number \d\d", second)
    assert sorted(seen) == [f"Number {number:02}" for number in range(32)]


def test_the_next_version_is_written_beside_the_one_that_is_asked(stored, writer, post):
    question = stored(lambda: make_question("First words?").id)
    fields = {"principle_key": "own-it", "kind": "behavioural", "suits": "any", "probes-0-star": "task", "probes-0-text_en": "Then?", "version": "2"}
    assert "The next version." in writer.get(f"/questions/{question}/edit").get_data(as_text=True)
    answer = post(writer, f"/questions/{question}/edit", text_en="Second words?", **fields)
    assert answer.status_code == 303 and str(question) not in answer.headers["Location"]
    assert "Version 1" in writer.get(answer.headers["Location"]).get_data(as_text=True)
    page = writer.get(f"/questions/{question}").get_data(as_text=True)
    assert "Its next version is being written" in page and "First words?" in page and "/retire" in page


def test_known_outside_and_asked_again(stored, writer, post):
    question = stored(lambda: make_question().id)
    assert post(writer, f"/questions/{question}/retire").status_code == 303
    assert post(writer, f"/questions/{question}/bring-back").status_code == 303
    assert post(writer, f"/questions/{question}/leaked").status_code == 303
    page = writer.get(f"/questions/{question}").get_data(as_text=True)
    assert "Known outside." in page and "/bring-back" not in page and "/edit" not in page
    assert post(writer, f"/questions/{question}/bring-back").status_code == 422


def test_what_loops_tell_is_shown_from_ten_ratings_on(stored, writer):
    def told(number):
        question = make_question(f"Question {number}?")
        operations.decided({question.id: [Heard(Rating.MEETS_BAR, True)] * number})
        return question.id

    few, many = stored(lambda: told(9)), stored(lambda: told(10))
    assert "Fewer than ten ratings" in writer.get(f"/questions/{few}").get_data(as_text=True)
    page = writer.get(f"/questions/{many}").get_data(as_text=True)
    assert "10 times" in page and "100 % of the time" in page and "Fewer than ten" not in page
