"""Reading on the record (invariants 5 and 17), and the seal broken in the open."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from hiring.accounts.models import SignIn
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.core.errors import Missing, Refused
from hiring.feedback import queries
from hiring.feedback.models import FeedbackRead, GlassBreak
from hiring.feedback.operations.glass import break_glass
from hiring.feedback.operations.reading import record_reads
from hiring.loops.models import LoopReader
from hiring.loops.terms import LoopStatus
from hiring.notices.models import Notice
from tests.factories.accounts import actor, make_person
from tests.factories.feedback import Scene, add_interview, make_feedback, make_scene
from tests.feedback.conftest import Told

REASON = "A court asks for this record."


@pytest.fixture
def scene(session: Any) -> Scene:
    """A loop of two that are both handed in."""
    made = make_scene(2)
    for interview in made.interviews:
        make_feedback(interview)
    return made


def reads(session: Any) -> list[tuple[int | None, int | None]]:
    """Who read what, by the log."""
    session.commit()
    return [(entry.actor_id, entry.subject) for entry in session.scalars(select(AuditEntry).where(AuditEntry.event == Event.FEEDBACK_READ))]


def test_invariant_17_the_first_read_of_each_sign_in_is_logged_and_own_feedback_never(session: Any, scene: Scene) -> None:
    reader = actor(scene.panel[0])
    rows = queries.readable(reader, scene.loop.id).feedbacks
    other = next(each for each in rows if each.author_id != reader.id)
    sign_ins = [SignIn(person_id=reader.id, token_hash=f"hash {number}", expires_at=clock.now()) for number in range(2)]
    session.add_all(sign_ins)
    session.flush()
    for sign_in in (None, None, sign_ins[0].id, sign_ins[0].id, sign_ins[1].id):
        record_reads(replace(reader, sign_in_id=sign_in), rows, session())
    assert reads(session) == [(reader.id, other.id)] * 3
    assert session.scalar(select(func.count(FeedbackRead.id))) == 3
    assert list(session.scalars(select(LoopReader.person_id))) == [reader.id]


def test_invariant_05_a_reader_never_gets_an_interview_in_the_loop(session: Any, scene: Scene) -> None:
    reader = make_person("", Role.RECRUITER)
    scene.loop.status = LoopStatus.DEBRIEF
    session.flush()
    record_reads(actor(reader), queries.readable(actor(reader), scene.loop.id).feedbacks, session())
    with pytest.raises(Exception, match="reader of this loop"):
        add_interview(scene, reader, [])


def test_invariant_05_who_was_given_an_interview_meanwhile_reads_nothing(session: Any, scene: Scene) -> None:
    reader = make_person("", Role.RECRUITER)
    scene.loop.status = LoopStatus.DEBRIEF
    session.flush()
    rows = queries.readable(actor(reader), scene.loop.id).feedbacks
    add_interview(scene, reader, [])
    with pytest.raises(Missing):
        record_reads(actor(reader), rows, session())
    assert reads(session) == []


def test_the_seal_is_broken_once_with_its_first_reason_and_everybody_is_told(session: Any, scene: Scene) -> None:
    person = make_person("Ada Admin", Role.ADMINISTRATOR)
    assert queries.readable(actor(person), scene.loop.id).feedbacks == []
    first = break_glass(scene.loop, actor(person), REASON)
    assert break_glass(scene.loop, actor(person), "Another reason, long enough to count.").id == first.id
    assert len(queries.readable(actor(person), scene.loop.id).feedbacks) == 2
    notices = session.scalars(select(Notice)).all()
    assert {each.person_id for each in notices} == {each.id for each in scene.panel}
    assert all(REASON in each.body and "Ada Admin" in each.body for each in notices)
    session.commit()
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.event == Event.GLASS_BROKEN))
    assert (entry.actor_id, entry.subject, entry.facts) == (person.id, scene.loop.id, {})


def test_a_broken_seal_ends_with_the_role(session: Any, scene: Scene) -> None:
    person = make_person("", Role.ADMINISTRATOR)
    break_glass(scene.loop, actor(person), REASON)
    assert queries.readable(replace(actor(person), roles=frozenset()), scene.loop.id).feedbacks == []


def test_invariant_05_the_panel_never_breaks_its_own_seal(session: Any, scene: Scene) -> None:
    person = make_person("", Role.ADMINISTRATOR, Role.INTERVIEWER)
    add_interview(scene, person, [])
    with pytest.raises(Refused):
        break_glass(scene.loop, actor(person), REASON)
    for other in (make_person("", Role.CORE, Role.RECRUITER), scene.manager, scene.panel[0]):
        with pytest.raises(Missing):
            break_glass(scene.loop, actor(other), REASON)
    assert session.scalar(select(GlassBreak.id)) is None


@pytest.mark.parametrize("reason", ["", "because", " " * 30, "1234567890123456789"])
def test_a_broken_seal_needs_a_reason(session: Any, scene: Scene, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        break_glass(scene.loop, actor(make_person("", Role.ADMINISTRATOR)), reason)
    assert refusal.value.field == "reason"


def test_there_is_nothing_to_break_while_a_loop_is_planned(session: Any) -> None:
    scene = make_scene(1, status=LoopStatus.PLANNING)
    with pytest.raises(Refused):
        break_glass(scene.loop, actor(make_person("", Role.ADMINISTRATOR)), REASON)


def read_entries(within: Any) -> list[tuple[int | None, int | None]]:
    """The reads in the log, seen from outside."""
    return within(lambda: reads(queries.db.session))


def test_invariant_17_a_page_is_logged_before_it_is_shown_and_once_a_sign_in(told: Told, hand_in: Any, within: Any, client_of: Any) -> None:
    hand_in(told.interviews[0])
    other = hand_in(told.interviews[1])
    browser = client_of(told.panel[0])
    for _ in range(3):
        assert browser.get(f"/loops/{told.loop}/feedback").status_code == 200
    assert read_entries(within) == [(told.panel[0], other)]
    client_of(told.panel[0]).get(f"/loops/{told.loop}/feedback")
    assert read_entries(within) == [(told.panel[0], other)] * 2


def test_reading_only_ones_own_leaves_nothing_in_the_log(told: Told, hand_in: Any, within: Any, client_of: Any) -> None:
    hand_in(told.interviews[0])
    browser = client_of(told.panel[0])
    assert browser.get(f"/loops/{told.loop}/feedback").status_code == 200
    assert browser.get(f"/interviews/{told.interviews[0]}/feedback").status_code == 200
    assert read_entries(within) == []


def test_a_refused_reader_leaves_no_trace_of_reading(told: Told, hand_in: Any, within: Any, client_of: Any) -> None:
    hand_in(told.interviews[1])
    for person in (told.panel[0], told.manager, told.recruiter, told.admin):
        assert client_of(person).get(f"/loops/{told.loop}/feedback").status_code == 404
    assert read_entries(within) == []
