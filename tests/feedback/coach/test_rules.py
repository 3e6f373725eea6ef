"""The rules of the coach one by one: parts of STAR, words, ratings, places, and texts that try its patience."""

from itertools import product

import pytest

from hiring.feedback.body import STORY_FIELDS, Story
from hiring.feedback.coach.rules import Finding, hints, hints_for_answer, hints_on_traits
from hiring.feedback.coach.terms import Hint
from hiring.principles.terms import Rating

WHOLE = Story(
    situation="A dairy lost a tank of milk every second week.",
    task="She was asked to find the leak before the summer.",
    action="She weighed the tank at each gate for nine nights.",
    result="The loss stopped in May and has not come back.",
    verbatim="I slept next to the scale.",
)
MISSING = {"situation": Hint.NO_SITUATION, "task": Hint.NO_TASK, "action": Hint.NO_ACTION, "result": Hint.NO_RESULT}


def found(text: str, field: str = "action") -> list[Hint]:
    """What is said about the words of one field."""
    return [each.hint for each in hints(Story(**{field: text})) if each.hint not in {*MISSING.values(), Hint.ONLY_VERBATIM}]


def marked(text: str, hint: Hint) -> str:
    """The characters that made a rule speak."""
    return next(text[each.start : each.end] for each in hints(Story(action=text)) if each.hint is hint)


def test_a_whole_example_needs_no_advice() -> None:
    assert hints(WHOLE) == ()


def test_nothing_is_said_about_nothing() -> None:
    assert hints(Story()) == ()
    assert hints(Story(action=" \n ")) == ()
    assert hints_on_traits("  ") == ()


@pytest.mark.parametrize("filled", [each for each in product([True, False], repeat=len(STORY_FIELDS)) if any(each)], ids=str)
def test_each_empty_part_is_named_and_no_other(filled: tuple[bool, ...]) -> None:
    story = Story(**{name: text for (name, text), there in zip(WHOLE.parts().items(), filled, strict=True) if there})
    empty = [Finding(hint, name) for name, hint in MISSING.items() if not story.parts()[name]]
    only_quoted = story == Story(verbatim=WHOLE.verbatim)
    assert list(hints(story)) == ([Finding(Hint.ONLY_VERBATIM, "verbatim")] if only_quoted else empty)


@pytest.mark.parametrize(("rating", "said"), [
    (None, []),
    (Rating.NO_DATA, []),
    (Rating.RAISES_BAR, [Hint.RATING_ALONE]),
    (Rating.MEETS_BAR, [Hint.RATING_ALONE]),
    (Rating.BELOW_BAR, [Hint.LOW_RATING_ALONE]),
    (Rating.WELL_BELOW_BAR, [Hint.LOW_RATING_ALONE]),
])  # fmt: skip
def test_a_rating_without_an_example_is_asked_for_one(rating: Rating | None, said: list[Hint]) -> None:
    assert [each.hint for each in hints_for_answer(rating, [])] == said
    assert [each.hint for each in hints_for_answer(rating, [Story(), Story()])] == said
    assert hints_for_answer(rating, [WHOLE]) == ()


def test_findings_on_an_answer_bear_the_number_of_their_example() -> None:
    findings = hints_for_answer(Rating.MEETS_BAR, [WHOLE, Story(), Story(situation="a", task="b", action="c")])
    assert [(each.story, each.hint) for each in findings] == [(2, Hint.NO_RESULT)]


@pytest.mark.parametrize(("text", "hint", "place"), [
    ("Then We opened the gate.", Hint.WE_ONLY, "We"),
    ("その後、私たちは門を開けた。", Hint.WE_ONLY, "私たちは"),
    ("On the whole a Brilliant engineer", Hint.BARE_ADJECTIVE, "Brilliant"),
    ("全体に優秀だった。", Hint.BARE_ADJECTIVE, "優秀"),
    ("It failed. Her manager told me so.", Hint.HEARSAY, "Her manager told me"),
    ("失敗した。噂では二度目だ。", Hint.HEARSAY, "噂では"),
    ("Good. I’d call the customer.", Hint.HYPOTHETICAL, "I’d call"),
    ("良い。私なら電話します。", Hint.HYPOTHETICAL, "私なら"),
    ("He said ＡＤＨＤ.", Hint.TRAIT, "ＡＤＨＤ"),
    ("İß İ: she is pregnant.", Hint.TRAIT, "pregnant"),
    ("来年３４歳になる。", Hint.TRAIT, "３４歳"),
])  # fmt: skip
def test_the_place_is_the_very_words(text: str, hint: Hint, place: str) -> None:
    assert marked(text, hint) == place


def test_we_is_excused_by_a_person_in_the_other_field() -> None:
    assert found("We moved the queue.") == [Hint.WE_ONLY]
    both = Story(situation="a", task="b", action="We moved the queue.", result="c", verbatim="I wrote the switch.")
    assert hints(both) == ()
    mixed = Story(situation="a", task="b", action="We moved the queue.", result="c", verbatim="切り替えは私が書きました。")
    assert hints(mixed) == ()


def test_we_in_the_setting_is_only_the_setting() -> None:
    assert found("We had forty stores then.", "situation") == []


def test_the_candidates_own_words_may_praise_and_report() -> None:
    assert found("It was brilliant. Her manager told me so.", "verbatim") == []
    assert found("I would call them.", "verbatim") == [Hint.HYPOTHETICAL]


def test_each_field_is_read_in_its_own_language() -> None:
    story = Story(situation="倉庫が止まった。", task="b", action="She is pregnant.", result="二人の子どもがいる。")
    assert [(each.field, each.trait.key) for each in hints(story) if each.trait] == [("action", "pregnancy"), ("result", "family")]


def test_a_fact_excuses_the_adjective_of_its_field_only() -> None:
    assert found("Brilliant. The batch went from 6 hours to 40 minutes.") == []
    told = hints(Story(situation="a", task="b", action="Brilliant.", result="40 minutes"))
    assert [each.hint for each in told] == [Hint.BARE_ADJECTIVE]


def test_a_look_alike_does_not_hide_the_real_thing_in_another_sentence() -> None:
    assert found("A pregnant pause followed. She is pregnant.") == [Hint.TRAIT]
    assert found("Every Friday she would walk the floor. She would call the customer.") == [Hint.HYPOTHETICAL]


def test_each_trait_is_said_once_a_field_and_under_its_own_reason() -> None:
    told = hints(Story(action="She is pregnant, she is pregnant, and she is married."))
    assert sorted(each.trait.key for each in told if each.trait) == ["family", "pregnancy"]
    assert all(each.trait.reason.en and each.trait.reason.ja for each in told if each.trait)


def test_other_texts_are_read_for_traits_only() -> None:
    said = hints_on_traits("A brilliant, pregnant candidate, as her manager told me.", "notes")
    assert [(each.hint, each.field, each.trait and each.trait.key) for each in said] == [(Hint.TRAIT, "notes", "pregnancy")]


@pytest.mark.parametrize("piece", ["her ", "she is very ", "we would ", "I heard from ", "at 52 ", "上司が", "もし", "一", "友人から", ".", " ", "a", "「"])
def test_a_long_text_is_read_to_its_end(piece: str) -> None:
    text = piece * (20_000 // len(piece)) + "\nShe is pregnant. 妊娠中。"
    told = [each for each in hints(Story(action=text)) if each.trait and each.trait.key == "pregnancy"]
    assert [text[each.start : each.end] for each in told] in (["pregnant"], ["妊娠"])
