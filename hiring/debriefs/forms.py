"""Forms of a debrief; each has a prefix of its own, because several stand on one page."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from hiring.core.terms import Term
from hiring.core.text import lang_of
from hiring.debriefs.terms import Another, BarAnswer, KeyAnswer, Result, VerdictValue
from hiring.feedback.terms import Vote
from hiring.web.forms import Form, choice, text
from hiring.web.words import spoken


def _members(kind: type[Term]) -> Callable[[], list[Any]]:
    """The members of an enum in the reader's language."""
    return lambda: [choice(each.value, spoken(each)) for each in kind]


def _one_of(label: Any, kind: type[Term], description: Any = "") -> RadioField:
    """A choice of one member, none of them preselected."""
    return RadioField(label, choices=_members(kind), description=description, validators=[InputRequired(_l("Please choose one."))])


class PrefixedForm(Form):
    """A form whose fields bear its prefix."""

    of: ClassVar[str] = ""

    def __init__(self, *values: Any, **more: Any) -> None:
        super().__init__(*values, prefix=self.of, **more)


class ExcuseForm(PrefixedForm):
    """Whom to excuse, and why."""

    of = "excuse-"
    person_id = SelectField(_l("Who cannot take part"), coerce=int)
    reason = text(_l("Reason"), most=2000, rows=2, description=_l("It stays with the debrief; everybody of the room reads it."))

    def offer(self, people: Iterable[tuple[int, str]]) -> "ExcuseForm":
        """The people of whom one may be excused."""
        self.person_id.choices = [choice(person, name, lang=lang_of(name)) for person, name in people]
        return self


class VoteForm(PrefixedForm):
    """The second vote."""

    of = "vote-"
    vote = _one_of(_l("Your vote now"), Vote)
    reason = text(_l("What changed your mind, if something did"), required=False, most=4000, rows=3)


class VerdictForm(PrefixedForm):
    """What the panel found on one principle, and on which evidence."""

    of = "verdict-"
    value = _one_of(_l("Verdict"), VerdictValue)
    evidence = SelectMultipleField(_l("Evidence"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput(), validators=[Optional()])
    reason = text(_l("Why, in a sentence"), required=False, most=4000, rows=2)

    def offer(self, evidence: Iterable[int]) -> "VerdictForm":
        """The evidence that may be cited."""
        self.evidence.choices = [choice(each, str(each)) for each in evidence]
        return self


class DissentForm(PrefixedForm):
    """A minority view."""

    of = "dissent-"
    reason = text(_l("Why you see it differently"), most=4000, rows=3)
    proof = text(_l("What would prove you right, a year from now"), required=False, most=4000, rows=2)


class KeyForm(PrefixedForm):
    """The answer of a key."""

    of = "key-"
    answer = _one_of(_l("Your answer"), KeyAnswer)
    reason = text(_l("Why"), required=False, most=4000, rows=2, description=_l("Needed unless you say yes."))


class DecisionForm(PrefixedForm):
    """The decision that the two keys made."""

    of = "decision-"
    bar = _one_of(_l("Is this candidate better than half of the people who hold this role today?"), BarAnswer)
    reason = text(_l("The reason of the decision"), most=8000, rows=5, description=_l("Which evidence carried it, and what spoke against it."))


class AloneForm(DecisionForm):
    """The hiring manager's decision where there is no debrief."""

    of = "alone-"
    result = _one_of(_l("Decision"), Result)


class FollowUpForm(PrefixedForm):
    """What follows a no."""

    of = "after-"
    lower_level = _one_of(_l("Would a lower level fit?"), Another)
    other_role = _one_of(_l("Would another role fit?"), Another)
    cool_off_until = DateField(_l("Cool-off until"), validators=[Optional()], description=_l("Until this day no new loop begins in the same job family. Leave it empty for none."))
    note = text(_l("Note for the next conversation"), required=False, most=4000, rows=3)
