"""Forms of the settings."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from hiring.accounts.forms import zone_choices
from hiring.core.text import Words
from hiring.openings.rules import LIMITS
from hiring.openings.terms import Preset, ProcessRules
from hiring.principles.queries import all_sets
from hiring.principles.terms import SetStatus
from hiring.web.forms import Form, line, two
from hiring.web.words import spoken

_NEEDED = InputRequired(_l("Please give a whole number."))


class OrganisationForm(Form):
    """Name and zone of the organisation."""

    name_en = line(_l("Name in English"), required=False)
    name_ja = line(_l("Name in Japanese"), required=False)
    zone = SelectField(_l("Time zone"), choices=zone_choices, description=_l("Where the day of the organisation begins; everybody reads times in their own zone."))

    @property
    def name(self) -> Words:
        """The name in both languages."""
        return two(self.name_en.data, self.name_ja.data)


def set_choices() -> list[SelectChoice]:
    """Every published set, newest version first."""
    published = [each for each, _ in all_sets() if each.status is SetStatus.PUBLISHED]
    return [SelectChoice(value=str(each.id), label=spoken(_l("%(name)s, version %(number)s", name=spoken(each.name), number=each.number))) for each in published]


class AdoptForm(Form):
    """Which principle set new openings use."""

    set_id = RadioField(_l("Principle set"), choices=set_choices, validators=[InputRequired(_l("Please choose one."))])


def _whole(name: str, label: Any, description: Any = "") -> IntegerField:
    least, most = LIMITS[name]
    return IntegerField(label, validators=[_NEEDED], description=description, render_kw={"min": least, "max": most, "inputmode": "numeric"})


class ProcessForm(Form):
    """The process rules that new openings begin with."""

    preset = RadioField(_l("How much of the mechanism"), choices=lambda: [SelectChoice(value=each.value, label=spoken(each)) for each in Preset], validators=[InputRequired(_l("Please choose one."))])
    panel_least = _whole("panel_least", _l("Smallest panel"))
    panel_most = _whole("panel_most", _l("Largest panel"))
    coverage = _whole("coverage", _l("Interviewers for each principle"))
    customer_coverage = _whole("customer_coverage", _l("Interviewers for the customer principle"))
    principles_least = _whole("principles_least", _l("Fewest principles a head"))
    principles_most = _whole("principles_most", _l("Most principles a head"))
    feedback_hours = _whole("feedback_hours", _l("Hours for feedback"), _l("Counted from the end of the interview. The clock flags, it never blocks."))
    debrief_hours = _whole("debrief_hours", _l("Hours until the debrief"))
    cool_off_months = _whole("cool_off_months", _l("Months to cool off after a “no”"))
    offer_months = _whole("offer_months", _l("Months for which a “hire” is valid"))
    evidence_characters = _whole("evidence_characters", _l("Least length of evidence"), _l("In characters; Japanese says the same in fewer."))
    evidence_japanese = _whole("evidence_japanese", _l("Least length of evidence in Japanese"))

    def rules(self) -> ProcessRules:
        """The values as the rules of a process."""
        numbers = {name: getattr(self, name).data for name in LIMITS}
        return ProcessRules(preset=Preset(self.preset.data), **numbers)
