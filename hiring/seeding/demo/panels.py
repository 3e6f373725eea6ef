"""Who asks about what, and when: the part of planning that a recruiter does in the head."""

from dataclasses import dataclass
from datetime import date, timedelta

from hiring.loops.terms import Seat
from hiring.openings.terms import Preset
from hiring.principles.terms import Track
from hiring.questions.queries import offers
from hiring.seeding.demo.hours import Slot, is_workday, workday
from hiring.seeding.demo.personas import KEYS
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table, table

_FIRST_DAY = 3
"""So many interviews on the first day of a loop, the rest on the next."""


@dataclass(frozen=True)
class Chair:
    """One place of a panel: the line of the file, its principles and its hour."""

    line: Table
    principles: tuple[str, ...]
    slot: Slot

    @property
    def who(self) -> str:
        """Whose it is."""
        return str(self.line["who"])

    @property
    def seat(self) -> Seat:
        """The seat; the hiring manager finds theirs without being told."""
        return Seat(self.line.get("seat", Seat.INTERVIEWER))


def chairs(world: World, candidate: Table, plan: Table) -> list[Chair]:
    """The panel of a loop with everybody's principles and hours, entered into the calendar."""
    opening = world.opening(candidate["opening"])
    shares = shared_out(opening, [line["who"] for line in plan["panel"]], next((line["who"] for line in plan["panel"] if "seat" in line), None))
    return [Chair(line, shares[line["who"]], booked(world, candidate, line, _day_of(world, plan, line, place))) for place, line in enumerate(plan["panel"])]


def booked(world: World, candidate: Table, line: Table, day: date, hour: str | None = None) -> Slot:
    """An hour for the candidate, the interviewer and whoever may have to stand in."""
    people = [line["who"], *(line[name] for name in ("replaced", "conflict") if name in line)]
    guests = {candidate["key"]: str(candidate["zone"])} | {key: str(world.person(key)["zone"]) for key in people}
    return world.calendar.book(guests, line["who"], world.opening(candidate["opening"])["zone"], day, line.get("at", "") if hour is None else hour)


def shared_out(opening: Table, panel: list[str], lead: str | None) -> dict[str, tuple[str, ...]]:
    """Every principle once, the customer principle by two: the hiring manager and the lead, who get the fewest others."""
    customer, *others = opening["principles"]
    manager = opening["hiring_manager"]
    order = [who for who in panel if who not in (manager, lead)] + [who for who in panel if who == manager] + ([lead] if lead else [])
    shares: dict[str, list[str]] = {who: [customer] if who in (manager, lead) else [] for who in panel}
    for place, principle in enumerate([*opening["competencies"], *others]):
        shares[order[place % len(order)]].append(principle)
    if Preset(opening["preset"]) is Preset.FEEDBACK:
        shares[order[0]].append(customer)
    return {who: tuple(share) for who, share in shares.items()}


def questions_for(opening: Table, principles: tuple[str, ...], asked: set[int]) -> list[int]:
    """Two questions a principle, one where there are three: those of every loop, then the least lately asked, and none twice in the loop."""
    each, always = 1 if len(principles) > 2 else 2, table("demo/bank")["always"]
    chosen: list[int] = []
    for key in principles:
        turns = sorted((offer.question for offer in offers([key], Track(opening["track"]))), key=lambda question: question.key not in always)
        fresh = [question.id for question in turns if question.id not in asked]
        chosen += fresh[:each]
        asked.update(fresh[:each])
    return chosen


def _day_of(world: World, plan: Table, line: Table, place: int) -> date:
    """The day that the file means, or the loop's first and second day."""
    if "on" in line:
        return near(world, line["on"], line["who"])
    first = workday(world.start, plan["first_workday"]) if "first_workday" in plan else workday(world.day(plan["first"]))
    return workday(first, place // _FIRST_DAY)


def near(world: World, offset: int, who: str) -> date:
    """A day around the start day; weekends move, except for the personas.

    A demonstration begun on a Sunday has interviews on that Sunday: whoever tries it must find some today.
    """
    day = world.day(offset)
    if is_workday(day) or (who in KEYS and abs(offset) <= 1):
        return day
    return workday(day) if offset >= 0 else workday(day + timedelta(days=1), -1)
