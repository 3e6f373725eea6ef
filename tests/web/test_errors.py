"""What a refused, lost or broken request is answered with."""

import re

import pytest
from flask import Flask
from flask_wtf.csrf import generate_csrf

from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.core.settings import Mode
from hiring.db.session import db
from tests.conftest import MONDAY, token_of
from tests.factories.accounts import make_person

LONG = "She told me how she had rebuilt the storage layer, step by step, and why.\nThen she showed the numbers."


def kept_in(answer):
    found = re.search(r"<textarea[^>]*name=\"note\"[^>]*>\n?(.*?)</textarea>", answer.text, re.S)
    return found.group(1).strip() if found else None


def foreign_token(app: Flask) -> str:
    with app.test_request_context():
        return str(generate_csrf())


@pytest.mark.parametrize("kind", ["missing", "foreign", "expired", "altered"])
def test_case_37_a_form_without_a_good_token_is_refused_and_keeps_its_text(probed, stored, client_of, rows, kind):
    person = stored(lambda: make_person().id)
    browser = client_of(person)
    fields = {"note": LONG, "short": "7"}
    if kind == "foreign":
        fields["csrf_token"] = foreign_token(probed)
    if kind == "altered":
        fields["csrf_token"] = token_of(browser)[:-3] + "abc"
    if kind == "expired":
        fields["csrf_token"] = token_of(browser)
        probed.config["WTF_CSRF_TIME_LIMIT"] = -1
    answer = browser.post("/probe/write", data=fields)
    assert answer.status_code == 422
    assert kept_in(answer) == LONG
    assert '<input type="hidden" name="short" value="7">' in answer.text
    assert rows() == 0


def test_the_kept_form_can_be_sent_again(probed, stored, client_of, rows):
    browser = client_of(stored(lambda: make_person().id))
    page = browser.post("/probe/write?status=303", data={"note": LONG, "bucket": "kept"}).text
    action = re.search(r'action="(/probe[^"]+)"', page).group(1)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    assert browser.post(action, data={"csrf_token": token, "note": LONG, "bucket": "kept"}).status_code == 303
    assert rows() == 1


def test_a_foreign_page_gets_no_form_to_send_in_our_name(probed, client_of):
    answer = client_of().post("/probe/write", data={"note": LONG}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 422
    assert kept_in(answer) is None
    assert kept_in(client_of().post("/probe/write", data={"note": LONG}, headers={"Origin": "https://evil.example"})) is None


def test_a_password_never_comes_back(probed, client_of):
    assert "my secret words" not in client_of().post("/sign-in", data={"email": "a@example.com", "password": "my secret words"}).text


def test_a_form_sent_after_the_session_ended_keeps_its_text(probed, client_of, post):
    answer = post(client_of(), "/probe/own", note=LONG)
    assert answer.status_code == 422
    assert "You are signed out" in answer.text
    assert kept_in(answer) == LONG


def test_autosave_hears_json_not_a_page(probed, client_of, post):
    answer = post(client_of(), "/probe/refused", headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.json) == (422, {"message": "The rule says no. Do this instead."})


@pytest.mark.parametrize(
    ("referer", "shown"),
    [("http://localhost/people?q=a", "/people?q=a"), ("https://evil.example/people", None), ("http://localhost//evil.example/", None), ("http://[", None)],
)
def test_the_way_back_leads_only_to_our_own_pages(probed, client_of, post, referer, shown):
    page = post(client_of(), "/probe/refused", headers={"Referer": referer}).text
    assert ("Back to the page you came from" in page) is bool(shown)
    assert shown is None or f'href="{shown}"' in page
    assert "evil.example" not in page


def test_forbidden_and_unknown_are_one_answer(probed, stored, client_of):
    browser = client_of(stored(lambda: make_person().id))
    answers = [browser.get(path) for path in ("/probe/nobody", "/people/12345", "/people", "/no/such/page", "/probe/unmarked")]
    assert [answer.status_code for answer in answers] == [404] * 5
    pages = [re.sub(r"[\w.-]{60,}", "", answer.text) for answer in answers]
    assert pages == pages[:1] * 5


def test_promise_25_a_denial_is_on_record_once(probed, stored, client_of, seen):
    person = stored(lambda: make_person().id)
    client_of(person).get("/probe/nobody")
    [entry] = seen(lambda: db.session.query(AuditEntry).filter_by(event=Event.ACCESS_DENIED).all())
    assert (entry.actor_id, entry.facts) == (person, {"endpoint": "probe.nobody"})


def test_a_visitors_lost_way_is_not_on_record(probed, client_of, seen):
    client_of().get("/no/such/page")
    assert seen(lambda: db.session.query(AuditEntry).count()) == 0


@pytest.mark.parametrize("query", ["id=1&id=2", "id[]=1", "id=1&id[]=2"])
def test_case_21_a_value_given_twice_is_malformed(probed, client_of, query):
    assert client_of().get(f"/probe/single?{query}").status_code == 400


@pytest.mark.parametrize("more", [{"email": ["a@example.com", "b@example.com"]}, {"email": "a@example.com", "email[]": "b@example.com"}])
def test_case_21_a_field_given_twice_is_malformed(app, client_of, more):
    browser = client_of()
    assert browser.post("/forgot", data={"csrf_token": token_of(browser), **more}).status_code == 400


def test_413_says_the_limit(app_with):
    app = app_with(upload_limit=2 * 1024 * 1024)
    answer = app.test_client().post("/sign-in", data={"email": "x" * 3 * 1024 * 1024})
    assert answer.status_code == 413
    assert "at most 2 MB" in answer.text


def test_a_mistake_of_ours_shows_and_logs_no_values(app_with, probe, capsys):
    app = probe(app_with(mode=Mode.PRODUCTION))
    with clock.held_at(MONDAY):
        browser = app.test_client()
        answer = browser.post("/probe/broken", data={"csrf_token": token_of(browser), "note": "canary-4711"})
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    assert "Traceback" not in answer.text
    assert "no_such_table" not in answer.text
    log = capsys.readouterr().err
    assert '"event": "mistake"' in log
    assert answer.headers["X-Request-Id"] in log
    assert "canary-4711" not in log


def test_even_a_broken_layout_is_answered(app_with, probe):
    app = probe(app_with(mode=Mode.PRODUCTION))
    app.jinja_env.globals["asset"] = None
    answer = app.test_client().get("/sign-in")
    assert answer.status_code == 500
    assert "This is our mistake, not yours" in answer.text


@pytest.mark.parametrize("code", [400, 403, 410, 418, 429])
def test_every_error_of_the_web_is_said_in_our_words(probed, client_of, code):
    answer = client_of().get(f"/probe/status/{code}")
    assert answer.status_code == 400
    assert "<h1>" in answer.text


def test_the_error_page_speaks_japanese(probed, client_of):
    page = client_of().get("/nowhere?lang=ja").text
    assert '<html lang="ja">' in page
    assert "Nothing here for you" not in page


def test_an_administrator_is_told_no_more_than_others(probed, stored, client_of):
    browser = client_of(stored(lambda: make_person("", Role.ADMINISTRATOR).id))
    assert "Nothing here for you" in browser.get("/people/999").text
