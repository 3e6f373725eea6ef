"""Practice feedback: written blind, sealed once, compared; the loop never counts it (invariants 5, 6, 7 and 14)."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.candidates.queries import sight_of
from hiring.core import clock
from hiring.core.errors import Missing, Refused, Stale
from hiring.db.locks import look_as, viewer
from hiring.db.session import db
from hiring.debriefs.models import Member
from hiring.debriefs.operations import gate
from hiring.debriefs.terms import Phase
from hiring.feedback import policy
from hiring.feedback import queries as feedback
from hiring.feedback.body import Body
from hiring.feedback.models import Feedback
from hiring.feedback.terms import Vote
from hiring.keeping.proof import check_record
from hiring.loops import operations as loops
from hiring.loops.models import Interview, LoopReader
from hiring.loops.queries import plan_of, progress_of
from hiring.loops.terms import NotHeldReason
from hiring.notices.models import Notice
from hiring.principles.terms import Rating
from hiring.training import queries
from hiring.training.models import Comparison, Practice
from hiring.training.operations import practice
from tests.factories.accounts import actor, make_person
from tests.factories.debriefs import MONDAY, WEDNESDAY, brought_to, loop_of, opened, people, who, write_feedback
from tests.factories.feedback import make_feedback, whole_body
from tests.factories.training import actor_of_seat, compare, make_trainee, practise, shadowed_scene


@pytest.fixture
def session(session: Any) -> Iterator[Any]:
    """The interviews are over."""
    with clock.held_at(WEDNESDAY):
        yield session


def standing(who, scene) -> policy.Standing:
    return feedback.standing(who, scene.loop.id)


def test_a_trainee_is_seated_told_and_sees_nothing_but_the_practice_form(session):
    scene, _, seat = shadowed_scene()
    tam = actor_of_seat(seat)
    assert queries.seat_for(tam, seat.interview_id).id == seat.id
    assert not sight_of(tam, scene.application.id).exists
    told = session.scalars(select(Notice).where(Notice.person_id == tam.id)).all()
    assert [notice.link.rsplit("/", 1)[1] for notice in told] == ["practice"]
    for other in people(scene).values():
        with pytest.raises(Missing):
            queries.seat_for(actor(other), seat.interview_id)


def test_nobody_sits_in_once_the_interview_has_begun_or_where_the_ladder_does_not_send_them(session):
    scene, _, _ = shadowed_scene()
    with pytest.raises(Refused, match="begun"):
        loops.seat_shadow(loop_of(scene), scene.recruiter, scene.interviews["liam"].id, make_trainee(make_person("Late")).person_id)
    with clock.held_at(MONDAY), pytest.raises(Refused, match="cannot sit in"):
        loops.seat_shadow(loop_of(scene), scene.recruiter, scene.interviews["liam"].id, make_person("Nobody").id)


def test_whoever_sits_in_is_given_no_interview_there_by_the_operations_or_the_database(session):
    scene, trainee, _ = shadowed_scene()
    with pytest.raises(DatabaseError, match="trainee of this loop"), session.begin_nested():
        session.execute(text("UPDATE interview SET interviewer_id = :person WHERE id = :id"), {"person": trainee.person_id, "id": scene.interviews["liam"].id})


def test_invariant_05_a_trainee_who_owes_practice_feedback_is_blind(session):
    scene, _, seat = shadowed_scene()
    write_feedback(scene)
    tam = actor_of_seat(seat)
    found = standing(tam, scene)
    assert found.pending and not found.member and not policy.may_read_loop(found)
    assert feedback.readable(tam, scene.loop.id).feedbacks == []
    assert feedback.is_pending(tam, scene.application.candidate_id)
    practise(scene, seat)
    assert policy.may_read_loop(standing(tam, scene))
    assert len(feedback.readable(tam, scene.loop.id).feedbacks) == 4
    assert sight_of(tam, scene.application.id).reads


def test_invariant_05_a_trainee_sees_only_what_the_host_may_see(session):
    scene, _, seat = shadowed_scene()
    write_feedback(scene, "aiko")
    practise(scene, seat)
    tam = actor_of_seat(seat)
    assert not policy.may_read_loop(standing(tam, scene))
    with pytest.raises(Missing):
        queries.pair_for(tam, seat.interview_id)
    make_feedback(scene.interview("aiko"))
    assert policy.may_read_loop(standing(tam, scene))
    assert queries.pair_for(tam, seat.interview_id).host.author_id == scene.aiko.id


def test_invariant_05_the_host_reads_the_practice_after_their_own_submission(session):
    scene, trainee, seat = shadowed_scene()
    practise(scene, seat)
    aiko = actor(scene.aiko)
    with pytest.raises(Missing):
        queries.pair_for(aiko, seat.interview_id, trainee.person_id)
    make_feedback(scene.interview("aiko"))
    assert queries.pair_for(aiko, seat.interview_id, trainee.person_id).practice.author_id == trainee.person_id
    with pytest.raises(Missing):
        queries.pair_for(actor(scene.liam), seat.interview_id, trainee.person_id)


def looking(person_id: int, statement: str) -> list[Any]:
    """Rows as somebody sees them, past every check of the application."""
    db.session.commit()
    before = viewer()
    look_as(person_id)
    try:
        return list(db.session.execute(text(statement)).all())
    finally:
        db.session.rollback()
        look_as(before)


def test_invariant_05_the_second_lock_holds_trainees_and_their_practice(session):
    scene, trainee, seat = shadowed_scene()
    write_feedback(scene, "aiko")
    tam, aiko, liam, recruiter = trainee.person_id, scene.aiko.id, scene.liam.id, scene.cast.recruiter.id
    assert looking(tam, "SELECT vote FROM feedback") == []
    practise(scene, seat)
    practices = "SELECT body FROM practice"
    assert len(looking(tam, practices)) == 1
    assert looking(tam, "SELECT vote FROM feedback") == [] and looking(aiko, practices) == []
    make_feedback(scene.interview("aiko"))
    assert len(looking(tam, "SELECT vote FROM feedback")) == 4 and len(looking(aiko, practices)) == 1
    assert looking(liam, practices) == [] and looking(recruiter, practices) == []


def test_invariant_06_practice_is_as_complete_as_feedback(session):
    scene, _, seat = shadowed_scene()
    whole = whole_body(scene.interviews["aiko"])
    thin = Body({principle: type(answer)(rating=Rating.MEETS_BAR) for principle, answer in whole.answers.items()})
    with pytest.raises(Refused, match="real length"):
        practise(scene, seat, thin)


def test_invariant_07_sealed_practice_never_changes(session):
    scene, _, seat = shadowed_scene()
    sealed = practise(scene, seat)
    assert practise(scene, seat).id == sealed.id, "sent twice, it is one act"
    with pytest.raises(Stale):
        practise(scene, seat, vote=Vote.NOT_INCLINED)
    for statement in ("UPDATE practice SET vote = 'inclined'", "DELETE FROM practice"):
        with pytest.raises(DatabaseError, match="sealed practice"), session.begin_nested():
            session.execute(text(statement))


def test_the_record_notices_practice_that_was_changed_or_taken_away_behind_it(session):
    scene, _, seat = shadowed_scene()
    sealed = practise(scene, seat).id
    db.session.commit()
    assert check_record().fault == ""
    asleep = "DROP TRIGGER guard_practice_sealed_{}" if session.get_bind().dialect.name == "sqlite" else "ALTER TABLE practice DISABLE TRIGGER USER -- {}"
    for guard, change in (("stays", "UPDATE practice SET vote = 'not_inclined'"), ("kept", "DELETE FROM practice")):
        session.execute(text(asleep.format(guard)))
        with session.begin_nested() as tampered:
            session.execute(text(change))
            session.expire_all()
            assert check_record().fault == f"The practice feedback {sealed} is not as the record says."
            tampered.rollback()
    session.rollback()


def test_invariant_18_a_stale_draft_is_refused(session):
    scene, _, seat = shadowed_scene()
    tam, body = actor_of_seat(seat), whole_body(scene.interviews["aiko"])
    practice.save_practice(seat.interview_id, body, tam, 0)
    with pytest.raises(Stale):
        practice.save_practice(seat.interview_id, Body(notes="from another window"), tam, 0)


def test_invariant_14_practice_enters_no_count_gate_or_average(session):
    scene, _, seat = shadowed_scene()
    before = progress_of([scene.loop.id])[scene.loop.id], plan_of(scene.loop.id).slots, plan_of(scene.loop.id).gaps
    practise(scene, seat, vote=Vote.STRONGLY_NOT_INCLINED)
    assert (progress_of([scene.loop.id])[scene.loop.id], plan_of(scene.loop.id).slots, plan_of(scene.loop.id).gaps) == before
    assert not feedback.all_in(scene.loop.id), "practice feedback opens no debrief"
    assert session.scalars(select(Feedback.id)).all() == []


def test_invariant_14_a_trainee_without_practice_holds_no_debrief_up_and_has_no_part_in_it(session):
    scene, trainee, _ = shadowed_scene()
    write_feedback(scene)
    _, debrief = opened(scene)
    members = set(session.scalars(select(Member.person_id).where(Member.debrief_id == debrief.id)))
    assert members == {person.id for person in people(scene).values()} and trainee.person_id not in members


def test_a_seat_lapses_with_the_decision_and_the_trainee_is_an_outsider_again(session):
    scene, _, seat = shadowed_scene()
    write_feedback(scene)
    brought_to(Phase.CLOSED, scene)
    tam = actor_of_seat(seat)
    found = standing(tam, scene)
    assert not found.pending and not found.member
    assert not sight_of(tam, scene.application.id).exists
    with pytest.raises(Missing):
        practise(scene, seat)


def test_a_host_who_drops_out_takes_the_seat_along(session):
    scene, _, seat = shadowed_scene()
    loops.mark_not_held(scene.interview("aiko"), actor(scene.aiko), NotHeldReason.CANDIDATE_ABSENT)
    db.session.expire_all()
    assert seat.withdrawn_at is not None
    assert not standing(actor_of_seat(seat), scene).pending


def test_comparing_keeps_figures_reads_on_record_and_shuts_the_panel(session):
    scene, trainee, seat = shadowed_scene()
    write_feedback(scene)
    practise(scene, seat, whole_body(scene.interviews["aiko"], Rating.RAISES_BAR), Vote.NOT_INCLINED)
    kept = compare(seat)
    assert (kept.pairs, kept.points, kept.same_side) == (2, 2, False)
    assert compare(seat).id == kept.id
    db.session.commit()
    events = session.scalars(select(AuditEntry.event)).all()
    assert Event.FEEDBACK_READ in events and events.count(Event.PRACTICE_COMPARED) == 1
    assert session.scalar(select(LoopReader.id).where(LoopReader.person_id == trainee.person_id)) is not None
    assert queries.record_of(trainee).compared == 0, "before the debrief nothing of a loop enters a figure"
    gate.open(loop_of(scene), who(scene, "recruiter"))
    record = queries.record_of(trainee)
    assert (record.compared, record.agreement.percent, record.same_side) == (1, 50, 0)


def test_practice_that_waits_for_its_comparison_is_counted_as_waiting(session):
    scene, trainee, seat = shadowed_scene()
    write_feedback(scene)
    practise(scene, seat)
    opened(scene)
    assert queries.record_of(trainee).waiting == 1
    compare(seat)
    assert queries.record_of(trainee).waiting == 0


def test_the_log_holds_no_word_of_practice(session):
    scene, _, seat = shadowed_scene()
    practise(scene, seat)
    db.session.commit()
    entry = session.scalar(select(AuditEntry).where(AuditEntry.event == Event.PRACTICE_SEALED))
    assert set(entry.facts) == {"loop", "interview", "commitment"}
    assert session.scalars(select(Practice.id)).all() == [entry.subject]
    assert session.scalars(select(Comparison.id)).all() == []
    assert session.get(Interview, seat.interview_id).submitted_at is None
