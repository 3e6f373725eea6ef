"""A principle that was not covered goes to a later interviewer: by amendment, as a fact of the plan, and nothing else with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hiring.core import clock
from hiring.core.errors import Missing, Refused
from hiring.db.session import db
from hiring.loops import operations
from hiring.loops.models import Amendment
from hiring.loops.terms import AmendmentKind
from hiring.notices.models import Notice
from tests.factories.accounts import actor
from tests.factories.loops import assigned, released_scene

WHY = "Not covered in the interview of Aiko."


@pytest.fixture
def scene(session):
    """Aiko’s hour is over and she had no time for one principle; Liam’s is ahead."""
    return released_scene()


@pytest.fixture
def missed(scene):
    principle = scene.principles("coding")[0]
    with clock.held_at(scene.interview("aiko").ends_at):
        operations.mark_not_covered(scene.interview("aiko"), principle, actor(scene.aiko))
    return principle


def ask(scene, who, principle, name="liam", reason=WHY):
    operations.amend_probe(scene.plan().loop, actor(who), principle, scene.interviews[name].id, reason)


@pytest.mark.parametrize("who", ["bar_raiser", "recruiter", "manager"])
def test_a_later_interviewer_is_asked_and_told_once(scene, missed, session, who):
    before = set(assigned(scene, "liam"))
    ask(scene, getattr(scene.cast, who), missed)
    assert set(assigned(scene, "liam")) == before | {missed}
    last = session.scalars(select(Amendment).order_by(Amendment.number.desc())).first()
    assert (last.kind, last.reason, last.proof["gaps"]) == (AmendmentKind.REASSIGNED, WHY, [])
    mails = session.scalars(select(Notice).where(Notice.once.endswith(f":{missed}"))).all()
    assert [mail.person_id for mail in mails] == [scene.liam.id]
    assert scene.aiko.name not in mails[0].body


def test_nobody_else_asks(scene, missed):
    for who in (scene.aiko, scene.liam, scene.cast.head):
        with pytest.raises(Missing):
            ask(scene, who, missed)


def test_what_was_covered_goes_nowhere(scene, missed):
    with pytest.raises(Missing):
        ask(scene, scene.cast.bar_raiser, scene.principles("look-closely")[0])


def test_an_interview_that_has_begun_takes_nothing_on(scene, missed):
    with pytest.raises(Refused, match="has begun"), clock.held_at(scene.interview("liam").starts_at + timedelta(minutes=1)):
        ask(scene, scene.cast.bar_raiser, missed)


def test_nobody_is_asked_twice(scene, missed):
    ask(scene, scene.cast.bar_raiser, missed)
    with pytest.raises(Refused, match="already"):
        ask(scene, scene.cast.bar_raiser, missed)


def test_the_reason_stays_with_the_plan(scene, missed):
    with pytest.raises(Refused, match="reason"):
        ask(scene, scene.cast.bar_raiser, missed, reason=" ")


def test_the_page_of_the_bar_raiser_has_the_step_ready(app, client_of, post):
    with app.app_context():
        scene = released_scene()
        principle, ends_at = scene.principles("coding")[0], scene.interview("aiko").ends_at
        with clock.held_at(ends_at):
            operations.mark_not_covered(scene.interview("aiko"), principle, actor(scene.aiko))
        lead, aiko, room, liam = scene.cast.bar_raiser.id, scene.aiko.id, f"/loops/{scene.loop.id}", scene.interviews["liam"].id
        db.session.commit()
    with clock.held_at(ends_at):
        browser = client_of(lead)
        page = browser.get(room).text
        assert WHY in page and f'value="{liam}"' in page
        sent = {f"probe{principle}-interview_id": str(liam), f"probe{principle}-reason": WHY}
        assert post(client_of(aiko), f"{room}/probes/{principle}", **sent).status_code == 404
        assert post(browser, f"{room}/probes/{principle}", **sent).status_code == 303
        assert "/probes/" not in browser.get(room).text
        assert "/probes/" not in client_of(aiko).get(room).text
