"""Precision and recall of the coach on the labelled sample, and what makes the sample worth measuring with."""

import tomllib
from collections import Counter

import pytest

from hiring.core.places import SEEDS
from hiring.core.text import lang_of
from hiring.feedback.body import STORY_FIELDS, Story
from hiring.feedback.coach.reading import Reader, Signs
from hiring.feedback.coach.rules import hints
from hiring.feedback.coach.terms import Hint
from hiring.feedback.coach.words import lists, traits
from tests.feedback.coach.sample import RULES, positives, sample, scores

LANGUAGES = ("en", "ja")
LINES_LEAST = 200
POSITIVES_LEAST = 12
PRECISION_LEAST = 0.9
RECALL_LEAST = 0.7
TRAIT_POSITIVES_LEAST = 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_no_rule_is_too_hasty_or_too_dull(language: str, rule: Hint) -> None:
    score = scores(language)[rule]
    assert score.precision >= PRECISION_LEAST, score.wrong
    assert score.recall >= RECALL_LEAST, score.missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_is_large_and_says_nothing_twice(language: str) -> None:
    texts = [line.text for line in sample(language)]
    assert len(texts) >= LINES_LEAST
    assert [text for text, count in Counter(texts).items() if count > 1] == []
    assert [text for text in texts if lang_of(text) != language] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_every_trait_has_lines_that_deserve_it(language: str) -> None:
    counted = positives(language)
    by_rule = Counter({rule: sum(count for label, count in counted.items() if label.split(":")[0] == rule) for rule in RULES})
    assert {rule: count for rule, count in by_rule.items() if count < POSITIVES_LEAST} == {}
    assert {key: counted[f"trait:{key}"] for key in traits() if counted[f"trait:{key}"] < TRAIT_POSITIVES_LEAST} == {}
    assert set(counted) <= {*RULES, *(f"trait:{key}" for key in traits())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_many_lines_deserve_nothing(language: str) -> None:
    clean = [line for line in sample(language) if not line.labels]
    assert len(clean) > len(sample(language)) / 3


def test_every_trait_has_its_name_and_reason_in_both_languages() -> None:
    for trait in traits().values():
        for words in (trait.name, trait.reason):
            assert words.en and words.ja, trait.key
            assert (lang_of(words.en), lang_of(words.ja)) == LANGUAGES
        assert trait.reason.en.endswith(".") and trait.reason.ja.endswith("。")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_filled(language: str) -> None:
    known = lists(language)
    assert set(known.traits) == set(traits())
    for signs in (*known.rules.values(), *known.traits.values()):
        assert signs.terms.by_head
        assert signs.but.by_head or signs.unless.by_head, "a list without a single look-alike was not thought through"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plain_phrase_is_found_where_it_stands_alone(language: str) -> None:
    shipped = tomllib.loads((SEEDS / "coach" / f"{language}.toml").read_text(encoding="utf-8"))
    known = lists(language)
    asked = [(shipped[rule]["terms"], known.rules[rule]) for rule in known.rules] + [(shipped["traits"][key]["terms"], known.traits[key]) for key in known.traits]
    plain = [(phrase.replace("*", "s"), signs) for phrases, signs in asked for phrase in phrases if not set("{#…?。") & set(phrase)]
    assert len(plain) > 100
    assert [phrase for phrase, signs in plain if not found_in(phrase.replace(" ", "") if language == "ja" else phrase, signs, known.reader)] == []


def found_in(text: str, signs: Signs, reader: Reader) -> bool:
    """Whether a phrase of a list stands in a text, look-alikes or not."""
    reading = reader.read(text)
    return bool(signs.terms.spans(reading.text, reading.likely))


def told() -> list[Story]:
    """The stories of the demonstration, which were written for another purpose."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((SEEDS / "demo" / "evidence").glob("*.toml"))]
    return [Story(**{part: each.get(part, "") for part in STORY_FIELDS}) for file in files for each in file["stories"]]


def test_good_evidence_is_seldom_interrupted() -> None:
    stories = told()
    interrupted = [(story.text, found.hint) for story in stories for found in hints(story)]
    assert len(stories) > 200
    assert len(interrupted) <= len(stories) / 10
    assert sum(hint is Hint.TRAIT for _text, hint in interrupted) <= 2
