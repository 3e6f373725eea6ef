"""Forms of sign-in, people, roles and one's own profile."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, IntegerField, PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from hiring.accounts.operations.people import PersonDetails
from hiring.accounts.passkeys import MOST
from hiring.accounts.queries import active_people
from hiring.accounts.terms import Locale, Role, SecondFactorFor
from hiring.core.clock import zones
from hiring.core.terms import Term
from hiring.core.text import lang_of
from hiring.web.forms import Form, LongSelect, choice, line
from hiring.web.words import spoken


def zone_choices() -> list[Any]:
    """Every time zone; the names are the same in every language."""
    return [choice(name, name.replace("_", " "), lang="en") for name in zones()]


def people_choices(empty: str | None = None, also: int | None = None) -> list[Any]:
    """Active people by name, and one who was chosen before; `empty` is the label of choosing nobody."""
    nobody = [choice("", empty)] if empty is not None else []
    return nobody + [choice(row.id, _named(row), lang=lang_of(row.name)) for row in active_people(also)]


def _named(row: Any) -> str:
    """A name that tells two people of the same name apart."""
    return " · ".join(part for part in (row.name, row.name_ja, row.title) if part)


def term_choices(kind: type[Term]) -> list[Any]:
    """Every member of an enum by its label."""
    return [choice(each.value, spoken(each)) for each in kind]


def id_or_none(value: str | None) -> int | None:
    """An id out of a select field, where nothing means nobody."""
    return int(value) if value and value.isascii() and value.isdigit() else None


class SignInForm(Form):
    """Address and password."""

    email = line(_l("E-mail address"), most=320, render_kw={"autocomplete": "username", "inputmode": "email"})
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Please fill this in."))], render_kw={"autocomplete": "current-password"})


class AskResetForm(Form):
    """The address of somebody who forgot a password."""

    email = line(_l("E-mail address"), most=320, render_kw={"autocomplete": "username", "inputmode": "email"})


class NewPasswordForm(Form):
    """A password to choose."""

    password = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters; a sentence you can remember is best."),
        validators=[InputRequired(_l("Please fill this in."))],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """A password to change."""

    old_password = PasswordField(_l("Present password"), validators=[InputRequired(_l("Please fill this in."))], render_kw={"autocomplete": "current-password"})


_CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(Form):
    """A code of the app, or a recovery code."""

    code = line(_l("Code"), most=100, description=_l("The six figures that your app shows now, or one of your recovery codes."), render_kw=_CODE)


class FirstCodeForm(Form):
    """The first code of an app that was just told the secret."""

    code = line(_l("Code"), most=100, render_kw={**_CODE, "inputmode": "numeric"})


class PasswordForm(Form):
    """One's present password, asked for once more."""

    password = PasswordField(_l("Present password"), validators=[InputRequired(_l("Please fill this in."))], render_kw={"autocomplete": "current-password"})


class PasswordAndCodeForm(PasswordForm, CodeForm):
    """Both, for what changes how one comes in."""


class PasskeyForm(Form):
    """What a device answered; the script of the page writes it."""

    answer = HiddenField(validators=[InputRequired(_l("Your browser did not answer. Try again.")), Length(max=MOST)])


class NewPasskeyForm(PasswordForm, PasskeyForm):
    """The answer of a device that made a passkey, and the password."""


class LanguageForm(Form):
    """The language in which one reads."""

    locale = SelectField(_l("Language"), choices=lambda: term_choices(Locale))


class SecondFactorForForm(Form):
    """Who must have a second factor."""

    second_factor_for = RadioField(_l("Required for"), choices=lambda: term_choices(SecondFactorFor), validators=[InputRequired(_l("Please choose one."))])


class ProfileForm(Form):
    """One's own name, language and zone."""

    name = line(_l("Name"))
    name_ja = line(_l("Name in Japanese"), required=False)
    locale = SelectField(_l("Language"), choices=lambda: term_choices(Locale))
    zone = SelectField(_l("Time zone"), choices=zone_choices, widget=LongSelect())


class PersonForm(ProfileForm):
    """What an administrator says of a person."""

    email = line(_l("E-mail address"), most=320)
    title = line(_l("Title"), required=False)
    level = IntegerField(
        _l("Level"),
        description=_l("1 to 12, as in your job ladder. Eligibility for loops depends on it."),
        validators=[InputRequired(_l("Please give a whole number from 1 to 12.")), NumberRange(1, 12, _l("Please give a whole number from 1 to 12."))],
    )
    manager_id = SelectField(_l("Reports to"), choices=[], validators=[Optional()])

    def __init__(self, *args: Any, chosen_manager: int | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        self.manager_id.choices = people_choices(spoken(_l("Nobody")), also=chosen_manager)

    def details(self) -> PersonDetails:
        """The values as an operation takes them."""
        return PersonDetails(
            name=self.name.data,
            email=self.email.data,
            name_ja=self.name_ja.data or "",
            title=self.title.data or "",
            level=self.level.data or 0,
            manager_id=id_or_none(self.manager_id.data),
            locale=Locale(self.locale.data),
            zone=self.zone.data,
        )


class RoleForm(Form):
    """A role or certificate with its dates."""

    role = SelectField(_l("Role or certificate"), choices=lambda: term_choices(Role))
    starts_on = DateField(_l("From"), validators=[Optional()], description=_l("Empty means at once. A day begins at midnight in Coordinated Universal Time."))
    ends_on = DateField(_l("Until"), validators=[Optional()], description=_l("Only certificates end by themselves. Empty means without end."))


class PeopleFileForm(Form):
    """A CSV file of people."""

    file = FileField(_l("CSV file"), validators=[FileRequired(_l("Please choose a file."))])
