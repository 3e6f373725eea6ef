"""Sessions and the limit on guessing are rows: what one server knows the other knows at the next request (promises 5 and 6)."""

import pytest

from tests.hosts.browser import PASSWORD, Browser

NEW = "another harbour at dusk"


def signed_out(site, browser, name):
    assert browser.post(site.servers[0], "/sign-out").status == 303


def password_changed(site, browser, name):
    other = site.signed_in(name)
    assert other.post(site.servers[0], "/profile/password", {"old_password": PASSWORD, "password": NEW}).status == 303


def deactivated(site, browser, name):
    assert site.signed_in("admin").post(site.servers[0], f"/people/{site.world.people[name]}/deactivate").status == 303


@pytest.mark.parametrize(("name", "ends"), [("aiko", signed_out), ("liam", password_changed), ("outsider", deactivated)], ids=lambda each: getattr(each, "__name__", each))
def test_a_session_made_on_one_server_is_good_on_the_other_until_it_ends_on_the_first(site, name, ends):
    first, second = site.servers
    browser = site.signed_in(name, first)
    thief = Browser()
    thief.cookie = browser.cookie
    assert [thief.get(server, "/profile").status for server in (second, first)] == [200, 200]
    ends(site, browser, name)
    thief.cookie = cookie = thief.cookie or browser.cookie
    answer = thief.get(second, "/profile")
    assert (answer.status, answer.headers["Location"].split("?")[0]) == (303, "/sign-in")
    thief.cookie = cookie
    assert thief.get(first, "/profile").status == 303


def test_tries_counted_on_one_server_are_refused_on_the_other_and_after_a_restart(site):
    first, second = site.servers
    for server in (first, second, first, first, second):
        answer = Browser().sign_in(server, site.email("elena"), "not her password at all")
        assert (answer.status, "do not fit together" in answer.page) == (422, True)
    first.kill()
    first.start()
    for server in (first, second):
        answer = Browser().sign_in(server, site.email("elena"))
        assert (answer.status, "Too many tries" in answer.page) == (422, True)
    assert Browser().sign_in(second, site.email("raiser")).status == 303
