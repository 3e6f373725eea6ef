"""Forms of sets, principles and anchors; English and Japanese stand side by side."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms.validators import Optional

from hiring.accounts.forms import term_choices
from hiring.core.text import Words
from hiring.principles.rules import BEHAVIOURS_MOST
from hiring.principles.terms import SCALE, JobFamily, PrincipleKind, PrincipleText, Rating, Track
from hiring.web.forms import Form, Part, choice, line, text, two


def both(name: str, words: Words) -> dict[str, str]:
    """The values of a bilingual pair of fields."""
    return {f"{name}_en": words.en, f"{name}_ja": words.ja}


class SetForm(Form):
    """Name and description of a set."""

    name_en = line(_l("Name in English"), required=False)
    name_ja = line(_l("Name in Japanese"), required=False)
    description_en = text(_l("Description in English"), required=False, most=2000, rows=3)
    description_ja = text(_l("Description in Japanese"), required=False, most=2000, rows=3)

    def name(self) -> Words:
        """The name in both languages."""
        return two(self.name_en.data, self.name_ja.data)

    def description(self) -> Words:
        """The description in both languages."""
        return two(self.description_en.data, self.description_ja.data)


class BehaviourPart(Part):
    """One behaviour."""

    text_en = line(_l("Behaviour in English"), required=False, most=400)
    text_ja = line(_l("Behaviour in Japanese"), required=False, most=400)


class ScalePart(Part):
    """The four anchors of a track."""

    well_below_bar_en = text(_l("Well below bar, in English"), required=False, most=1000, rows=3)
    well_below_bar_ja = text(_l("Well below bar, in Japanese"), required=False, most=1000, rows=3)
    below_bar_en = text(_l("Below bar, in English"), required=False, most=1000, rows=3)
    below_bar_ja = text(_l("Below bar, in Japanese"), required=False, most=1000, rows=3)
    meets_bar_en = text(_l("Meets bar, in English"), required=False, most=1000, rows=3)
    meets_bar_ja = text(_l("Meets bar, in Japanese"), required=False, most=1000, rows=3)
    raises_bar_en = text(_l("Raises bar, in English"), required=False, most=1000, rows=3)
    raises_bar_ja = text(_l("Raises bar, in Japanese"), required=False, most=1000, rows=3)

    def scale(self) -> dict[Rating, Words]:
        """The anchors that were written."""
        return {rating: two(self[f"{rating.value}_en"].data, self[f"{rating.value}_ja"].data) for rating in SCALE}


class PrincipleForm(Form):
    """A principle or competency with its behaviours and anchors."""

    kind = SelectField(_l("Kind"), choices=lambda: term_choices(PrincipleKind))
    family = SelectField(
        _l("Job family"),
        description=_l("For competencies only."),
        choices=lambda: [choice("", "–"), *term_choices(JobFamily)],
        validators=[Optional()],
    )
    customer = BooleanField(_l("This is the customer principle"), description=_l("Every set has exactly one; two interviewers of a loop cover it."))
    name_en = line(_l("Name in English"), required=False)
    name_ja = line(_l("Name in Japanese"), required=False)
    summary_en = text(_l("Summary in English"), required=False, most=1000, rows=3)
    summary_ja = text(_l("Summary in Japanese"), required=False, most=1000, rows=3)
    behaviours = FieldList(FormField(BehaviourPart), label=_l("Behaviours"), max_entries=BEHAVIOURS_MOST + 4)
    individual = FormField(ScalePart, label=_l("Anchors for individual roles"))
    manager = FormField(ScalePart, label=_l("Anchors for manager roles"))

    def content(self, key: str = "") -> PrincipleText:
        """The values as an operation takes them; empty behaviours are none."""
        behaviours = [two(part.form.text_en.data, part.form.text_ja.data) for part in self.behaviours]
        return PrincipleText(
            key=key,
            kind=PrincipleKind(self.kind.data),
            name=two(self.name_en.data, self.name_ja.data),
            summary=two(self.summary_en.data, self.summary_ja.data),
            behaviours=[words for words in behaviours if words],
            customer=bool(self.customer.data),
            family=JobFamily(self.family.data) if self.family.data else None,
            anchors={Track.INDIVIDUAL: self.individual.form.scale(), Track.MANAGER: self.manager.form.scale()},
        )


def principle_values(content: PrincipleText | None) -> dict[str, Any]:
    """The values that a form begins with, with room for two more behaviours."""
    if content is None:
        return {"behaviours": [{}] * 4}
    return {
        "kind": content.kind.value,
        "family": content.family.value if content.family else "",
        "customer": content.customer,
        **both("name", content.name),
        **both("summary", content.summary),
        "behaviours": [both("text", each) for each in content.behaviours] + [{}] * max(0, min(2, BEHAVIOURS_MOST - len(content.behaviours))),
        **{track.value: _scale(content, track) for track in Track},
    }


def _scale(content: PrincipleText, track: Track) -> dict[str, str]:
    anchors = content.anchors.get(track, {})
    return {name: value for rating in SCALE for name, value in both(rating.value, anchors.get(rating, Words())).items()}
