"""The forms of kit, feedback and vote; each carries a part of the same draft, and only that part is changed by it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError as Invalid

from hiring.feedback.body import STORIES_MOST, STORY_FIELDS, Answer, Body, Story, is_id, rating_field, reason_field, story_field
from hiring.feedback.rules import Reasons
from hiring.feedback.terms import Vote
from hiring.principles.terms import Rating
from hiring.web.forms import Form, choice, text
from hiring.web.words import spoken

_WHOLE = ("notes", "strongest_for", "strongest_against")
_LABELS = {"situation": _l("Situation"), "task": _l("Task"), "action": _l("Action"), "result": _l("Result"), "verbatim": _l("In their own words")}


class Expected:
    """Says that a field is not optional; whether it is filled is a question for the rules, before the vote."""

    field_flags = {"required": True}  # WTForms reads it from the class

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing is refused while notes are taken."""


class DraftForm(Form):
    """Fields of a draft, made for the principles of one interview."""

    def take(self, body: Body) -> None:
        """Fill what was not sent from a draft."""
        values = dict(values_of(body))
        for field in self:
            if field.name in values and field.name not in request.form:
                field.data = values[field.name]

    def body(self, before: Body, principles: Iterable[int]) -> Body:
        """The draft as it was, with everything that this form holds."""
        answers = {**before.answers, **{principle: self._answer(principle) for principle in principles}}
        return Body(
            answers=answers,
            notes=self._said("notes"),
            asked=before.asked,
            strongest_for=self._said("strongest_for"),
            strongest_against=self._said("strongest_against"),
        )

    def count(self, principle: int) -> int:
        """How many stories this form has for a principle."""
        return sum(story_field(principle, number, "situation") in self for number in range(STORIES_MOST + 1))

    def _answer(self, principle: int) -> Answer:
        chosen = self._said(rating_field(principle))
        stories = tuple(self._story(principle, number) for number in range(self.count(principle)))
        return Answer(stories, Rating(chosen) if chosen in set(Rating) else None, self._said(reason_field(principle)))

    def _story(self, principle: int, number: int) -> Story:
        return Story(**{part: self._said(story_field(principle, number, part)) for part in STORY_FIELDS})

    def _said(self, name: str) -> str:
        return self[name].data or ""


class OneOfFour:
    """Refuses a form without a vote."""

    field_flags = {"required": True}  # WTForms reads it from the class

    def __call__(self, form: Any, field: Any) -> None:
        """Anything but one of the four is no vote."""
        if field.data not in set(Vote):
            raise Invalid(_("Choose one of the four votes. There is no middle, and nothing is chosen for you."))


class VoteForm(Form):
    """The vote, after the ratings; nothing is chosen beforehand."""

    vote = RadioField(
        _l("Your vote"),
        choices=lambda: [choice(each.value, spoken(each)) for each in Vote],
        validators=[OneOfFour()],
        validate_choice=False,
    )
    strongest_for = text(_l("The strongest reason for this hire"), required=False, rows=3, description=_l("Even if you vote against: what would somebody say who votes for?"))
    strongest_against = text(_l("The strongest reason against this hire"), required=False, rows=3, description=_l("Even if you vote for: what worries you most?"))

    def reasons(self) -> Reasons:
        """Both reasons as written."""
        return Reasons(self.strongest_for.data or "", self.strongest_against.data or "")


class AddendumForm(Form):
    """A correction under sealed feedback."""

    text = text(_l("Addendum"), rows=4, description=_l("What was sealed stays as it is. The addendum stands under it with its date."))


class GlassForm(Form):
    """Why the seal must be broken."""

    reason = text(_l("Why the seal must be broken"), rows=3, most=2000, description=_l("At least 20 characters. Everybody in the loop is told, and reads this sentence."))


def draft_form(principles: Sequence[int], body: Body) -> DraftForm:
    """The form of a draft: what the request holds, and for everything else what the draft holds."""
    names = [name for principle in principles for name in (*_story_names(principle, body), rating_field(principle), reason_field(principle))]
    made = type("PartOfDraft", (DraftForm,), {name: _field(name) for name in (*names, *_WHOLE)})
    form: DraftForm = made()
    form.take(body)
    return form


def ticked(body: Body, probes: Iterable[int]) -> Body:
    """The draft with the probes that are ticked in the request, where the request tells of ticks at all."""
    if "ticks" not in request.form:
        return body
    sent = {int(value) for value in request.form.getlist("asked") if is_id(value)}
    return replace(body, asked=frozenset(sent & set(probes)))


def with_another(body: Body, principle: int | None) -> Body:
    """The draft with one more empty story on a principle, unless the last one is still empty."""
    if principle is None:
        return body
    answer = body.on(principle)
    stories = answer.stories or (Story(),)
    grown = stories if len(stories) > 1 and not stories[-1] else (*stories, Story())
    return replace(body, answers={**body.answers, principle: replace(answer, stories=grown)})


def asked_for_story(principles: Iterable[int]) -> int | None:
    """The principle whose “another story” was pressed."""
    wanted = request.form.get("add", "")
    return next((principle for principle in principles if str(principle) == wanted), None)


def _story_names(principle: int, body: Body) -> list[str]:
    """The fields of the stories that the draft has and of those that the request adds; there is always one."""
    numbers = range(STORIES_MOST + 1)
    sent = max((number + 1 for number in numbers if any(story_field(principle, number, part) in request.form for part in STORY_FIELDS)), default=1)
    count = max(sent, min(len(body.on(principle).stories), STORIES_MOST))
    return [story_field(principle, number, part) for number in range(count) for part in STORY_FIELDS]


def values_of(body: Body) -> Iterator[tuple[str, str | None]]:
    """Each field of a draft with what stands in it."""
    yield from (("notes", body.notes), ("strongest_for", body.strongest_for), ("strongest_against", body.strongest_against))
    for principle, answer in body.answers.items():
        yield from ((rating_field(principle), answer.rating), (reason_field(principle), answer.reason))
        for number, story in enumerate(answer.stories):
            yield from ((story_field(principle, number, part), value) for part, value in story.parts().items())


def _field(name: str) -> Any:
    """The unbound field of this name."""
    if name.endswith("_rating"):
        choices = [choice(each.value, spoken(each)) for each in Rating]
        return RadioField(_l("Rating"), choices=choices, validators=[Expected()], validate_choice=False)
    if name == "notes":
        return text(_l("Free notes"), required=False, description=_l("Whatever belongs to no story. It becomes part of your feedback."))
    if name.endswith("_reason"):
        return text(_l("Why this rating"), required=False, rows=2)
    return text(_label(name), required=False, rows=2)


def _label(name: str) -> Any:
    return _LABELS.get(name.rsplit("_", 1)[-1], name)
