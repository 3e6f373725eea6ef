"""Every route with real ids of a world in its place; a route with an argument that nobody placed fails the tests."""

import random
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from hiring.candidates.models import Resume
from hiring.core import clock
from hiring.db.session import db
from hiring.feedback.models import Evidence, Feedback
from hiring.loops.models import LoopTemplate
from hiring.principles.models import Principle, PrincipleSet
from hiring.questions.models import Question
from tests.world import MONDAY, World

QUERIES = ("", "?q=sakura", "?q=Gustav", "?stage=rejected", "?stage=loop", "?stage=screening", "?status=open", "?status=released")
"""Searches and filters that every list is asked with; a page without such a filter leaves them out."""

LEFT_OUT = {"sign_in.end", "static", "health.metrics"}
"""Signing out would end the viewer's session; static files are the same for everybody; metrics answer to a token or to this machine itself."""

NEVER = 1

MOST = 16
"""How many combinations of arguments of one route are asked."""


def placed(app: Flask, world: World) -> dict[str, list[object]]:
    """What each argument of a route may be."""
    with app.app_context(), clock.held_at(MONDAY):
        ids = {model: sorted(db.session.scalars(select(model.id)))[:3] for model in (PrincipleSet, Principle, Question, Feedback, Evidence, Resume, LoopTemplate)}
    return {
        "person_id": [*sorted(world.people.values())[:3], NEVER],
        "opening_id": [*world.openings.values(), NEVER],
        "candidate_id": [*world.candidates.values(), NEVER],
        "application_id": [*world.applications.values(), NEVER],
        "loop_id": [*world.loops.values(), NEVER],
        "interview_id": [*(row for key, row in world.interviews.items() if key.startswith("sakura/")), NEVER],
        "trainee_id": [*world.trainees.values(), NEVER],
        "shadow_id": [*world.shadows.values(), NEVER],
        "set_id": [*ids[PrincipleSet], NEVER],
        "principle_id": [*ids[Principle], NEVER],
        "question_id": [*ids[Question], NEVER],
        "feedback_id": [*ids[Feedback], NEVER],
        "evidence_id": [*ids[Evidence], NEVER],
        "resume_id": [*ids[Resume], NEVER],
        "template_id": [*ids[LoopTemplate], NEVER],
        "notice_id": [NEVER],
        "passkey_id": [NEVER],
        "token": ["never"],
        "role": ["recruiter"],
        "filename": ["app.css"],
        "step": ["voting", "discussion", "decision", "shadow", "raiser"],
        "kind": ["manager", "bar"],
    }


def _choices(rule: Rule, argument: str, values: dict[str, list[object]]) -> list[object]:
    """What an argument of a rule may be: the words its own converter lists, else what is placed here."""
    converter = rule._converters[argument]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    assert argument in values, f"{rule} has an argument that tests/contracts/routes.py does not place: {argument}"
    return values[argument]


def _filled(app: Flask, world: World, method: str) -> Iterator[str]:
    values = placed(app, world)
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint in LEFT_OUT:
            continue
        combinations: list[dict[str, object]] = [{}]
        for argument in sorted(rule.arguments):
            combinations = [{**each, argument: value} for each in combinations for value in _choices(rule, argument, values)]
        for each in random.Random(rule.rule).sample(combinations, min(len(combinations), MOST)):
            yield adapter.build(rule.endpoint, each, method=method)


def addresses(app: Flask, world: World) -> set[str]:
    """Every address that answers GET, lists with their filters."""
    plain = set(_filled(app, world, "GET"))
    lists = {path for path in plain if path.count("/") == 1 and path != "/"}
    return plain | {path + query for path in lists for query in QUERIES}


def forms(app: Flask, world: World) -> list[str]:
    """Every address that takes a form, in one order."""
    return sorted(set(_filled(app, world, "POST")))
