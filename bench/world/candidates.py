"""Rows of candidates, their applications, stages, screens and notes."""

from collections.abc import Iterator
from typing import Any

from bench.world.plan import stamp, stamp_ms
from bench.world.rows import Rows, World
from bench.world.texts import name_of
from hiring.candidates.rules import email_key, name_key, phone_key

_DAY = 86_400_000
_SOURCES = ("application", "referral", "sourced", "agency", "event")


def tables(world: World) -> Iterator[Rows]:
    """Every table of this floor, in the order in which rows may come."""
    yield Rows("candidate", "id created_at name name_ja name_key email email_key phone phone_key locale zone source added_by_id version", _candidates(world))
    yield Rows("application", "id created_at candidate_id opening_id stage stage_since resting_stage version", _applications(world))
    yield Rows("stage_change", "id application_id from_stage to_stage reason note by_id at", _changes(world))
    yield Rows("screen", "id application_id kind result note by_id at", _screens(world))
    yield Rows("note", "id application_id text by_id at", _notes(world))
    yield Rows("panel_seat", "id application_id candidate_id person_id seated pending barred", _seats(world))
    yield Rows("cool_off", "id candidate_id application_id family until", _cool_offs(world))


def _candidates(world: World) -> Iterator[tuple[Any, ...]]:
    plan, house = world.plan, world.house
    for number in range(plan.candidates):
        name, name_ja = name_of(number, plan.candidates)
        email, phone = f"{name.split()[-1].lower()}.{number}@example.com", f"+49 30 {number:09d}"
        keys = (name_key(name, name_ja), email, email_key(email), phone, phone_key(phone))
        came, by = stamp_ms(plan.came_ms(number)), house.recruiter(world.opening_of(number))
        yield (world.candidate_id(number), came, name, name_ja, *keys, "ja" if name_ja else "en", "UTC", _SOURCES[number % 5], by, 1)


def stage_of(world: World, candidate: int) -> str:
    """Where the application of a candidate stands."""
    plan, loop = world.plan, world.plan.loop_of(candidate)
    if loop is None:
        newest = candidate >= plan.candidates - plan.teams * 6
        return ("applied", "screening")[candidate % 2] if newest else ("rejected", "rejected", "withdrawn")[candidate % 3]
    state = plan.state_of(loop)
    if state == "decided":
        return ("offer" if plan.round_of(loop) < 20 else "hired") if plan.hired(loop) else "rejected"
    if state == "cancelled":
        return "withdrawn"
    return "debrief" if state in ("reading", "voting", "discussion", "decision") else "loop"


def _resting(world: World, candidate: int, stage: str) -> str | None:
    if stage not in ("rejected", "withdrawn"):
        return None
    return "screening" if world.plan.loop_of(candidate) is None else "debrief"


def _applications(world: World) -> Iterator[tuple[Any, ...]]:
    openings = world.house.openings
    for number in range(world.plan.candidates):
        came, stage = world.plan.came_ms(number), stage_of(world, number)
        mine, place = world.candidate_id(number), world.opening_of(number)
        yield (world.application_id(number), stamp_ms(came), mine, openings[place], stage, stamp_ms(came + _DAY), _resting(world, number, stage), 2)
        if number % 20 == 0:
            other = openings[(place + 1) % len(openings)]
            yield (world.application_id(number, True), stamp_ms(came), mine, other, "rejected", stamp_ms(came + _DAY), "screening", 2)


def _changes(world: World) -> Iterator[tuple[Any, ...]]:
    """In, and on to where it stands."""
    for number in range(world.plan.candidates):
        came, stage, by = world.plan.came_ms(number), stage_of(world, number), world.house.recruiter(world.opening_of(number))
        mine = world.application_id(number)
        yield (mine + 16, mine, None, "applied", None, "", by, stamp_ms(came))
        if stage != "applied":
            reason = {"rejected": "missing_experience", "withdrawn": "withdrew"}.get(stage)
            yield (mine + 17, mine, "applied", stage, reason, "", by, stamp_ms(came + _DAY))


def _screens(world: World) -> Iterator[tuple[Any, ...]]:
    """A review of every third résumé."""
    for number in range(0, world.plan.candidates, 3):
        mine, by = world.application_id(number), world.house.recruiter(world.opening_of(number))
        result = "stop" if world.plan.loop_of(number) is None else "go_on"
        yield (mine + 32, mine, "resume_review", result, world.pool.line(number), by, stamp_ms(world.plan.came_ms(number) + _DAY))


def _notes(world: World) -> Iterator[tuple[Any, ...]]:
    """Seven of eight candidates who were decided on were told, and a note says so."""
    for loop in world.loops("decided"):
        if loop % 8:
            candidate = world.plan.candidate_of(loop)
            at = stamp(world.plan.hour_of(loop, 14))
            yield (world.loop_id(loop, 1), world.application_id(candidate), "Told by telephone.", world.house.recruiter(world.opening_of(candidate)), at)


def _seats(world: World) -> Iterator[tuple[Any, ...]]:
    for loop in world.loops():
        candidate, over = world.plan.candidate_of(loop), world.plan.state_of(loop) == "cancelled"
        for seat, person in enumerate(world.panel(loop)):
            pending = not over and not world.plan.submitted(loop, seat)
            yield (world.loop_id(loop, seat), world.application_id(candidate), world.candidate_id(candidate), person, not over, pending, False)


def _cool_offs(world: World) -> Iterator[tuple[Any, ...]]:
    """Six months or so after a no."""
    for loop in world.loops("decided"):
        if not world.plan.hired(loop):
            candidate = world.plan.candidate_of(loop)
            until = stamp_ms(world.loop_ms(loop) + 190 * _DAY)[:10]
            yield (world.loop_id(loop), world.candidate_id(candidate), world.application_id(candidate), "engineering", until)
