"""Signing in: what it tells strangers (nothing), what it costs, how often it may be tried."""

import re
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

from hiring.accounts.models import FailedTry, HalfSignIn, SignIn
from hiring.accounts.operations import access, throttle
from hiring.accounts.operations.leftovers import sweep_tries
from hiring.accounts.presenters import Persona
from hiring.core import clock
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.session import db
from tests.accounts.conftest import PASSWORD
from tests.conftest import MONDAY
from tests.factories.accounts import make_person

STRANGERS = ("known@example.com", "nobody@example.com", "gone@example.com", "invited@example.com")


@pytest.fixture
def everybody(account, stored):
    """A known, a deactivated and an invited person; the fourth stranger does not exist."""
    account("known@example.com")
    account("gone@example.com", active=False)
    stored(lambda: make_person(email="invited@example.com"))


def masked(answer):
    """A page without what is new in every answer."""
    page = re.sub(r"[\w.-]{60,}", "", answer.text)
    return answer.status_code, re.sub(r"\w+@example\.com", "", page), sorted(pair for pair in answer.headers if pair[0] not in ("Content-Length", "X-Request-Id", "Set-Cookie"))


def test_the_right_password_opens_and_leads_to_the_wanted_page(account, client_of, sign_in, acts):
    account()
    browser = client_of()
    assert browser.get("/people?q=a").headers["Location"] == "/sign-in?next=/people?q%3Da"
    answer = sign_in(browser, path="/sign-in?next=/people?q%3Da")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people?q=a")
    assert browser.get("/profile").status_code == 200
    assert acts() == ["session.begun"]


def test_the_address_may_be_written_in_any_case(account, client_of, sign_in):
    account()
    assert sign_in(client_of(), email=" Aiko@Example.COM ").status_code == 303


@pytest.mark.parametrize("wanted", ["//e.x", "/%5Ce.x", "%5C%5Ce.x", "/%09/e.x", "https:e.x", "javascript:alert(1)", "https://user@e.x"])
def test_case_36_nobody_is_sent_elsewhere(account, client_of, sign_in, wanted):
    account()
    assert sign_in(client_of(), path=f"/sign-in?next={wanted}").headers["Location"] == "/"


def test_case_29_a_wrong_password_reads_the_same_for_everybody(everybody, client_of, sign_in):
    answers = [masked(sign_in(client_of(), email, "not the password")) for email in STRANGERS]
    assert answers[0][0] == 422
    assert answers == answers[:1] * 4


@contextmanager
def verifications():
    """Count the passwords that reach Argon2, by watching the calls."""
    counted = []

    def watch(frame, event, argument):
        if event == "call" and frame.f_code is Argon2Hasher.verify.__code__:
            counted.append(len(frame.f_locals["password"]))

    sys.setprofile(watch)
    try:
        yield counted
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("password", ["not the password", "x" * 129, "x" * 100_000])
def test_case_29_exactly_one_hash_is_verified_for_everybody(everybody, client_of, sign_in, password):
    for email in STRANGERS:
        with verifications() as counted:
            sign_in(client_of(), email, password)
        assert len(counted) == 1
        assert counted[0] <= 128


def test_case_29_asking_for_a_new_password_reads_the_same_for_everybody(everybody, client_of, post, acts):
    answers = [masked(post(client_of(), "/forgot", email=email)) for email in STRANGERS]
    assert answers[0][0] == 200
    assert answers == answers[:1] * 4
    assert acts().count("session.reset_asked") == 4


def test_promise_25_each_failure_is_on_record_once(everybody, client_of, sign_in, acts):
    for email in STRANGERS:
        sign_in(client_of(), email, "not the password")
    assert acts() == ["session.failed"] * 4


def test_promise_6_the_sixth_try_in_a_minute_is_refused_even_if_right(account, client_of, sign_in):
    account()
    for _ in range(5):
        assert "do not fit together" in sign_in(client_of(), password="not the password").text
    answer = sign_in(client_of())
    assert answer.status_code == 422
    assert "Too many tries" in answer.text
    with clock.held_at(MONDAY.replace(minute=1, second=1)):
        assert sign_in(client_of()).status_code == 303


def test_promise_6_a_right_password_clears_the_count(account, client_of, sign_in):
    account()
    for _ in range(3):
        for _ in range(4):
            sign_in(client_of(), password="not the password")
        assert sign_in(client_of()).status_code == 303


def test_case_32_other_people_other_origins_and_open_sessions_are_not_affected(account, client_of, sign_in):
    account()
    account("jonas@example.com")
    working = client_of()
    sign_in(working)
    for _ in range(7):
        sign_in(client_of(), password="not the password")
    assert sign_in(client_of(), "jonas@example.com").status_code == 303
    assert sign_in(client_of(), environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 303
    assert working.get("/profile").status_code == 200


def test_promise_6_the_count_is_shared_by_every_process(account, client_of, sign_in, app_with):
    account()
    for _ in range(5):
        sign_in(client_of(), password="not the password")
    assert "Too many tries" in sign_in(app_with().test_client()).text


def test_promise_6_parallel_tries_do_not_beat_the_count(app, account):
    account()
    said = []

    def attempt():
        with app.test_request_context("/sign-in", method="POST"):
            try:
                access.sign_in("aiko@example.com", "not the password", "203.0.113.5")
            except Refused as refusal:
                said.append(refusal.sentence)

    attempts = [threading.Thread(target=attempt) for _ in range(20)]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    assert said.count(access.WRONG) == 5
    assert said.count(throttle.TOO_OFTEN) == 15


def test_tries_and_half_sign_ins_are_swept_once_they_are_long_over(session):
    person = make_person()
    with clock.held_at(MONDAY - timedelta(days=2)):
        session.add_all([FailedTry(bucket="a" * 64, since=clock.now()), HalfSignIn(person_id=person.id, token_hash="a" * 64, expires_at=clock.now())])
        session.flush()
    session.add_all([FailedTry(bucket="b" * 64, since=MONDAY), HalfSignIn(person_id=person.id, token_hash="b" * 64, expires_at=MONDAY)])
    session.flush()
    assert sweep_tries() == 2
    assert [*session.scalars(select(FailedTry.bucket)), *session.scalars(select(HalfSignIn.token_hash))] == ["b" * 64, "b" * 64]


def test_the_table_of_tries_names_nobody(account, client_of, sign_in, seen):
    account()
    sign_in(client_of(), password="not the password")
    [bucket] = seen(lambda: db.session.scalars(db.select(FailedTry.bucket)).all())
    assert re.fullmatch(r"[0-9a-f]{64}", bucket)


@pytest.mark.parametrize("password", ["x" * 1_000_000, "x" * 129, PASSWORD + "\x00", PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1], ""])
def test_case_30_no_other_password_opens(account, client_of, sign_in, password):
    account()
    assert sign_in(client_of(), password=password).status_code == 422


def test_case_30_one_password_in_two_compositions_is_one(account, client_of, sign_in):
    account(password="café au lait, s’il vous plaît")
    assert sign_in(client_of(), password="cafe\u0301 au lait, s’il vous plai\u0302t").status_code == 303


def test_case_30_a_long_password_is_never_cut(account, client_of, sign_in):
    account(password="x1y2" * 32)
    assert sign_in(client_of(), password="x1y2" * 32 + "more").status_code == 422
    assert sign_in(client_of(), password="x1y2" * 32).status_code == 303


def test_personas_exist_only_in_the_demonstration(app, account, client_of, post):
    person = account()
    assert post(client_of(), f"/sign-in/as/{person}").status_code == 404
    app.extensions["personas"] = lambda: [Persona(person, "Aiko Mori", say("Interviewer"), say("Has feedback due."))]
    assert "Has feedback due." in client_of().get("/sign-in").text
    browser = client_of()
    assert post(browser, f"/sign-in/as/{person}").status_code == 303
    assert browser.get("/profile").status_code == 200
    assert post(client_of(), f"/sign-in/as/{person + 1}").status_code == 404


def test_the_table_of_sessions_holds_no_token(account, client_of, sign_in, seen):
    account()
    browser = client_of()
    sign_in(browser)
    with browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert len(token) >= 43
    assert token not in str(seen(lambda: db.session.execute(db.select(SignIn.__table__)).all()))
