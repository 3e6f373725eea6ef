"""The bank in use: questions written, proposed, sent back, replaced by a better version, retired, and one that people outside know."""

from collections.abc import Callable
from dataclasses import replace

from hiring.accounts.actor import Actor
from hiring.questions import operations
from hiring.questions.models import Question
from hiring.questions.queries import active_edition, by_key, editions, question, text_of
from hiring.questions.terms import ProbeText, QuestionKind, QuestionText, Star
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import workday
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table, table, words


def story(world: World) -> Story:
    """Every act of the file in its hour."""
    written: dict[str, int] = {}
    for act in table("demo/bank")["acts"]:
        yield world.at(act["who"], workday(world.day(act["day"])), act["hour"])
        _ACTS[act["act"]](act, world.actor(act["who"]), written)


def _write(act: Table, actor: Actor, written: dict[str, int]) -> None:
    probes = tuple(ProbeText(Star(each["star"]), words(each)) for each in act["probes"])
    text = QuestionText(act["principle"], QuestionKind.BEHAVIOURAL, words(act["text"]), weak=words(act["weak"]), strong=words(act["strong"]), probes=probes)
    written[act["name"]] = operations.add(text, actor).id


def _propose(act: Table, actor: Actor, written: dict[str, int]) -> None:
    operations.send(question(written[act["name"]]), actor)


def _send_back(act: Table, actor: Actor, written: dict[str, int]) -> None:
    operations.send_back(question(written[act["name"]]), act["note"], actor)


def _edit(act: Table, actor: Actor, written: dict[str, int]) -> None:
    """The next version of a shipped question, proposed at once."""
    now = question(_asked(act).id)
    operations.send(operations.change(now, replace(text_of(now), text=words(act["text"])), actor, now.version), actor)


def _approve(act: Table, actor: Actor, written: dict[str, int]) -> None:
    operations.activate(editions(_asked(act).root_id)[0], actor)


def _retire(act: Table, actor: Actor, written: dict[str, int]) -> None:
    operations.retire(_asked(act), actor)


def _leak(act: Table, actor: Actor, written: dict[str, int]) -> None:
    operations.leak(_asked(act), actor)


def _asked(act: Table) -> Question:
    """The version of a shipped question that is asked now."""
    shipped = by_key(act["question"])
    found = active_edition(shipped.root_id) if shipped else None
    if found is None:
        raise LookupError(f"nobody asks {act['question']}")
    return found


_ACTS: dict[str, Callable[[Table, Actor, dict[str, int]], None]] = {
    "write": _write,
    "propose": _propose,
    "send_back": _send_back,
    "edit": _edit,
    "approve": _approve,
    "retire": _retire,
    "leak": _leak,
}
