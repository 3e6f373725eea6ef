"""Debriefs for tests, driven through the operations into any phase; everybody is of one mind unless a test says otherwise."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Insert, insert

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.core.ids import new_id
from hiring.db.base import Base
from hiring.db.session import db
from hiring.debriefs.models import Debrief, Decision
from hiring.debriefs.operations import decisions, findings, gate, phases
from hiring.debriefs.queries import rooms
from hiring.debriefs.terms import BarAnswer, KeyAnswer, Phase, VerdictValue
from hiring.feedback.models import Evidence, Feedback
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.loops.operations import amend_successor
from hiring.loops.terms import KeyKind
from hiring.openings.terms import Preset
from tests.factories.accounts import actor, make_person
from tests.factories.feedback import make_feedback
from tests.factories.loops import Scene, released_scene

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""The interviews were on Tuesday; on Wednesday the debrief begins."""

NAMES = ("raiser", "manager", "aiko", "liam")
CAME_TOO_LATE = "Two of us heard the same story twice, and the numbers did not agree."


def held_scene(preset: Preset = Preset.BAR_RAISER, **facts: Any) -> Scene:
    """A loop that was released on Monday and whose interviews are over on Wednesday."""
    with clock.held_at(MONDAY):
        return released_scene(preset, **facts)


def people(scene: Scene) -> dict[str, Person]:
    """The panel by name."""
    return {"raiser": scene.cast.bar_raiser, "manager": scene.cast.manager, "aiko": scene.aiko, "liam": scene.liam}


def who(scene: Scene, name: str) -> Actor:
    """One of the panel, or the recruiter, as an actor."""
    return actor({**people(scene), "recruiter": scene.cast.recruiter, "head": scene.cast.head}[name])


def write_feedback(scene: Scene, *missing: str, votes: Mapping[str, Vote] | None = None) -> dict[str, Feedback]:
    """Everybody submits, but the missing."""
    given = votes or {}
    made = {name: make_feedback(scene.interview(name), given.get(name, Vote.INCLINED)) for name in scene.interviews if name not in missing}
    db.session.expire_all()
    return made


def loop_of(scene: Scene) -> Loop:
    """The loop as it stands."""
    return rooms.held_loop(scene.loop.id)


def ready_scene(preset: Preset = Preset.BAR_RAISER, **facts: Any) -> Scene:
    """A loop whose feedback is all in."""
    scene = held_scene(preset, **facts)
    write_feedback(scene)
    return scene


def opened(scene: Scene | None = None, preset: Preset = Preset.BAR_RAISER) -> tuple[Scene, Debrief]:
    """A debrief in the reading phase."""
    scene = scene or ready_scene(preset)
    return scene, gate.open(loop_of(scene), who(scene, "recruiter"))


def read_by_all(scene: Scene, debrief: Debrief, *missing: str) -> None:
    """Everybody confirms reading, but the missing."""
    for name in NAMES:
        if name not in missing:
            phases.confirm_reading(debrief, who(scene, name))


def vote_by_all(scene: Scene, debrief: Debrief, *missing: str, votes: Mapping[str, Vote] | None = None) -> None:
    """Everybody votes again, but the missing."""
    given = votes or {}
    for name in NAMES:
        if name not in missing:
            phases.cast_vote(debrief, given.get(name, Vote.INCLINED), CAME_TOO_LATE, who(scene, name))


def evidence_on(loop_id: int, principle_id: int) -> list[int]:
    """The ids of what was said on a principle in a loop."""
    chosen = db.select(Evidence.id).join(Feedback, Feedback.id == Evidence.feedback_id).where(Feedback.loop_id == loop_id, Evidence.principle_id == principle_id)
    return list(db.session.scalars(chosen.order_by(Evidence.id)))


def find_all(scene: Scene, debrief: Debrief, value: VerdictValue = VerdictValue.MET) -> None:
    """A verdict on every required principle, “no data” where nothing was said."""
    for principle in scene.principles():
        cited = evidence_on(scene.loop.id, principle)
        findings.set_verdict(debrief, principle, value if cited else VerdictValue.NO_DATA, cited, "Seen twice.", who(scene, "raiser"))


def turn_both(scene: Scene, debrief: Debrief, manager: KeyAnswer = KeyAnswer.YES, bar: KeyAnswer = KeyAnswer.YES) -> None:
    """Both keys get their answer."""
    decisions.turn_key(debrief, KeyKind.MANAGER, manager, "As I said.", who(scene, "manager"))
    decisions.turn_key(debrief, KeyKind.BAR, bar, "As I said.", who(scene, "raiser"))


def brought_to(phase: Phase, scene: Scene | None = None, absent: Collection[str] = ()) -> tuple[Scene, Debrief]:
    """A debrief in this phase, brought there step by step; the absent were excused before."""
    scene, debrief = opened(scene)
    lead = who(scene, "raiser")
    steps = (
        (Phase.VOTING, lambda: (read_by_all(scene, debrief, *absent), phases.begin_voting(debrief, lead))),
        (Phase.DISCUSSION, lambda: (vote_by_all(scene, debrief, *absent), phases.begin_discussion(debrief, lead))),
        (Phase.DECISION, lambda: (find_all(scene, debrief), phases.begin_decision(debrief, lead))),
        (Phase.CLOSED, lambda: (turn_both(scene, debrief), decide(scene, debrief))),
    )
    for reached, step in steps:
        if debrief.phase is phase:
            break
        step()
        assert debrief.phase is reached
    return scene, debrief


def decide(scene: Scene, debrief: Debrief, reason: str = "The evidence on storage carried it.") -> Decision:
    """The lead writes the decision."""
    return decisions.decide(debrief, reason, BarAnswer.YES, who(scene, "raiser"))


def make_successor(scene: Scene, kind: KeyKind) -> Person:
    """Somebody who may hold a key of this scene and sits in no interview; named by the recruiter."""
    person = make_person("Successor", Role.INTERVIEWER, Role.BAR_RAISER, level=8)
    amend_successor(loop_of(scene), who(scene, "recruiter"), kind, person.id, "Away until spring.")
    db.session.expire_all()
    return person


def raw(model: type[Base], **values: Any) -> Insert:
    """An INSERT that goes past the operations, as a careless script would."""
    return insert(model).values(id=new_id(), **values)
