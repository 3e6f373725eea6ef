"""Forms of openings: facts, brief, people, requirements, process, and the acts that need a word."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FieldList, FormField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from hiring.accounts.forms import id_or_none, people_choices, term_choices, zone_choices
from hiring.accounts.queries import holders
from hiring.accounts.terms import Role
from hiring.core.text import lang_of
from hiring.openings.models import Opening
from hiring.openings.queries import Choice
from hiring.openings.rules import FAQ_MOST, LIMITS, OUTCOMES_MOST
from hiring.openings.terms import PRESETS, Audience, BriefText, CloseReason, Facts, FaqEntry, Preset, ProcessRules
from hiring.principles.forms import both
from hiring.principles.models import Principle
from hiring.principles.terms import JobFamily, PrincipleKind, Track
from hiring.web.forms import Form, LongSelect, Part, choice, line, text, two
from hiring.web.words import locale, spoken


def _recruiters() -> list[Any]:
    return [choice(person.id, person.name, lang=lang_of(person.name)) for person in holders(Role.RECRUITER)]


class FactsForm(Form):
    """What an opening is, apart from its brief."""

    title_en = line(_l("Title in English"), required=False)
    title_ja = line(_l("Title in Japanese"), required=False)
    family = SelectField(_l("Job family"), choices=lambda: term_choices(JobFamily))
    track = SelectField(_l("Track"), choices=lambda: term_choices(Track))
    level = IntegerField(
        _l("Level"),
        description=_l("1 to 12, as in your job ladder. It decides who may interview."),
        validators=[InputRequired(_l("Please give a whole number from 1 to 12.")), NumberRange(1, 12, _l("Please give a whole number from 1 to 12."))],
    )
    location = line(_l("Place"), required=False)
    zone = SelectField(_l("Time zone"), choices=zone_choices, widget=LongSelect())
    hiring_manager_id = SelectField(_l("Hiring manager"), choices=lambda: people_choices(spoken(_l("Choose one"))), validators=[InputRequired(_l("Please choose one."))])
    recruiter_id = SelectField(_l("Recruiter"), choices=_recruiters, validators=[InputRequired(_l("Please choose one."))])
    confidential = BooleanField(
        _l("Confidential"),
        description=_l("It exists only for its recruiter, hiring manager, team, panel and sign-off Bar Raiser. Administrators see title and status."),
    )

    def facts(self) -> Facts:
        """The values as an operation takes them."""
        return Facts(
            title=two(self.title_en.data, self.title_ja.data),
            family=JobFamily(self.family.data),
            level=self.level.data or 0,
            track=Track(self.track.data),
            zone=self.zone.data,
            hiring_manager_id=id_or_none(self.hiring_manager_id.data) or 0,
            recruiter_id=id_or_none(self.recruiter_id.data) or 0,
            location=self.location.data or "",
            confidential=bool(self.confidential.data),
        )


def facts_values(opening: Opening) -> dict[str, Any]:
    """The facts that a form begins with."""
    return {
        **both("title", opening.title),
        **{name: getattr(opening, name) for name in ("level", "location", "zone", "confidential", "version")},
        "family": opening.family.value,
        "track": opening.track.value,
        "hiring_manager_id": str(opening.hiring_manager_id),
        "recruiter_id": str(opening.recruiter_id),
    }


class OutcomePart(Part):
    """Something that will be true in a year."""

    text_en = line(_l("Outcome in English"), required=False, most=500)
    text_ja = line(_l("Outcome in Japanese"), required=False, most=500)


class FaqFields:
    """A question of the FAQ with its answer."""

    audience = SelectField(_l("Who asks"), choices=lambda: term_choices(Audience))
    question_en = line(_l("Question in English"), required=False, most=500)
    question_ja = line(_l("Question in Japanese"), required=False, most=500)
    answer_en = text(_l("Answer in English"), required=False, most=3000, rows=3)
    answer_ja = text(_l("Answer in Japanese"), required=False, most=3000, rows=3)


class FaqPart(FaqFields, Part):
    """A question of the FAQ inside the brief."""


class FaqForm(FaqFields, Form):
    """One more question of the FAQ."""


def faq_entry(form: Any) -> FaqEntry:
    """A question and its answer out of a form or a part of one."""
    return FaqEntry(Audience(form.audience.data), two(form.question_en.data, form.question_ja.data), two(form.answer_en.data, form.answer_ja.data))


class BriefForm(Form):
    """The role brief."""

    dated = DateField(_l("Date of the press release"), description=_l("About a year after the hire."), validators=[Optional()])
    headline_en = line(_l("Headline in English"), required=False)
    headline_ja = line(_l("Headline in Japanese"), required=False)
    press_release_en = text(_l("Press release in English"), required=False, most=10_000, rows=14)
    press_release_ja = text(_l("Press release in Japanese"), required=False, most=10_000, rows=14)
    outcomes = FieldList(FormField(OutcomePart), label=_l("Outcomes"), max_entries=OUTCOMES_MOST + 4)
    faq = FieldList(FormField(FaqPart), label=_l("FAQ"), max_entries=FAQ_MOST + 4)

    def brief(self) -> BriefText:
        """The values as an operation takes them; empty rows are none."""
        outcomes = [two(part.form.text_en.data, part.form.text_ja.data) for part in self.outcomes]
        entries = [faq_entry(part.form) for part in self.faq]
        return BriefText(
            headline=two(self.headline_en.data, self.headline_ja.data),
            press_release=two(self.press_release_en.data, self.press_release_ja.data),
            faq=tuple(entry for entry in entries if entry.question or entry.answer),
            outcomes=tuple(words for words in outcomes if words),
            dated=self.dated.data,
        )


def brief_values(brief: BriefText, version: int) -> dict[str, Any]:
    """The brief that a form begins with, with room for more."""
    faq = [{"audience": entry.audience.value, **both("question", entry.question), **both("answer", entry.answer)} for entry in brief.faq]
    return {
        "version": version,
        "dated": brief.dated,
        **both("headline", brief.headline),
        **both("press_release", brief.press_release),
        "outcomes": [both("text", words) for words in brief.outcomes] + [{}] * (2 if brief.outcomes else 3),
        "faq": [*faq, {"audience": Audience.EXTERNAL.value}, {"audience": Audience.INTERNAL.value}],
    }


class Ticks(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def ids(self) -> list[int]:
        """What was ticked, as ids, in the order of the list."""
        return [number for number in (id_or_none(value) for value in self.data or ()) if number is not None]


class TeamForm(Form):
    """The hiring team and those who would report to the hire."""

    team = Ticks(_l("Hiring team"), choices=lambda: people_choices())
    future_reports = Ticks(_l("Future reports"), choices=lambda: people_choices())


class RequirementsForm(Form):
    """What every loop of the opening covers."""

    principles = Ticks(_l("Principles"))
    competencies = Ticks(_l("Competencies"))


def requirements_form(opening: Opening, offered: Sequence[Principle]) -> RequirementsForm:
    """The form with the principles of the opening's set and the competencies of its family."""
    standing = [str(requirement.principle_id) for requirement in opening.requirements]
    form = RequirementsForm(data={"principles": standing, "competencies": standing, "version": opening.version})
    form.principles.choices = [_named(each) for each in offered if each.kind is PrincipleKind.PRINCIPLE]
    form.competencies.choices = [_named(each) for each in offered if each.kind is PrincipleKind.COMPETENCY and each.family is opening.family]
    return form


def _named(principle: Principle) -> Any:
    name, lang = principle.name.best(locale())
    return choice(principle.id, name, lang=lang)


def _figure(name: str, label: Any) -> IntegerField:
    least, most = LIMITS[name]
    wrong = _l("Choose a whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(label, validators=[InputRequired(wrong), NumberRange(least, most, wrong)])


class ProcessForm(Form):
    """The preset, and the figures that may differ from it."""

    preset = RadioField(_l("Process"), choices=lambda: term_choices(Preset), validators=[InputRequired(_l("Please choose one."))])
    panel_least = _figure("panel_least", _l("Smallest panel"))
    panel_most = _figure("panel_most", _l("Largest panel"))
    coverage = _figure("coverage", _l("Interviewers per principle"))
    customer_coverage = _figure("customer_coverage", _l("Interviewers for the customer principle"))
    principles_least = _figure("principles_least", _l("Fewest principles a head"))
    principles_most = _figure("principles_most", _l("Most principles a head"))
    feedback_hours = _figure("feedback_hours", _l("Hours until feedback is due"))
    debrief_hours = _figure("debrief_hours", _l("Hours until the debrief"))
    cool_off_months = _figure("cool_off_months", _l("Months of cool-off after a no"))
    offer_months = _figure("offer_months", _l("Months that a hire decision is valid"))
    evidence_characters = _figure("evidence_characters", _l("Least characters of a piece of evidence"))
    evidence_japanese = _figure("evidence_japanese", _l("Least characters in Japanese"))

    def rules(self, current: ProcessRules) -> ProcessRules:
        """The chosen rules: a new preset brings its own figures, except for those that the writer changed."""
        preset = Preset(self.preset.data)
        base = current if preset is current.preset else PRESETS[preset]
        figures = {name: self[name].data if self[name].data != getattr(current, name) else getattr(base, name) for name in LIMITS}
        return ProcessRules(preset=preset, **figures)


def process_values(rules: ProcessRules) -> dict[str, Any]:
    """The rules that a form begins with."""
    return {each.name: getattr(rules, each.name) for each in fields(rules)} | {"preset": rules.preset.value}


class AskForm(Form):
    """The Bar Raiser to ask."""

    bar_raiser_id = SelectField(_l("Bar Raiser"), validators=[InputRequired(_l("Please choose one."))])


def ask_form(bar_raisers: Sequence[Choice]) -> AskForm:
    """The form with the Bar Raisers who are independent of this opening."""
    form = AskForm()
    form.bar_raiser_id.choices = [choice("", spoken(_l("Choose one"))), *(choice(each.id, each.name, lang=lang_of(each.name)) for each in bar_raisers)]
    return form


class ReturnForm(Form):
    """Why a brief goes back."""

    reason = text(_l("What the brief needs"), most=2000, rows=3)


class CloseForm(Form):
    """Why an opening is closed."""

    reason = RadioField(_l("Why"), choices=lambda: term_choices(CloseReason), validators=[InputRequired(_l("Please choose one."))])
