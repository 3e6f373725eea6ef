"""Forms of loops: shape only; what may stand in them is decided by the operations."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from hiring.core.text import lang_of
from hiring.loops.fields import FORMATS, MinutesField, TicksField, WallField, many, of_terms, of_zones, whole
from hiring.loops.models import Interview
from hiring.loops.operations.seating import appointment_of
from hiring.loops.queries import Choice
from hiring.loops.terms import Appointment, KeyKind, NotHeldReason, Seat
from hiring.openings.models import Requirement
from hiring.principles.models import Principle
from hiring.questions.queries import Offer
from hiring.web.forms import Form, LongSelect, choice, line, text
from hiring.web.words import locale, spoken

_CHOOSE = _l("Please choose.")
REASON_MOST = 2000


class PersonForm(Form):
    """Somebody to choose; eligible people are offered, anybody may be sent and is then told why not."""

    person_id = SelectField(_l("Interviewer"), validate_choice=False, validators=[InputRequired(_CHOOSE)])

    def offer(self, people: Sequence[Choice], load: dict[int, int], also: int | None = None) -> None:
        """Offer those who may sit here, and whoever sits here already."""
        fit = [each.person for each in people if each.eligible or each.person.id == also]
        offered = (choice(person.id, _described(person.name, person.level, load.get(person.id, 0)), lang=lang_of(person.name)) for person in fit)
        self.person_id.choices = [choice("", gettext("Choose a person")), *offered]

    @property
    def person(self) -> int:
        """The id of the person; 0 is nobody."""
        return whole(self.person_id.data) or 0


class ShadowForm(Form):
    """A trainee and the interview on which they sit in."""

    person_id = SelectField(_l("Trainee"), validate_choice=False, validators=[InputRequired(_CHOOSE)])
    interview_id = SelectField(_l("Sits in with"), validate_choice=False, validators=[InputRequired(_CHOOSE)])

    def offer(self, trainees: Sequence[tuple[int, str]], interviews: Iterable[Interview]) -> None:
        """Offer the trainees whom the ladder sends, and the hosts of this plan."""
        self.person_id.choices = [choice("", gettext("Choose a trainee")), *(choice(number, name, lang=lang_of(name)) for number, name in trainees)]
        hosts = [(each.id, each.interviewer.name) for each in interviews if each.submitted_at is None]
        self.interview_id.choices = [choice("", gettext("Choose a host")), *(choice(number, name, lang=lang_of(name)) for number, name in hosts)]

    @property
    def chosen(self) -> tuple[int, int]:
        """The ids of the interview and of the trainee; 0 is none."""
        return whole(self.interview_id.data) or 0, whole(self.person_id.data) or 0


def _described(name: str, level: int, count: int) -> str:
    return str(gettext("%(name)s · level %(level)s · %(count)s that week", name=name, level=level, count=count))


class SeatForm(PersonForm):
    """A person, a seat, a time and a place."""

    seat = SelectField(_l("Seat"), validate_choice=False)
    start = WallField(_l("Begins"), format=FORMATS, validators=[Optional()], description=_l("The time on the wall, in the zone below."))
    zone = SelectField(_l("Time zone"), choices=of_zones, validate_choice=False, widget=LongSelect())
    minutes = MinutesField(_l("Minutes"), default=60, validators=[InputRequired(_l("Give a whole number of minutes."))])
    second = RadioField(
        _l("This time happens twice that night"), choices=lambda: [choice("first", gettext("The first one")), choice("second", gettext("The second one"))], validators=[Optional()]
    )
    place = line(_l("Meeting place"), required=False, most=200, description=_l("A room, or how they meet."))
    link = line(_l("Link"), required=False, most=600, description=_l("Of the video call, beginning with https://"))

    def seats(self, seats: Iterable[Seat]) -> None:
        """Offer the seats of this process."""
        self.seat.choices = of_terms(seats)

    def chosen_seat(self, otherwise: Seat = Seat.INTERVIEWER) -> Seat:
        """The seat that was chosen; an unknown one counts as the ordinary one."""
        return Seat(self.seat.data) if self.seat.data in set(Seat) else otherwise

    def appointment(self) -> Appointment:
        """When and where, as an operation takes it."""
        second = {"first": False, "second": True}.get(self.second.data or "")
        return Appointment(self.start.data, self.zone.data or "", self.minutes.data or 0, second, self.place.data or "", self.link.data or "")


class AddForm(SeatForm):
    """One more interview with its principles; the reason is asked for after the release."""

    principles = TicksField(_l("Principles"), validate_choice=False)
    reason = line(_l("Why the plan changes"), required=False, most=REASON_MOST)

    def offer_principles(self, requirements: Iterable[Requirement]) -> None:
        """Offer what the opening requires."""
        self.principles.choices = [principle_choice(requirement.principle) for requirement in requirements]

    @property
    def principle_ids(self) -> list[int]:
        """The principles that were ticked."""
        return many(self.principles.data)


class MoveForm(SeatForm):
    """Another time or place of a released interview; the person stays."""

    person_id = None  # type: ignore[assignment]  # the person of a released interview changes by replacement
    seat = None  # type: ignore[assignment]  # and so does the seat


class ReasonForm(Form):
    """An act that needs its reason."""

    reason = text(_l("Reason"), most=REASON_MOST, rows=2, description=_l("It stays with the plan and is read by the panel."))


class ReplaceForm(PersonForm):
    """Somebody else takes an interview over."""

    reason = text(_l("Reason"), most=REASON_MOST, rows=2, description=_l("It stays with the plan and is read by the panel."))


class ContentForm(Form):
    """Principles and questions of one interview; the reason is asked for after the release."""

    principles = TicksField(_l("Principles"), validate_choice=False)
    questions = TicksField(_l("Questions"), validate_choice=False)
    reason = text(_l("Reason"), required=False, most=REASON_MOST, rows=2, description=_l("It stays with the plan and is read by the panel."))

    def offer(self, requirements: Iterable[Requirement], offers: Iterable[Offer]) -> None:
        """Offer what the opening requires, and active questions about it, least lately asked first."""
        self.principles.choices = [principle_choice(requirement.principle) for requirement in requirements]
        self.questions.choices = [choice(each.question.id, spoken(each.question.text), lang=each.question.text.best(locale())[1]) for each in offers]

    @property
    def principle_ids(self) -> list[int]:
        """The principles that were ticked."""
        return many(self.principles.data)

    @property
    def question_ids(self) -> list[int]:
        """The questions that were ticked."""
        return many(self.questions.data)


class CoverageForm(Form):
    """The matrix: one box for each interview and principle."""

    cells = TicksField(_l("Coverage"), validate_choice=False)

    def matrix(self) -> dict[int, list[int]]:
        """The principles of each interview; a box that is none of ours is left out."""
        covered: dict[int, list[int]] = {}
        for cell in self.cells.data or ():
            interview_id, _, principle_id = cell.partition("-")
            if whole(interview_id) and whole(principle_id):
                covered.setdefault(int(interview_id), []).append(int(principle_id))
        return covered


class NotHeldForm(Form):
    """Why an interview did not take place."""

    not_held = RadioField(_l("What happened"), choices=lambda: of_terms(NotHeldReason), validators=[InputRequired(_CHOOSE)])
    note = line(_l("Anything to add"), required=False, most=REASON_MOST)


class ProbeForm(Form):
    """A principle that was not covered, for a later interviewer."""

    interview_id = SelectField(_l("Who asks about it"), validate_choice=False)
    reason = line(_l("Reason"), most=REASON_MOST)

    @property
    def interview(self) -> int:
        """The id of the interview; 0 is none."""
        return whole(self.interview_id.data) or 0


class SuccessorForm(ReplaceForm):
    """Who holds a key in somebody's place."""

    kind = RadioField(_l("Which key"), choices=lambda: of_terms(KeyKind), validators=[InputRequired(_CHOOSE)])
    person_id = SelectField(_l("Successor"), validate_choice=False, validators=[InputRequired(_CHOOSE)])


class ConflictForm(Form):
    """A conflict of interest, one's own or somebody else's."""

    person_id = SelectField(_l("Whose conflict"), validate_choice=False, validators=[InputRequired(_CHOOSE)])
    reason = text(_l("What it is"), required=False, most=REASON_MOST, rows=2, description=_l("You need not say more than you want to. Only those who plan the loop read it."))

    @property
    def person(self) -> int:
        """The id of the person; 0 is nobody."""
        return whole(self.person_id.data) or 0


def prefix_of(principle_id: int) -> str:
    """The prefix of the form about one principle, since a page may have several."""
    return f"probe{principle_id}-"


def principle_choice(principle: Principle) -> Any:
    """A principle to tick, in the reader's language where there is one."""
    return choice(principle.id, spoken(principle.name), lang=principle.name.best(locale())[1])


def seat_values(interview: Interview) -> dict[str, Any]:
    """What a form about an interview is filled from."""
    appointment = appointment_of(interview)
    values = {"start": appointment.start, "zone": appointment.zone, "minutes": appointment.minutes, "place": appointment.place, "link": appointment.link}
    return {**values, "person_id": str(interview.interviewer_id), "seat": interview.seat.value, "version": str(interview.version)}
