"""Forms of the settings."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from hiring.accounts.forms import zone_choices
from hiring.core.text import Words, say
from hiring.principles.queries import all_sets
from hiring.principles.terms import SetStatus
from hiring.web.forms import Form, LongSelect, choice, line, two
from hiring.web.words import locale, spoken


class OrganisationForm(Form):
    """Name and zone of the organisation."""

    name_en = line(_l("English name of the organisation"), required=False)
    name_ja = line(_l("Japanese name of the organisation"), required=False)
    zone = SelectField(
        _l("Time zone"), choices=zone_choices, description=_l("Where the day of the organisation begins. Everybody reads times in their own zone."), widget=LongSelect()
    )

    def name_words(self) -> Words:
        """The name in both languages."""
        return two(self.name_en.data, self.name_ja.data)


def set_choices() -> list[Any]:
    """Every published set, newest version first."""
    published = [each for each, _ in all_sets() if each.status is SetStatus.PUBLISHED]
    return [choice(each.id, spoken(say("%(name)s, version %(number)s", name=each.name, number=each.number)), lang=each.name.best(locale())[1]) for each in published]


class AdoptForm(Form):
    """Which principle set new openings use."""

    set_id = RadioField(_l("Principle set"), choices=set_choices, validators=[InputRequired(_l("Please choose one."))])
