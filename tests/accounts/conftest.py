"""What tests of people lean on: accounts with a password, and browsers that sign in with it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from hiring.accounts import passwords
from hiring.accounts.models import Organisation
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.core.text import Words
from hiring.db.session import db
from tests.conftest import token_of
from tests.factories.accounts import make_person

PASSWORD = "a quiet harbour at noon"


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
