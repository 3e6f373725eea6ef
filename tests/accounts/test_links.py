"""Invitations and resets: one time, a limited time, and never used up by looking."""

import re
from datetime import timedelta

import pytest

from hiring.accounts.models import Person
from hiring.accounts.operations import access
from hiring.accounts.queries import person_by_email
from hiring.accounts.terms import LinkPurpose
from hiring.core import clock
from hiring.db.session import db
from hiring.notices.models import Notice
from tests.conftest import MONDAY, token_of
from tests.factories.accounts import make_person

CHOSEN = "my first own password"


@pytest.fixture
def invited(administrator, seen, post):
    """The path of the invitation that a new person got."""
    person = {"name": "Aiko Mori", "email": "aiko@example.com", "level": "6", "locale": "ja", "zone": "Asia/Tokyo", "manager_id": ""}
    assert post(administrator, "/people/new", **person).status_code == 303
    notice = seen(lambda: db.session.query(Notice).one())
    assert notice.locale == "ja"
    return re.search(r"http://localhost(/invitation/\S+)", notice.body).group(1)


def use(browser, path, password=CHOSEN):
    return browser.post(path, data={"csrf_token": token_of(browser), "password": password})


def test_an_invitation_sets_a_password_and_signs_in(invited, client_of, sign_in, acts):
    browser = client_of()
    answer = use(browser, invited)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert '<html lang="ja">' in browser.get("/profile").text
    assert sign_in(client_of(), password=CHOSEN).status_code == 303
    assert "person.password_changed" in acts()


def test_case_23_looking_at_a_link_never_uses_it(invited, client_of):
    for method in ("GET", "HEAD", "OPTIONS"):
        for _ in range(3):
            assert client_of().open(invited, method=method).status_code == 200
    assert use(client_of(), invited).status_code == 303


def test_case_23_a_link_works_once(invited, client_of, sign_in):
    use(client_of(), invited)
    again = use(client_of(), invited, "a thief chose this one")
    assert again.status_code == 404
    assert "no longer works" in again.text
    assert client_of().get(invited).status_code == 404
    assert sign_in(client_of(), password=CHOSEN).status_code == 303


def test_a_refused_password_does_not_use_the_link(invited, client_of):
    assert use(client_of(), invited, "short").status_code == 422
    assert use(client_of(), invited, "x" * 1_000_000).status_code == 422
    assert use(client_of(), invited).status_code == 303


def test_case_23_a_link_expires(invited, client_of):
    with clock.held_at(MONDAY + timedelta(days=6, hours=23)):
        assert client_of().get(invited).status_code == 200
    with clock.held_at(MONDAY + timedelta(days=7, minutes=1)):
        assert client_of().get(invited).status_code == 404
        assert use(client_of(), invited).status_code == 404


def test_case_23_an_altered_link_or_one_for_another_purpose_is_none(invited, client_of):
    swapped = invited[:-1] + ("A" if invited[-1] != "A" else "B")
    for path in (swapped, invited.replace("invitation", "reset"), invited.upper(), invited + "x", invited[:-4]):
        assert client_of().get(path).status_code == 404
        assert use(client_of(), path).status_code == 404
    assert len(invited.rsplit("/", 1)[1]) >= 43


def test_case_23_a_link_of_a_deactivated_person_is_none(invited, client_of, stored):
    def leave():
        person_by_email("aiko@example.com").active = False

    stored(leave)
    assert use(client_of(), invited).status_code == 404


def test_a_newer_invitation_ends_the_older(invited, administrator, client_of, seen, post):
    person = seen(lambda: db.session.query(Notice).one().person_id)
    post(administrator, f"/people/{person}/invite")
    links = seen(lambda: [notice.link for notice in db.session.query(Notice).order_by(Notice.id)])
    assert len(links) == 2
    assert client_of().get(invited).status_code == 404
    assert client_of().get(links[1].removeprefix("http://localhost")).status_code == 200


def test_case_23_a_link_opened_by_somebody_else_acts_for_its_owner(invited, client_of, account, sign_in):
    account("jonas@example.com")
    browser = client_of()
    sign_in(browser, "jonas@example.com")
    use(browser, invited)
    assert "aiko@example.com" in browser.get("/profile").text


def test_a_reset_ends_every_session_and_the_old_password(account, client_of, sign_in, stored):
    person = account()
    before = client_of()
    sign_in(before)
    token = stored(lambda: access.make_link(db.session.get(Person, person), LinkPurpose.RESET, timedelta(hours=2)))
    assert use(client_of(), f"/reset/{token}").status_code == 303
    assert before.get("/profile").status_code == 303
    assert sign_in(client_of()).status_code == 422
    assert sign_in(client_of(), password=CHOSEN).status_code == 303


def test_a_reset_is_asked_for_by_page_and_sent_by_mail_only_to_those_who_are_here(account, client_of, post, seen):
    person = account()
    account("gone@example.com", active=False)
    for email in ("AIKO@example.com", "gone@example.com", "nobody@example.com"):
        assert "on its way" in post(client_of(), "/forgot", email=email).text
    notice = seen(lambda: db.session.query(Notice).one())
    assert (notice.person_id, notice.address) == (person, "aiko@example.com")


def test_asking_for_a_reset_is_limited(account, client_of, post, seen):
    account()
    answers = [post(client_of(), "/forgot", email="aiko@example.com").status_code for _ in range(6)]
    assert answers == [200] * 5 + [422]
    assert seen(lambda: db.session.query(Notice).count()) == 5


def test_the_table_of_links_holds_no_token(invited, seen):
    rows = seen(lambda: db.session.execute(db.text("SELECT * FROM one_time_link")).all())
    assert invited.rsplit("/", 1)[1] not in str(rows)


def test_a_link_of_nobody_is_none(app, client_of, stored):
    stored(make_person)
    assert client_of().get("/invitation/" + "a" * 43).status_code == 404
    assert client_of().get("/reset/" + "a" * 5000).status_code == 404
