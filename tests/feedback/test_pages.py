"""The pages of one interview and of a loop's feedback, as a browser gets them."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hiring.accounts.models import Person
from hiring.accounts.terms import Locale
from hiring.core import clock
from hiring.db.session import db
from hiring.feedback.body import Answer, Body, Story, rating_field, story_field
from hiring.feedback.models import Draft, Feedback
from hiring.feedback.presenters.afterwards import Afterwards, afterwards
from hiring.feedback.terms import Vote
from hiring.loops.models import Assignment, Interview, Loop
from hiring.loops.queries import whole_loop
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.principles.terms import Rating
from tests.factories.feedback import STORY
from tests.feedback.conftest import Told

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def first(told: Told, client_of: Any) -> Any:
    """The browser of the first interviewer."""
    return client_of(told.panel[0])


@pytest.fixture
def kit(told: Told) -> str:
    """The address of the first interview."""
    return f"/interviews/{told.interviews[0]}"


def story(principle: int, number: int = 0) -> dict[str, str]:
    """A whole story as a form sends it."""
    return {story_field(principle, number, part): text for part, text in STORY.parts().items()}


def whole(told: Told) -> dict[str, str]:
    """Everything that the form needs before the vote."""
    sent: dict[str, str] = {}
    for principle in told.principles:
        sent |= {**story(principle), rating_field(principle): "meets_bar"}
    return sent


def stored(within: Any) -> Any:
    """The one draft, as version and body."""
    return within(lambda: db.session.execute(select(Draft.version, Draft.body)).first())


def chosen(page: str) -> list[str]:
    """The votes that are chosen on a page."""
    return [field for field in re.findall(r"<input[^>]*>", page) if 'name="vote"' in field and "checked" in field]


def masked(text: str) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'(name="csrf_token"[^>]*value|name="csrf-token" content)="[^"]*"', "", text)


def test_the_kit_shows_questions_probes_anchors_and_outcomes(first: Any, kit: str) -> None:
    page = first.get(kit).text
    for words in ("Sakura Watanabe", "Tell me of a number", "What did you look at yourself?", "Totals agree every night.", "Looks raises_bar.", "Goes to the source."):
        assert words in page


def test_nobody_else_opens_a_kit_or_its_form(told: Told, kit: str, client_of: Any, post: Any) -> None:
    for person in (told.panel[1], told.manager, told.recruiter, told.admin):
        browser = client_of(person)
        for path in (kit, f"{kit}/feedback", f"{kit}/feedback/vote"):
            assert browser.get(path).status_code == 404
        for path in (f"{kit}/draft", f"{kit}/feedback", f"{kit}/feedback/vote", f"{kit}/feedback/addenda", f"{kit}/not-covered"):
            assert post(browser, path, version="0", notes="mine").status_code == 404


def test_from_the_first_word_to_the_receipt_without_a_script(told: Told, first: Any, kit: str, post: Any, within: Any) -> None:
    assert post(first, f"{kit}/draft", version="0", notes="Calm.", **story(told.principles[0])).status_code == 303
    answer = post(first, f"{kit}/feedback", version="1", **whole(told))
    assert (answer.status_code, answer.location) == (303, f"{kit}/feedback/vote")
    page = first.get(f"{kit}/feedback/vote").text
    assert page.count('name="vote"') == 4
    assert chosen(page) == []
    answer = post(first, f"{kit}/feedback/vote", version="2", vote="inclined", strongest_for="Exact.", strongest_against="")
    assert (answer.status_code, answer.location) == (303, f"{kit}/feedback")
    sealed = first.get(f"{kit}/feedback").text
    commitment = within(lambda: db.session.scalar(select(Feedback.commitment)))
    assert f"{commitment[:4]} {commitment[4:8]}" in sealed
    assert "I pulled the raw logs" in sealed
    assert first.get(kit).location == f"{kit}/feedback"


def test_invariant_06_what_is_missing_is_listed_with_links(told: Told, first: Any, kit: str, post: Any, within: Any) -> None:
    one, two = told.principles
    answer = post(first, f"{kit}/feedback", version="0", **{rating_field(one): "meets_bar", story_field(one, 0, "action"): "Too short a story."})
    assert answer.status_code == 422
    assert f'href="#{story_field(one, 0, "situation")}"' in answer.text
    assert f'href="#{rating_field(two)}"' in answer.text
    assert "Too short a story." in answer.text
    assert stored(within) is None


def test_invariant_06_the_vote_comes_after_the_ratings(told: Told, first: Any, kit: str, post: Any, within: Any, jot: Any) -> None:
    assert first.get(f"{kit}/feedback/vote").location == f"{kit}/feedback?check=1"
    jot(told.interviews[0], Body({told.principles[0]: Answer((STORY,), Rating.MEETS_BAR)}))
    answer = post(first, f"{kit}/feedback/vote", version="1", vote="inclined")
    assert answer.status_code == 422
    assert within(lambda: db.session.scalar(select(Feedback.id))) is None


def test_invariant_06_there_is_no_middle_and_no_default(told: Told, first: Any, kit: str, post: Any, jot: Any) -> None:
    version = jot(told.interviews[0])
    for vote in ({}, {"vote": ""}, {"vote": "neutral"}, {"vote": "3"}):
        answer = post(first, f"{kit}/feedback/vote", version=str(version), strongest_for="Kept words.", **vote)
        assert answer.status_code == 422
        assert "Kept words." in answer.text
        assert chosen(answer.text) == []


def test_the_coach_warns_beside_the_story_and_before_the_vote_and_never_blocks(told: Told, first: Any, kit: str, post: Any, within: Any, jot: Any) -> None:
    principle = told.principles[0]
    weak = replace(STORY, action="We moved the whole service, and then we told everybody about it.", result="She is still young, but the service went live.", verbatim="")
    answers = {each: Answer((STORY,), Rating.MEETS_BAR) for each in told.principles} | {principle: Answer((weak, Story(action=STORY.action)), Rating.BELOW_BAR)}
    version = jot(told.interviews[0], Body(answers, notes="He seems to be pregnant with ideas; married, two children."))
    beside, before = first.get(f"{kit}/feedback").text, first.get(f"{kit}/feedback/vote").text
    assert "“We” without “I”" in beside and "Result is missing" not in beside
    assert "“We” without “I”" in before and "Result is missing" in before and f'href="{kit}/feedback#{story_field(principle, 1, "result")}"' in before
    assert "<q" in before and "Notes and strongest reasons" in before
    sealed = post(first, f"{kit}/feedback/vote", version=str(version), vote="inclined", strongest_for="Owns it.", strongest_against="Slow.")
    assert sealed.status_code == 303 and within(lambda: db.session.scalar(select(Feedback.id))) is not None


def test_the_vote_is_never_in_the_draft(told: Told, first: Any, kit: str, post: Any, within: Any, jot: Any) -> None:
    version = jot(told.interviews[0])
    answer = post(first, f"{kit}/draft", headers=AUTOSAVE, version=str(version), vote="inclined", strongest_for="Exact.")
    assert answer.json["version"] == version + 1
    body = stored(within).body
    assert body["strongest_for"] == "Exact."
    assert "inclined" not in str(body)
    assert set(body["answers"]) == {str(each) for each in told.principles}


def test_each_page_saves_its_own_part_of_the_draft(told: Told, first: Any, kit: str, post: Any, within: Any, jot: Any) -> None:
    version = jot(told.interviews[0])
    answer = post(first, f"{kit}/draft", headers=AUTOSAVE, version=str(version), notes="Only the notes changed.")
    post(first, f"{kit}/draft", headers=AUTOSAVE, version=str(answer.json["version"]), **{rating_field(told.principles[1]): "below_bar"})
    answers = stored(within).body["answers"]
    assert stored(within).body["notes"] == "Only the notes changed."
    assert [answers[str(each)]["rating"] for each in told.principles] == ["meets_bar", "below_bar"]
    assert answers[str(told.principles[0])]["stories"] == [STORY.parts()]


def test_ticks_are_kept_and_taken_back(told: Told, first: Any, kit: str, post: Any, within: Any) -> None:
    probe = re.search(r'name="asked" value="(\d+)"', first.get(kit).text)
    assert probe
    post(first, f"{kit}/draft", version="0", ticks="1", asked=[probe[1], "77", "junk"])
    assert stored(within).body["asked"] == [probe[1]]
    assert f'value="{probe[1]}" checked' in first.get(kit).text
    post(first, f"{kit}/draft", version="1", notes="no ticks on this page")
    assert stored(within).body["asked"] == [probe[1]]
    post(first, f"{kit}/draft", version="2", ticks="1")
    assert stored(within).body["asked"] == []


@pytest.mark.parametrize(("door", "back"), [("draft", ""), ("feedback", "/feedback")])
def test_another_story_is_added_without_a_script(told: Told, first: Any, kit: str, post: Any, door: str, back: str) -> None:
    principle = told.principles[0]
    answer = post(first, f"{kit}/{door}", version="0", add=str(principle), **story(principle))
    assert answer.location == f"{kit}{back}#{story_field(principle, 1, 'situation')}"
    assert f'name="{story_field(principle, 1, "result")}"' in first.get(f"{kit}{back}").text


def test_the_thirteenth_story_is_refused_in_words(told: Told, first: Any, kit: str, post: Any, within: Any) -> None:
    sent = {story_field(told.principles[0], number, "action"): "What they did." for number in range(12)}
    answer = post(first, f"{kit}/draft", version="0", add=str(told.principles[0]), **sent)
    assert answer.status_code == 422
    assert "At most 12 stories" in answer.text
    assert stored(within) is None


@pytest.mark.parametrize("door", ["draft", "feedback"])
def test_invariant_18_a_conflict_keeps_the_text_and_shows_the_other(told: Told, first: Any, kit: str, post: Any, jot: Any, within: Any, door: str) -> None:
    jot(told.interviews[0], Body({told.principles[0]: Answer((STORY,))}, "From the other window."))
    answer = post(first, f"{kit}/{door}", version="0", save="1", notes="Mine.", **{story_field(told.principles[0], 0, "action"): "My own words."})
    assert answer.status_code == 409
    assert "My own words." in answer.text
    assert "From the other window." in answer.text
    assert 'name="version" type="hidden" value="1"' in answer.text
    assert stored(within).body["notes"] == "From the other window."


def test_invariant_18_autosave_answers_a_conflict_with_its_sentence(told: Told, first: Any, kit: str, post: Any, jot: Any) -> None:
    jot(told.interviews[0])
    answer = post(first, f"{kit}/draft", headers=AUTOSAVE, version="0", notes="Mine.")
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.json["message"]


def test_invariant_18_autosave_hands_over_the_newer_text_to_lay_beside(told: Told, first: Any, kit: str, post: Any, jot: Any, within: Any) -> None:
    jot(told.interviews[0], Body({told.principles[0]: Answer((STORY,), Rating.MEETS_BAR)}, "From the other window."))
    answer = post(first, f"{kit}/draft", headers=AUTOSAVE, version="0", notes="Mine.")
    assert (answer.status_code, answer.json["version"]) == (409, 1)
    fields = answer.json["fields"]
    assert (fields["notes"], fields[rating_field(told.principles[0])], fields["asked"]) == (["From the other window."], ["meets_bar"], [])
    assert fields[story_field(told.principles[0], 0, "action")] == [STORY.action]
    assert stored(within).body["notes"] == "From the other window."


def test_the_coach_speaks_with_the_answer_to_the_autosave(told: Told, first: Any, kit: str, post: Any) -> None:
    field = story_field(told.principles[0], 0, "action")
    weak = post(first, f"{kit}/draft", headers=AUTOSAVE, version="0", **{field: "We moved the whole service, and then we told everybody about it."})
    assert "“We” without “I”" in weak.json["advice"] and f'data-coach="p{told.principles[0]}_0"' in weak.json["advice"]
    better = post(first, f"{kit}/draft", headers=AUTOSAVE, version="1", **{field: STORY.action})
    assert "“We” without “I”" not in better.json["advice"] and f'data-coach="p{told.principles[0]}_0"' in better.json["advice"]


def test_whoever_has_handed_in_reads_what_comes_next(told: Told, first: Any, kit: str, hand_in: Any, within: Any) -> None:
    hand_in(told.interviews[0])
    names = within(lambda: [db.session.get_one(Person, person).name for person in told.panel])
    page = first.get(f"{kit}/feedback").text
    assert "What happens next" in page and names[1] in page and names[2] in page and re.search(r"debrief (is|was) expected by", page)
    hand_in(told.interviews[1])
    page = first.get(f"{kit}/feedback").text
    assert names[1] not in page and names[2] in page
    hand_in(told.interviews[2])
    assert "All feedback is in." in first.get(f"{kit}/feedback").text


def test_a_debrief_that_is_late_was_expected_and_is_not_promised_again(told: Told, hand_in: Any, within: Any) -> None:
    hand_in(told.interviews[0])
    expected = within(lambda: afterwards_of(told.interviews[0])).debrief_by
    for moment, late in ((expected - timedelta(minutes=1), False), (expected + timedelta(minutes=1), True)):
        with clock.held_at(moment):
            assert within(lambda: afterwards_of(told.interviews[0])).late is late


def afterwards_of(interview_id: int) -> Afterwards:
    interview = db.session.get_one(Interview, interview_id)
    loop = whole_loop(interview.loop_id)
    found = afterwards(loop, loop.interviews, opened=True)
    assert found is not None
    return found


def test_invariant_18_the_second_identical_submit_leads_to_the_receipt(told: Told, first: Any, kit: str, post: Any, jot: Any, within: Any) -> None:
    version = str(jot(told.interviews[0]))
    sent = {"version": version, "vote": "inclined", "strongest_for": "Exact."}
    assert [post(first, f"{kit}/feedback/vote", **sent).location for _ in range(2)] == [f"{kit}/feedback"] * 2
    other = post(first, f"{kit}/feedback/vote", **{**sent, "strongest_for": "Other words."})
    assert other.status_code == 409
    assert "Other words." in other.text
    assert within(lambda: db.session.scalars(select(Feedback.reason_for)).all()) == ["Exact."]


JUNK: list[dict[str, Any]] = [
    {},
    {"version": "9" * 40},
    {"version": "²"},
    {"version": "0", "notes": "x" * 20_001},
    {"version": "0", "notes": "\x00\ud7ff\u202e"},
    {"version": "0", "asked": ["²", "9" * 40, "-1"], "ticks": "1"},
    {"version": "0", "add": "²"},
    {"version": "0", "add": "9" * 40},
    {"version": ["0", "1"], "notes": ["a", "b"]},
    {"version": "0", "notes[]": "x"},
    {"version": "0", "p1_0_action": "not mine", "p²_0_action": "x", "p_0_": "y", "pX_rating": "z"},
]


@pytest.mark.parametrize("door", ["draft", "feedback", "feedback/vote", "feedback/addenda", "not-covered"])
def test_junk_never_breaks_a_page(told: Told, first: Any, kit: str, post: Any, door: str) -> None:
    for junk in JUNK:
        for headers in ({}, AUTOSAVE):
            assert post(first, f"{kit}/{door}", headers=headers, **junk).status_code in (200, 303, 400, 404, 409, 422), junk


def test_junk_in_a_rating_is_no_rating(told: Told, first: Any, kit: str, post: Any, within: Any) -> None:
    principle = told.principles[0]
    post(first, f"{kit}/draft", headers=AUTOSAVE, version="0", **{rating_field(principle): "splendid", story_field(principle, 99, "action"): "far away"})
    assert stored(within).body["answers"][str(principle)]["rating"] is None


def test_a_principle_is_marked_as_not_covered_and_back(told: Told, first: Any, kit: str, post: Any, within: Any) -> None:
    principle = told.principles[0]
    marked = select(Assignment.principle_id).where(Assignment.interview_id == told.interviews[0], Assignment.not_covered_at.is_not(None))
    assert post(first, f"{kit}/not-covered", principle=str(principle)).status_code == 303
    assert within(lambda: db.session.scalars(marked).all()) == [principle]
    assert post(first, f"{kit}/not-covered", principle=str(principle), covered="1").status_code == 303
    assert within(lambda: db.session.scalars(marked).all()) == []


@pytest.mark.parametrize("state", ["not_held", "cancelled", "loop_cancelled", "debrief"])
def test_what_is_over_gets_a_sentence_instead_of_a_form(told: Told, first: Any, kit: str, jot: Any, within: Any, state: str) -> None:
    jot(told.interviews[0])

    def end() -> None:
        interview, loop = db.session.get_one(Interview, told.interviews[0]), db.session.get_one(Loop, told.loop)
        if state == "not_held":
            interview.status, interview.not_held_reason = InterviewStatus.NOT_HELD, "technical"
        elif state == "cancelled":
            interview.status = InterviewStatus.CANCELLED
        else:
            loop.status = LoopStatus.DEBRIEF if state == "debrief" else LoopStatus.CANCELLED

    within(end)
    for path in (kit, f"{kit}/feedback"):
        page = first.get(path)
        assert page.status_code == 200
        assert "<textarea" not in page.text
        assert "I pulled the raw logs" in page.text


def test_an_addendum_stands_under_what_was_sealed(told: Told, first: Any, kit: str, hand_in: Any, post: Any) -> None:
    hand_in(told.interviews[0])
    assert post(first, f"{kit}/feedback/addenda", text="It was 313 pages.").status_code == 303
    assert "It was 313 pages." in first.get(f"{kit}/feedback").text
    assert post(first, f"{kit}/feedback/addenda", text=" ").status_code == 422


def test_colleagues_are_read_side_by_side_after_ones_own_is_in(told: Told, first: Any, kit: str, hand_in: Any) -> None:
    hand_in(told.interviews[1], vote=Vote.STRONGLY_NOT_INCLINED)
    assert first.get(f"/loops/{told.loop}/feedback").status_code == 404
    hand_in(told.interviews[0])
    assert f"/loops/{told.loop}/feedback" in first.get(f"{kit}/feedback").text
    page = first.get(f"/loops/{told.loop}/feedback").text
    assert page.count("I pulled the raw logs") == 4
    assert "strongly not inclined" in page


def test_invariant_05_a_blind_viewer_gets_the_same_bytes_whatever_colleagues_write(told: Told, first: Any, kit: str, jot: Any, hand_in: Any, within: Any) -> None:
    pages = (kit, f"{kit}/feedback", f"{kit}/feedback/vote", f"/loops/{told.loop}/feedback", "/interviews/1", "/loops/1/feedback")

    def seen() -> list[tuple[int, str]]:
        return [(answer.status_code, masked(answer.text)) for answer in (first.get(path) for path in pages)]

    before = seen()
    jot(told.interviews[1])
    assert seen() == before
    hand_in(told.interviews[1], vote=Vote.STRONGLY_NOT_INCLINED)
    assert seen() == before
    jot(told.interviews[2], Body(notes="She will not do."))
    hand_in(told.interviews[2])
    assert seen() == before


def test_the_loop_page_says_why_nothing_is_open_and_opens_it_later(told: Told, first: Any, hand_in: Any) -> None:
    assert "as soon as you have submitted your own" in first.get(f"/loops/{told.loop}").text
    hand_in(told.interviews[0])
    assert f'href="/loops/{told.loop}/feedback"' in first.get(f"/loops/{told.loop}").text


def test_an_administrator_breaks_the_seal_and_the_panel_reads_why(told: Told, first: Any, hand_in: Any, client_of: Any, post: Any) -> None:
    hand_in(told.interviews[1])
    admin = client_of(told.admin)
    assert f"/loops/{told.loop}/break-glass" in admin.get(f"/loops/{told.loop}").text
    short = post(admin, f"/loops/{told.loop}/break-glass", reason="because")
    assert (short.status_code, "because" in short.text) == (422, True)
    assert post(admin, f"/loops/{told.loop}/break-glass", reason="A court asks for this record.").location == f"/loops/{told.loop}/feedback"
    assert "I pulled the raw logs" in admin.get(f"/loops/{told.loop}/feedback").text
    assert "A court asks for this record." in first.get(f"/loops/{told.loop}").text
    assert post(first, f"/loops/{told.loop}/break-glass", reason="A court asks for this record.").status_code == 404


def test_japanese_readers_get_japanese_pages(told: Told, first: Any, kit: str, within: Any) -> None:
    within(lambda: setattr(db.session.get_one(Person, told.panel[0]), "locale", Locale.JA))
    page = first.get(kit).text
    assert '<html lang="ja">' in page
    assert "信じられなかった数字" in page
