"""The outbox: links to hand on where no mail goes out, failed notices to try again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hiring.accounts.operations import access
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.db.session import db
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind, NoticeStatus, Problem
from tests import world as told
from tests.world import MONDAY


@pytest.fixture
def invitation(world) -> int:
    """An invitation of Omar that waits."""
    with told.step("invite", MONDAY):
        access.invite(world.person("outsider"), world.actor("admin"))
    return db.session.scalars(select(Notice.id).where(Notice.kind == NoticeKind.INVITATION, Notice.person_id == world.people["outsider"])).one()


def test_only_administrators_see_the_outbox(world, browser_of):
    for name in ("recruiter", "core", "aiko"):
        assert browser_of(name).get("/notices").status_code == 404


def test_a_waiting_notice_shows_its_kind_and_reader_but_never_its_text(world, browser_of, invitation):
    page = browser_of("admin").get("/notices").get_data(as_text=True)
    assert "Invitation" in page and "Omar Outside" in page and "outsider@example.com" in page
    assert "/invitation/" not in page and "Sakura" not in page


def test_showing_a_link_is_an_act_of_its_own_that_the_log_keeps(world, browser_of, invitation):
    client = browser_of("admin")
    assert client.get(f"/notices/{invitation}/link").status_code == 405
    answer = client.post(f"/notices/{invitation}/link")
    link = db.session.get_one(Notice, invitation).link
    assert answer.status_code == 200 and link in answer.get_data(as_text=True)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.MAIL_LINK_SHOWN)).one()
    assert (entry.actor_id, entry.subject, entry.facts) == (world.people["admin"], world.people["outsider"], {"notice": invitation, "kind": "invitation"})
    assert link not in str(entry.facts)


def test_the_link_of_any_other_notice_is_not_for_administrators(world, browser_of):
    notice = db.session.scalars(select(Notice.id).where(Notice.kind == NoticeKind.ASSIGNMENT)).first()
    answer = browser_of("admin").post(f"/notices/{notice}/link")
    assert answer.status_code == 422 and "/interviews/" not in answer.get_data(as_text=True)
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.MAIL_LINK_SHOWN)).all() == []


def test_nobody_else_shows_a_link_or_tries_again(world, browser_of, invitation):
    for act in ("link", "retry"):
        assert browser_of("recruiter").post(f"/notices/{invitation}/{act}").status_code == 404
        assert browser_of("admin").post(f"/notices/1/{act}").status_code == 404


def test_a_failed_notice_says_why_and_waits_again_when_asked(world, browser_of, invitation):
    with told.step("fail", MONDAY):
        row = db.session.get_one(Notice, invitation)
        row.status, row.problem, row.tries = NoticeStatus.FAILED, Problem.RECIPIENT.value, 7
    client = browser_of("admin")
    assert "The mail server knows no such recipient." in client.get("/notices?status=failed").get_data(as_text=True)
    with clock.held_at(MONDAY + timedelta(hours=1)):
        assert client.post(f"/notices/{invitation}/retry").status_code == 303
    db.session.expire_all()
    row = db.session.get_one(Notice, invitation)
    assert (row.status, row.tries, row.problem, row.next_try_at) == (NoticeStatus.WAITING, 0, "", MONDAY + timedelta(hours=1))


def test_invariant_05_an_administrator_who_owes_feedback_learns_of_no_debrief_here(world, browser_of):
    for number, name in enumerate(told.PANEL):
        told.submit(world, f"sakura/{name}", MONDAY - timedelta(days=2, hours=-number))
    told.add_candidate(world, "sakura", "Sakura Watanabe", "search")
    with told.step("open", MONDAY):
        told.gate.open(db.session.get_one(told.Loop, world.loops["sakura"]), world.actor("raiser"))
    assert "Debrief opened" in browser_of("elena").get("/notices").get_data(as_text=True)
    told.plan_loop(world, "again", "sakura/search", first=MONDAY.replace(tzinfo=None) + timedelta(days=2))
    page = browser_of("elena").get("/notices").get_data(as_text=True)
    assert "Debrief opened" not in page
    seen = db.session.scalars(select(Notice).where(Notice.kind != NoticeKind.DEBRIEF_OPENED)).all()
    assert f'<span class="count">{len(seen)}</span>' in page


def test_an_empty_pile_says_what_will_stand_there(world, browser_of):
    assert "Nothing failed" in browser_of("admin").get("/notices?status=failed").get_data(as_text=True)
    assert browser_of("admin").get("/notices?status=lost").status_code == 400


def test_the_outbox_costs_the_same_statements_at_1_row_and_at_20(world, browser_of, recorded_sql):
    client = browser_of("admin")
    costs = []
    for kept in (1, 20):
        with told.step(f"keep {kept}", MONDAY):
            have = len(db.session.scalars(select(Notice.id)).all())
            for number in range(max(kept - have, 0)):
                values = {"person_id": 1, "address": "a@example.com", "locale": "en", "subject": "s", "body": "b", "next_try_at": MONDAY}
                db.session.add(Notice(kind=NoticeKind.ASSIGNMENT, once=f"more:{number}", **values))
        with recorded_sql() as statements:
            client.get("/notices" if kept == 20 else "/notices?status=sent")
        costs.append(len(statements))
    assert costs[0] == costs[1] < 12
