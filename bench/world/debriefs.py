"""Rows of debriefs, in the order in which a debrief goes forward, and of the audit log."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.world.loops import VOTES, evidence_id, interview_id
from bench.world.plan import DEBRIEFED, PANEL, stamp
from bench.world.rows import Rows, World
from hiring.audit.rules import seal_of

PHASES = ("reading", "voting", "discussion", "decision", "closed")
Step = Rows | int


def tables(world: World) -> Iterator[Step]:
    """Rows, and between them the number of the phase that debriefs now go on to, so that triggers find their order kept."""
    yield Rows("debrief", "id created_at loop_id phase phase_since opened_by_id version", _debriefs(world))
    yield Rows("debrief_member", "id debrief_id person_id votes confirmed_at excused_reason", _members(world))
    yield 1
    yield Rows("final_vote", "id debrief_id person_id vote reason at", _votes(world))
    yield 2
    yield Rows("verdict", "id debrief_id principle_id value reason by_id at version", _verdicts(world))
    yield Rows("citation", "id verdict_id evidence_id", _citations(world))
    yield 3
    yield Rows("decision_key", "id debrief_id kind person_id answer reason at", _keys(world))
    yield Rows("decision", "id loop_id debrief_id result bar reason by_id at valid_until salt commitment", _decisions(world))
    yield 4


def moving_on(world: World, phase: int) -> Iterator[tuple[Any, ...]]:
    """Phase, since when, when it was revealed and closed, and which debrief: of those that went on to a phase."""
    for loop in _come(world, phase + 1):
        at = _at(world, loop, phase)
        yield (PHASES[phase], at, _at(world, loop, 2) if phase >= 2 else None, at if phase == 4 else None, world.loop_id(loop))


def _come(world: World, phase: int) -> Iterator[int]:
    """The loops whose debrief has come to this phase (1 reading … 5 closed)."""
    return (loop for loop in world.loops() if DEBRIEFED.get(world.plan.state_of(loop), 0) >= phase)


def _at(world: World, loop: int, hours: int) -> str:
    """So many hours into the debrief, which is on the evening of the loop's day."""
    return stamp(world.plan.hour_of(loop, 9) + timedelta(minutes=20 * hours))


def _debriefs(world: World) -> Iterator[tuple[Any, ...]]:
    for loop in _come(world, 1):
        opened = _at(world, loop, 0)
        yield (world.loop_id(loop), opened, world.loop_id(loop), "reading", opened, world.panel(loop)[1], 2)


def _members(world: World) -> Iterator[tuple[Any, ...]]:
    """Everybody of the panel; in debriefs that still read, two have confirmed."""
    for loop in _come(world, 1):
        reads = world.plan.state_of(loop) == "reading"
        for seat, person in enumerate(world.panel(loop)):
            yield (world.loop_id(loop, seat), world.loop_id(loop), person, True, None if reads and seat > 1 else _at(world, loop, 0), "")


def _votes(world: World) -> Iterator[tuple[Any, ...]]:
    """All votes; in debriefs that still vote, three."""
    for loop in _come(world, 2):
        cast = 3 if world.plan.state_of(loop) == "voting" else PANEL
        for seat, person in enumerate(world.panel(loop)[:cast]):
            yield (world.loop_id(loop, seat), world.loop_id(loop), person, VOTES[(loop + seat * 2) % 4], "", _at(world, loop, 1))


def _found(world: World) -> Iterator[tuple[int, int, int]]:
    """Loop, place and principle of every verdict; debriefs in discussion have three so far."""
    for loop in _come(world, 3):
        principles = world.house.principles
        for place, principle in enumerate(principles[:3] if world.plan.state_of(loop) == "discussion" else principles):
            yield loop, place, principle


def _verdicts(world: World) -> Iterator[tuple[Any, ...]]:
    for loop, place, principle in _found(world):
        value = ("raised", "met", "not_met")[(loop + place) % 3]
        yield (world.loop_id(loop, place), world.loop_id(loop), principle, value, world.pool.line(loop + place), world.panel(loop)[1], _at(world, loop, 2), 1)


def _citations(world: World) -> Iterator[tuple[Any, ...]]:
    """The first story on the principle: principle number `place` was told of at seat and place of the plan."""
    for loop, place, _principle in _found(world):
        yield (world.loop_id(loop, place), world.loop_id(loop, place), evidence_id(world, loop, place // 3, place % 3))


def _keys(world: World) -> Iterator[tuple[Any, ...]]:
    """Both keys; in debriefs that still decide, the hiring manager's."""
    for loop in _come(world, 4):
        answer = "yes" if world.plan.hired(loop) else "no"
        for place, kind in enumerate(("manager",) if world.plan.state_of(loop) == "decision" else ("manager", "bar")):
            yield (world.loop_id(loop, place), world.loop_id(loop), kind, world.panel(loop)[place], answer, "", _at(world, loop, 3))


def _decisions(world: World) -> Iterator[tuple[Any, ...]]:
    for loop in _come(world, 5):
        hired = world.plan.hired(loop)
        valid = stamp(world.plan.hour_of(loop, 0) + timedelta(days=365))[:10] if hired else None
        said = ("hire" if hired else "no_hire", "yes" if hired else "no", world.pool.line(loop), world.panel(loop)[1], _at(world, loop, 4))
        yield (world.loop_id(loop), world.loop_id(loop), world.loop_id(loop), *said, valid, f"{loop:032x}", f"{loop:064x}")


def audit(world: World, number: int, previous: str) -> Rows:
    """The log goes on after entry `number`: who was added, and what was submitted, chained and sealed."""
    return Rows("audit_entry", "number at event actor_id subject facts previous seal", _chain(world, number, previous))


def _chain(world: World, number: int, previous: str) -> Iterator[tuple[Any, ...]]:
    for milliseconds, event, actor, subject, facts in _acts(world):
        number += 1
        at = datetime.fromtimestamp(milliseconds / 1000, UTC)
        seal = seal_of(number, at, event, actor, subject, facts, previous)
        yield (number, stamp(at), event, actor, subject, json.dumps(facts), previous, seal)
        previous = seal


def _acts(world: World) -> Iterator[tuple[int, str, int, int, dict[str, int]]]:
    plan = world.plan
    for candidate in range(plan.candidates):
        came = plan.came_ms(candidate)
        yield came // 1000 * 1000, "candidate.added", world.house.recruiter(world.opening_of(candidate)), world.candidate_id(candidate), {}
        loop = plan.loop_of(candidate)
        for seat in range(PANEL) if loop is not None else ():
            if loop is not None and plan.submitted(loop, seat):
                mine = interview_id(world, loop, seat)
                yield came // 1000 * 1000, "feedback.submitted", world.panel(loop)[seat], mine, {"loop": world.loop_id(loop), "interview": mine}
