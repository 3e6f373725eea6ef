"""Passkeys: added beside the app, used in the second step, and refused in every way that they can be wrong."""

import html
import json
import re
from datetime import timedelta

import pytest

from hiring.accounts import passkeys
from hiring.accounts.identity import hash_of
from hiring.accounts.models import HalfSignIn, Passkey, Person
from hiring.core import clock
from hiring.db.session import db
from tests.accounts.conftest import PASSWORD, code_at
from tests.accounts.device import Device, b64
from tests.conftest import MONDAY, token_of


def asked_on(page):
    return json.loads(html.unescape(re.search(r'data-asked="([^"]+)"', page.text).group(1)))


def add(browser, post, device, password=PASSWORD):
    answer = device.make(asked_on(browser.get("/profile/second-factor")))
    return post(browser, "/profile/second-factor/passkeys", **{"passkey-password": password, "passkey-answer": answer})


@pytest.fixture
def device(enrolled, post):
    """Aiko's device with a passkey."""
    made = Device()
    assert add(enrolled[0], post, made).status_code == 303
    return made


@pytest.fixture
def halfway(device, client_of, sign_in):
    browser = client_of()
    assert sign_in(browser).headers["Location"] == "/sign-in/code"
    return browser


def show(browser, answer, **more):
    return browser.post("/sign-in/passkey", data={"csrf_token": token_of(browser), "answer": answer}, **more)


def test_a_passkey_opens_and_counts(device, halfway, acts, seen):
    answer = show(halfway, device.show(asked_on(halfway.get("/sign-in/code"))))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert halfway.get("/profile").status_code == 200
    assert acts()[-1] == "session.begun"
    row = seen(lambda: db.session.query(Passkey).one())
    assert (row.uses, row.used_at) == (1, MONDAY)


def test_adding_asks_for_the_password_and_for_an_app(enrolled, account, client_of, sign_in, post, seen, acts):
    assert "not your present password" in add(enrolled[0], post, Device(), "not the password").text
    account("jonas@example.com")
    browser = client_of()
    sign_in(browser, "jonas@example.com")
    assert "data-asked" not in browser.get("/profile/second-factor").text
    answer = post(browser, "/profile/second-factor/passkeys", **{"passkey-password": PASSWORD, "passkey-answer": "{}"})
    assert "Set up an app first" in answer.text
    assert seen(lambda: db.session.query(Passkey).count()) == 0
    assert "person.passkey_added" not in acts()


@pytest.mark.parametrize("junk", ["", "{}", "[]", "null", "x", '{"id": "a"}', '{"id": 7, "rawId": "a", "response": {}, "type": "public-key"}', "x" * 30_000])
def test_junk_is_refused_at_both_doors(enrolled, device, halfway, post, junk, seen):
    assert post(enrolled[0], "/profile/second-factor/passkeys", **{"passkey-password": PASSWORD, "passkey-answer": junk}).status_code == 422
    assert show(halfway, junk).status_code == 422
    assert halfway.get("/profile").status_code == 303
    assert seen(lambda: db.session.query(Passkey).count()) == 1


@pytest.mark.parametrize("wrong", ["origin", "host", "key", "challenge"])
def test_an_answer_that_is_wrong_in_one_thing_opens_nothing(device, halfway, acts, wrong):
    asked = asked_on(halfway.get("/sign-in/code"))
    if wrong == "challenge":
        asked = {**asked, "challenge": "AAAA"}
    else:
        setattr(device, wrong, {"origin": "https://evil.example", "host": "evil.example", "key": Device().key}[wrong])
    assert show(halfway, device.show(asked)).status_code == 422
    assert acts()[-1] == "session.second_step_failed"
    assert halfway.get("/profile").status_code == 303


def test_an_answer_is_good_for_one_sign_in(device, halfway, client_of, sign_in):
    asked = asked_on(halfway.get("/sign-in/code"))
    answer = device.show(asked)
    assert show(halfway, answer).status_code == 303
    other = client_of()
    sign_in(other)
    assert asked_on(other.get("/sign-in/code"))["challenge"] != asked["challenge"]
    assert show(other, answer).status_code == 422


def test_a_copied_device_is_noticed_by_its_count(device, halfway, client_of, sign_in):
    assert show(halfway, device.show(asked_on(halfway.get("/sign-in/code")), uses=9)).status_code == 303
    other = client_of()
    sign_in(other)
    device.count = 3
    assert show(other, device.show(asked_on(other.get("/sign-in/code")))).status_code == 422


def test_a_passkey_of_somebody_else_opens_nothing(device, enrolled, account, client_of, sign_in, post, stored):
    jonas = account("jonas@example.com")

    def give_factor():
        db.session.get(Person, jonas).second_factor_since = MONDAY

    stored(give_factor)
    browser = client_of()
    sign_in(browser, "jonas@example.com")
    asked = {"challenge": passkeys_challenge(browser)}
    assert show(browser, device.show(asked)).status_code == 422
    assert browser.get("/profile").status_code == 303


def passkeys_challenge(browser):
    """What a passkey of this browser's own person would be asked: here the right question for the wrong key."""
    with browser.session_transaction() as cookie:
        token = cookie["half"]
    with browser.application.app_context():
        half = db.session.scalar(db.select(HalfSignIn.id).where(HalfSignIn.token_hash == hash_of(token)))
        return b64(passkeys._challenge("sign in", half))


def test_tries_with_passkeys_are_limited_as_codes_are(device, halfway, enrolled):
    for _ in range(5):
        show(halfway, '{"id": "a"}')
    assert "Too many tries" in show(halfway, device.show(asked_on(halfway.get("/sign-in/code")))).text
    with clock.held_at(MONDAY + timedelta(minutes=2)):
        assert show(halfway, device.show(asked_on(halfway.get("/sign-in/code")))).status_code == 303


def test_the_same_passkey_is_added_once(device, enrolled, post):
    assert add(enrolled[0], post, device).status_code == 422


def test_removing_asks_for_the_password_and_only_for_ones_own(device, enrolled, account, client_of, sign_in, post, seen, acts):
    row = seen(lambda: db.session.query(Passkey).one().id)
    account("jonas@example.com")
    other = client_of()
    sign_in(other, "jonas@example.com")
    path = f"/profile/second-factor/passkeys/{row}/remove"
    assert post(other, path, **{"forget-password": PASSWORD}).status_code == 404
    assert post(enrolled[0], path, **{"forget-password": "not the password"}).status_code == 422
    assert seen(lambda: db.session.query(Passkey).count()) == 1
    assert post(enrolled[0], path, **{"forget-password": PASSWORD}).status_code == 303
    assert acts()[-1] == "person.passkey_removed"
    assert seen(lambda: db.session.query(Passkey).count()) == 0


def test_passkeys_go_with_the_second_factor(device, enrolled, post, seen):
    assert post(enrolled[0], "/profile/second-factor/remove", **{"remove-password": PASSWORD, "remove-code": code_at(enrolled[1])}).status_code == 303
    assert seen(lambda: db.session.query(Passkey).count()) == 0


def test_without_the_library_or_at_a_bare_number_nothing_is_offered(device, enrolled, halfway, app, post, monkeypatch):
    with app.test_request_context():
        assert passkeys.offered()
        monkeypatch.setattr(passkeys, "find_spec", lambda name: None)
        passkeys._is_installed.cache_clear()
        assert not passkeys.offered()
    page = enrolled[0].get("/profile/second-factor").text
    assert "Add a passkey" not in page
    assert "Use a passkey" not in halfway.get("/sign-in/code").text
    assert add_blind(enrolled[0], post).status_code == 404
    passkeys._is_installed.cache_clear()


def add_blind(browser, post):
    return post(browser, "/profile/second-factor/passkeys", **{"passkey-password": PASSWORD, "passkey-answer": "{}"})


def test_browsers_allow_no_passkeys_for_an_address_of_numbers(app_with):
    for base_url, possible in (("http://127.0.0.1:8000", False), ("http://[::1]:8000", False), ("https://hiring.example.com", True)):
        with app_with(base_url=base_url).test_request_context(base_url=base_url):
            assert passkeys.offered() is possible
