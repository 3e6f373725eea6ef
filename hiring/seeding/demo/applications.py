"""Candidates on their way: entered, screened, rejected or withdrawn, or handed on to a loop and what follows it."""

import io
from collections.abc import Iterable
from datetime import date

from hiring.accounts.terms import Locale
from hiring.candidates import operations
from hiring.candidates.models import Application
from hiring.candidates.rules import Facts
from hiring.candidates.terms import ScreenKind, ScreenResult, Source, StageReason
from hiring.db.session import db
from hiring.openings.models import Opening
from hiring.seeding.demo import loops
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import workday
from hiring.seeding.demo.news import told
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table, table

_NEVER_SCREENED = "applied"
_HOURS = ("09:10", "10:40", "13:20", "15:50", "16:35")


def stories(world: World) -> Iterable[Story]:
    """One for each candidate."""
    plans = {row["candidate"]: row for row in table("demo/loops")["loops"]}
    for number, row in enumerate(table("demo/candidates")["candidates"]):
        yield _story(world, row, plans.get(row["key"]), _HOURS[number % len(_HOURS)])


def _story(world: World, row: Table, plan: Table | None, hour: str) -> Story:
    """From the day of entry to wherever this one is today."""
    recruiter, day = world.opening(row["opening"])["recruiter"], workday(world.day(-row["days_ago"]))
    yield world.at(recruiter, day, hour)
    application = _entered(world, row, recruiter)
    if row["state"] == _NEVER_SCREENED:
        return
    yield world.at(recruiter, workday(day, 1), hour)
    operations.start_screening(application, world.actor(recruiter))
    yield from _screened(world, row, application, recruiter, workday(day, 2))
    if plan is not None:
        yield from loops.story(world, row, plan, application.id, workday(day, 3))
    elif row["state"] in ("planning", "withdrawn"):
        yield from loops.begun(world, row, application.id, workday(day, 3))
    yield from _ended(world, row, application, recruiter, day)


def _entered(world: World, row: Table, recruiter: str) -> Application:
    """A candidate with a résumé, in an opening."""
    actor = world.actor(recruiter)
    candidate = operations.add_candidate(_facts(row), actor)
    application = operations.enter(candidate, db.session.get_one(Opening, world.openings[row["opening"]]), actor)
    operations.add_resume(candidate, io.BytesIO(_resume(row).encode()), f"{row['name']}.txt", actor)
    return application


def _resume(row: Table) -> str:
    """A résumé in plain text, in the candidate's own language."""
    name, resume = row["name_ja"] if row["locale"] == "ja" else row["name"], row["resume"]
    return "\n".join([name, resume["headline"], "", *(f"- {line}" for line in resume["lines"]), ""])


def _facts(row: Table) -> Facts:
    return Facts(
        name=row["name"],
        name_ja=row.get("name_ja", ""),
        email=row["email"],
        phone=row["phone"],
        zone=row["zone"],
        locale=Locale(row["locale"]),
        source=Source(row["source"]),
    )


def _screened(world: World, row: Table, application: Application, recruiter: str, day: date) -> Story:
    """A phone screen, with what the recruiter wrote down."""
    yield world.at(recruiter, day, "14:00")
    result = ScreenResult.STOP if row["state"] == "screen_rejected" else ScreenResult.GO_ON
    operations.record_screen(application, ScreenKind.PHONE_SCREEN, result, row["screen_note"], world.actor(recruiter))


def _ended(world: World, row: Table, application: Application, recruiter: str, day: date) -> Story:
    """What ends an application outside of a debrief."""
    why = row.get("reject_reason", {})
    if row["state"] == "screen_rejected":
        yield world.at(recruiter, workday(day, 3), "11:30")
        operations.reject(application, world.actor(recruiter), StageReason(why["code"]), why["text"])
        yield from told(world, application.id, recruiter, workday(day, 4))
    if row["state"] == "withdrawn":
        yield world.at(recruiter, workday(day, 6), "10:10")
        operations.withdraw(application, world.actor(recruiter), why["text"])
        loops.cancelled(world, recruiter, application.id, why["text"])
