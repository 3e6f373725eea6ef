"""Promises 5 and 6 in full, and exactly one entry of the record for each act about accounts (promise 25)."""

import re
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from hiring.accounts.models import Organisation, Person
from hiring.accounts.operations import access
from hiring.accounts.terms import LinkPurpose, Role
from hiring.audit.models import AuditEntry
from hiring.core import clock
from hiring.core.text import Words
from hiring.db.session import db
from tests.accounts.conftest import LATER, PASSWORD, code_at, codes_on, secret_on, send_code
from tests.conftest import MONDAY, token_of
from tests.factories.accounts import make_person
from tests.server import Server

NEW = "another harbour at dusk"


@pytest.fixture
def aiko(account):
    """A recruiter with a password."""
    return account("aiko@example.com", Role.RECRUITER)


@pytest.fixture
def inside(aiko, client_of, sign_in):
    """Her browser."""
    browser = client_of()
    sign_in(browser)
    return browser


def signed_out(inside, post, **_):
    post(inside, "/sign-out")


def password_changed(inside, post, sign_in, client_of, **_):
    other = client_of()
    sign_in(other)
    assert post(other, "/profile/password", old_password=PASSWORD, password=NEW).status_code == 303


def deactivated(administrator, aiko, post, **_):
    post(administrator, f"/people/{aiko}/deactivate")


def demoted(administrator, aiko, post, **_):
    post(administrator, f"/people/{aiko}/roles/recruiter/withdraw")


def reset_by_link(aiko, stored, client_of, **_):
    token = stored(lambda: access.make_link(db.session.get(Person, aiko), LinkPurpose.RESET, timedelta(hours=1)))
    browser = client_of()
    assert browser.post(f"/reset/{token}", data={"csrf_token": token_of(browser), "password": NEW}).status_code == 303


def factor_set_up(inside, post, sign_in, client_of, **_):
    other = client_of()
    sign_in(other)
    post(other, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    assert post(other, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret_on(other.get("/profile/second-factor")))}).status_code == 200


def ended_elsewhere(inside, post, sign_in, client_of, **_):
    other = client_of()
    sign_in(other)
    post(other, "/profile/sessions/end")


@pytest.mark.parametrize("ends", [signed_out, password_changed, deactivated, demoted, reset_by_link, factor_set_up, ended_elsewhere], ids=lambda act: act.__name__)
def test_promise_5_a_saved_cookie_is_dead_at_the_very_next_request(app, inside, aiko, administrator, post, sign_in, client_of, stored, ends):
    saved = inside.get_cookie("hiring").value
    thief = app.test_client()
    thief.set_cookie("hiring", saved)
    assert thief.get("/profile").status_code == 200
    ends(inside=inside, aiko=aiko, administrator=administrator, post=post, sign_in=sign_in, client_of=client_of, stored=stored)
    for path in ("/profile", "/people", "/", "/profile/second-factor"):
        thief.set_cookie("hiring", saved)
        assert thief.get(path).headers["Location"].startswith("/sign-in"), path


def test_promise_5_the_cookie_from_before_signing_in_opens_nothing_and_its_id_changes(app, aiko, client_of, sign_in):
    browser = client_of()
    browser.get("/sign-in")
    planted = browser.get_cookie("hiring").value
    sign_in(browser)
    assert browser.get_cookie("hiring").value != planted
    thief = app.test_client()
    thief.set_cookie("hiring", planted)
    assert thief.get("/profile").status_code == 303
    assert browser.get("/profile").status_code == 200


def test_promise_5_each_sign_in_has_a_token_of_its_own(aiko, client_of, sign_in):
    tokens = set()
    for _ in range(3):
        browser = client_of()
        sign_in(browser)
        with browser.session_transaction() as cookie:
            tokens.add(cookie["_user_id"])
    assert len(tokens) == 3


def test_promise_5_a_session_past_its_absolute_life_is_dead_however_busy(app, inside):
    saved = inside.get_cookie("hiring").value
    for hours in range(0, 72, 6):
        with clock.held_at(MONDAY + timedelta(hours=hours)):
            assert inside.get("/profile").status_code == 200
    with clock.held_at(MONDAY + timedelta(hours=72, seconds=1)):
        thief = app.test_client()
        thief.set_cookie("hiring", saved)
        for browser in (inside, thief):
            assert browser.get("/profile").status_code == 303


# One act, one entry.


@pytest.fixture
def admin(stored, client_of):
    """The browser of an administrator, and her id."""

    def make():
        if db.session.get(Organisation, 1) is None:
            db.session.add(Organisation(id=1, name=Words(en="Northlight"), zone="UTC"))
        return make_person("Noor Haddad", Role.ADMINISTRATOR, email="noor@example.com").id

    return client_of(stored(make))


NEW_PERSON = {"name": "Jonas Weber", "email": "jonas@example.com", "level": "6", "locale": "en", "zone": "UTC", "manager_id": ""}
BY_PAGE = [
    ("person.changed", "/people/{aiko}/edit", {**NEW_PERSON, "email": "aiko@example.com", "version": 1}),
    ("person.role_granted", "/people/{aiko}/roles", {"role": "core"}),
    ("person.role_withdrawn", "/people/{aiko}/roles/recruiter/withdraw", {}),
    ("person.deactivated", "/people/{aiko}/deactivate", {}),
    ("person.link_made", "/people/{aiko}/invite", {}),
    ("organisation.changed", "/settings/second-factor", {"second_factor_for": "nobody", "version": 1}),
    ("organisation.changed", "/settings/organisation", {"name_en": "North", "name_ja": "", "zone": "UTC", "version": 1}),
]


@pytest.mark.parametrize(("event", "path", "fields"), BY_PAGE, ids=lambda part: part if isinstance(part, str) and "." in part else "")
def test_promise_25_what_an_administrator_does_is_on_record_once(aiko, admin, post, seen, event, path, fields):
    assert post(admin, path.format(aiko=aiko), **fields).status_code == 303
    [entry] = seen(lambda: db.session.query(AuditEntry).all())
    assert (entry.event.value, entry.at) == (event, MONDAY)
    assert entry.actor_id is not None


def test_promise_25_adding_and_inviting_are_two_acts_of_one_entry_each(admin, post, acts):
    post(admin, "/people/new", **NEW_PERSON)
    assert acts() == ["person.added", "person.link_made"]


def test_promise_25_coming_back_and_being_denied_are_on_record_once(aiko, admin, inside, post, acts):
    post(admin, f"/people/{aiko}/deactivate")
    post(admin, f"/people/{aiko}/reactivate")
    assert acts() == ["session.begun", "person.deactivated", "person.reactivated"]


def test_promise_25_the_life_of_a_second_factor_is_on_record_act_by_act(aiko, inside, client_of, sign_in, post, acts, seen):
    told = acts()

    def new():
        everything = acts()
        fresh = everything[len(told) :]
        told.extend(fresh)
        return fresh

    post(inside, "/profile/second-factor/begin", **{"begin-password": "not the password"})
    assert new() == ["session.confirmation_failed"]
    post(inside, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    assert new() == []
    secret = secret_on(inside.get("/profile/second-factor"))
    post(inside, "/profile/second-factor/confirm", **{"confirm-code": "000000"})
    assert new() == ["session.confirmation_failed"]
    recovery = codes_on(post(inside, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret)}))
    assert new() == ["person.second_factor_set_up"]
    other = client_of()
    sign_in(other)
    assert new() == [], "a first step is no sign-in yet"
    send_code(other, "000000")
    assert new() == ["session.second_step_failed"]
    send_code(other, recovery[0])
    assert new() == ["session.begun"]
    assert seen(lambda: db.session.query(AuditEntry).order_by(AuditEntry.number.desc()).first().facts) == {"factor": "recovery_code"}
    with clock.held_at(MONDAY + LATER):
        post(inside, "/profile/second-factor/codes", **{"codes-password": PASSWORD, "codes-code": code_at(secret)})
        assert new() == ["person.recovery_codes_made"]
    with clock.held_at(MONDAY + 2 * LATER):
        post(inside, "/profile/password", old_password=PASSWORD, password=NEW)
        assert new() == ["person.password_changed"]
        post(inside, "/profile/second-factor/remove", **{"remove-password": NEW, "remove-code": code_at(secret)})
        assert new() == ["person.second_factor_removed"]
        post(inside, "/profile/sessions/end")
        post(inside, "/sign-out")
        assert new() == ["session.ended", "session.ended"]


def test_promise_25_tries_past_the_limit_are_on_record_once_a_minute(aiko, client_of, sign_in, acts, seen):
    for _ in range(9):
        sign_in(client_of(), password="not the password")
    assert acts() == ["session.failed"] * 5 + ["session.tries_limited"]
    assert seen(lambda: db.session.query(AuditEntry).order_by(AuditEntry.number.desc()).first().subject) == aiko


def test_promise_25_no_secret_is_on_record(aiko, inside, client_of, sign_in, post, seen, capsys):
    post(inside, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    secret = secret_on(inside.get("/profile/second-factor"))
    recovery = codes_on(post(inside, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret)}))
    browser = client_of()
    sign_in(browser)
    send_code(browser, recovery[0])
    kept = seen(lambda: str([[entry.facts, entry.subject] for entry in db.session.query(AuditEntry)]))
    noted = kept + "".join(capsys.readouterr())
    assert not [each for each in (PASSWORD, secret, *recovery, code_at(secret), "aiko@") if each in noted]


# Two processes of the real server.


@pytest.fixture
def servers(app, database_url, tmp_path):
    """Two servers on one database, each with a data folder for its log."""
    running = [Server(tmp_path / name, DATABASE_URL=database_url) for name in ("one", "two")]
    for each in running:
        each.log.parent.mkdir()
        each.start()
    yield running
    for each in running:
        each.stop()


def tried(server, password):
    """One try at the real server, as a browser sends it: how it ended."""
    browser = build_opener(HTTPCookieProcessor())
    page = browser.open(f"{server.address}/sign-in").read().decode()
    fields = {"csrf_token": re.search(r'name="csrf-token" content="([^"]+)"', page).group(1), "email": "aiko@example.com", "password": password}
    try:
        browser.open(f"{server.address}/sign-in", urlencode(fields).encode()).close()
    except HTTPError as refused:
        with refused:
            return "limited" if "Too many tries" in refused.read().decode() else "wrong"
    return "in"


def test_promise_6_the_count_is_shared_by_two_processes_and_survives_a_restart(aiko, servers):
    one, two = servers
    assert [tried(server, "not the password") for server in (one, two, one, two, one)] == ["wrong"] * 5
    assert [tried(server, PASSWORD) for server in servers] == ["limited"] * 2
    for server in servers:
        server.kill()
    two.start()
    assert tried(two, PASSWORD) == "limited"
