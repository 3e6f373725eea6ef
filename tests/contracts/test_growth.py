"""Query growth: every page costs the same number of statements when there is one of everything and when there are twenty."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hiring.accounts.terms import Role
from hiring.candidates import operations as candidates
from hiring.candidates.models import Application
from hiring.candidates.terms import ScreenKind, ScreenResult
from hiring.core import clock
from hiring.db.session import db
from hiring.loops.operations import save_template
from hiring.loops.terms import Seat, TemplateLine
from hiring.training.operations import ladder
from tests import world as told
from tests.conftest import make_app, recorded, settings_for
from tests.contracts.routes import NEVER, placed
from tests.contracts.test_twin_worlds import Twin, signed_in
from tests.factories.questions import make_question

FRIDAY = told.MONDAY - timedelta(days=3)
MORE = 19
VIEWERS = ("recruiter", "manager", "raiser", "aiko", "elena", "core", "trainee")
SETTLED = 2
"""A page is asked so often before it counts: the first read of a feedback is written down."""


def tell_of_one(world: told.World, key: str, day: datetime, *, decided: bool) -> None:
    """A candidate in two openings: one loop whose feedback is in (and decided), one that is planned; screen and note."""
    told.add_candidate(world, key, f"{key.title()} Silva", "storage")
    told.opinions(world, f"{key}/storage", FRIDAY - timedelta(days=9), key)
    told.plan_loop(world, key, f"{key}/storage", first=day)
    told.seat_trainee(world, key, "liam", "trainee")
    for hour, name in enumerate(told.PANEL):
        told.submit(world, f"{key}/{name}", told.MONDAY - timedelta(hours=12 - hour), flavour=key)
    told.practise(world, key, "liam", "trainee", told.MONDAY - timedelta(hours=2))
    if decided:
        told.debrief_to_the_end(world, key, told.MONDAY - timedelta(hours=1))
    told.add_candidate(world, key, f"{key.title()} Silva", "search")
    told.plan_loop(world, f"{key}-next", f"{key}/search", first=day + timedelta(days=9), panel=("manager", "aiko"), released=False)


def tell_of_many(world: told.World) -> None:
    """Nineteen more of everything, around the first candidate and beside them."""
    for number in range(MORE):
        key = f"more{number}"
        tell_of_one(world, key, datetime(2026, 11, 18, 0, 0) + timedelta(hours=number), decided=number % 2 == 0)
        told.open_opening(world, key, f"Engineer {number}")
        told.add_candidate(world, "first", "First Silva", key)
        told.add_candidate(world, f"waits{number}", f"Waiting Number{number}", key)
        told.opinions(world, f"first/{key}", FRIDAY - timedelta(days=2), key)
        _more_words(world, number)


def _more_words(world: told.World, number: int) -> None:
    """One more person, question, template, screen and note."""
    with told.step(f"words {number}", FRIDAY - timedelta(hours=1)):
        recruiter, application = world.actor("recruiter"), db.session.get_one(Application, world.applications["first/storage"])
        candidates.add_note(application, f"Note {number}", recruiter)
        candidates.record_screen(application, ScreenKind.PHONE_SCREEN, ScreenResult.GO_ON, f"Screen {number}", recruiter)
        told._add(world, f"person{number}", f"Person Number{number}", Role.INTERVIEWER)
        ladder.begin(world.people[f"person{number}"], world.people["raiser"], world.actor("core"))
        make_question(f"Question {number}?", principle_key="own-it")
        save_template(f"Template {number}", [TemplateLine(Seat.HIRING_MANAGER)], recruiter)


def pages(twin: Twin) -> list[str]:
    """Every address that answers GET, with the first of everything in its arguments."""
    values = {name: next(each for each in found if each != NEVER) if set(found) != {NEVER} else NEVER for name, found in placed(twin.app, twin.world).items()}
    adapter, built = twin.app.url_map.bind("localhost"), []
    for rule in twin.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in {"static", "sign_in.end"}:
            arguments = {name: values.get(name) or sorted(rule._converters[name].items)[0] for name in rule.arguments}
            built.append(adapter.build(rule.endpoint, arguments))
    return sorted(built)


def cost(twin: Twin) -> dict[tuple[str, str], int]:
    """How many statements each page costs each viewer."""
    spent = {}
    for viewer in VIEWERS:
        browser = signed_in(twin, viewer)
        for path in pages(twin):
            for _ in range(SETTLED):
                browser.get(path)
            with recorded(twin.app) as statements:
                status = browser.get(path).status_code
            assert status < 500, (viewer, path)
            spent[viewer, path] = len(statements)
    return spent


@pytest.fixture(scope="module")
def twin(tmp_path_factory, blank_sqlite: Path):
    folder = tmp_path_factory.mktemp("growth")
    (folder / "hiring.db").write_bytes(blank_sqlite.read_bytes())
    app = make_app(settings_for(f"sqlite:///{folder / 'hiring.db'}", folder))
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.begin_on_ladder(world, "trainee", mentor="raiser")
        tell_of_one(world, "first", datetime(2026, 11, 20, 10, 0), decided=True)
        with told.step("template", FRIDAY - timedelta(days=30)):
            save_template("Template", [TemplateLine(Seat.HIRING_MANAGER)], world.actor("recruiter"))
    yield Twin(app, world, loud=False)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_every_page_costs_the_same_at_one_row_and_at_twenty(twin):
    with clock.held_at(told.MONDAY + timedelta(hours=1)):
        before = cost(twin)
        asked = pages(twin)
        with twin.app.app_context(), twin.app.test_request_context():
            tell_of_many(twin.world)
        assert pages(twin) == asked, "the same addresses are asked again"
        after = cost(twin)
    grown = {page: (before[page], after[page]) for page in before if after[page] != before[page]}
    assert not grown, grown
    assert len(before) > 300
    assert max(before.values()) <= 40
