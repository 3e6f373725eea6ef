"""The second factor: set up, asked for, used once, removed, reset, and nowhere a way around it."""

import re
import threading
from datetime import timedelta

import pyotp
import pytest

from hiring.accounts import codes
from hiring.accounts.models import HalfSignIn, Person, RecoveryCode, SecondFactor
from hiring.accounts.operations import access, people, second_factor, throttle
from hiring.accounts.presenters import Persona
from hiring.accounts.terms import LinkPurpose, Role
from hiring.core import clock
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.session import db
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind
from tests.accounts.conftest import LATER, PASSWORD, code_at, codes_on, secret_on, send_code
from tests.conftest import MONDAY, token_of
from tests.factories.accounts import actor, make_person


@pytest.fixture
def halfway(enrolled, client_of, sign_in):
    """A browser whose password was right."""
    browser = client_of()
    answer = sign_in(browser)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/code")
    return browser


def test_the_picture_and_the_typed_secret_are_one(account, client_of, sign_in, post):
    account()
    browser = client_of()
    sign_in(browser)
    post(browser, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    page = browser.get("/profile/second-factor")
    address = pyotp.parse_uri(re.search(r'href="(otpauth:[^"]+)"', page.text).group(1).replace("&amp;", "&"))
    assert (address.secret, address.name) == (secret_on(page), "aiko@example.com")
    drawn = re.search(r"<svg .*?</svg>", page.text, re.S)
    assert "style" not in drawn.group(0)
    assert secret_on(page) == secret_on(browser.get("/profile/second-factor"))


def test_setting_up_asks_for_the_password_and_a_first_code(account, client_of, sign_in, post, seen):
    person = account()
    browser = client_of()
    sign_in(browser)
    assert "not your present password" in post(browser, "/profile/second-factor/begin", **{"begin-password": "not the password"}).text
    post(browser, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    secret = secret_on(browser.get("/profile/second-factor"))
    assert post(browser, "/profile/second-factor/confirm", **{"confirm-code": code_at(pyotp.random_base32())}).status_code == 422
    assert seen(lambda: db.session.get(Person, person).second_factor_since) is None
    assert sign_in(client_of()).headers["Location"] == "/"
    assert post(browser, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret)}).status_code == 200
    assert sign_in(client_of()).headers["Location"] == "/sign-in/code"


def test_setting_up_ends_the_sessions_that_came_in_without_it(account, client_of, sign_in, post):
    account()
    before, browser = client_of(), client_of()
    sign_in(before)
    sign_in(browser)
    post(browser, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    post(browser, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret_on(browser.get("/profile/second-factor")))})
    assert browser.get("/profile").status_code == 200
    assert before.get("/profile").status_code == 303


def test_the_code_of_the_app_opens(enrolled, halfway, acts):
    answer = send_code(halfway, code_at(enrolled[1]))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert halfway.get("/profile").status_code == 200
    assert acts()[-1] == "session.begun"


def test_the_wanted_page_survives_both_steps(enrolled, client_of, sign_in):
    browser = client_of()
    answer = sign_in(browser, path="/sign-in?next=/people?q%3Da")
    assert answer.headers["Location"] == "/sign-in/code?next=/people?q%3Da"
    assert send_code(browser, code_at(enrolled[1]), answer.headers["Location"]).headers["Location"] == "/people?q=a"
    browser = client_of()
    with clock.held_at(MONDAY + LATER):
        sign_in(browser)
        assert send_code(browser, code_at(enrolled[1]), "/sign-in/code?next=//e.x").headers["Location"] == "/"


def test_between_the_steps_nothing_but_the_second_is_open(app, enrolled, halfway):
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and rule.endpoint not in ("assets.htmx",):
            with app.test_request_context():
                path = app.url_map.bind("localhost").build(rule.endpoint)
            answer = halfway.get(path)
            if answer.status_code == 200:
                assert path in ("/sign-in", "/sign-in/code", "/forgot", "/healthz", "/readyz", "/metrics"), path
            else:
                assert answer.headers["Location"].startswith("/sign-in"), path
            assert "aiko@example.com" not in answer.text


def test_a_half_token_is_no_session_and_a_session_no_half_token(app, enrolled, halfway):
    with halfway.session_transaction() as cookie:
        token = cookie["half"]
        assert "_user_id" not in cookie
    other = app.test_client()
    with other.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert other.get("/profile").status_code == 303
    with enrolled[0].session_transaction() as cookie:
        session = cookie["_user_id"]
    with other.session_transaction() as cookie:
        cookie["half"] = session
    assert other.get("/sign-in/code").status_code == 303


def test_promise_5_the_half_cookie_dies_with_its_use(app, enrolled, halfway):
    saved = halfway.get_cookie("hiring").value
    assert send_code(halfway, code_at(enrolled[1])).status_code == 303
    with clock.held_at(MONDAY + LATER):
        thief = app.test_client()
        thief.set_cookie("hiring", saved)
        assert thief.get("/sign-in/code").status_code == 303
        assert send_code(thief, code_at(enrolled[1])).headers["Location"] == "/sign-in"
        assert thief.get("/profile").status_code == 303


def test_the_second_step_must_come_soon(enrolled, halfway):
    with clock.held_at(MONDAY + timedelta(minutes=9, seconds=59)):
        assert halfway.get("/sign-in/code").status_code == 200
    with clock.held_at(MONDAY + timedelta(minutes=10, seconds=1)):
        assert halfway.get("/sign-in/code").status_code == 303
        assert send_code(halfway, code_at(enrolled[1])).headers["Location"] == "/sign-in"


@pytest.mark.parametrize("what", ["deactivated", "new password", "reset"])
def test_a_half_sign_in_dies_with_what_changes_the_account(enrolled, halfway, administrator, seen, stored, post, client_of, what):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    if what == "deactivated":
        post(administrator, f"/people/{person}/deactivate")
    elif what == "reset":
        post(administrator, f"/people/{person}/reset-second-factor")
    else:
        post(enrolled[0], "/profile/password", old_password=PASSWORD, password="another harbour at dusk")
    assert halfway.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert send_code(halfway, code_at(enrolled[1])).headers["Location"] == "/sign-in"
    assert halfway.get("/profile").status_code == 303


def test_a_code_is_good_once(enrolled, client_of, sign_in):
    code = code_at(enrolled[1])
    first, second = client_of(), client_of()
    for browser, status in ((first, 303), (second, 422)):
        sign_in(browser)
        assert send_code(browser, code).status_code == status
    assert send_code(second, code_at(enrolled[1], MONDAY - timedelta(seconds=30))).status_code == 422, "nor one that is older"


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 303), (0, 303), (30, 303), (60, 422)])
def test_a_code_is_good_for_a_minute_and_a_half(enrolled, client_of, sign_in, seconds, status):
    with clock.held_at(MONDAY + timedelta(hours=1)):
        browser = client_of()
        sign_in(browser)
        assert send_code(browser, code_at(enrolled[1], clock.now() + timedelta(seconds=seconds))).status_code == status


def test_of_twenty_who_send_one_code_at_once_one_is_right(app, enrolled, seen):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    code, passed = code_at(enrolled[1]), []

    def attempt(number):
        with app.test_request_context("/sign-in/code", method="POST"), clock.held_at(MONDAY):
            access._arrive(db.session.get(Person, person))
            db.session.commit()
            half = second_factor.halfway.waiting()
            try:
                second_factor.pass_second_step(half, code, f"203.0.113.{number}")
                db.session.commit()
                passed.append(number)
            except Refused:
                db.session.rollback()

    attempts = [threading.Thread(target=attempt, args=(number,)) for number in range(20)]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    assert len(passed) == 1


@pytest.mark.parametrize("written", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "wide"])
def test_a_code_may_be_written_with_spaces_and_in_wide_figures(enrolled, halfway, written):
    code = code_at(enrolled[1])
    sent = code.translate({ord(str(n)): "０１２３４５６７８９"[n] for n in range(10)}) if written == "wide" else written.format(code)
    assert send_code(halfway, sent).status_code == 303


@pytest.mark.parametrize("code", ["", "000000", "12345", "1" * 1000, "١٢٣٤٥٦", "\x00", "aaaa-aaaa-aaaa-aaaa", "' OR 1=1 --"])
def test_nothing_else_opens(enrolled, halfway, code):
    assert send_code(halfway, code).status_code == 422
    assert halfway.get("/profile").status_code == 303


def test_ten_recovery_codes_each_good_once(enrolled, client_of, sign_in, seen, acts):
    browser, _, recovery = enrolled
    assert len(set(recovery)) == 10
    with clock.held_at(MONDAY + timedelta(hours=1)):
        for number, status in ((0, 303), (0, 422), (1, 303)):
            fresh = client_of()
            sign_in(fresh)
            assert send_code(fresh, recovery[number].upper().replace("-", " ")).status_code == status
        assert "8 recovery codes are left." in browser.get("/profile/second-factor").text
    mails = seen(lambda: [notice.body for notice in db.session.query(Notice).filter_by(kind=NoticeKind.SECURITY).order_by(Notice.id)])
    assert any("are left: 9" in body for body in mails)
    assert any("are left: 8" in body for body in mails)


def test_recovery_codes_belong_to_one_person(enrolled, account, client_of, sign_in, post):
    account("jonas@example.com")
    browser = client_of()
    sign_in(browser, "jonas@example.com")
    post(browser, "/profile/second-factor/begin", **{"begin-password": PASSWORD})
    post(browser, "/profile/second-factor/confirm", **{"confirm-code": code_at(secret_on(browser.get("/profile/second-factor")))})
    other = client_of()
    sign_in(other, "jonas@example.com")
    assert send_code(other, enrolled[2][0]).status_code == 422
    assert send_code(other, code_at(enrolled[1])).status_code == 422


def test_the_tables_hold_neither_secret_nor_codes(enrolled, halfway, seen):
    _, secret, recovery = enrolled
    rows = seen(lambda: str([db.session.execute(db.select(kind.__table__)).all() for kind in (SecondFactor, RecoveryCode, HalfSignIn)]))
    with halfway.session_transaction() as cookie:
        token = cookie["half"]
    assert not [each for each in (secret, token, *recovery, *(code.replace("-", "") for code in recovery)) if each in rows]


def test_a_seal_opens_with_its_key_and_for_its_person_only(app, app_with):
    with app.app_context():
        seal = codes.sealed("JBSWY3DPEHPK3PXP", 7)
        assert codes.opened(seal, 7) == "JBSWY3DPEHPK3PXP"
        assert codes.opened(seal, 8) is None
        assert codes.opened("junk", 7) is None
    with app_with(secret_key="u" * 40).app_context():
        assert codes.opened(seal, 7) is None


def test_after_a_change_of_the_key_recovery_codes_open_and_let_one_begin_anew(enrolled, app_with, sign_in, post):
    browser = app_with(secret_key="u" * 40).test_client()
    sign_in(browser)
    assert send_code(browser, code_at(enrolled[1])).status_code == 422
    assert send_code(browser, enrolled[2][0]).status_code == 303
    assert post(browser, "/profile/second-factor/remove", **{"remove-password": PASSWORD, "remove-code": enrolled[2][1]}).status_code == 303
    assert "Begin" in browser.get("/profile/second-factor").text


def test_promise_6_the_sixth_code_in_a_minute_is_refused_even_if_right(enrolled, halfway, client_of, sign_in, account):
    for _ in range(5):
        assert "does not fit" in send_code(halfway, "000000").text
    answer = send_code(halfway, code_at(enrolled[1]))
    assert answer.status_code == 422
    assert "Too many tries" in answer.text
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    other = client_of()
    sign_in(other, environ_base=elsewhere)
    assert send_code(other, code_at(enrolled[1]), environ_base=elsewhere).status_code == 303
    assert enrolled[0].get("/profile").status_code == 200


def test_codes_are_counted_for_the_whole_account_too(enrolled, client_of, sign_in):
    with clock.held_at(MONDAY):
        for number in range(30):
            here = {"REMOTE_ADDR": f"203.0.113.{number}"}
            browser = client_of()
            sign_in(browser, environ_base=here)
            assert "does not fit" in send_code(browser, "000000", environ_base=here).text
        here = {"REMOTE_ADDR": "198.51.100.1"}
        browser = client_of()
        sign_in(browser, environ_base=here)
        assert "Wait an hour" in send_code(browser, code_at(enrolled[1]), environ_base=here).text
    with clock.held_at(MONDAY + timedelta(hours=1, seconds=1)):
        sign_in(browser, environ_base=here)
        assert send_code(browser, code_at(enrolled[1]), environ_base=here).status_code == 303


def test_promise_6_twenty_parallel_codes_do_not_beat_the_count(app, enrolled, seen):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    said = []

    def attempt():
        with app.test_request_context("/sign-in/code", method="POST"), clock.held_at(MONDAY):
            try:
                second_factor.pass_second_step(second_factor.Half(1, person), "000000", "203.0.113.5")
            except Refused as refusal:
                said.append(refusal.sentence)

    attempts = [threading.Thread(target=attempt) for _ in range(20)]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    assert said.count(second_factor.WRONG_CODE) == 5
    assert said.count(throttle.TOO_OFTEN) == 15


@pytest.mark.parametrize("door", ["reset", "invitation"])
def test_a_link_by_mail_is_no_way_around_it(enrolled, client_of, stored, door):
    def make():
        person = db.session.scalar(db.select(Person).where(Person.email == "aiko@example.com"))
        return access.make_link(person, LinkPurpose(door), timedelta(hours=1))

    browser = client_of()
    answer = browser.post(f"/{door}/{stored(make)}", data={"csrf_token": token_of(browser), "password": "another harbour at dusk"})
    assert answer.headers["Location"] == "/sign-in/code"
    assert browser.get("/profile").status_code == 303
    assert send_code(browser, code_at(enrolled[1])).status_code == 303


def test_the_one_click_of_the_demonstration_is_no_way_around_it(app, enrolled, client_of, post, seen):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    app.extensions["personas"] = lambda: [Persona(person, "Aiko", say("Interviewer"), say("Interviewer"))]
    assert post(client_of(), f"/sign-in/as/{person}").headers["Location"] == "/sign-in/code"


@pytest.mark.parametrize("missing", ["password", "code"])
@pytest.mark.parametrize("door", ["remove", "codes"])
def test_an_open_session_alone_changes_nothing(enrolled, client_of, sign_in, post, door, missing):
    browser, secret, _ = enrolled
    fields = {f"{door}-password": PASSWORD, f"{door}-code": code_at(secret)}
    assert post(browser, f"/profile/second-factor/{door}", **{**fields, f"{door}-{missing}": "000000"}).status_code == 422
    assert sign_in(client_of()).headers["Location"] == "/sign-in/code"


def test_removing_it_ends_other_sessions_and_asks_for_the_password_alone(enrolled, client_of, sign_in, post, acts):
    browser, secret, recovery = enrolled
    other = client_of()
    sign_in(other)
    send_code(other, recovery[0])
    assert post(browser, "/profile/second-factor/remove", **{"remove-password": PASSWORD, "remove-code": code_at(secret)}).status_code == 303
    assert acts()[-1] == "person.second_factor_removed"
    assert browser.get("/profile").status_code == 200
    assert other.get("/profile").status_code == 303
    assert sign_in(client_of()).headers["Location"] == "/"


def test_new_recovery_codes_end_the_older(enrolled, client_of, sign_in, post):
    browser, secret, old = enrolled
    fresh = codes_on(post(browser, "/profile/second-factor/codes", **{"codes-password": PASSWORD, "codes-code": code_at(secret)}))
    assert len(fresh) == 10
    assert not set(fresh) & set(old)
    other = client_of()
    sign_in(other)
    assert send_code(other, old[0]).status_code == 422
    assert send_code(other, fresh[0]).status_code == 303


def test_passwords_asked_for_once_more_are_limited_too(enrolled, post):
    browser, secret, _ = enrolled
    for _ in range(5):
        post(browser, "/profile/password", old_password="not the password", password="another harbour at dusk")
    for door in ("remove", "codes"):
        answer = post(browser, f"/profile/second-factor/{door}", **{f"{door}-password": PASSWORD, f"{door}-code": code_at(secret)})
        assert "Too many tries" in answer.text


def test_an_administrator_takes_it_away_from_somebody_who_lost_it(enrolled, administrator, client_of, sign_in, post, seen, acts):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    assert "Take it away" in administrator.get(f"/people/{person}").text
    assert post(administrator, f"/people/{person}/reset-second-factor").status_code == 303
    assert acts()[-1] == "person.second_factor_reset"
    assert enrolled[0].get("/profile").status_code == 303
    mail = seen(lambda: db.session.query(Notice).filter_by(kind=NoticeKind.SECURITY).order_by(Notice.id.desc()).first())
    assert mail.person_id == person
    assert "took the second factor away" in mail.body
    browser = client_of()
    assert sign_in(browser).headers["Location"] == "/"
    assert post(administrator, f"/people/{person}/reset-second-factor").status_code == 422


def test_nobody_takes_away_their_own_by_that_door(enrolled, stored, post):
    def promote():
        person = db.session.scalar(db.select(Person).where(Person.email == "aiko@example.com"))
        people.grant(person, Role.ADMINISTRATOR, actor(person))
        return person.id

    assert "your own account" in post(enrolled[0], f"/people/{stored(promote)}/reset-second-factor").text


def test_others_never_see_that_door(enrolled, client_of, stored, post, seen):
    person = seen(lambda: db.session.scalar(db.select(Person.id).where(Person.email == "aiko@example.com")))
    for roles in ((), (Role.RECRUITER,), (Role.CORE,)):
        browser = client_of(stored(lambda roles=roles: make_person("", *roles).id))
        assert post(browser, f"/people/{person}/reset-second-factor").status_code == 404
