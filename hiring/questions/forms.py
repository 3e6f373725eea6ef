"""Forms of questions and of the filter above the list."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField
from wtforms.validators import InputRequired, Optional

from hiring.accounts.forms import term_choices
from hiring.core.terms import Term
from hiring.core.text import Words
from hiring.principles.forms import both
from hiring.principles.queries import names_by_key
from hiring.questions.queries import Filter
from hiring.questions.rules import PROBES_MOST
from hiring.questions.terms import ProbeText, QuestionKind, QuestionStatus, QuestionText, Star, Suits
from hiring.web.forms import Form, Part, choice, line, text, two
from hiring.web.words import locale, spoken


def _terms(kind: type[Term], every: Any) -> list[Any]:
    """The members of an enum, after the choice of none of them."""
    return [choice("", spoken(every)), *term_choices(kind)]


def _principles(every: Any) -> list[Any]:
    return [choice("", spoken(every)), *(choice(key, spoken(name), lang=name.best(locale())[1]) for key, name in names_by_key().items())]


class FilterForm(Form):
    """What a reader of the bank looks for; it travels in the address."""

    class Meta(Form.Meta):
        """A search changes nothing and needs no token."""

        csrf = False

    version = None  # type: ignore[assignment]  # WTForms takes a field away by None
    q = line(_l("Search"), required=False, most=100)
    principle = SelectField(_l("Principle"), choices=lambda: _principles(_l("All principles")), validators=[Optional()])
    kind = SelectField(_l("Kind"), choices=lambda: _terms(QuestionKind, _l("All kinds")), validators=[Optional()])
    suits = SelectField(_l("Suits"), choices=lambda: _terms(Suits, _l("All roles")), validators=[Optional()])
    status = SelectField(_l("State"), choices=lambda: _terms(QuestionStatus, _l("All states")), validators=[Optional()])


def filter_values(wanted: Filter) -> dict[str, str]:
    """The filter as it stands in the address, without what is not set."""
    values = {"q": wanted.search, "principle": wanted.principle_key, "kind": wanted.kind, "suits": wanted.suits, "status": wanted.status}
    return {name: str(value) for name, value in values.items() if value}


class ProbePart(Part):
    """One follow-up."""

    star = SelectField(_l("Letter"), choices=lambda: term_choices(Star))
    text_en = line(_l("Probe in English"), required=False, most=500)
    text_ja = line(_l("Probe in Japanese"), required=False, most=500)


class QuestionForm(Form):
    """A question with its probes, and what weak and strong answers sound like."""

    principle_key = SelectField(_l("Principle"), choices=lambda: _principles(_l("Choose one")), validators=[InputRequired(_l("Please choose one."))])
    kind = SelectField(_l("Kind"), choices=lambda: term_choices(QuestionKind))
    suits = SelectField(_l("Suits"), choices=lambda: term_choices(Suits))
    text_en = text(_l("Question in English"), required=False, most=1000, rows=3)
    text_ja = text(_l("Question in Japanese"), required=False, most=1000, rows=3)
    weak_en = text(_l("A weak answer, in English"), required=False, most=1000, rows=3)
    weak_ja = text(_l("A weak answer, in Japanese"), required=False, most=1000, rows=3)
    strong_en = text(_l("A strong answer, in English"), required=False, most=1000, rows=3)
    strong_ja = text(_l("A strong answer, in Japanese"), required=False, most=1000, rows=3)
    probes = FieldList(FormField(ProbePart), label=_l("Probes"), max_entries=PROBES_MOST + 2)

    def content(self) -> QuestionText:
        """The values as an operation takes them; empty probes are none."""
        probes = [ProbeText(Star(part.form.star.data), two(part.form.text_en.data, part.form.text_ja.data)) for part in self.probes]
        return QuestionText(
            principle_key=self.principle_key.data,
            kind=QuestionKind(self.kind.data),
            suits=Suits(self.suits.data),
            text=two(self.text_en.data, self.text_ja.data),
            weak=two(self.weak_en.data, self.weak_ja.data),
            strong=two(self.strong_en.data, self.strong_ja.data),
            probes=tuple(probe for probe in probes if probe.text),
        )


class NoteForm(Form):
    """What a proposal needs before it may be asked."""

    note = text(_l("What it needs"), most=1000, rows=3, description=_l("Its author reads this on the page of the question."))


def question_values(content: QuestionText | None, principle_key: str = "") -> dict[str, Any]:
    """The values that a form begins with, with room for more probes up to the most."""
    if content is None:
        return {"principle_key": principle_key, "probes": [{"star": star.value} for star in Star]}
    standing = [{"star": probe.star.value, **both("text", probe.text)} for probe in content.probes]
    texts: dict[str, Words] = {"text": content.text, "weak": content.weak, "strong": content.strong}
    return {
        "principle_key": content.principle_key,
        "kind": content.kind.value,
        "suits": content.suits.value,
        **{name: value for field, words in texts.items() for name, value in both(field, words).items()},
        "probes": standing + [{"star": Star.ACTION.value}] * (PROBES_MOST - len(standing)),
    }
