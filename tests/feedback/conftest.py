"""A loop of three as plain ids, for tests that look through a browser while others write."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from hiring.accounts.terms import Role
from hiring.db.session import db
from hiring.loops.models import Interview
from hiring.principles.models import Principle
from tests.factories.accounts import make_person
from tests.factories.feedback import ask, make_feedback, make_scene, principles_of, write


@dataclass(frozen=True)
class Told:
    """Ids of a loop, its people, interviews and principles."""

    loop: int
    candidate: int
    manager: int
    recruiter: int
    admin: int
    panel: list[int]
    interviews: list[int]
    principles: list[int]


@pytest.fixture
def told(app: Flask) -> Told:
    """Three interviews that are over, with two principles each; nothing is written yet."""
    with app.app_context():
        scene = make_scene(3)
        principles = principles_of(scene.interviews[0])
        ask(scene.interviews[0], db.session.get_one(Principle, principles[0]))
        admin = make_person("", Role.ADMINISTRATOR)
        ids = (scene.loop.id, scene.candidate.id, scene.manager.id, scene.recruiter.id, admin.id)
        made = Told(*ids, [each.id for each in scene.panel], [each.id for each in scene.interviews], principles)
        db.session.commit()
    return made


@pytest.fixture
def within(app: Flask) -> Callable[[Callable[[], Any]], Any]:
    """Do something in a transaction of its own, as another person's request would."""

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            made = act()
            db.session.commit()
            return made

    return run


@pytest.fixture
def hand_in(within: Any) -> Callable[..., int]:
    """Seal whole feedback for an interview; its id."""
    return lambda interview_id, **more: within(lambda: make_feedback(db.session.get_one(Interview, interview_id), **more).id)


@pytest.fixture
def jot(within: Any) -> Callable[..., int]:
    """Save a draft for an interview; its version."""
    return lambda interview_id, body=None: within(lambda: write(db.session.get_one(Interview, interview_id), body))
