"""Loops for tests, made through the operations: a cast, an open opening, a candidate, and plans in every state."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates.models import Application
from hiring.core.clock import now, zone_of
from hiring.loops import operations, queries
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import Appointment, Seat
from hiring.openings.models import Opening
from hiring.openings.terms import Preset
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import make_application
from tests.factories.openings import Cast, make_cast, open_opening, principles_of


@dataclass
class Scene:
    """A loop with everybody around it; the interviewers are Aiko and Liam."""

    cast: Cast
    opening: Opening
    application: Application
    loop: Loop
    aiko: Person
    liam: Person
    interviews: dict[str, Interview] = field(default_factory=dict)

    @property
    def recruiter(self) -> Actor:
        return actor(self.cast.recruiter)

    def principles(self, *keys: str) -> list[int]:
        """Ids of principles by key; all of the opening's without one."""
        found = principles_of(self.opening)
        return [found[key].id for key in keys or found]

    def plan(self) -> queries.Plan:
        return queries.plan_of(self.loop.id)

    def interview(self, name: str) -> Interview:
        """An interview of the scene as it stands, with everything loaded."""
        return queries.interview_to_plan(self.recruiter, self.interviews[name].id)


def when(hour: int, days: int = 1, minutes: int = 60, zone: str = "Asia/Tokyo", **more: Any) -> Appointment:
    """An appointment at an hour of a coming day on the wall of a zone."""
    day = now().astimezone(zone_of(zone)).date() + timedelta(days=days)
    return Appointment(start=datetime(day.year, day.month, day.day, hour), zone=zone, minutes=minutes, **more)


def empty_scene(preset: Preset = Preset.BAR_RAISER, **facts: Any) -> Scene:
    """A loop that was begun and has no interview yet."""
    cast = make_cast()
    opening = open_opening(cast, preset, **facts)
    application = make_application(cast.recruiter, opening)
    loop = operations.begin(application, actor(cast.recruiter))
    return Scene(cast, opening, application, loop, make_person("Aiko", Role.INTERVIEWER), make_person("Liam", Role.INTERVIEWER))


def add(scene: Scene, name: str, person: Person, appointment: Appointment, *keys: str, seat: Seat = Seat.INTERVIEWER) -> Interview:
    """An interview of the scene under a name."""
    made = operations.add_interview(scene.loop, scene.recruiter, person.id, seat, appointment, scene.principles(*keys) if keys else ())
    scene.interviews[name] = made
    return made


def planned_scene(preset: Preset = Preset.BAR_RAISER, days: int = 1, **facts: Any) -> Scene:
    """A complete plan: four people, every principle covered, the customer principle by two."""
    scene = empty_scene(preset, **facts)
    lead = {Preset.BAR_RAISER: Seat.BAR_RAISER, Preset.LOOP: Seat.DEBRIEF_LEAD, Preset.FEEDBACK: Seat.INTERVIEWER}[preset]
    add(scene, "raiser", scene.cast.bar_raiser, when(9, days), "look-closely", seat=lead)
    add(scene, "manager", scene.cast.manager, when(10, days), "own-it")
    add(scene, "aiko", scene.aiko, when(11, days), "customer-first", "coding")
    add(scene, "liam", scene.liam, when(13, days), "customer-first", "own-it")
    return scene


def released_scene(preset: Preset = Preset.BAR_RAISER, days: int = 1, **facts: Any) -> Scene:
    """The same, released."""
    scene = planned_scene(preset, days, **facts)
    operations.release(scene.loop, scene.recruiter)
    return scene


def assigned(scene: Scene, name: str) -> Collection[int]:
    return [assignment.principle_id for assignment in scene.interview(name).principles]
