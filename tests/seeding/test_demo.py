"""The demonstration holds what it promises: everybody, every state, a history that could have been."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hiring.accounts.models import Person
from hiring.accounts.queries import person_facts
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.audit.queries import links
from hiring.audit.rules import first_fault
from hiring.candidates.models import Application, Candidate, CoolOff, Resume
from hiring.candidates.terms import Stage
from hiring.core.clock import zone_of
from hiring.debriefs.models import Debrief, Decision, Dissent, FinalVote, FollowUp
from hiring.debriefs.queries import rooms
from hiring.debriefs.rules.findings import require_all_verdicts
from hiring.debriefs.terms import Phase, Result
from hiring.feedback.models import Addendum, Draft, Feedback, PrincipleRating
from hiring.feedback.queries import content_of, submitted_of
from hiring.feedback.terms import Vote
from hiring.loops.models import Amendment, Conflict, Interview, Loop
from hiring.loops.queries import plan_of
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import AmendmentKind, InterviewStatus, LoopStatus
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeStatus
from hiring.openings.models import Opening
from hiring.openings.terms import OpeningStatus, Preset
from hiring.principles.terms import Rating
from hiring.questions.models import QuestionUse
from hiring.questions.rules.turns import SHOWN_FROM
from hiring.seeding.demo.personas import CAST
from hiring.training.models import Comparison, Promotion, Trainee
from hiring.training.terms import Outcome, Step
from tests.seeding.demonstration import START

INTERVIEWING = [each.key for each in CAST if each.role != "Recruiter"]


def _values(told: Any, column: Any) -> set[Any]:
    return set(told.scalars(select(column).distinct()))


def _count(told: Any, model: Any) -> int:
    return int(told.scalar(select(func.count()).select_from(model)))


def test_forty_people_eight_openings_sixty_candidates(told: Any) -> None:
    assert [_count(told, model) for model in (Person, Opening, Candidate, Application, Resume)] == [40, 8, 60, 60, 60]


def test_every_state_is_there(told: Any) -> None:
    assert _values(told, Application.stage) == set(Stage)
    assert _values(told, Loop.status) == set(LoopStatus)
    assert _values(told, Interview.status) == set(InterviewStatus)
    assert _values(told, Debrief.phase) == set(Phase)
    assert _values(told, Decision.result) == set(Result)
    assert _values(told, Feedback.vote) == set(Vote)
    assert _values(told, PrincipleRating.rating) == set(Rating)
    assert _values(told, Opening.status) == {OpeningStatus.OPEN, OpeningStatus.SIGN_OFF, OpeningStatus.CLOSED}
    assert {rules.preset for rules in told.scalars(select(Opening.rules))} == set(Preset)


def test_what_rarely_happens_happens_once(told: Any) -> None:
    assert {AmendmentKind.REPLACED, AmendmentKind.ADDED, AmendmentKind.NOT_HELD} <= _values(told, Amendment.kind)
    assert [_count(told, model) for model in (Addendum, Conflict)] == [1, 1]
    assert min(_count(told, model) for model in (Draft, Dissent, FollowUp, CoolOff)) >= 3
    assert told.scalar(select(func.count()).where(Decision.debrief_id.is_(None))) == 1
    assert told.scalar(select(func.count()).where(Opening.confidential)) == 1
    assert told.scalar(select(func.count()).where(~Person.active)) == 1
    assert [facts.expired for facts in person_facts().values() if facts.expired] == [{Role.BAR_RAISER}, {Role.INTERVIEWER}, {Role.INTERVIEWER}]


def test_somebody_stands_on_each_step_of_the_ladder(told: Any) -> None:
    assert _values(told, Trainee.step) == set(Step)
    assert _values(told, Comparison.step) == {Step.SHADOW, Step.REVERSE_SHADOW, Step.RAISER_TRAINING}
    assert told.scalar(select(func.count()).where(Promotion.outcome == Outcome.PENDING)) == 1
    assert told.scalar(select(func.count()).where(Shadow.submitted_at.is_(None), Shadow.withdrawn_at.is_(None))) == 1


def test_questions_of_every_loop_show_how_their_ratings_spread(told: Any) -> None:
    shown = [use.shown for use in told.scalars(select(QuestionUse)) if use.shown]
    assert len(shown) == 2
    for counts in shown:
        assert sum(counts.get(rating.value, 0) for rating in Rating if rating is not Rating.NO_DATA) >= SHOWN_FROM
        assert sum(1 for rating in Rating if counts.get(rating.value)) >= 3


def test_some_changed_their_vote_and_said_why(told: Any) -> None:
    first = {(row.loop_id, row.author_id): row.vote for row in told.execute(select(Feedback.loop_id, Feedback.author_id, Feedback.vote))}
    final = told.execute(select(Debrief.loop_id, FinalVote.person_id, FinalVote.vote, FinalVote.reason).join(Debrief, Debrief.id == FinalVote.debrief_id)).all()
    changed = [row for row in final if row.vote != first[row.loop_id, row.person_id]]
    assert len(changed) >= 4
    assert all(row.reason for row in changed)


def test_the_log_holds_and_runs_in_time(told: Any) -> None:
    assert first_fault(links()) is None
    times = list(told.scalars(select(AuditEntry.at).order_by(AuditEntry.number)))
    assert times == sorted(times)
    assert timedelta(days=150) < START - times[0] < timedelta(days=200)
    assert times[-1] < START.replace(hour=0)


def test_people_act_in_their_working_hours(told: Any) -> None:
    zones = {row.id: zone_of(row.zone) for row in told.execute(select(Person.id, Person.zone))}
    odd = []
    for number, actor, at in told.execute(select(AuditEntry.number, AuditEntry.actor_id, AuditEntry.at).where(AuditEntry.actor_id != 0)):
        local = at.astimezone(zones[actor])
        if not 7 <= local.hour < 23 or (local.weekday() >= 5 and START - at > timedelta(days=2)):
            odd.append((number, str(local)))
    assert odd == []


def test_what_was_sealed_fits_its_commitment(told: Any) -> None:
    sealed = [feedback for loop_id in told.scalars(select(Loop.id)) for feedback in submitted_of(loop_id)]
    assert len(sealed) > 60
    assert [feedback.id for feedback in sealed if content_of(feedback).commitment(feedback.salt) != feedback.commitment] == []


def test_released_plans_are_whole_and_begun_ones_are_not(told: Any) -> None:
    plans = [plan_of(loop_id) for loop_id in told.scalars(select(Loop.id).where(Loop.status != LoopStatus.CANCELLED))]
    begun = [plan for plan in plans if plan.loop.status is LoopStatus.PLANNING]
    running = [plan for plan in plans if plan.loop.status in (LoopStatus.RELEASED, LoopStatus.DEBRIEF)]
    assert [(plan.loop.id, plan.gaps) for plan in running if plan.gaps] == []
    assert len([plan for plan in begun if plan.gaps]) >= 3


def test_invariant_11_every_verdict_of_a_decision_stands(told: Any) -> None:
    for debrief in told.scalars(select(Debrief).where(Debrief.phase.in_([Phase.DECISION, Phase.CLOSED]))):
        room = rooms.held(debrief.id)
        require_all_verdicts(rooms.required(room), rooms.findings(room), rooms.evidence_ids(room.loop_id))


def test_feedback_comes_within_hours_and_now_and_then_late(told: Any) -> None:
    rows = told.execute(select(Interview.submitted_at, Interview.ends_at).where(Interview.submitted_at.is_not(None)))
    hours = [(submitted - ended) / timedelta(hours=1) for submitted, ended in rows]
    late = [each for each in hours if each > 24]
    assert all(each > 0 for each in hours)
    assert 2 <= len(late) < len(hours) / 5
    overdue = select(func.count()).where(Interview.status == InterviewStatus.PLANNED, Interview.submitted_at.is_(None), Interview.ends_at < START - timedelta(hours=24))
    assert told.scalar(overdue) >= 2


def test_a_candidate_seldom_tells_a_story_that_was_told_before(told: Any) -> None:
    told_before = told.execute(select(Feedback.loop_id, PrincipleRating.reason).join(Feedback.ratings).where(PrincipleRating.reason != "")).all()
    assert len({tuple(row) for row in told_before}) == len(told_before)


def test_old_mail_went_out(told: Any) -> None:
    assert _values(told, Notice.status) == {NoticeStatus.SENT}
    assert {"en", "ja"} == _values(told, Notice.locale)


def _interviews(told: Any, email: str) -> list[tuple[datetime, str]]:
    rows = told.execute(select(Interview.starts_at, Person.zone).join(Interview.interviewer).where(Person.email == email, Interview.status == InterviewStatus.PLANNED))
    return [(row.starts_at, row.zone) for row in rows]


@pytest.mark.parametrize("key", INTERVIEWING)
def test_a_persona_has_interviews_today_though_it_is_sunday(told: Any, key: str) -> None:
    noon = START.replace(hour=12)
    own = _interviews(told, f"{key.replace('-', '.')}@kawabe.example.com")
    assert [at for at, zone in own if at.astimezone(zone_of(zone)).date() == noon.astimezone(zone_of(zone)).date()]


@pytest.mark.parametrize("key", INTERVIEWING)
def test_at_whatever_hour_one_begins_an_interview_is_less_than_a_day_away(told: Any, key: str) -> None:
    own = [at for at, _zone in _interviews(told, f"{key.replace('-', '.')}@kawabe.example.com")]
    for hour in range(24):
        now = datetime(START.year, START.month, START.day, hour, tzinfo=UTC)
        assert [at for at in own if abs(at - now) < timedelta(hours=24)], hour
