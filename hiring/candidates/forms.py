"""Forms of candidates, applications and what is written on them."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # younger than its stubs
from wtforms.validators import InputRequired, Optional

from hiring.accounts.queries import active_people
from hiring.accounts.terms import Locale
from hiring.candidates.queries import Enterable
from hiring.candidates.rules import EMAIL_MOST, NAME_MOST, PHONE_MOST, TEXT_MOST, Facts, zone_names
from hiring.candidates.terms import ScreenKind, ScreenResult, Source, StageReason
from hiring.core.terms import Term
from hiring.core.text import lang_of
from hiring.web.forms import Form, LongSelect, choice, line, text
from hiring.web.words import locale, spoken

_ACCEPTED = ".pdf,.docx,.txt,application/pdf,text/plain"
_ONE_OF_THESE = _l("Choose one of these.")


def of_terms(terms: Iterable[Term]) -> list[SelectChoice]:
    """Members of an enum to choose from."""
    return [choice(each.value, spoken(each)) for each in terms]


def of_openings(openings: Iterable[Enterable], empty: str) -> list[SelectChoice]:
    """Openings to choose from, and choosing none."""
    language = locale()
    titles = ((each.id, *each.title.best(language)) for each in openings)
    return [choice("", empty), *(choice(number, title, lang=lang) for number, title, lang in titles)]


def _people() -> list[SelectChoice]:
    return [choice("", spoken(_l("Nobody"))), *(choice(row.id, f"{row.name} {row.name_ja}".strip(), lang=lang_of(row.name)) for row in active_people())]


def _zones() -> list[SelectChoice]:
    return [choice(name, name.replace("_", " "), lang="en") for name in zone_names()]


class CandidateForm(Form):
    """What is known of a candidate."""

    name = line(_l("Name"), most=NAME_MOST, description=_l("As they write it themselves."), render_kw={"autocomplete": "off"})
    name_ja = line(_l("Name in Japanese"), required=False, most=NAME_MOST, render_kw={"autocomplete": "off", "lang": "ja"})
    email = line(_l("E-mail address"), required=False, most=EMAIL_MOST, render_kw={"autocomplete": "off", "inputmode": "email"})
    phone = line(_l("Phone"), required=False, most=PHONE_MOST, render_kw={"autocomplete": "off", "inputmode": "tel"})
    locale = SelectField(_l("Language we write in"), choices=lambda: of_terms(Locale))
    zone = SelectField(_l("Time zone"), choices=_zones, description=_l("Interview times are planned in it."), widget=LongSelect())
    source = SelectField(_l("How they came to us"), choices=lambda: of_terms(Source))
    person_id = SelectField(
        _l("Works here as"), choices=_people, validators=[Optional()], description=_l("Only for colleagues who apply: to them, this candidate then does not exist.")
    )

    def facts(self) -> Facts:
        """The values as an operation takes them."""
        return Facts(
            name=self.name.data or "",
            name_ja=self.name_ja.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            locale=Locale(self.locale.data),
            zone=self.zone.data,
            source=Source(self.source.data),
            person_id=int(self.person_id.data) if self.person_id.data else None,
        )


class NewCandidateForm(CandidateForm):
    """A candidate with the opening they enter and their résumé."""

    opening_id = SelectField(_l("Opening"), choices=[], validators=[Optional()], widget=LongSelect())
    resume = FileField(_l("Résumé"), description=_l("PDF, Word (.docx) or plain text."), render_kw={"accept": _ACCEPTED})
    different = BooleanField(_l("Known already"))

    def offer(self, openings: Iterable[Enterable]) -> "NewCandidateForm":
        """Let the recruiter choose among these."""
        self.opening_id.choices = of_openings(openings, spoken(_l("None yet")))
        return self


class EnterForm(Form):
    """Another opening for a candidate."""

    opening_id = SelectField(_l("Opening"), choices=[], validators=[InputRequired(_l("Choose an opening."))], widget=LongSelect())

    def offer(self, openings: Iterable[Enterable]) -> "EnterForm":
        """Let the recruiter choose among these."""
        self.opening_id.choices = of_openings(openings, spoken(_l("Choose…")))
        return self


class ResumeForm(Form):
    """A résumé to upload."""

    resume = FileField(_l("Résumé"), validators=[FileRequired(_l("Choose a file first."))], description=_l("PDF, Word (.docx) or plain text."), render_kw={"accept": _ACCEPTED})


class NoteForm(Form):
    """A note on a candidate."""

    text = text(_l("Note"), most=TEXT_MOST, description=_l("It stays on record as you write it, and counts as feedback: who interviews sees it after their own is in."))


class ScreenForm(Form):
    """A résumé review or a phone screen."""

    kind = RadioField(_l("What did you do?"), choices=lambda: of_terms(ScreenKind), validators=[InputRequired(_ONE_OF_THESE)])
    result = RadioField(_l("What do you recommend?"), choices=lambda: of_terms(ScreenResult), validators=[InputRequired(_ONE_OF_THESE)])
    note = text(_l("What speaks for it?"), most=TEXT_MOST, description=_l("What you read or heard, close to the words used."))


class WordForm(Form):
    """A word on a move, where there is something to say."""

    note = text(_l("Note"), required=False, most=TEXT_MOST, rows=3, description=_l("Optional, and on record. It counts as feedback."))


class ReasonForm(WordForm):
    """A move with its reason."""

    reason = SelectField(_l("Reason"), choices=[], validators=[InputRequired(_l("Choose a reason: it goes on record."))])

    def offer(self, reasons: Iterable[StageReason]) -> "ReasonForm":
        """Let people choose among these."""
        self.reason.choices = [choice("", spoken(_l("Choose…"))), *of_terms(reasons)]
        return self

    @property
    def chosen(self) -> StageReason:
        """The reason as an operation takes it."""
        return StageReason(self.reason.data)


def blank(kind: type[Form], **values: Any) -> Any:
    """A form that nobody has sent yet."""
    return kind(formdata=None, **values)
