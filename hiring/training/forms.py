"""Forms of the ladder: shape only; what may stand in them is decided by the operations."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from hiring.core.text import lang_of
from hiring.training.terms import Asks
from hiring.web.forms import Form, choice, text

_CHOOSE = _l("Please choose.")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None


class WholeField(IntegerField):
    """A small whole number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Our own sentence where it is no number, or one that no column holds."""
        try:
            super().process_formdata([value if len(value) < 7 else "x" for value in valuelist])
        except ValueError:
            raise ValueError(gettext("Give a whole number.")) from None


class MentorForm(Form):
    """Who guides a trainee."""

    mentor_id = SelectField(_l("Mentor"), validate_choice=False, validators=[Optional()])

    def mentors(self, people: Iterable[Any]) -> None:
        """Offer those who may guide."""
        self.mentor_id.choices = [choice("", gettext("Nobody yet")), *_people(people)]

    @property
    def mentor(self) -> int | None:
        """The id of the mentor, if one was chosen."""
        return _number(self.mentor_id.data)


class BeginForm(MentorForm):
    """Somebody who begins on the ladder."""

    person_id = SelectField(_l("Person"), validate_choice=False, validators=[InputRequired(_CHOOSE)])

    def offer(self, people: Iterable[Any]) -> None:
        """Offer those who have no place yet."""
        self.person_id.choices = [choice("", gettext("Choose a person")), *_people(people)]

    @property
    def person(self) -> int:
        """The id of the person; 0 is nobody."""
        return _number(self.person_id.data) or 0


class VoteForm(Form):
    """A vote on a promotion with its reason; nothing is chosen beforehand."""

    answer = RadioField(
        _l("Do you promote?"),
        choices=lambda: [choice("yes", gettext("Yes, promote")), choice("no", gettext("No, not this time"))],
        validators=[InputRequired(_l("Choose yes or no. Nothing is chosen for you."))],
    )
    reason = text(_l("Why"), rows=3, most=2000, description=_l("Other Core members read it once they have voted; the mentor and administrators at once."))


class StepForm(Form):
    """What one step asks."""

    needed = WholeField(_l("Compared practice feedbacks"), validators=[InputRequired(_CHOOSE)])
    agreement = WholeField(_l("Agreement in percent"), validators=[InputRequired(_CHOOSE)])
    votes = WholeField(_l("Votes of Core"), validators=[InputRequired(_CHOOSE)])
    months = WholeField(_l("Months until the certificate ends"), validators=[InputRequired(_CHOOSE)])

    def only(self, names: Collection[str]) -> "StepForm":
        """The same with the numbers that this step knows."""
        for name in vars(Asks()):
            if name not in names:
                del self[name]
        return self

    def asks(self) -> Asks:
        """The numbers as a plain value."""
        return Asks(**{name: self[name].data or 0 for name in vars(Asks()) if name in self})


def _people(people: Iterable[Any]) -> list[Any]:
    return [choice(each.id, each.name, lang=lang_of(each.name)) for each in people]
