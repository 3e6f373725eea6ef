"""Drafts, sealing and addenda: invariants 6, 7, 17 and 18 on the operations and in the database."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.candidates.models import PanelSeat
from hiring.core import clock
from hiring.core.errors import Missing, Refused, Stale
from hiring.feedback import queries
from hiring.feedback.body import Answer, Body, Story
from hiring.feedback.models import Draft, Evidence, Feedback, PrincipleRating
from hiring.feedback.operations.drafts import save_draft
from hiring.feedback.operations.submission import add_addendum, submit
from hiring.feedback.rules import Reasons
from hiring.feedback.terms import Vote
from hiring.feedback.witness import broken_feedback
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.principles.terms import Rating
from tests.factories.accounts import actor, make_person
from tests.factories.feedback import STORY, Scene, add_interview, make_feedback, make_principles, make_scene, principles_of, whole_body, write

REASONS = Reasons("Finds the cause.", "Slow to tell others.")


@pytest.fixture
def scene(session: Any) -> Scene:
    """A loop of two whose interviews are over."""
    return make_scene(2)


def entries(session: Any, event: Event) -> list[AuditEntry]:
    """The sealed entries of an event."""
    session.commit()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


def test_sealing_stores_everything_once_and_settles_the_seat(session: Any, scene: Scene) -> None:
    interview = scene.interviews[0]
    sealed = make_feedback(interview, Vote.STRONGLY_INCLINED)
    whole = queries.sealed_of(interview.id)
    assert whole is not None
    assert (whole.vote, whole.reason_for, whole.notes) == (Vote.STRONGLY_INCLINED, "Finds the cause.", "Calm and exact.")
    assert [each.rating for each in whole.ratings] == [Rating.MEETS_BAR, Rating.MEETS_BAR]
    assert [queries.story_of(each) for each in whole.evidence] == [STORY, STORY]
    assert interview.submitted_at == sealed.submitted_at == clock.now()
    assert session.scalar(select(Draft.id)) is None
    assert session.scalar(select(PanelSeat.pending).where(PanelSeat.person_id == scene.panel[0].id)) is False


def test_invariant_17_a_submission_leaves_its_commitment_and_no_text(session: Any, scene: Scene) -> None:
    sealed = make_feedback(scene.interviews[0])
    facts = {"loop": scene.loop.id, "interview": scene.interviews[0].id, "commitment": sealed.commitment}
    (entry,) = entries(session, Event.FEEDBACK_SUBMITTED)
    assert (entry.actor_id, entry.subject, entry.facts) == (scene.panel[0].id, sealed.id, facts)
    assert broken_feedback() is None


def test_drafts_leave_no_trace_in_the_log_and_none_on_the_interview(session: Any, scene: Scene) -> None:
    interview = scene.interviews[0]
    before = (interview.version, scene.loop.version)
    write(interview)
    session.commit()
    assert session.scalars(select(AuditEntry)).all() == []
    assert (interview.version, scene.loop.version) == before


def test_invariant_06_an_incomplete_draft_is_never_sealed(session: Any, scene: Scene) -> None:
    interview = scene.interviews[0]
    first, second = principles_of(interview)
    version = write(interview, Body({first: Answer((STORY,), Rating.MEETS_BAR), second: Answer((STORY,))}))
    for vote in Vote:
        with pytest.raises(Refused) as refusal:
            submit(interview, vote, REASONS, actor(scene.panel[0]), version)
        assert refusal.value.field == f"p{second}_rating"
    assert session.scalar(select(Feedback.id)) is None


def test_invariant_06_nothing_is_sealed_without_a_draft(session: Any, scene: Scene) -> None:
    with pytest.raises(Refused):
        submit(scene.interviews[0], Vote.INCLINED, REASONS, actor(scene.panel[0]), 0)


def test_invariant_06_the_database_refuses_a_rating_without_evidence(session: Any, scene: Scene) -> None:
    sealed = make_feedback(scene.interviews[0])
    other = make_principles(1)[0]
    session.add(PrincipleRating(feedback_id=sealed.id, principle_id=other.id, position=9, rating=Rating.MEETS_BAR))
    with pytest.raises(DBAPIError):
        session.flush()


def test_empty_stories_are_not_evidence(session: Any, scene: Scene) -> None:
    first, second = principles_of(scene.interviews[0])
    make_feedback(scene.interviews[0], body=Body({first: Answer((Story(), STORY, Story()), Rating.BELOW_BAR), second: Answer((Story(),), Rating.NO_DATA)}))
    assert [each.principle_id for each in session.scalars(select(Evidence))] == [first]


def test_feedback_waits_for_the_interview_and_notes_do_not(session: Any, scene: Scene) -> None:
    person = make_person()
    interview = add_interview(scene, person, make_principles(1), hours_ahead=2)
    version = write(interview)
    with pytest.raises(Refused):
        submit(interview, Vote.INCLINED, REASONS, actor(person), version)
    with clock.held_at(clock.now() + timedelta(hours=2)):
        assert submit(interview, Vote.INCLINED, REASONS, actor(person), version).id


@pytest.mark.parametrize(
    ("interview_status", "loop_status"),
    [(InterviewStatus.CANCELLED, LoopStatus.RELEASED), (InterviewStatus.PLANNED, LoopStatus.CANCELLED), (InterviewStatus.PLANNED, LoopStatus.DEBRIEF)],
)
def test_nothing_is_written_or_sealed_once_it_is_over(session: Any, scene: Scene, interview_status: InterviewStatus, loop_status: LoopStatus) -> None:
    interview, author = scene.interviews[0], actor(scene.panel[0])
    version = write(interview)
    interview.status, scene.loop.status = interview_status, loop_status
    session.flush()
    with pytest.raises(Refused):
        save_draft(interview, whole_body(interview), author, version)
    with pytest.raises(Refused):
        submit(interview, Vote.INCLINED, REASONS, author, version)


def test_only_the_interviewer_writes(session: Any, scene: Scene) -> None:
    version = write(scene.interviews[0])
    for person in (scene.panel[1], scene.manager, scene.recruiter):
        with pytest.raises(Missing):
            save_draft(scene.interviews[0], Body(), actor(person), version)
        with pytest.raises(Missing):
            submit(scene.interviews[0], Vote.INCLINED, REASONS, actor(person), version)


def test_invariant_18_a_stale_draft_is_refused_and_the_stored_one_stays(session: Any, scene: Scene) -> None:
    interview, author = scene.interviews[0], actor(scene.panel[0])
    first = save_draft(interview, Body(notes="one"), author, 0)
    assert save_draft(interview, Body(notes="two"), author, first.version).version == 2
    for seen in (0, 1, -1, 3):
        with pytest.raises(Stale):
            save_draft(interview, Body(notes="three"), author, seen)
    with pytest.raises(Stale):
        submit(interview, Vote.INCLINED, REASONS, author, 1)
    stored = queries.draft_of(author, interview.id)
    assert stored is not None
    assert stored.body["notes"] == "two"


def test_invariant_18_a_double_submit_is_one_submit(session: Any, scene: Scene) -> None:
    interview, author = scene.interviews[0], actor(scene.panel[0])
    version = write(interview)
    first = submit(interview, Vote.INCLINED, REASONS, author, version)
    assert submit(interview, Vote.INCLINED, REASONS, author, version).id == first.id
    with pytest.raises(Stale):
        submit(interview, Vote.STRONGLY_INCLINED, REASONS, author, version)
    assert len(entries(session, Event.FEEDBACK_SUBMITTED)) == 1


def test_invariant_07_a_late_autosave_does_not_come_back_after_sealing(session: Any, scene: Scene) -> None:
    make_feedback(scene.interviews[0])
    for version in (0, 1):
        with pytest.raises(Stale):
            save_draft(scene.interviews[0], Body(notes="late"), actor(scene.panel[0]), version)
    assert session.scalar(select(Draft.id)) is None


def test_notes_on_a_principle_that_was_reassigned_are_kept(session: Any, scene: Scene) -> None:
    interview, author = scene.interviews[0], actor(scene.panel[0])
    gone, stays = principles_of(interview)
    version = write(interview, Body({gone: Answer((STORY,)), stays: Answer((STORY,))}))
    session.delete(next(each for each in queries.interview_of(author, interview.id).principles if each.principle_id == gone))
    session.flush()
    session.expire(interview)
    draft = save_draft(interview, Body({gone: Answer((STORY,)), stays: Answer(), 12345: Answer((STORY,))}), author, version)
    assert set(draft.body["answers"]) == {str(gone), str(stays)}


def test_an_addendum_is_the_authors_and_stands_once(session: Any, scene: Scene) -> None:
    sealed = make_feedback(scene.interviews[0])
    author = actor(scene.panel[0])
    first = add_addendum(sealed, " It was 313 pages. ", author)
    assert add_addendum(sealed, "It was 313 pages.", author).id == first.id
    with pytest.raises(Missing):
        add_addendum(sealed, "No, 314.", actor(scene.panel[1]))
    for empty in ("", " \n", "x" * 20_001):
        with pytest.raises(Refused):
            add_addendum(sealed, empty, author)
    assert len(entries(session, Event.ADDENDUM_ADDED)) == 1


SEALED_TABLES = ("feedback", "principle_rating", "evidence", "addendum")
CHANGES = (
    "UPDATE feedback SET vote = 'strongly_inclined'",
    "UPDATE feedback SET reason_for = ''",
    "UPDATE principle_rating SET rating = 'raises_bar'",
    "UPDATE evidence SET action = 'other'",
    "UPDATE addendum SET text = 'other'",
    *(f"DELETE FROM {table}" for table in SEALED_TABLES),
    "UPDATE interview SET submitted_at = NULL WHERE submitted_at IS NOT NULL",
)


def test_invariant_07_the_database_refuses_to_change_what_was_sealed(session: Any, scene: Scene) -> None:
    sealed = make_feedback(scene.interviews[0])
    add_addendum(sealed, "It was 313 pages.", actor(scene.panel[0]))
    session.commit()
    for change in CHANGES:
        with pytest.raises(DBAPIError):
            session.execute(text(change))
        session.rollback()


def test_invariant_07_nothing_sealed_is_replaced_by_an_insert(session: Any, scene: Scene) -> None:
    sealed = make_feedback(scene.interviews[0])
    add_addendum(sealed, "It was 313 pages.", actor(scene.panel[0]))
    session.commit()
    sqlite = session.get_bind().dialect.name == "sqlite"
    for table in SEALED_TABLES:
        again = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id"
        with pytest.raises(DBAPIError):
            session.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" if sqlite else again))
        session.rollback()


def test_invariant_07_the_database_takes_feedback_from_the_interviewer_only(session: Any, scene: Scene) -> None:
    row = {"interview_id": scene.interviews[0].id, "loop_id": scene.loop.id, "vote": Vote.INCLINED, "salt": "0" * 32, "commitment": "0" * 64}
    for wrong in ({"author_id": scene.panel[1].id, "submitted_at": clock.now()}, {"author_id": scene.panel[0].id, "submitted_at": clock.now() - timedelta(days=400)}):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.add(Feedback(**row, **wrong))
            session.flush()
