"""Pure rules of the coach: what to say about one example, about a rating, and about a free text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hiring.core.text import lang_of
from hiring.feedback.body import Story
from hiring.feedback.coach.reading import Reading, Signs
from hiring.feedback.coach.terms import Hint
from hiring.feedback.coach.words import Lists, Trait, lists, traits
from hiring.principles.terms import SCORES, Rating

_MISSING = {"situation": Hint.NO_SITUATION, "task": Hint.NO_TASK, "action": Hint.NO_ACTION, "result": Hint.NO_RESULT}
_DEEDS = ("action", "verbatim")


@dataclass(frozen=True)
class Finding:
    """One hint and the place it is about: a field of an example, and the characters in it that made the rule speak.

    `story` counts from 0 and is None where the rating as a whole is meant; start and end are equal where nothing was written.
    """

    hint: Hint
    field: str = ""
    start: int = 0
    end: int = 0
    trait: Trait | None = None
    story: int | None = None


@dataclass(frozen=True)
class _Text:
    """One field, read once, with the lists of the language it is written in."""

    field: str
    reading: Reading
    lists: Lists


def hints_for_answer(rating: Rating | None, stories: Sequence[Story]) -> tuple[Finding, ...]:
    """Everything to say about what was written on one principle: the rating first, then each example in order."""
    told = [(number, story) for number, story in enumerate(stories) if story]
    examples = [replace(found, story=number) for number, story in told for found in hints(story)]
    return (*_on_rating(rating, bool(told)), *examples)


def hints(story: Story) -> tuple[Finding, ...]:
    """Everything to say about one example; nothing about an empty one."""
    texts = {name: _read(name, text) for name, text in story.parts().items() if text.strip()}
    return (*_on_parts(texts), *_on_we(texts), *(found for text in texts.values() for found in _on_text(text)))


def hints_on_traits(text: str, field: str = "") -> tuple[Finding, ...]:
    """Protected traits in any other text of a feedback: notes, the reason of a rating, the strongest reasons."""
    return tuple(_on_traits(_read(field, text))) if text.strip() else ()


def _on_rating(rating: Rating | None, has_example: bool) -> Iterator[Finding]:
    if rating in SCORES and not has_example:
        yield Finding(Hint.LOW_RATING_ALONE if SCORES[rating] < 0 else Hint.RATING_ALONE)


def _read(name: str, text: str) -> _Text:
    known = lists(lang_of(text))
    return _Text(name, known.reader.read(text), known)


def _on_parts(texts: Mapping[str, _Text]) -> Iterator[Finding]:
    """Parts of STAR that are empty beside others; a quotation alone is said once, not four times."""
    if set(texts) == {"verbatim"}:
        yield Finding(Hint.ONLY_VERBATIM, "verbatim")
    elif texts:
        yield from (Finding(hint, name) for name, hint in _MISSING.items() if name not in texts)


def _on_we(texts: Mapping[str, _Text]) -> Iterator[Finding]:
    """“We” in what was done or said, where neither tells who."""
    deeds = [texts[name] for name in _DEEDS if name in texts]
    if any(each.lists.rules[Hint.WE_ONLY].is_taken_back(each.reading) for each in deeds):
        return
    for each in deeds:
        if span := each.lists.rules[Hint.WE_ONLY].first(each.reading):
            yield Finding(Hint.WE_ONLY, each.field, *span)
            return


def _on_text(text: _Text) -> Iterator[Finding]:
    """What the words of one field tell; the candidate's own words may praise and report as they like."""
    if text.field != "verbatim":
        if span := text.lists.rules[Hint.BARE_ADJECTIVE].first(text.reading):
            yield Finding(Hint.BARE_ADJECTIVE, text.field, *span)
        yield from _in_a_sentence(Hint.HEARSAY, text, text.lists.rules[Hint.HEARSAY])
    yield from _in_a_sentence(Hint.HYPOTHETICAL, text, text.lists.rules[Hint.HYPOTHETICAL])
    yield from _on_traits(text)


def _on_traits(text: _Text) -> Iterator[Finding]:
    for key, signs in text.lists.traits.items():
        yield from _in_a_sentence(Hint.TRAIT, text, signs, traits()[key])


def _in_a_sentence(hint: Hint, text: _Text, signs: Signs, trait: Trait | None = None) -> Iterator[Finding]:
    if span := signs.first_in_a_sentence(text.reading):
        yield Finding(hint, text.field, *span, trait)
