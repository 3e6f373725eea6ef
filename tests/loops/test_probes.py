"""A principle that was not covered goes to a later interviewer: by amendment, as a fact of the plan, and nothing else with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hiring.core import clock
from hiring.core.errors import Missing, Refused
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
    assert scene.aiko.name not in mails[0].text


def test_nobody_else_asks(scene, missed):
    for who in (scene.aiko, scene.liam, scene.cast.core):
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


def test_the_page_of_the_bar_raiser_has_the_step_ready(scene, missed, session, client_of, post):
    with clock.held_at(scene.interview("aiko").ends_at):
        session.commit()
        lead = client_of(scene.cast.bar_raiser.id)
        page = lead.get(f"/loops/{scene.loop.id}").text
        assert "Not covered in the interview of Aiko." in page and "Liam" in page
        path = f"/loops/{scene.loop.id}/probes/{missed}"
        answer = post(lead, path, **{f"probe{missed}-interview_id": str(scene.interviews["liam"].id), f"probe{missed}-reason": WHY})
        assert answer.status_code == 303
        assert f"/probes/{missed}" not in lead.get(f"/loops/{scene.loop.id}").text
        assert "/probes/" not in client_of(scene.aiko.id).get(f"/loops/{scene.loop.id}").text
