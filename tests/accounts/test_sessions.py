"""A session ends when it should: at the very next request."""

from datetime import timedelta

import pytest

from hiring.accounts.models import Person
from hiring.accounts.operations import people
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.db.session import db
from tests.accounts.conftest import PASSWORD
from tests.conftest import MONDAY
from tests.factories.accounts import actor


def cookie_of(browser):
    return browser.get_cookie("hiring").value


def replays(app, cookie):
    """Whether a saved cookie still opens a page."""
    browser = app.test_client()
    browser.set_cookie("hiring", cookie)
    return browser.get("/profile").status_code == 200


@pytest.fixture
def inside(account, client_of, sign_in):
    """Somebody who has signed in with the form."""
    account("aiko@example.com", Role.RECRUITER)
    browser = client_of()
    sign_in(browser)
    return browser


def test_case_33_a_session_planted_before_sign_in_is_dead_after_it(app, inside, account, sign_in):
    account("jonas@example.com")
    planted = cookie_of(inside)
    assert replays(app, planted)
    sign_in(inside, "jonas@example.com")
    assert cookie_of(inside) != planted
    assert not replays(app, planted)
    assert inside.get("/profile").status_code == 200


def test_promise_5_a_saved_cookie_is_dead_after_signing_out(app, inside, post, acts):
    saved = cookie_of(inside)
    assert post(inside, "/sign-out").status_code == 303
    assert not replays(app, saved)
    assert acts()[-1] == "session.ended"


def test_promise_5_a_changed_password_ends_every_other_session(app, inside, client_of, sign_in, post):
    other = client_of()
    sign_in(other)
    assert post(inside, "/profile/password", old_password=PASSWORD, password="another harbour at dusk").status_code == 303
    assert inside.get("/profile").status_code == 200
    assert other.get("/profile").status_code == 303
    assert sign_in(client_of()).status_code == 422
    assert sign_in(client_of(), password="another harbour at dusk").status_code == 303


def test_a_wrong_present_password_changes_nothing(inside, client_of, sign_in, post):
    answer = post(inside, "/profile/password", old_password="not my password", password="another harbour at dusk")
    assert answer.status_code == 422
    assert "not your present password" in answer.text
    assert sign_in(client_of()).status_code == 303


def test_every_other_session_can_be_ended_by_hand(inside, client_of, sign_in, post):
    other = client_of()
    sign_in(other)
    assert "Sign out everywhere else" in inside.get("/profile").text
    assert post(inside, "/profile/sessions/end").status_code == 303
    assert inside.get("/profile").status_code == 200
    assert other.get("/profile").status_code == 303


def test_case_22_a_deactivated_person_is_out_at_the_next_request(inside, administrator, seen, post):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    post(administrator, f"/people/{person}/deactivate")
    assert inside.get("/people").status_code == 303
    assert post(inside, "/profile", name="x").status_code == 422


def test_case_22_a_demoted_person_is_out_at_the_next_request_and_comes_back_without_the_role(inside, administrator, client_of, sign_in, seen, post):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    assert inside.get("/people").status_code == 200
    post(administrator, f"/people/{person}/roles/recruiter/withdraw")
    refused = post(inside, "/profile", name="what I was writing " * 6)
    assert refused.status_code == 422
    assert "what I was writing" in refused.text
    assert inside.get("/people").status_code == 303
    again = client_of()
    sign_in(again)
    assert again.get("/people").status_code == 404
    assert again.get("/profile").status_code == 200


def test_a_certificate_that_ran_out_is_gone_the_day_after(account, stored, client_of):
    person = account()
    stored(lambda: people.grant(db.session.get(Person, person), Role.INTERVIEWER, actor(db.session.get(Person, person)), ends_on=MONDAY.date()))
    with client_of(person) as browser:
        assert "until Mon 23 Nov" in browser.get("/profile").text
        with clock.held_at(MONDAY + timedelta(hours=7)):
            assert "until Mon 23 Nov" in browser.get("/profile").text


def test_promise_5_a_session_ends_by_itself(app, inside):
    saved = cookie_of(inside)
    with clock.held_at(MONDAY + timedelta(hours=71, minutes=59)):
        assert replays(app, saved)
    with clock.held_at(MONDAY + timedelta(hours=72, minutes=1)):
        assert not replays(app, saved)


def test_case_33_the_cookie_is_out_of_reach_of_scripts_and_other_sites(account, client_of, sign_in):
    account()
    cookie = sign_in(client_of()).headers["Set-Cookie"]
    assert all(part in cookie for part in ("hiring=", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_case_33_under_tls_the_cookie_is_bound_to_the_host(account, app_with):
    account()
    browser = app_with(base_url="https://localhost").test_client()
    cookie = browser.get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-hiring=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_a_signed_in_person_has_no_need_of_the_sign_in_page(inside):
    assert inside.get("/sign-in").headers["Location"] == "/"
