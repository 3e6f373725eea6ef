"""What is done beside the pages is done once, whoever does it; and what one server's people do the other server's people see."""

import re
from collections import Counter
from datetime import datetime, timedelta
from html import unescape

from sqlalchemy import select

from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind, NoticeStatus
from tests import world as told
from tests.hosts.conftest import owing
from tests.waiting import until

ASKED, OWED = 12, 8


def everything_sent(site):
    """Whether no notice waits; read by its number, since the mail server may have more of the past."""
    return set(site.stored(select(Notice.status))) == {NoticeStatus.SENT}


def arrived(site):
    """How often each notice came to the mail server."""
    return Counter(int(re.search(r"notice-(\d+)@", mail["Message-ID"])[1]) for mail in site.post.mails())


def test_mail_that_an_act_queued_is_sent_once_by_one_of_two_workers(site, workers):
    first, second = site.servers
    admin, invited = site.signed_in("admin", first), select(Notice.id).where(Notice.kind == NoticeKind.INVITATION)
    before = set(site.stored(invited))
    for number in range(ASKED):
        person = site.world.people[f"writer{number % 6}"]
        assert admin.post((first, second)[number % 2], f"/people/{person}/invite").status == 303
    invitations = set(site.stored(invited)) - before
    assert len(invitations) == ASKED
    until(lambda: everything_sent(site))
    assert {notice: count for notice, count in arrived(site).items() if notice in invitations} == dict.fromkeys(invitations, 1)


def test_a_reminder_is_queued_and_sent_once_though_two_workers_find_it_at_once(site, workers):
    """Interviews that nobody was reminded of, and two workers that begin at the same moment."""
    for worker in workers:
        worker.stop()
    owed = {owe(site, f"late-{number}", 10 + number) for number in range(OWED)}
    for worker in workers:
        worker.start()
    until(lambda: owed <= reminded(site) and everything_sent(site))
    reminders = site.stored(select(Notice.id).where(Notice.kind == NoticeKind.FEEDBACK_DUE))
    assert {notice: count for notice, count in arrived(site).items() if notice in reminders} == dict.fromkeys(reminders, 1)
    for name in ("work1", "work2"):
        assert '"event": "round"' not in (site.folder / f"{name}.log").read_text(), "a round failed because the other worker was there"


def owe(site, key, hour):
    """One more interview that writer5 owes feedback on."""
    site.told(lambda world: owing(world, "writer5", key, hour))
    return site.world.interviews[f"{key}/writer5"]


def reminded(site):
    """The interviews that somebody was reminded of."""
    return {int(once.split(":")[1]) for once in site.stored(select(Notice.once).where(Notice.kind == NoticeKind.FEEDBACK_DUE))}


def test_what_happens_in_a_debrief_on_one_server_is_seen_by_the_page_that_asks_the_other(site):
    first, second = site.servers
    loop = site.told(whole_loop)
    lead, reader = site.signed_in("raiser", first), site.signed_in("manager", second)
    assert lead.get(first, f"/loops/{loop}/debrief").status == 200
    assert lead.post(first, f"/loops/{loop}/debrief/open").status == 303
    page = reader.get(second, f"/loops/{loop}/debrief").page
    again = unescape(re.search(r'hx-get="([^"]+/debrief/status[^"]*)"', page)[1])
    assert reader.get(second, again).status == 204
    assert lead.post(first, f"/loops/{loop}/debrief/confirm").status == 303
    seen = reader.get(second, again)
    assert (seen.status, "Noor Haddad: has read" in text_of(seen.page), "Jonas Weber: still reading" in text_of(seen.page)) == (200, True, True)


def whole_loop(world):
    """A loop of the past week whose panel has handed everything in."""
    told.add_candidate(world, "sakura", "Sakura Watanabe", "storage")
    told.plan_loop(world, "sakura", "sakura/storage", first=datetime(2026, 11, 20, 10, 0))
    for number, name in enumerate(told.PANEL):
        told.submit(world, f"sakura/{name}", told.MONDAY - timedelta(days=2, hours=number))
    return world.loops["sakura"]


def text_of(page):
    """The words of a page."""
    return re.sub(r"<[^>]+>|\u2068|\u2069", "", page)
