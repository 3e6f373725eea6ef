"""The roles: begun by a recruiter, written by the hiring manager, signed off, opened, one of them filled and closed."""

from collections.abc import Iterable
from datetime import date

from hiring.core.text import Words
from hiring.openings import operations, queries
from hiring.openings.models import Opening
from hiring.openings.terms import PRESETS, Audience, BriefText, CloseReason, Facts, FaqEntry, Preset
from hiring.principles.terms import JobFamily, Track
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import workday
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table, table, words

_LEAD, _RECENT = 16, 9
"""Days from the first word to the first candidate, or to the start day where nobody has come yet."""


def stories(world: World) -> Iterable[Story]:
    """One for each opening."""
    entries: dict[str, int] = {}
    for candidate in table("demo/candidates")["candidates"]:
        entries[candidate["opening"]] = max(candidate["days_ago"], entries.get(candidate["opening"], 0))
    for row in table("demo/openings")["openings"]:
        yield _story(world, row, workday(world.day(-entries[row["key"]] - _LEAD if row["key"] in entries else -_RECENT), -1))


def _story(world: World, row: Table, day: date) -> Story:
    """From the first word to the day on which candidates may enter, and beyond."""
    recruiter, manager = row["recruiter"], row["hiring_manager"]
    yield world.at(recruiter, day, "10:00")
    opening = _begun(world, row)
    yield world.at(manager, workday(day, 2), "15:00")
    operations.write_brief(opening, _brief(row), world.actor(manager), _fresh(opening).version)
    if row["preset"] == Preset.BAR_RAISER:
        yield from _signed_off(world, row, opening, workday(day, 3))
    else:
        yield world.at(manager, workday(day, 3), "11:00")
        operations.open_without_sign_off(opening, world.actor(manager))
    if "closed_days_ago" in row:
        yield world.at(recruiter, workday(world.day(-row["closed_days_ago"])), "16:00")
        operations.close(_fresh(opening), CloseReason.FILLED, world.actor(recruiter))


def _begun(world: World, row: Table) -> Opening:
    """The facts, the people, what is required, and the process."""
    recruiter = world.actor(row["recruiter"])
    opening = operations.create(_facts(world, row), recruiter)
    world.openings[row["key"]] = opening.id
    operations.set_team(opening, [world.people[key] for key in row["team"]], recruiter, _fresh(opening).version)
    operations.set_future_reports(opening, [world.people[key] for key in row["future_reports"]], recruiter, _fresh(opening).version)
    operations.set_rules(opening, PRESETS[Preset(row["preset"])], recruiter, _fresh(opening).version)
    required = [world.principles[key] for key in (*row["principles"], *row["competencies"])]
    operations.set_requirements(opening, required, recruiter, _fresh(opening).version)
    return opening


def _signed_off(world: World, row: Table, opening: Opening, day: date) -> Story:
    """A Bar Raiser is asked, may send the brief back, and signs it off."""
    manager, reader = row["hiring_manager"], row.get("signed_off_by") or row["asked"]
    yield world.at(manager, day, "11:00")
    operations.ask_sign_off(opening, world.people[reader], world.actor(manager))
    if "asked" in row:
        return
    if "returned" in row:
        yield world.at(reader, workday(day, 1), "09:15")
        operations.send_back(opening, row["returned"], world.actor(reader), _fresh(opening).version)
        yield world.at(manager, workday(day, 1), "17:30")
        operations.ask_sign_off(opening, world.people[reader], world.actor(manager))
    yield world.at(reader, workday(day, 2), "10:30")
    operations.sign_off(opening, world.actor(reader), _fresh(opening).version)


def _fresh(opening: Opening) -> Opening:
    """The opening as it stands, the way a page would have loaded it."""
    return queries.opening(opening.id)


def _facts(world: World, row: Table) -> Facts:
    return Facts(
        title=words(row["title"]),
        family=JobFamily(row["family"]),
        level=row["level"],
        track=Track(row["track"]),
        zone=row["zone"],
        hiring_manager_id=world.people[row["hiring_manager"]],
        recruiter_id=world.people[row["recruiter"]],
        location=row["location"],
        confidential=row["confidential"],
    )


def _brief(row: Table) -> BriefText:
    """The brief; the first question of its FAQ is a candidate's, the others are ours."""
    brief = row["brief"]
    faq = tuple(_entry(each, Audience.INTERNAL if place else Audience.EXTERNAL) for place, each in enumerate(brief["faq"]))
    outcomes: tuple[Words, ...] = tuple(words(each) for each in brief["outcomes"])
    return BriefText(words(brief["headline"]), words(brief["press_release"]), faq, outcomes)


def _entry(entry: Table, audience: Audience) -> FaqEntry:
    return FaqEntry(audience, words(entry["question"]), words(entry["answer"]))
