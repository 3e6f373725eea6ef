"""Who must have a second factor, and that nothing else is open to them until it is set up."""

import re

import pytest

from hiring.accounts.models import Organisation, RoleGrant
from hiring.accounts.rules import needs_second_factor, plain_code
from hiring.accounts.terms import Role, SecondFactorFor
from hiring.core.text import Words
from hiring.db.session import db
from hiring.web.access import mark_of
from tests.accounts.conftest import PASSWORD, code_at, codes_on, secret_on
from tests.conftest import MONDAY

OPEN = {
    "GET /profile/second-factor",
    "POST /profile/second-factor/begin",
    "POST /profile/second-factor/confirm",
    "POST /profile/language",
    "POST /sign-out",
    "GET /static/<path:filename>",
    "GET /htmx.min.js",
    "GET /healthz",
    "GET /readyz",
}
"""Everything that somebody can reach who must set one up first, by hand."""


@pytest.mark.parametrize(
    ("rule", "roles", "needs"),
    [
        (SecondFactorFor.NOBODY, {Role.ADMINISTRATOR, Role.CORE}, False),
        (SecondFactorFor.ADMINISTRATORS_CORE, {Role.ADMINISTRATOR}, True),
        (SecondFactorFor.ADMINISTRATORS_CORE, {Role.CORE, Role.INTERVIEWER}, True),
        (SecondFactorFor.ADMINISTRATORS_CORE, {Role.BAR_RAISER, Role.RECRUITER, Role.INTERVIEWER}, False),
        (SecondFactorFor.ADMINISTRATORS_CORE, set(), False),
        (SecondFactorFor.EVERYBODY, set(), True),
    ],
)
def test_who_needs_one(rule, roles, needs):
    assert needs_second_factor(rule, frozenset(roles)) is needs


@pytest.mark.parametrize(("text", "plain"), [("123 456", "123456"), ("ABCD-efgh", "abcdefgh"), ("１２３", "123"), ("", ""), ("٣", ""), ("é" * 9, ""), ("1" * 500, "1" * 100)])
def test_how_a_code_is_read(text, plain):
    assert plain_code(text) == plain


@pytest.fixture
def house(stored):
    """An organisation that asks administrators and Core for a second factor."""

    def require(whom=SecondFactorFor.ADMINISTRATORS_CORE):
        found = db.session.get(Organisation, 1)
        if found is None:
            db.session.add(Organisation(id=1, name=Words(en="Northlight"), zone="UTC", second_factor_for=whom))
        else:
            found.second_factor_for = whom

    stored(require)
    return lambda whom: stored(lambda: require(whom))


@pytest.fixture
def due(house, account, client_of, sign_in):
    """An administrator without a second factor, signed in."""
    account("aiko@example.com", Role.ADMINISTRATOR)
    browser = client_of()
    assert sign_in(browser).headers["Location"] == "/"
    return browser


def every_route(app):
    """Each method and rule, with an address that fits."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<any\((.*?)[,)].*?>", lambda found: found.group(1).strip("'\" "), rule.rule)
        path = re.sub(r"<path:\w+>", "app.css", re.sub(r"<int:\w+>", "1", path))
        path = re.sub(r"<\w+>", "x", path)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield f"{method} {rule.rule}", method, path


def test_nothing_else_is_open_until_it_is_set_up(app, due, post):
    for name, method, path in every_route(app):
        if name in OPEN:
            continue
        if method == "GET":
            answer = due.get(path)
            assert (answer.status_code, answer.headers.get("Location")) == (303, "/profile/second-factor"), name
        else:
            answer = post(due, path, note="what I wrote " * 20)
            assert answer.status_code == 422, name
            assert "asks you for a second factor" in answer.text, name
            assert "what I wrote" in answer.text, name


def test_what_is_open_answers(app, due, post):
    assert due.get("/profile/second-factor").status_code == 200
    assert post(due, "/profile/language", locale="ja").headers["Location"] == "/profile/second-factor"
    page = due.get("/profile/second-factor").text
    assert '<html lang="ja">' in page
    assert 'class="nav"' not in page
    assert post(due, "/profile/language", locale="xx").status_code == 400
    assert post(due, "/sign-out").status_code == 303
    assert all(mark_of(view) for view in app.view_functions.values())


def test_even_the_error_page_offers_no_way_round(app, due):
    assert due.get("/no/such/page").headers["Location"] == "/profile/second-factor"


def test_when_it_is_set_up_everything_is_open_again(due, post):
    post(due, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    answer = post(due, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret_on(due.get("/profile/second-factor")))})
    assert len(codes_on(answer)) == 10
    assert due.get("/people").status_code == 200


def test_the_rule_holds_at_the_next_request_of_who_is_in_already(house, account, client_of, sign_in):
    house(SecondFactorFor.NOBODY)
    account("aiko@example.com", Role.INTERVIEWER)
    browser = client_of()
    sign_in(browser)
    assert browser.get("/profile").status_code == 200
    house(SecondFactorFor.ADMINISTRATORS_CORE)
    assert browser.get("/profile").status_code == 200
    house(SecondFactorFor.EVERYBODY)
    assert browser.get("/profile").headers["Location"] == "/profile/second-factor"


def test_whoever_becomes_an_administrator_needs_one_at_once(house, account, client_of, sign_in, stored):
    person = account("aiko@example.com")
    browser = client_of()
    sign_in(browser)

    def promote():
        db.session.add(RoleGrant(person_id=person, role=Role.ADMINISTRATOR, starts_on=MONDAY.date()))

    assert browser.get("/profile").status_code == 200
    stored(promote)
    assert browser.get("/profile").status_code == 303


def test_an_administrator_says_who_must(administrator, house, post, seen, acts):
    house(SecondFactorFor.NOBODY)
    assert "Second factor" in administrator.get("/settings").text
    version = seen(lambda: db.session.get(Organisation, 1).version)
    assert post(administrator, "/settings/second-factor", second_factor_for="everybody", version=version).status_code == 303
    assert acts()[-1] == "organisation.changed"
    assert seen(lambda: db.session.get(Organisation, 1).second_factor_for) is SecondFactorFor.EVERYBODY
    assert administrator.get("/settings").headers["Location"] == "/profile/second-factor"


def test_a_stale_or_foreign_choice_changes_nothing(administrator, house, post, seen):
    house(SecondFactorFor.NOBODY)
    version = seen(lambda: db.session.get(Organisation, 1).version)
    assert post(administrator, "/settings/second-factor", second_factor_for="everybody", version=version - 1).status_code == 409
    assert post(administrator, "/settings/second-factor", second_factor_for="dogs", version=version).status_code == 422
    assert seen(lambda: db.session.get(Organisation, 1).second_factor_for) is SecondFactorFor.NOBODY


def test_who_is_asking_stays_one_statement(house, account, client_of, sign_in, recorded_sql):
    account("aiko@example.com")
    browser = client_of()
    sign_in(browser)
    with recorded_sql() as statements:
        browser.get("/static/app.css").close()
        browser.get("/no/such/page")
    assert len([each for each in statements if "FROM sign_in" in each]) == 1
    assert not [each for each in statements if "second_factor " in each or "half_sign_in" in each]
