"""Promise 4: what is not theirs and what never was are one answer, at every route with an id, for everybody to whom it is closed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response

from hiring.core import clock
from hiring.db.session import db
from tests.conftest import make_app, settings_for, token_of
from tests.contracts.access import PERSONAS, TABLE
from tests.contracts.test_access import address
from tests.contracts.test_twin_worlds import NOW, Twin, seen, signed_in, tell

WITH_ID = sorted(row for row in TABLE if "<int:" in row)
VIEWERS = [letter for letter in PERSONAS if PERSONAS[letter]]
OTHERS = {"candidate": "mateo", "application": "mateo/storage", "loop": "mateo", "interview": "mateo/aiko"}
"""Things that exist, and are somebody else's business: a plan that is not released."""
_ID = re.compile(r"<int:\w+_id>")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, blank_sqlite: Path) -> Iterator[Twin]:
    """The story in which Aiko still owes feedback; no act of these tests is kept."""
    folder = tmp_path_factory.mktemp("alike")
    (folder / "hiring.db").write_bytes(blank_sqlite.read_bytes())
    app: Flask = make_app(settings_for(f"sqlite:///{folder / 'hiring.db'}", folder))
    twin = Twin(app, tell(app, False, "aiko"), False)
    app.after_request(_forget)
    yield twin
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _forget(response: Response) -> Response:
    db.session.rollback()
    return response


def probes(stage: Twin, rule: str) -> list[str]:
    """The address of something that is there, of something of another loop, and of what never was (with a short and a long id)."""
    with stage.app.app_context():
        there = address(rule, stage.world)
        kinds = {kind: getattr(stage.world, f"{kind}s")[key] for kind, key in OTHERS.items()}
        elsewhere = rule
        for kind, row in kinds.items():
            elsewhere = elsewhere.replace(f"<int:{kind}_id>", str(row))
        never = [address(_ID.sub(row, rule), stage.world) for row in ("1", "987654321098765432")]
        return [there, address(elsewhere, stage.world), *never]


def answered(client, method: str, path: str) -> tuple[object, ...]:
    answer = client.get(path) if method == "GET" else client.post(path, data={"csrf_token": token_of(client)})
    with answer:
        return seen(answer)


@pytest.mark.parametrize("row", WITH_ID)
def test_promise_4_not_theirs_and_never_there_are_one_answer(stage, row):
    method, _, rule = row.partition(" ")
    paths = probes(stage, rule)
    closed_to = [letter for letter in VIEWERS if letter not in TABLE[row]]
    with clock.held_at(NOW + timedelta(minutes=1)):
        for letter in closed_to:
            client = signed_in(stage, PERSONAS[letter])
            answers = {path: answered(client, method, path) for path in paths}
            closed = [answer for answer in answers.values() if answer[0] == 404]
            assert answers[paths[0]][0] == 404, f"{letter} {row}"
            assert answers[paths[2]][0] == answers[paths[3]][0] == 404, f"{letter} {row}"
            assert all(answer == closed[0] for answer in closed), f"{letter} {row}"
