"""What tests of people lean on: accounts with a password, and browsers that sign in with it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient

from hiring.accounts import passwords
from hiring.accounts.models import Organisation
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.core import clock
from hiring.core.text import Words
from hiring.db.session import db
from tests.conftest import MONDAY, token_of
from tests.factories.accounts import make_person

PASSWORD = "a quiet harbour at noon"
LATER = timedelta(minutes=1)
"""Enough for the next code, and for the next stretch of tries."""


def code_at(secret, moment=None):
    return pyotp.TOTP(secret).at(moment or clock.now())


def secret_on(page):
    return re.search(r"<code>((?:[A-Z2-7]{4} ?){8})</code>", page.text).group(1).replace(" ", "")


def codes_on(page):
    return re.findall(r"<code>((?:[a-z2-7]{4}-?){4})</code>", page.text)


def send_code(browser, code, path="/sign-in/code", **more):
    return browser.post(path, data={"csrf_token": token_of(browser), "code": code}, **more)


@pytest.fixture
def account(stored: Any) -> Callable[..., int]:
    """A person with a password; their id."""

    def make(email: str = "aiko@example.com", *roles: Role, **more: Any) -> int:
        return stored(lambda: make_person("", *roles, email=email, password_hash=passwords.hashed(more.pop("password", PASSWORD)), **more).id)

    return make


@pytest.fixture
def administrator(stored: Any, client_of: Any) -> FlaskClient:
    """The browser of an administrator of a founded organisation."""

    def make() -> int:
        db.session.add(Organisation(id=1, name=Words(en="Northlight"), zone="Asia/Tokyo"))
        return make_person("Noor Haddad", Role.ADMINISTRATOR, email="noor@example.com").id

    return client_of(stored(make))


@pytest.fixture
def sign_in() -> Callable[..., Any]:
    """Send the sign-in form."""

    def send(browser: FlaskClient, email: str = "aiko@example.com", password: str = PASSWORD, path: str = "/sign-in", **more: Any) -> Any:
        return browser.post(path, data={"csrf_token": token_of(browser), "email": email, "password": password}, **more)

    return send


@pytest.fixture
def acts(seen: Any) -> Callable[[], list[str]]:
    """What the log says, in order."""
    return lambda: seen(lambda: [entry.event.value for entry in db.session.query(AuditEntry).order_by(AuditEntry.number)])


@pytest.fixture
def enrolled(account, client_of, sign_in, post):
    """Aiko, who set up a second factor a minute ago: her browser, her secret and her recovery codes."""
    with clock.held_at(MONDAY - LATER):
        account("aiko@example.com", Role.RECRUITER)
        browser = client_of()
        sign_in(browser)
        assert post(browser, "/profile/second-factor/begin", **{"begin-password": PASSWORD}).status_code == 303
        secret = secret_on(browser.get("/profile/second-factor"))
        answer = post(browser, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret)})
        assert answer.status_code == 200
    return browser, secret, codes_on(answer)
