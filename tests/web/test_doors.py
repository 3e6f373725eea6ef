"""Hosts, methods, spellings of an address, headers: no side door."""

import pytest

from hiring.core.settings import Mode
from hiring.db.session import db
from hiring.notices.models import Notice
from hiring.web.access import mark_of
from tests.factories.accounts import make_person

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "[::1", "", "[bad]"])
def test_case_35_a_foreign_host_is_refused(app, client_of, host):
    assert client_of().get("/sign-in", headers={"Host": host}).status_code == 400


def test_case_35_a_forwarded_host_changes_nothing(app, stored, client_of, post, seen):
    person = stored(lambda: make_person(email="reset@example.com").id)
    answer = post(client_of(), "/forgot", email="reset@example.com", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    notice = seen(lambda: db.session.query(Notice).filter_by(person_id=person).one())
    assert notice.link.startswith("http://localhost/reset/")
    assert "evil.example" not in notice.body


def test_a_production_server_answers_a_local_name_only_to_its_own_machine(app_with):
    app = app_with(mode=Mode.PRODUCTION, base_url="https://hiring.example.com")
    browser = app.test_client()
    assert browser.get("/sign-in", headers={"Host": "hiring.example.com"}).status_code == 200
    assert browser.get("/sign-in", headers={"Host": "localhost"}).status_code == 200
    assert browser.get("/sign-in", headers={"Host": "localhost"}, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 400


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_case_25_head_and_options_decide_as_get_does(app, stored, client_of, method):
    person = stored(lambda: make_person().id)
    for browser in (client_of(), client_of(person)):
        plain, other = browser.get("/people"), browser.open("/people", method=method)
        assert plain.status_code == other.status_code
    assert client_of().open("/people?q=a", method="HEAD").headers["Location"] == client_of().get("/people?q=a").headers["Location"]


@pytest.mark.parametrize("path", ["/people/", "/PEOPLE", "/People", "/people/%2e", "/people/./", "/people%2f", "/people/..;/people", "/profile/../people"])
def test_case_25_another_spelling_opens_nothing(app, stored, client_of, path):
    answer = client_of(stored(lambda: make_person().id)).get(path, follow_redirects=True)
    assert answer.status_code == 404


def test_case_25_doubled_slashes_open_nothing(app, stored, client_of):
    answer = client_of(stored(lambda: make_person().id)).get("/", environ_overrides={"PATH_INFO": "//people"}, follow_redirects=True)
    assert answer.status_code == 404


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_case_25_a_method_is_never_overridden(app, stored, client_of, header):
    browser = client_of(stored(lambda: make_person().id))
    assert browser.get("/sign-out", headers={header: "POST"}).status_code == 405
    assert browser.get("/sign-out?_method=POST").status_code == 405


@pytest.mark.parametrize("path", ["/sign-in", "/people", "/nowhere", "/forgot"])
def test_every_answer_carries_the_headers(app, client_of, path):
    answer = client_of().get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert all(part in policy for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"))
    assert "Cookie" in answer.headers["Vary"]


def test_static_files_with_a_hash_may_be_kept_for_good(app, client_of):
    for query, kept in (("?v=1", "public, max-age=31536000, immutable"), ("", "no-cache")):
        with client_of().get(f"/static/app.css{query}") as answer:
            assert answer.headers["Cache-Control"] == kept
    assert client_of().get("/static/../../config.py").status_code == 404


def test_transport_security_is_asked_for_only_under_tls(app, client_of):
    assert "Strict-Transport-Security" not in client_of().get("/sign-in").headers
    assert client_of().get("/sign-in", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_a_view_without_a_mark_is_closed(app, stored, client_of):
    @app.get("/forgotten")
    def forgotten() -> str:
        return "forgotten"

    assert mark_of(forgotten) is None
    assert client_of().get("/forgotten").status_code == 404
    assert client_of(stored(lambda: make_person().id)).get("/forgotten").status_code == 404


def test_a_visitor_chooses_a_language_once(app, client_of):
    browser = client_of()
    assert '<html lang="en">' in browser.get("/sign-in").text
    answer = browser.get("/sign-in?lang=ja")
    assert '<html lang="ja">' in answer.text
    assert all(part in answer.headers["Set-Cookie"] for part in ("lang=ja", "HttpOnly", "SameSite=Lax"))
    assert '<html lang="ja">' in browser.get("/sign-in").text
    assert '<html lang="ja">' in browser.get("/sign-in?lang=<script>").text
    assert '<html lang="ja">' in client_of().get("/sign-in", headers={"Accept-Language": "ja,en;q=0.5"}).text
