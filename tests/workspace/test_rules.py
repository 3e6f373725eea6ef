"""Pure decisions of the day."""

from datetime import UTC, datetime, timedelta

import pytest

from hiring.core.errors import Refused
from hiring.debriefs.terms import Phase
from hiring.feedback.body import Answer, Body, Story
from hiring.notices.terms import NoticeKind, NoticeStatus
from hiring.workspace.rules import Given, Turn, ask_of, draft_state, given_name, month_of, part_of_day, reminder_at, require_link, tell_by, tone_of
from hiring.workspace.terms import Ask, DraftState, PartOfDay

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hour", "part"), [(4, PartOfDay.EVENING), (5, PartOfDay.MORNING), (11, PartOfDay.MORNING), (12, PartOfDay.AFTERNOON), (17, PartOfDay.AFTERNOON), (18, PartOfDay.EVENING)]
)
def test_the_greeting_follows_the_hour(hour, part):
    assert part_of_day(hour) is part


@pytest.mark.parametrize(("name", "called"), [("Aiko Tanaka", "Aiko"), ("愛子 田中", "愛子 田中"), ("J. Weber", "J. Weber"), ("Aiko", "Aiko")])
def test_one_is_greeted_by_the_name_one_is_called(name, called):
    assert given_name(name) == called


@pytest.mark.parametrize(("hours", "tone"), [(-1, "bad"), (2, "bad"), (6, "warn"), (7, "")])
def test_a_close_deadline_burns(hours, tone):
    assert tone_of(NOON + hours * HOUR, NOON) == tone


def test_a_draft_says_how_far_it_is():
    assert draft_state(None) == (DraftState.NONE, 0)
    assert draft_state(Body()) == (DraftState.NONE, 0)
    assert draft_state(Body(notes="n")) == (DraftState.NOTES, 0)
    assert draft_state(Body({1: Answer((Story("s"), Story())), 2: Answer((Story(action="a"),))})) == (DraftState.STORIES, 2)


@pytest.mark.parametrize(
    ("turn", "ask"),
    [
        (Turn(Phase.READING), Ask.READ),
        (Turn(Phase.READING, excused=True), Ask.WAIT),
        (Turn(Phase.READING, confirmed=True, still_read=1, leads=True), Ask.WAIT),
        (Turn(Phase.READING, confirmed=True, leads=True), Ask.BEGIN_VOTE),
        (Turn(Phase.READING, confirmed=True), Ask.WAIT),
        (Turn(Phase.VOTING, votes=True), Ask.VOTE),
        (Turn(Phase.VOTING, votes=True, excused=True), Ask.WAIT),
        (Turn(Phase.VOTING, votes=False), Ask.WAIT),
        (Turn(Phase.VOTING, votes=True, voted=True, leads=True, still_vote=1), Ask.WAIT),
        (Turn(Phase.VOTING, votes=True, voted=True, leads=True), Ask.REVEAL),
        (Turn(Phase.DISCUSSION, leads=True), Ask.RUN),
        (Turn(Phase.DISCUSSION), Ask.DISCUSS),
        (Turn(Phase.DECISION, holds_key=True), Ask.KEY),
        (Turn(Phase.DECISION, holds_key=True, turned=True, leads=True, keys_turned=1), Ask.WAIT),
        (Turn(Phase.DECISION, holds_key=True, turned=True, leads=True, keys_turned=2), Ask.DECIDE),
        (Turn(Phase.CLOSED, leads=True, holds_key=True), Ask.WAIT),
    ],
)
def test_a_debrief_asks_for_the_next_act_of_its_reader(turn, ask):
    assert ask_of(turn) is ask


def test_candidates_are_told_within_five_working_days():
    friday = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    assert tell_by(friday, "Asia/Tokyo") == datetime(2026, 11, 27, 5, 0, tzinfo=UTC)


def test_the_month_counts_what_was_due():
    def interview(due: int, submitted: int | None) -> Given:
        return Given(NOON - 48 * HOUR, NOON + due * HOUR, None if submitted is None else NOON - 48 * HOUR + submitted * HOUR)

    month = month_of([interview(-24, 2), interview(-24, 40), interview(-24, None), interview(3, None)], NOON)
    assert (month.interviews, month.counted, month.on_time, month.median_hours) == (4, 3, 1, 21)
    assert month_of([], NOON).median_hours is None


@pytest.mark.parametrize(
    ("hours", "key"), [(-1, None), (0, None), (19, None), (20, "soon"), (23, "soon"), (24, "due"), (47, "due"), (48, "late-1"), (72, "late-2"), (240, "late-9")]
)
def test_reminders_come_before_the_deadline_at_it_and_daily_after(hours, key):
    step = reminder_at(NOON, NOON + 24 * HOUR, NOON + hours * HOUR)
    assert (step.key if step else None) == key


def test_no_reminder_before_the_interview_has_ended_however_short_the_deadline():
    assert reminder_at(NOON, NOON + HOUR, NOON - timedelta(minutes=1)) is None
    assert reminder_at(NOON, NOON + HOUR, NOON).key == "soon"


@pytest.mark.parametrize(
    ("kind", "status", "link"),
    [(NoticeKind.FEEDBACK_DUE, NoticeStatus.WAITING, "x"), (NoticeKind.INVITATION, NoticeStatus.SENT, "x"), (NoticeKind.RESET, NoticeStatus.WAITING, "")],
)
def test_only_links_that_were_not_mailed_and_are_for_handing_on_are_shown(kind, status, link):
    with pytest.raises(Refused):
        require_link(kind, status, link)
    require_link(NoticeKind.INVITATION, NoticeStatus.FAILED, "x")
