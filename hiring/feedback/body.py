"""The shape of a draft: stories, ratings and notes as plain values, read back from JSON whatever it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeGuard

from hiring.core.text import tidy
from hiring.principles.terms import Rating

STORIES_MOST = 12
CHARACTERS_MOST = 20_000
_ID_DIGITS = 18


@dataclass(frozen=True)
class Story:
    """One piece of evidence: situation, task, action, result, and the candidate's own words."""

    situation: str = ""
    task: str = ""
    action: str = ""
    result: str = ""
    verbatim: str = ""

    def parts(self) -> dict[str, str]:
        """Each field by its name."""
        return {name: getattr(self, name) for name in STORY_FIELDS}

    @property
    def text(self) -> str:
        """Everything written, one field after the other."""
        return " ".join(part for part in self.parts().values() if part)

    def __bool__(self) -> bool:
        return bool(self.text)


STORY_FIELDS = tuple(each.name for each in fields(Story))


@dataclass(frozen=True)
class Answer:
    """What was written on one principle."""

    stories: tuple[Story, ...] = ()
    rating: Rating | None = None
    reason: str = ""

    @property
    def told(self) -> tuple[Story, ...]:
        """The stories in which something stands."""
        return tuple(story for story in self.stories if story)

    def __bool__(self) -> bool:
        return bool(self.told or self.rating or self.reason)


@dataclass(frozen=True)
class Body:
    """A whole draft; the vote is no part of it."""

    answers: Mapping[int, Answer] = field(default_factory=dict)
    notes: str = ""
    asked: frozenset[int] = frozenset()
    strongest_for: str = ""
    strongest_against: str = ""

    def on(self, principle: int) -> Answer:
        """What was written on a principle, or an empty answer."""
        return self.answers.get(principle, Answer())

    def within(self, principles: Iterable[int]) -> "Body":
        """The same draft without answers on other principles."""
        kept = {principle: answer for principle, answer in self.answers.items() if principle in set(principles)}
        return Body(kept, self.notes, self.asked, self.strongest_for, self.strongest_against)

    def stored(self) -> dict[str, Any]:
        """Plain values for JSON; the same draft always looks the same."""
        return {
            "answers": {str(principle): _stored(answer) for principle, answer in sorted(self.answers.items())},
            "notes": self.notes,
            "asked": [str(probe) for probe in sorted(self.asked)],
            "strongest_for": self.strongest_for,
            "strongest_against": self.strongest_against,
        }


def _stored(answer: Answer) -> dict[str, Any]:
    return {"stories": [story.parts() for story in answer.stories], "rating": answer.rating, "reason": answer.reason}


def parse(stored: object) -> Body:
    """A draft out of anything: what does not fit its place is left out, never refused."""
    values = stored if isinstance(stored, dict) else {}
    answers = values.get("answers")
    asked = values.get("asked")
    return Body(
        answers={int(key): _answer(value) for key, value in answers.items() if is_id(key)} if isinstance(answers, dict) else {},
        notes=_text(values.get("notes")),
        asked=frozenset(int(key) for key in asked if is_id(key)) if isinstance(asked, list) else frozenset(),
        strongest_for=_text(values.get("strongest_for")),
        strongest_against=_text(values.get("strongest_against")),
    )


def _answer(value: object) -> Answer:
    values = value if isinstance(value, dict) else {}
    stories = values.get("stories")
    return Answer(
        stories=tuple(_story(each) for each in stories) if isinstance(stories, list) else (),
        rating=_rating(values.get("rating")),
        reason=_text(values.get("reason")),
    )


def _story(value: object) -> Story:
    values = value if isinstance(value, dict) else {}
    return Story(**{name: _text(values.get(name)) for name in STORY_FIELDS})


def _rating(value: object) -> Rating | None:
    return Rating(value) if isinstance(value, str) and value in set(Rating) else None


def _text(value: object) -> str:
    return tidy(value) if isinstance(value, str) else ""


def is_id(value: object) -> TypeGuard[str]:
    """Whether a value from outside is an id as we write it."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _ID_DIGITS


def story_field(principle: int, number: int, part: str) -> str:
    """The name of a story's field in forms and links."""
    return f"p{principle}_{number}_{part}"


def rating_field(principle: int) -> str:
    """The name of a rating in forms and links."""
    return f"p{principle}_rating"


def reason_field(principle: int) -> str:
    """The name of a rating's reason in forms and links."""
    return f"p{principle}_reason"
