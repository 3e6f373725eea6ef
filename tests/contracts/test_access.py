"""Who may use which route: personas × routes × methods against the table in access.py, which is written by hand.

A route that stands in no row fails, a row without its route fails, and a view without a mark fails.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import select

from hiring.core import clock
from hiring.db.session import db
from hiring.principles.models import Principle, PrincipleSet
from hiring.questions.models import Question
from hiring.web.access import mark_of
from tests import world as told
from tests.conftest import make_app, settings_for, token_of
from tests.contracts.access import PERSONAS, TABLE
from tests.contracts.test_twin_worlds import NOW, Twin, signed_in, tell

NEVER = 1
_ANY = re.compile(r"<any\(([^)]*)\):\w+>")


def rules(app: Flask) -> list[tuple[str, str, str]]:
    """Every (method, rule, endpoint) of the application."""
    return sorted((method, rule.rule, rule.endpoint) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def test_every_route_declares_access(bare_app):
    assert [rule.rule for rule in bare_app.url_map.iter_rules() if mark_of(bare_app.view_functions[rule.endpoint]) is None] == []


def test_every_route_stands_in_the_table_and_every_row_is_a_route(bare_app):
    known = {f"{method} {rule}" for method, rule, _ in rules(bare_app)}
    assert known - set(TABLE) == set(), "routes without a row in tests/contracts/access.py"
    assert set(TABLE) - known == set(), "rows without a route"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, blank_sqlite: Path) -> Iterator[Twin]:
    """The story in which Aiko still owes feedback; no act of these tests is kept."""
    folder = tmp_path_factory.mktemp("access")
    (folder / "hiring.db").write_bytes(blank_sqlite.read_bytes())
    app = make_app(settings_for(f"sqlite:///{folder / 'hiring.db'}", folder))
    twin = Twin(app, tell(app, False, "aiko"), False)
    app.after_request(_forget)
    yield twin
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _forget(response: Response) -> Response:
    db.session.rollback()
    return response


def address(rule: str, world: told.World) -> str:
    """The rule about Sakura's loop, Aiko's interview, and things that everybody knows."""
    values = {
        "<int:opening_id>": world.openings["storage"],
        "<int:candidate_id>": world.candidates["sakura"],
        "<int:application_id>": world.applications["sakura/storage"],
        "<int:loop_id>": world.loops["sakura"],
        "<int:interview_id>": world.interviews["sakura/aiko"],
        "<int:person_id>": world.people["outsider"],
        "<int:trainee_id>": world.trainees["trainee"],
        "<int:shadow_id>": world.shadows["sakura/trainee"],
        **shelf_of(world),
        "<int:resume_id>": NEVER,
        "<int:notice_id>": NEVER,
        "<int:passkey_id>": NEVER,
        "<int:template_id>": NEVER,
        "<token>": "never",
        "<role>": "interviewer",
        "<kind>": "bar",
        "<step>": "voting",
        "<path:filename>": "app.css",
    }
    for argument, value in values.items():
        rule = rule.replace(argument, str(value))
    return _ANY.sub(lambda choice: choice.group(1).split(",")[0].strip("' "), rule)


def shelf_of(world: told.World) -> dict[str, int]:
    """A principle and a question that everybody knows."""
    ids = {"<int:set_id>": PrincipleSet.id, "<int:principle_id>": Principle.id, "<int:question_id>": Question.id}
    return {argument: db.session.scalars(select(column).order_by(column)).first() or NEVER for argument, column in ids.items()}


def answers(stage: Twin, method: str, path: str) -> str:
    """The letters of those for whom this address exists."""
    found = ""
    with clock.held_at(NOW + timedelta(minutes=1)):
        for letter, name in PERSONAS.items():
            client = signed_in(stage, name)
            answer = client.get(path) if method == "GET" else client.post(path, data={"csrf_token": token_of(client)})
            answer.close()
            assert answer.status_code < 500
            if answer.status_code != 404 and not answer.headers.get("Location", "").startswith("/sign-in"):
                found += letter
    return found


@pytest.mark.parametrize("row", sorted(set(TABLE) - {"POST /sign-out"}))
def test_the_route_exists_for_exactly_those_people(stage, row):
    method, _, rule = row.partition(" ")
    with stage.app.app_context():
        path = address(rule, stage.world)
    assert answers(stage, method, path) == TABLE[row]
