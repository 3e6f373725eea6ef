"""The plan page: coverage as a matrix, the days of the candidate, what is missing, who may be chosen and who not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hiring.accounts.actor import Actor
from hiring.accounts.queries import PersonFacts
from hiring.core.clock import zone_of
from hiring.core.text import Sentence, Words
from hiring.loops import queries
from hiring.loops.models import Amendment, Interview, Loop
from hiring.loops.presenters.gaps import gap_sentences
from hiring.loops.presenters.questions import QuestionRow, question_rows
from hiring.loops.queries import Choice, Plan
from hiring.loops.rules.coverage import covered, needed
from hiring.loops.rules.eligibility import lead_seat, shadow_ineligible
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import LEADS, Gap, InterviewStatus, LoopStatus, NotHeldReason, Seat


@dataclass(frozen=True)
class Column:
    """An interviewer of the matrix."""

    interview: Interview
    load: int
    unfit: bool

    @property
    def name(self) -> str:
        """The interviewer's name."""
        return self.interview.interviewer.name

    @property
    def special(self) -> bool:
        """Whether the seat is more than an interviewer's."""
        return self.interview.seat is not Seat.INTERVIEWER


@dataclass(frozen=True)
class Cell:
    """One box: an interviewer and a principle."""

    column: Column
    on: bool
    not_covered: bool = False


@dataclass(frozen=True)
class Row:
    """A principle of the matrix with its proof."""

    principle_id: int
    name: Words
    customer: bool
    cells: tuple[Cell, ...]
    have: int
    need: int

    @property
    def proved(self) -> bool:
        """Whether enough people cover it."""
        return self.have >= self.need


@dataclass(frozen=True)
class SlotLine:
    """An interview in the day of the candidate."""

    interview: Interview
    start: datetime
    kind: str
    principles: tuple[Words, ...]
    warning: bool


@dataclass(frozen=True)
class Day:
    """A day of the candidate, as this reader's calendar names it."""

    day: date
    slots: tuple[SlotLine, ...]


@dataclass(frozen=True)
class Excluded:
    """Who cannot be chosen for a seat, and why."""

    seat: Seat
    people: tuple[Choice, ...]


@dataclass(frozen=True)
class PlanPage:
    """Everything that the plan page says."""

    plan: Plan
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    days: tuple[Day, ...]
    untimed: tuple[Interview, ...]
    sentences: tuple[Sentence, ...]
    week: date
    questions: tuple[QuestionRow, ...] = ()
    choices: tuple[Choice, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    loads: dict[int, int] = field(default_factory=dict)
    shadows: tuple[Shadow, ...] = ()
    trainees: tuple[tuple[int, str], ...] = ()

    @property
    def loop(self) -> Loop:
        """The loop."""
        return self.plan.loop

    @property
    def editable(self) -> bool:
        """Whether the plan is changed directly."""
        return self.loop.status is LoopStatus.PLANNING

    @property
    def amendable(self) -> bool:
        """Whether the plan is changed by amendments."""
        return self.loop.status is LoopStatus.RELEASED

    @property
    def called_off(self) -> list[Interview]:
        """The interviews that left the plan."""
        return [interview for interview in self.loop.interviews if interview.status is not InterviewStatus.PLANNED]

    @property
    def amendments(self) -> list[tuple[Amendment, NotHeldReason | None]]:
        """How the plan came to be what it is, newest first."""
        return history(self.loop)


def plan_page(actor: Actor, plan: Plan, *, edits: bool) -> PlanPage:
    """The page for a reader of the plan; who may be chosen only for those who plan."""
    people = queries.everybody() if edits else {}
    week = queries.week_of(plan)
    loads = queries.load(actor, set(people) | {slot.person_id for slot in plan.slots}, week)
    columns = tuple(_column(plan, interview, loads) for interview in plan.planned)
    by_seat = queries.choices_by_seat(plan, people) if edits else {}
    return PlanPage(
        plan=plan,
        columns=columns,
        rows=tuple(_row(plan, columns, position) for position in range(len(plan.needs))),
        days=days_of(actor, plan),
        untimed=tuple(interview for interview in plan.planned if interview.starts_at is None),
        sentences=tuple(gap_sentences(plan)),
        week=week[0].date(),
        questions=question_rows(plan) if edits else (),
        choices=tuple(by_seat.get(Seat.INTERVIEWER, ())),
        excluded=tuple(Excluded(seat, _excluded(seat, choices, plan)) for seat, choices in by_seat.items() if seat is not Seat.HIRING_MANAGER),
        loads=loads,
        shadows=tuple(queries.shadows_of(plan.loop.id)),
        trainees=_trainees(plan, people) if edits else (),
    )


def _trainees(plan: Plan, people: dict[int, PersonFacts]) -> tuple[tuple[int, str], ...]:
    """Whom the ladder sends, and who may sit in with somebody of this plan."""
    hosts = {slot.seat for slot in plan.slots}
    waiting = [(people[number], need) for number, need in queries.needs().items() if number in people]
    fit = [person for person, need in waiting if any(not shadow_ineligible(person, need, seat, plan.ground) for seat in hosts)]
    return tuple((person.id, person.name) for person in sorted(fit, key=lambda person: person.name))


def days_of(actor: Actor, plan: Plan) -> tuple[Day, ...]:
    """The interviews that have a time, by the reader's day."""
    zone = zone_of(actor.zone)
    late = {lack.person_id for lack in plan.gaps if lack.gap is Gap.OVERLAP}
    days: dict[date, list[SlotLine]] = {}
    for interview in plan.planned:
        if interview.starts_at is not None:
            days.setdefault(interview.starts_at.astimezone(zone).date(), []).append(_slot(interview, interview.starts_at, interview.interviewer_id in late))
    return tuple(Day(day, tuple(slots)) for day, slots in days.items())


def _slot(interview: Interview, start: datetime, warning: bool) -> SlotLine:
    kind = "bar_raiser" if interview.seat in LEADS else "interview"
    return SlotLine(interview, start, kind, tuple(assignment.principle.name for assignment in interview.principles), warning)


def _column(plan: Plan, interview: Interview, loads: dict[int, int]) -> Column:
    unfit = any(lack.gap is Gap.NOT_ELIGIBLE and lack.person_id == interview.interviewer_id for lack in plan.gaps)
    return Column(interview, loads.get(interview.interviewer_id, 0), unfit)


def _row(plan: Plan, columns: Sequence[Column], position: int) -> Row:
    need, principle = plan.needs[position], plan.loop.application.opening.requirements[position].principle
    cells = tuple(_cell(column, principle.id) for column in columns)
    return Row(principle.id, principle.name, need.customer, cells, covered(principle.id, plan.slots), needed(need, plan.rules))


def _cell(column: Column, principle_id: int) -> Cell:
    assignment = next((each for each in column.interview.principles if each.principle_id == principle_id), None)
    return Cell(column, assignment is not None, assignment is not None and assignment.not_covered_at is not None)


def _excluded(seat: Seat, choices: Sequence[Choice], plan: Plan) -> tuple[Choice, ...]:
    """For the seat that holds the bar, only people of whom one might ask: those who may interview, or hold the certificate."""
    out = tuple(choice for choice in choices if not choice.eligible and choice.person.id not in plan.people)
    return tuple(choice for choice in out if choice.person.roles) if seat is lead_seat(plan.rules) else out


def history(loop: Loop) -> list[tuple[Amendment, NotHeldReason | None]]:
    """The amendments, newest first, each with the reason of the list where it has no words of its own."""
    listed = {reason.value: reason for reason in NotHeldReason}
    return [(each, listed.get(each.reason)) for each in reversed(loop.amendments)]
