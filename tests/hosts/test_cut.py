"""The way from one web server to the database is cut: it says so, soon; the others go on; and it comes back by itself."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from hiring.candidates.models import Note
from tests.hosts.browser import Browser
from tests.hosts.network import BACK, Host
from tests.waiting import until

BOUND = 15
"""Seconds within which whoever asks a server without its database has an answer."""

AT_ONCE = 6
LONG = "She kept the letters of her customers in a shoe box. " * 30


def timed(act):
    """What an act gave, and how long that took."""
    begun = time.monotonic()
    return act(), time.monotonic() - begun


@pytest.mark.parametrize("cut", [Host.cut, Host.lose], ids=["link down", "silence"])
def test_a_server_without_its_database_says_so_soon_and_comes_back_by_itself(site, cut):
    first, second = site.servers
    people = [site.signed_in(name, first) for name in ("recruiter", "raiser", "manager", "mate", "core", "admin")]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert {answer.status for answer in pool.map(lambda each: each.get(first, "/profile"), people)} == {200}
        path = f"/applications/{site.world.applications['writer0-0/support']}/note"
        before = notes(site)
        cut(site.hosts["web1"], BACK)
        try:
            answers = list(pool.map(lambda each: timed(lambda: each.get(first, "/profile")), people))
            assert [answer.status for answer, _ in answers] == [503] * AT_ONCE and "did not answer in time" in answers[0][0].page
            kept, took = timed(lambda: people[0].post(first, path, {"text": LONG}))
            assert (kept.status, LONG.strip() in kept.page) == (503, True)
            ready, asked = timed(lambda: Browser().get(first, "/readyz"))
            assert (ready.status, Browser().get(first, "/healthz").status) == (503, 200)
            assert max(took, asked, *(seconds for _, seconds in answers)) < BOUND
            assert Browser().get(second, "/readyz").status == 200
            assert people[0].post(second, path, {"text": f"By the other server. {LONG}"}).status == 303
        finally:
            site.hosts["web1"].mend(BACK)
        until(lambda: Browser().get(first, "/readyz").status == 200, BOUND)
        assert {answer.status for answer in pool.map(lambda each: each.get(first, "/profile"), people)} == {200}
    assert people[0].post(first, path, {"text": LONG}).status == 303
    assert notes(site) == before + 2


def test_whoever_is_cut_off_while_they_write_keeps_nobody_else_from_writing(site):
    first, second = site.servers
    admin = site.signed_in("admin", second)
    path = f"/people/{site.world.people['stranger']}/invite"
    command = (*site.hosts["web1"].within, sys.executable, "-m", "tests.hosts.holder")
    with subprocess.Popen(command, env=first.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        site.hosts["web1"].lose(BACK)
        try:
            assert until(lambda: (answer := admin.post(second, path)).status in (303, 503) and answer, 30).status == 503, "nobody held the lock"
            until(lambda: admin.post(second, path).status == 303, 30)
        finally:
            holder.kill()
            site.hosts["web1"].mend(BACK)


def notes(site):
    return site.stored(select(func.count(Note.id)))[0]
