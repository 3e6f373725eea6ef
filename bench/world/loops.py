"""Rows of loops, interviews with what they cover and ask, releases, drafts, and submitted feedback."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.world.plan import PANEL, RATINGS, stamp, stamp_ms
from bench.world.rows import Rows, World

RATING = ("well_below_bar", "below_bar", "meets_bar", "raises_bar")
VOTES = ("strongly_inclined", "inclined", "not_inclined", "strongly_not_inclined")
SEATS = ("hiring_manager", "bar_raiser", "interviewer", "interviewer", "interviewer")
_STATUS = {"planning": "planning", "upcoming": "released", "owed": "released", "ready": "released", "decided": "decided", "cancelled": "cancelled"}


def tables(world: World) -> Iterator[Rows]:
    """Every table of this floor, in the order in which rows may come."""
    keys = "manager_key_id bar_key_id ended_at cancel_reason version"
    yield Rows("loop", f"id created_at application_id status zone created_by_id released_at released_by_id {keys}", _loops(world))
    times = "start_wall zone starts_at ends_at minutes place link sequence submitted_at excused_reason version"
    yield Rows("interview", f"id created_at loop_id interviewer_id seat status {times}", _interviews(world))
    yield Rows("assignment", "id interview_id principle_id position", _assignments(world))
    yield Rows("asked_question", "id loop_id interview_id question_id root_id position", _questions(world))
    yield Rows("amendment", "id loop_id number reason by_id at proof digest", _releases(world))
    yield Rows("draft", "id interview_id author_id body saved_at version", _drafts(world))
    said = "vote reason_for reason_against notes submitted_at salt commitment"
    yield Rows("feedback", f"id interview_id loop_id author_id {said}", _feedbacks(world))
    yield Rows("evidence", "id feedback_id principle_id position situation task action result verbatim", _evidence(world))
    yield Rows("principle_rating", "id feedback_id principle_id position rating reason", _ratings(world))


def _loops(world: World) -> Iterator[tuple[Any, ...]]:
    plan, house = world.plan, world.house
    for loop in world.loops():
        state, begun, panel, by = plan.state_of(loop), stamp_ms(world.loop_ms(loop)), world.panel(loop), house.recruiter(plan.opening_of(loop))
        released = (stamp_ms(world.loop_ms(loop) + 3_600_000), by) if state not in ("planning", "cancelled") else (None, None)
        keys = (panel[0], panel[1]) if released[0] else (None, None)
        ended = stamp(plan.hour_of(loop, 14)) if state in ("decided", "cancelled") else None
        application = world.application_id(plan.candidate_of(loop))
        yield (world.loop_id(loop), begun, application, _STATUS.get(state, "debrief"), "UTC", by, *released, *keys, ended, "Withdrew" if state == "cancelled" else "", 3)


def interview_id(world: World, loop: int, seat: int) -> int:
    """The id of an interview, and of its feedback."""
    return world.loop_id(loop, 16 + seat)


def _interviews(world: World) -> Iterator[tuple[Any, ...]]:
    plan = world.plan
    for loop in world.loops():
        state = plan.state_of(loop)
        status, begun = "cancelled" if state == "cancelled" else "planned", stamp_ms(world.loop_ms(loop))
        for seat, person in enumerate(world.panel(loop)):
            start = plan.hour_of(loop, seat)
            when = (stamp(start), "UTC", stamp(start), stamp(start + timedelta(minutes=50))) if state != "planning" else (None, "UTC", None, None)
            done = _submitted_at(world, loop, seat) if plan.submitted(loop, seat) else None
            yield (interview_id(world, loop, seat), begun, world.loop_id(loop), person, SEATS[seat], status, *when, 50, "", "", 0, done, "", 2)


def _submitted_at(world: World, loop: int, seat: int) -> str:
    return stamp(world.plan.hour_of(loop, seat) + timedelta(hours=2))


def _assignments(world: World) -> Iterator[tuple[Any, ...]]:
    for loop in world.loops():
        for seat in range(PANEL):
            for place, principle in enumerate(world.covered(seat)):
                yield (world.loop_id(loop, 32 + seat * RATINGS + place), interview_id(world, loop, seat), principle, place)


def _questions(world: World) -> Iterator[tuple[Any, ...]]:
    """Two questions an interview, none twice in a loop."""
    bank = world.house.questions
    for loop in world.loops():
        for seat in range(PANEL):
            for place in range(2):
                question = bank[(loop + seat * 2 + place) % len(bank)]
                yield (world.loop_id(loop, 64 + seat * 2 + place), world.loop_id(loop), interview_id(world, loop, seat), question, question, place)


def _releases(world: World) -> Iterator[tuple[Any, ...]]:
    for loop in world.loops():
        if world.plan.state_of(loop) not in ("planning", "cancelled"):
            at, by = stamp_ms(world.loop_ms(loop) + 3_600_000), world.house.recruiter(world.plan.opening_of(loop))
            yield (world.loop_id(loop), world.loop_id(loop), 0, "", by, at, json.dumps({"seats": PANEL}), f"{loop:064x}")


def draft_body(world: World, loop: int, seat: int) -> dict[str, Any]:
    """A complete draft, ready to be sealed."""
    stories = {str(principle): [{**_story(world, loop, seat, place)}] for place, principle in enumerate(world.covered(seat))}
    answers = {principle: {"stories": told, "rating": RATING[(loop + seat) % 4], "reason": "As told."} for principle, told in sorted(stories.items())}
    return {"answers": answers, "notes": world.pool.note(loop + seat), "asked": [], "strongest_for": "", "strongest_against": ""}


def _story(world: World, loop: int, seat: int, place: int) -> dict[str, str]:
    first = loop * 15 + seat * 3 + place
    return {part: world.pool.line(first + number * 7) for number, part in enumerate(("situation", "task", "action", "result"))} | {"verbatim": ""}


def _drafts(world: World) -> Iterator[tuple[Any, ...]]:
    """Whoever owes feedback has written it and not sealed it."""
    for loop in world.loops("owed"):
        for seat, person in enumerate(world.panel(loop)):
            if not world.plan.submitted(loop, seat):
                mine, saved = interview_id(world, loop, seat), stamp(world.plan.hour_of(loop, seat) + timedelta(hours=1))
                yield (mine, mine, person, json.dumps(draft_body(world, loop, seat)), saved, 1)


def _sealed(world: World) -> Iterator[tuple[int, int]]:
    """Loop and seat of every submitted feedback."""
    for loop in world.loops():
        for seat in range(PANEL):
            if world.plan.submitted(loop, seat):
                yield loop, seat


def _feedbacks(world: World) -> Iterator[tuple[Any, ...]]:
    pool = world.pool
    for loop, seat in _sealed(world):
        mine, notes = interview_id(world, loop, seat), f"{loop}/{seat} {pool.note(loop * 7 + seat)}"
        vote, person = VOTES[(loop + seat * 3) % 4], world.panel(loop)[seat]
        yield (mine, mine, world.loop_id(loop), person, vote, pool.line(loop), pool.line(seat), notes, _submitted_at(world, loop, seat), f"{loop:032x}", f"{mine:064x}")


def _evidence(world: World) -> Iterator[tuple[Any, ...]]:
    for loop, seat in _sealed(world):
        for place, principle in enumerate(world.covered(seat)):
            story = _story(world, loop, seat, place)
            yield (evidence_id(world, loop, seat, place), interview_id(world, loop, seat), principle, place, *story.values())


def evidence_id(world: World, loop: int, seat: int, place: int) -> int:
    """The id of a story."""
    return world.loop_id(loop, 128 + seat * RATINGS + place)


def _ratings(world: World) -> Iterator[tuple[Any, ...]]:
    for loop, seat in _sealed(world):
        for place, principle in enumerate(world.covered(seat)):
            rating = RATING[(loop + seat + place * 3) % 4]
            yield (world.loop_id(loop, 192 + seat * RATINGS + place), interview_id(world, loop, seat), principle, place, rating, world.pool.line(loop + place))
