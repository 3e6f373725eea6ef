"""The ladder of the demonstration: people begin, sit in, compare, are promoted; one waits for the votes of Core."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hiring.db.session import db
from hiring.loops.models import Loop
from hiring.loops.operations import seat_shadow
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import workday
from hiring.seeding.demo.interviews import body_of, sealed_at
from hiring.seeding.demo.panels import Chair
from hiring.seeding.demo.texts import VOTES
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table, table
from hiring.training import queries
from hiring.training.models import Trainee
from hiring.training.operations import ladder, practice, promotion
from hiring.training.terms import DEFAULTS, Asks, Step

_KEEPER = "claire-tremblay"
_RULES = -180


def stories(world: World) -> Iterator[Story]:
    """What the steps ask, and one story for everybody on the ladder."""
    yield _numbers(world)
    for row in table("demo/training")["trainees"]:
        yield _climbs(world, row)


def _numbers(world: World) -> Story:
    yield world.at(_KEEPER, workday(world.day(_RULES)), "10:20")
    for row in table("demo/training")["steps"]:
        step = Step(row["step"])
        usual = DEFAULTS[step]
        ladder.set_step(step, Asks(row["needed"], row["agreement"], row.get("votes", usual.votes), usual.months), world.actor(_KEEPER), 0)


def _climbs(world: World, row: Table) -> Story:
    """One person's way, act by act."""
    for act in row["acts"]:
        yield world.at(act["by"], workday(world.day(act["on"])), "11:20")
        _act(world, row, act)


def _act(world: World, row: Table, act: Table) -> None:
    actor = world.actor(act["by"])
    if act["act"] == "begin":
        ladder.begin(world.people[row["key"]], world.people[row["mentor"]], actor)
    elif act["act"] == "course":
        ladder.complete_course(_place(world, row), actor)
    elif act["act"] == "promote":
        promotion.promote(_place(world, row), actor)
    else:
        promotion.vote(_place(world, row), actor, act["yes"], act["reason"])


def _place(world: World, row: Table) -> Trainee:
    found = queries.trainee_of(world.people[row["key"]])
    assert found is not None
    return found


def seated(world: World, candidate: str, loop_id: int, recruiter: str, hosts: Mapping[str, tuple[Chair, int]]) -> Iterator[Story]:
    """The trainees of a loop take their seats; what each of them writes is a story of its own."""
    for row in table("demo/training")["seats"]:
        if row["candidate"] == candidate:
            chair, interview_id = hosts[row["host"]]
            seat_shadow(db.session.get_one(Loop, loop_id), world.actor(recruiter), interview_id, world.people[row["trainee"]])
            yield _sits_in(world, loop_id, row, chair, interview_id)


def _sits_in(world: World, loop_id: int, row: Table, host: Chair, interview_id: int) -> Story:
    """Practice feedback within hours, and the comparison on a working day after the host's."""
    chair = replace(host, line={"who": row["trainee"], "vote": row["vote"]})
    sealed = sealed_at(world, chair)
    yield sealed
    practice.seal_practice(interview_id, body_of(world, loop_id, chair), VOTES[row["vote"]], world.actor(row["trainee"]), 0)
    yield world.at(row["trainee"], workday(max(sealed, sealed_at(world, host)).date(), 1), "10:05")
    actor = world.actor(row["trainee"])
    practice.keep_comparison(queries.pair_for(actor, interview_id), actor)
