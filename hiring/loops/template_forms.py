"""Forms that begin a loop and keep its templates."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField
from wtforms.validators import Optional

from hiring.core.text import lang_of
from hiring.loops.fields import FORMATS, MinutesField, TicksField, WallField, of_terms, whole
from hiring.loops.models import LoopTemplate
from hiring.loops.operations.templates import LINES_MOST, NAME_MOST
from hiring.loops.terms import Seat, TemplateLine
from hiring.principles.models import Principle
from hiring.web.forms import Form, Part, choice, line
from hiring.web.words import locale, spoken


class BeginForm(Form):
    """Begin a loop, from a template or empty."""

    template_id = SelectField(_l("Begin from"), validate_choice=False)
    start = WallField(_l("First interview"), format=FORMATS, validators=[Optional()], description=_l("Leave it empty to set the times later."))

    def offer(self, templates: Iterable[LoopTemplate], planned: bool = False) -> None:
        """Offer the templates in use, and an empty plan where none stands yet."""
        nothing = gettext("Choose a template") if planned else gettext("An empty plan")
        self.template_id.choices = [choice("", nothing), *(choice(each.id, each.name, lang=lang_of(each.name)) for each in templates)]

    @property
    def template(self) -> int | None:
        """The template that was chosen."""
        return whole(self.template_id.data)


class NameForm(Form):
    """A name for a template."""

    name = line(_l("Name of the template"), most=NAME_MOST)


class LineForm(Part):
    """One interview of a template; a line without minutes is left out."""

    seat = SelectField(_l("Seat"), choices=lambda: of_terms(Seat), validate_choice=False)
    minutes = MinutesField(_l("Minutes"), validators=[Optional()])
    after_minutes = MinutesField(_l("Minutes after the first begins"), validators=[Optional()])
    principles = TicksField(_l("Principles"), validate_choice=False)

    def template_line(self) -> TemplateLine:
        """The line as an operation takes it; an unknown seat counts as the ordinary one."""
        seat = Seat(self.seat.data) if self.seat.data in set(Seat) else Seat.INTERVIEWER
        return TemplateLine(seat, self.minutes.data or 0, self.after_minutes.data or 0, tuple(self.principles.data or ()))


class TemplateForm(NameForm):
    """A template with its lines."""

    lines = FieldList(FormField(LineForm), min_entries=0, max_entries=LINES_MOST)

    def offer(self, principles: Sequence[Principle]) -> None:
        """Offer the principles of the adopted set, by key so that the template serves later sets."""
        for entry in self.lines:
            entry.form.principles.choices = [choice(each.key, spoken(each.name), lang=each.name.best(locale())[1]) for each in principles]

    def template_lines(self) -> list[TemplateLine]:
        """The lines that were filled in."""
        return [field.form.template_line() for field in self.lines if field.form.minutes.data]
