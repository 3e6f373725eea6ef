"""The base of every form, and carrying out an operation with a form's values."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from babel.support import NullTranslations, Translations
from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import Field, HiddenField, MultipleFileField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # younger than its stubs
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, Length, Optional
from wtforms.validators import ValidationError as Invalid
from wtforms.widgets import Select

from hiring.core.errors import Malformed, Refused, Stale
from hiring.core.text import Sentence, Words, tidy
from hiring.db.session import db
from hiring.web.words import locale, spoken

Done = TypeVar("Done")


@cache
def _of_wtforms(language: str) -> NullTranslations:
    return Translations.load(messages_path(), [language], domain="wtforms")


class Form(FlaskForm):
    """A form of ours: text is tidied, a refusal stands beside its field, and the version it was filled from travels along."""

    version = HiddenField(validators=[Optional()])

    class Meta(FlaskForm.Meta):
        """Tidy every text before it is checked."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the tidying filter to text fields."""
            if issubclass(unbound_field.field_class, StringField) and "password" not in options.get("name", ""):
                unbound_field.kwargs["filters"] = (*(f for f in unbound_field.kwargs.get("filters", ()) if f is not _tidied), _tidied)
            return unbound_field.bind(form=form, **options)

        def get_translations(self, form: Any) -> NullTranslations:
            """The library's own words in the reader's language, read from the disk once and not once a request."""
            return _of_wtforms(locale())

    def validate(self, *args: Any, **more: Any) -> bool:
        """Check every field; a value that is there twice, or as a list, is no form of ours."""
        if any(_doubled(field) for field in self):
            raise Malformed
        return bool(super().validate(*args, **more))

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal beside the field it is about, or above the form."""
        sentence = spoken(refusal.sentence)
        field = self._fields.get(refusal.field or "")
        if field is not None:
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)

    @property
    def seen_version(self) -> int:
        """The version of the thing that this form was filled from; -1 where the form does not say."""
        text = str((self.version.raw_data or [""])[0])
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1

    def catch_up(self, version: int) -> None:
        """After the writer was told of a newer state: what they send next is meant for that state."""
        self.version.data = str(version)


def _doubled(field: Field) -> bool:
    """Whether a field for one value got several."""
    several = isinstance(field, (SelectMultipleField, MultipleFileField))
    return (not several and len(field.raw_data or ()) > 1) or f"{field.name}[]" in request.form


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def carry_out(form: Form, act: Callable[[], Done]) -> tuple[Done | None, int]:
    """Run an operation with a valid form; what it made and 303, or nothing and the status to show the form again with.

    After a refusal the session is rolled back: nothing half done is stored or shown.
    """
    if not form.validate_on_submit():
        return None, 422
    try:
        done = act()
        db.session.flush()
        return done, 303
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return None, 409 if isinstance(refusal, Stale) else 422


def carried(form: Form, act: Callable[[], object]) -> int:
    """Carry out an operation that makes nothing new; 303, or the status to show the form again with."""
    return carry_out(form, act)[1]


def choice(value: object, label: str, **attributes: str) -> SelectChoice:
    """One choice of a select or radio field; `lang` belongs to a label that a person wrote."""
    return SelectChoice(value=str(value), label=label, render_kw=attributes)


class Fits:
    """A text of at most so many characters, counted as people count."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Field) -> None:
        """Say how much is too much."""
        if isinstance(field.data, str) and len(field.data) > self.most:
            raise Invalid(spoken(Sentence("Please use at most %(most)s characters; there are %(count)s now.", {"most": self.most, "count": len(field.data)})))


def line(label: Any, *, required: bool = True, most: int = 200, description: Any = "", **more: Any) -> Any:
    """A field for one line of text."""
    return StringField(label, validators=_checks(required, most), description=description, **more)


def text(label: Any, *, required: bool = True, most: int = 20_000, description: Any = "", rows: int = 5, **more: Any) -> Any:
    """A field for a longer text."""
    return TextAreaField(label, validators=_checks(required, most), description=description, render_kw={"rows": rows}, **more)


def _checks(required: bool, most: int) -> list[Any]:
    return [DataRequired(_l("Please fill this in.")) if required else Optional(), Fits(most), Length(max=1_000_000)]


def two(en: str | None, ja: str | None) -> Words:
    """The two fields of a bilingual text together."""
    return Words(en=en or "", ja=ja or "")


class Part(Form):
    """A group of fields inside a form: no token and no version of its own."""

    version = None  # type: ignore[assignment]  # WTForms takes a field away by None

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False


class LongSelect(Select):
    """A select with hundreds of options, each written at once."""

    @classmethod
    def render_option(cls, choice: Any, **more: Any) -> Markup:  # type: ignore[override]  # the stubs know an older signature
        """One option with its language."""
        words = {**(choice.render_kw or {}), **more}
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in words.items())
        chosen = " selected" if choice.selected else ""
        return Markup(f'<option{chosen} value="{escape(choice.value)}"{attributes}>{escape(choice.label or choice.value)}</option>')  # noqa: S704  # escaped beside
