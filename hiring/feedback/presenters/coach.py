"""What the coach says on the pages: beside a story while it is written, and all of it before the vote. It warns, it never blocks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hiring.core.text import Words
from hiring.feedback.body import Body, Story, rating_field, reason_field, story_field
from hiring.feedback.coach.rules import Finding, hints, hints_for_answer, hints_on_traits
from hiring.feedback.coach.terms import Hint
from hiring.feedback.coach.words import Trait
from hiring.loops.models import Interview

_UNFINISHED = frozenset({Hint.NO_SITUATION, Hint.NO_TASK, Hint.NO_ACTION, Hint.NO_RESULT, Hint.ONLY_VERBATIM})
"""What a story lacks while it is written is no news to its writer: said before the vote only."""


@dataclass(frozen=True)
class Advice:
    """One thing that would make a feedback stronger: which, the words it is about, and the field to mend it in."""

    hint: Hint
    field: str
    quoted: str
    trait: Trait | None


@dataclass(frozen=True)
class Advised:
    """What there is to say about one principle, or about the rest of a feedback."""

    name: Words | None
    advice: list[Advice]


def beside(principle: int, number: int, story: Story) -> list[Advice]:
    """What to say beside a story."""
    return [_advice(found, principle, number, story) for found in hints(story) if found.hint not in _UNFINISHED]


@dataclass(frozen=True)
class Beside:
    """What to say about one story of a draft."""

    story: str
    number: int
    advice: list[Advice]


def beside_all(principles: Iterable[int], body: Body) -> list[Beside]:
    """What to say beside each story of a draft, be it nothing."""
    told = [(principle, number, story) for principle in principles for number, story in enumerate(body.on(principle).stories)]
    return [Beside(story_of(principle, number), number + 1, beside(principle, number, story)) for principle, number, story in told]


def story_of(principle: int, number: int) -> str:
    """The name of a story on its page."""
    return f"p{principle}_{number}"


def before_vote(interview: Interview, body: Body) -> list[Advised]:
    """What to say before the vote, principle by principle, and then about notes and strongest reasons."""
    parts = [Advised(each.principle.name, list(_on_answer(each.principle_id, body))) for each in interview.principles]
    return [part for part in (*parts, Advised(None, list(_on_texts(_free(body))))) if part.advice]


def _on_answer(principle: int, body: Body) -> Iterator[Advice]:
    answer = body.on(principle)
    for found in hints_for_answer(answer.rating, answer.stories):
        yield _advice(found, principle, found.story, answer.stories[found.story] if found.story is not None else None)
    yield from _on_texts([(reason_field(principle), answer.reason)])


def _free(body: Body) -> list[tuple[str, str]]:
    return [("", body.notes), ("strongest_for", body.strongest_for), ("strongest_against", body.strongest_against)]


def _on_texts(texts: Iterable[tuple[str, str]]) -> Iterator[Advice]:
    """Traits in what is not a story; a field without a name is mended in the kit."""
    for field, text in texts:
        for found in hints_on_traits(text, field):
            yield Advice(found.hint, field, text[found.start : found.end], found.trait)


def _advice(found: Finding, principle: int, number: int | None, story: Story | None) -> Advice:
    if number is None or story is None:
        return Advice(found.hint, rating_field(principle), "", None)
    written = story.parts().get(found.field, "")
    return Advice(found.hint, story_field(principle, number, found.field or "situation"), written[found.start : found.end], found.trait)
