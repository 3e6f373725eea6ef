"""Applications and their stages, through the operations."""

from typing import Any

import pytest
from sqlalchemy import select

from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.candidates import operations
from hiring.candidates.models import StageChange
from hiring.candidates.terms import ScreenKind, ScreenResult, Stage, StageReason
from hiring.core.errors import Missing, Refused, Stale
from hiring.openings import operations as openings
from hiring.openings.terms import CloseReason
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import make_application, make_candidate
from tests.factories.openings import Cast, draft_opening, make_cast, open_opening


@pytest.fixture
def cast(session: Any) -> Cast:
    return make_cast()


def test_invariant_04_the_first_candidate_freezes_the_process(session: Any, cast: Cast) -> None:
    opening = open_opening(cast)
    assert opening.frozen_at is None
    application = make_application(cast.recruiter, opening)
    assert application.stage is Stage.APPLIED
    session.refresh(opening)
    assert opening.frozen_at is not None


def test_nobody_enters_an_opening_that_is_not_open_or_enters_twice(session: Any, cast: Cast) -> None:
    candidate = make_candidate(cast.recruiter)
    with pytest.raises(Refused) as closed:
        operations.enter(candidate, draft_opening(cast), actor(cast.recruiter))
    assert closed.value.field == "opening_id"
    opening = open_opening(cast)
    operations.enter(candidate, opening, actor(cast.recruiter))
    with pytest.raises(Refused, match="already"):
        operations.enter(candidate, opening, actor(cast.recruiter))


def test_only_who_steers_moves_and_what_others_ask_for_does_not_exist(session: Any, cast: Cast) -> None:
    application = make_application(cast.recruiter, open_opening(cast))
    for stranger in (make_person(), cast.bar_raiser, cast.head):
        with pytest.raises(Missing):
            operations.start_screening(application, actor(stranger))
        with pytest.raises(Missing):
            operations.add_note(application, "A note.", actor(stranger))
    operations.start_screening(application, actor(cast.manager))
    assert application.stage is Stage.SCREENING


def test_the_first_screen_begins_the_screening(session: Any, cast: Cast) -> None:
    application = make_application(cast.recruiter, open_opening(cast))
    operations.record_screen(application, ScreenKind.RESUME_REVIEW, ScreenResult.GO_ON, "Ten years of storage.", actor(cast.recruiter))
    assert application.stage is Stage.SCREENING
    with pytest.raises(Refused):
        operations.record_screen(application, ScreenKind.PHONE_SCREEN, ScreenResult.STOP, " \u200b ", actor(cast.recruiter))


def test_a_rejection_needs_its_reason_and_rests_where_it_was(session: Any, cast: Cast) -> None:
    application, recruiter = make_application(cast.recruiter, open_opening(cast)), actor(cast.recruiter)
    operations.start_screening(application, recruiter)
    with pytest.raises(Refused) as refused:
        operations.move(application, Stage.REJECTED, recruiter)
    assert refused.value.field == "reason"
    operations.reject(application, recruiter, StageReason.LOCATION, "Cannot move before spring.")
    assert (application.stage, application.resting_stage) == (Stage.REJECTED, Stage.SCREENING)
    operations.reopen(application, recruiter, StageReason.NEW_FACTS)
    assert (application.stage, application.resting_stage) == (Stage.SCREENING, None)
    assert session.query(StageChange).filter_by(application_id=application.id).count() == 4


def test_what_the_debrief_decided_is_not_reopened_by_anybody(session: Any, cast: Cast) -> None:
    application, recruiter = make_application(cast.recruiter, open_opening(cast)), actor(cast.recruiter)
    operations.set_stage(application, Stage.DEBRIEF, actor(cast.bar_raiser))
    operations.set_stage(application, Stage.REJECTED, actor(cast.bar_raiser), StageReason.DECIDED)
    with pytest.raises(Refused, match="new loop"):
        operations.reopen(application, recruiter, StageReason.MISTAKE)
    operations.set_stage(application, Stage.LOOP, recruiter)
    assert application.resting_stage is None


def test_nothing_is_reopened_in_a_closed_opening(session: Any, cast: Cast) -> None:
    opening, recruiter = open_opening(cast), actor(cast.recruiter)
    application = make_application(cast.recruiter, opening)
    operations.withdraw(application, recruiter)
    openings.close(opening, CloseReason.FILLED, recruiter)
    with pytest.raises(Refused, match="opening"):
        operations.reopen(application, recruiter, StageReason.MISTAKE)


def test_a_cancelled_loop_changes_where_an_ended_application_goes_on(session: Any, cast: Cast) -> None:
    application, recruiter = make_application(cast.recruiter, open_opening(cast)), actor(cast.recruiter)
    operations.set_stage(application, Stage.LOOP, recruiter)
    operations.rest_at(application, Stage.SCREENING)
    assert application.resting_stage is None
    operations.withdraw(application, recruiter)
    operations.rest_at(application, Stage.SCREENING)
    operations.reopen(application, recruiter, StageReason.NEW_FACTS)
    assert application.stage is Stage.SCREENING


def test_an_offer_is_taken_or_declined(session: Any, cast: Cast) -> None:
    opening, recruiter = open_opening(cast), actor(cast.recruiter)
    taken, declined = make_application(cast.recruiter, opening), make_application(cast.recruiter, opening)
    with pytest.raises(Refused):
        operations.mark_hired(taken, recruiter)
    for application in (taken, declined):
        operations.set_stage(application, Stage.OFFER, recruiter)
    operations.mark_hired(taken, recruiter)
    operations.decline_offer(declined, recruiter, "Stays where she is.")
    assert (taken.stage, declined.stage) == (Stage.HIRED, Stage.WITHDRAWN)


def test_a_candidate_is_told_once_and_anew_after_the_next_turn(session: Any, cast: Cast) -> None:
    application, recruiter = make_application(cast.recruiter, open_opening(cast)), actor(cast.recruiter)
    with pytest.raises(Refused, match="nothing to tell"):
        operations.mark_told(application, recruiter)
    operations.set_stage(application, Stage.OFFER, recruiter)
    operations.mark_told(application, recruiter)
    told_at = application.told_at
    operations.mark_told(application, recruiter)
    assert told_at is not None and application.told_at == told_at
    session.commit()
    assert len(list(session.scalars(select(AuditEntry).where(AuditEntry.event == Event.CANDIDATE_TOLD)))) == 1
    operations.reject(application, recruiter, StageReason.SALARY)
    assert application.told_at is None
    with pytest.raises(Missing):
        operations.mark_told(application, actor(make_person("Other")))


def test_invariant_18_a_move_from_an_older_state_is_stale(session: Any, cast: Cast) -> None:
    application, recruiter = make_application(cast.recruiter, open_opening(cast)), actor(cast.recruiter)
    seen = application.version
    operations.start_screening(application, recruiter, seen=seen)
    with pytest.raises(Stale):
        operations.reject(application, recruiter, StageReason.LOCATION, seen=seen)


def test_invariant_05_who_owes_feedback_moves_nothing_whatever_the_state(session: Any, cast: Cast) -> None:
    opening, recruiter = open_opening(cast), actor(cast.recruiter)
    application, elsewhere = make_application(cast.recruiter, opening), open_opening(cast)
    candidate = application.candidate_id
    operations.seat(application, cast.recruiter.id)
    said = set()
    for stage in Stage:
        operations.set_stage(application, stage, actor(cast.manager))
        for act in (
            lambda: operations.start_screening(application, recruiter),
            lambda: operations.withdraw(application, recruiter),
            lambda: operations.reopen(application, recruiter, StageReason.MISTAKE),
            lambda: operations.enter(session.get(type(make_candidate(cast.recruiter)), candidate), elsewhere, recruiter),
        ):
            with pytest.raises(Refused) as refused:
                act()
            said.add(str(refused.value.sentence))
    assert len(said) == 1
