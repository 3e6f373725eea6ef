"""Promise 20: no unsafe route of the whole url_map takes a form without our token, and reading every page changes nothing."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy import select, update

from hiring.accounts.models import Organisation, Person
from hiring.app import csrf
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.db.base import Base
from hiring.db.commit import SAFE
from hiring.db.session import db
from hiring.feedback.models import FeedbackRead
from tests.conftest import make_app, settings_for
from tests.contracts.access import PERSONAS, TABLE
from tests.contracts.routes import addresses, forms
from tests.contracts.test_access import address
from tests.contracts.test_twin_worlds import NOW, Twin, signed_in, tell

READING = {Event.FEEDBACK_READ, Event.ACCESS_DENIED}
"""What looking may leave in the record: who read whose feedback first, and who asked for what is not theirs."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, blank_sqlite: Path) -> Iterator[Twin]:
    """A house in full swing, in a database of its own."""
    folder = tmp_path_factory.mktemp("csrf")
    (folder / "hiring.db").write_bytes(blank_sqlite.read_bytes())
    app = make_app(settings_for(f"sqlite:///{folder / 'hiring.db'}", folder))
    yield Twin(app, tell(app, True, "aiko"), True)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def unsafe(app: Flask) -> list[tuple[str, str]]:
    """Every (method, rule) that may change something."""
    return sorted((method, rule.rule) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - SAFE)


def stored(app: Flask, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """A hash of each table; the record without what looking may leave."""
    found = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            if table.name not in without:
                chosen = select(table).order_by(*table.primary_key.columns)
                if table.name == AuditEntry.__tablename__:
                    chosen = select(table.c.event, table.c.subject, table.c.facts).where(AuditEntry.event.not_in(READING)).order_by(table.c.number)
                rows = json.dumps([list(map(str, row)) for row in db.session.execute(chosen)])
                found[table.name] = hashlib.sha256(rows.encode()).hexdigest()
        db.session.rollback()
    return found


def test_promise_20_no_view_and_no_blueprint_is_exempt(bare_app):
    assert unsafe(bare_app)
    assert (csrf._exempt_views, csrf._exempt_blueprints) == (set(), set())
    assert bare_app.config.get("WTF_CSRF_ENABLED", True)
    assert bare_app.config.get("WTF_CSRF_CHECK_DEFAULT", True)
    assert {method for method, _ in unsafe(bare_app)} <= set(bare_app.config["WTF_CSRF_METHODS"])


@pytest.mark.parametrize("kind", ["missing", "foreign", "altered", "empty"])
def test_promise_20_every_unsafe_route_refuses_before_its_view_runs(stage, kind):
    """The guard itself, at every unsafe route, whoever asks."""
    with stage.app.test_request_context():
        foreign = generate_csrf()
    tokens = {"missing": {}, "foreign": {"csrf_token": foreign}, "altered": {"csrf_token": foreign[:-2] + "xx"}, "empty": {"csrf_token": ""}}
    with stage.app.app_context():
        paths = [(method, rule, address(rule, stage.world)) for method, rule in unsafe(stage.app)]
    for method, rule, path in paths:
        with stage.app.test_request_context(path, method=method, data=tokens[kind]), pytest.raises(CSRFError):
            csrf.protect()
            raise AssertionError(f"{method} {rule} took a {kind} token")


@pytest.mark.parametrize("kind", ["missing", "foreign"])
def test_promise_20_every_unsafe_route_is_refused_over_http_to_those_who_may_use_it(stage, kind):
    with stage.app.test_request_context():
        fields = {"csrf_token": generate_csrf()} if kind == "foreign" else {}
    before = stored(stage.app)
    with clock.held_at(NOW + timedelta(minutes=1)):
        for method, rule in unsafe(stage.app):
            letters = TABLE[f"{method} {rule}"] or "A"
            with stage.app.app_context():
                path = address(rule, stage.world)
            answer = signed_in(stage, PERSONAS[letters[0]]).open(path, method=method, data=fields)
            assert answer.status_code in ((422,) if TABLE[f"{method} {rule}"] else (422, 404)), f"{method} {rule}"
            assert "send it again" in answer.text or answer.status_code == 404, f"{method} {rule}"
    after = stored(stage.app)
    assert {name for name in after if after[name] != before[name]} <= {"sign_in"}, "signing these viewers in is the test's own doing"


def test_promise_20_signing_in_needs_a_token_too(stage):
    before = stored(stage.app)
    for path in ("/sign-in", "/sign-in/code", "/forgot"):
        answer = stage.app.test_client().post(path, data={"email": "aiko@example.com", "password": "x" * 20, "code": "123456"})
        assert answer.status_code == 422, path
    assert stored(stage.app) == before


@pytest.mark.parametrize("viewer", ["admin", "recruiter", "raiser", "aiko", "core", None], ids=str)
def test_promise_20_reading_every_page_changes_nothing(stage, viewer):
    """A crawl over every address; only who read what, and who was denied, may be written down."""
    client = signed_in(stage, viewer)
    without = frozenset({FeedbackRead.__tablename__, "loop_reader"})
    before = stored(stage.app, without)
    with clock.held_at(NOW):
        for path in sorted(addresses(stage.app, stage.world)):
            for method in ("GET", "HEAD"):
                with client.open(path, method=method) as answer:
                    assert answer.status_code < 500, path
    assert stored(stage.app, without) == before


def test_the_hash_sees_a_change(stage):
    """So that the crawl can fail."""
    before = stored(stage.app)
    with stage.app.app_context():
        db.session.execute(update(Organisation).values(zone="UTC"))
        db.session.execute(update(Person).where(Person.id == stage.world.people["aiko"]).values(title="Somebody else"))
        db.session.commit()
    after = stored(stage.app)
    assert {name for name in after if after[name] != before[name]} == {"organisation", "person"}


def test_there_are_forms_to_refuse(stage):
    assert len(forms(stage.app, stage.world)) > 60
