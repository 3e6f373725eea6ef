"""Pages of loops: who gets them, what they say, and how they take a refused form."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.db.session import db
from hiring.loops import operations, queries
from hiring.loops.models import LoopTemplate
from hiring.loops.terms import Seat
from hiring.openings.models import Opening
from tests.conftest import MONDAY
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import make_application
from tests.factories.loops import Scene, empty_scene, planned_scene, released_scene
from tests.factories.questions import make_question

House = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Ids:
    """A scene without a session behind it."""

    loop: int
    application: int
    recruiter: int
    manager: int
    raiser: int
    aiko: int
    head: int
    interviews: dict[str, int]
    principles: dict[str, int]
    version: int


@pytest.fixture
def house(app: Flask) -> House:
    """Work through the operations and commit; nothing stays open beside the browsers."""

    @contextmanager
    def inside() -> Iterator[Any]:
        with app.app_context():
            yield db.session
            db.session.commit()

    return inside


def ids_of(scene: Scene) -> Ids:
    db.session.commit()
    keys = {requirement.principle.key: requirement.principle_id for requirement in scene.plan().loop.application.opening.requirements}
    cast = scene.cast
    made = {name: interview.id for name, interview in scene.interviews.items()}
    return Ids(scene.loop.id, scene.application.id, cast.recruiter.id, cast.manager.id, cast.bar_raiser.id, scene.aiko.id, cast.head.id, made, keys, scene.loop.version)


@pytest.fixture
def planned(house: House) -> Ids:
    with house():
        return ids_of(planned_scene())


@pytest.fixture
def released(house: House) -> Ids:
    with house():
        return ids_of(released_scene())


def seen(browser: Any, path: str, form: str) -> str:
    """The version that a form of the page was filled from."""
    found = re.search(f'name="{form}-version" type="hidden" value="([0-9]+)"', browser.get(path).text)
    assert found
    return found[1]


def test_every_page_of_a_plan_opens(planned, house, client_of):
    with house():
        make_question()
    recruiter = client_of(planned.recruiter)
    for path in ("", f"/{planned.loop}", f"/{planned.loop}/plan", f"/{planned.loop}/cancel", f"/{planned.loop}/conflict", "/templates", "/templates/new"):
        page = recruiter.get(f"/loops{path}")
        assert page.status_code == 200, path
        assert page.text.count("<h1") == 1
    page = recruiter.get(f"/loops/{planned.loop}/interviews/{planned.interviews['aiko']}")
    assert page.status_code == 200 and "Tell me about a customer" in page.text


def test_every_page_of_a_released_loop_opens(released, client_of):
    recruiter = client_of(released.recruiter)
    for path in ("", "/plan", "/successor", f"/interviews/{released.interviews['aiko']}"):
        page = recruiter.get(f"/loops/{released.loop}{path}")
        assert page.status_code == 200, path
        ids = [part.split('"')[0] for part in page.text.split(' id="')[1:]]
        assert len(ids) == len(set(ids)), path


def test_the_plan_says_what_is_missing_in_sentences(house, client_of):
    with house():
        made = ids_of(empty_scene())
    page = client_of(made.recruiter).get(f"/loops/{made.loop}/plan").text
    assert "The loop has no Bar Raiser. Name one who is independent of Manager." in page
    assert "Nobody covers “Own It” yet." in page
    assert "gaps left" in page and "Release the plan" not in page


def test_a_loop_is_begun_planned_and_released_by_forms_alone(house, client_of, post):
    with house():
        scene = empty_scene()
        operations.cancel_loop(scene.loop, scene.recruiter, "Begin again.")
        made, liam = ids_of(scene), scene.liam.id
    recruiter = client_of(made.recruiter)
    begun = post(recruiter, f"/loops/new?application={made.application}", template_id="", start="")
    assert begun.status_code == 303
    path = begun.location.removesuffix("/plan")
    principle = made.principles
    for person, seat, hour, covers in (
        (made.raiser, "bar_raiser", 9, ["look-closely"]),
        (made.manager, "interviewer", 10, ["own-it"]),
        (made.aiko, "interviewer", 11, ["customer-first", "coding"]),
        (liam, "interviewer", 13, ["customer-first"]),
    ):
        fields = {"add-person_id": person, "add-seat": seat, "add-start": f"2026-11-24T{hour:02}:00", "add-zone": "Asia/Tokyo", "add-minutes": "60"}
        added = post(recruiter, f"{path}/interviews", **fields, **{"add-principles": [str(principle[key]) for key in covers]})
        assert added.status_code == 303, added.text
    page = recruiter.get(f"{path}/plan").text
    assert "Nothing is missing." in page
    version = page.split('name="version" value="')[1].split('"')[0]
    assert post(recruiter, f"{path}/release", version=version).status_code == 303
    assert "4 have submitted" in recruiter.get(path).text


def test_the_matrix_is_saved_whole_and_a_stale_one_keeps_its_ticks(planned, client_of, post):
    recruiter, aiko = client_of(planned.recruiter), planned.interviews["aiko"]
    cells = [f"{aiko}-{planned.principles['own-it']}"]
    path = f"/loops/{planned.loop}/coverage"
    saved = post(recruiter, path, **{"coverage-cells": cells, "coverage-version": str(planned.version)})
    assert saved.status_code == 303
    page = recruiter.get(f"/loops/{planned.loop}/plan").text
    assert f'value="{cells[0]}" checked' in page
    assert page.count("checked><span") == 1 and "0 of 2" in page
    wanted = f"{aiko}-{planned.principles['coding']}"
    stale = post(recruiter, path, **{"coverage-cells": [wanted], "coverage-version": str(planned.version)})
    assert stale.status_code == 409
    assert f'value="{wanted}" checked' in stale.text


def test_an_ineligible_person_is_refused_with_the_reason_and_the_form_comes_back(planned, client_of, post):
    recruiter = client_of(planned.recruiter)
    fields = {"add-person_id": planned.head, "add-seat": "interviewer", "add-zone": "Asia/Tokyo", "add-minutes": "45", "add-place": "The green room"}
    refused = post(recruiter, f"/loops/{planned.loop}/interviews", **fields)
    assert refused.status_code == 422
    assert "Only people certified to interview alone may sit here." in refused.text and "The green room" in refused.text


def test_why_somebody_cannot_be_chosen_stands_beside_the_form(planned, client_of):
    page = client_of(planned.recruiter).get(f"/loops/{planned.loop}/plan").text
    assert "Who cannot be chosen, and why" in page and "Only people certified to interview alone may sit here." in page


def test_a_time_that_happens_twice_asks_which(house, client_of, post):
    with house():
        made = ids_of(empty_scene())
    recruiter = client_of(made.recruiter)
    fields = {"add-person_id": made.aiko, "add-seat": "interviewer", "add-start": "2027-10-31T02:30", "add-zone": "Europe/Berlin", "add-minutes": "60"}
    path = f"/loops/{made.loop}/interviews"
    asked = post(recruiter, path, **fields)
    assert asked.status_code == 422 and "The second one" in asked.text
    assert post(recruiter, path, **fields, **{"add-second": "second"}).status_code == 303


@pytest.mark.parametrize("start", ["yesterday", "2026-13-45T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "２０２６-１２-０８T10:00"])
def test_a_time_that_is_none_is_a_sentence_not_a_fault(planned, client_of, post, start):
    fields = {"add-person_id": planned.head, "add-seat": "interviewer", "add-start": start, "add-zone": "Asia/Tokyo", "add-minutes": "60"}
    assert post(client_of(planned.recruiter), f"/loops/{planned.loop}/interviews", **fields).status_code == 422


def test_an_interview_is_moved_replaced_and_the_plan_says_so(house, client_of, post):
    with house():
        scene = released_scene()
        mia = make_person("Mia", Role.INTERVIEWER).id
        made = ids_of(scene)
    recruiter, path = client_of(made.recruiter), f"/loops/{made.loop}/interviews/{made.interviews['aiko']}"
    hour = {"move-start": "2026-11-24T15:00", "move-zone": "Asia/Tokyo", "move-minutes": "45"}
    assert post(recruiter, f"{path}/move", **hour).status_code == 409
    assert post(recruiter, f"{path}/move", **hour, **{"move-version": seen(recruiter, path, "move")}).status_code == 303
    person = {"replace-person_id": mia, "replace-version": seen(recruiter, path, "replace")}
    assert post(recruiter, f"{path}/replace", **person, **{"replace-reason": ""}).status_code == 422
    assert post(recruiter, f"{path}/replace", **person, **{"replace-reason": "Aiko is ill."}).status_code == 303
    page = recruiter.get(f"/loops/{made.loop}/plan").text
    assert "Interviewer replaced" in page and "Aiko is ill." in page and "15:00" in page


def test_the_interviewer_says_that_an_interview_was_not_held(released, house, client_of, post):
    aiko, path = client_of(released.aiko), f"/loops/{released.loop}/interviews/{released.interviews['aiko']}/not-held"
    assert aiko.get(path).status_code == 200
    assert post(aiko, path, not_held="technical").status_code == 422
    with clock.held_at(MONDAY + timedelta(days=2)):
        aiko = client_of(released.aiko)
        assert "It was not held" in aiko.get(f"/loops/{released.loop}").text
        assert client_of(released.raiser).get(path).status_code == 404
        assert post(aiko, path, not_held="technical").status_code == 303
        page = client_of(released.recruiter).get(f"/loops/{released.loop}").text
    assert "Technical trouble" in page and "things are missing in the plan" in page


def test_a_template_is_made_changed_applied_and_retired(house, client_of, post):
    with house():
        made = ids_of(empty_scene())
    recruiter = client_of(made.recruiter)
    lines = {"lines-0-seat": "bar_raiser", "lines-0-minutes": "60", "lines-0-principles": ["look-closely"], "lines-1-seat": "interviewer", "lines-1-minutes": ""}
    assert post(recruiter, "/loops/templates/new", name="Short loop", **lines).status_code == 303
    assert post(recruiter, "/loops/templates/new", name="Short loop", **lines).status_code == 422
    with house() as session:
        template = session.scalars(db.select(LoopTemplate)).one()
        template_id, version = template.id, template.version
    applied = post(recruiter, f"/loops/{made.loop}/template", **{"apply-template_id": template_id, "apply-start": ""})
    assert applied.status_code == 303
    with house():
        assert [interview.seat for interview in queries.plan_of(made.loop).planned] == [Seat.BAR_RAISER]
    stale = post(recruiter, f"/loops/templates/{template_id}", name="Other", version=str(version + 7), **lines)
    assert stale.status_code == 409
    assert post(recruiter, f"/loops/templates/{template_id}/retire").status_code == 303
    assert "No templates yet" in recruiter.get("/loops/templates").text


def test_a_candidate_page_shows_the_loop_and_the_way_to_begin_one(house, client_of):
    with house():
        scene = empty_scene()
        candidate, loop = scene.application.candidate_id, scene.loop.id
        fresh = make_application(scene.cast.recruiter, scene.opening)
        fresh_candidate, fresh_id = fresh.candidate_id, fresh.id
        recruiter = scene.cast.recruiter.id
    browser = client_of(recruiter)
    page = browser.get(f"/candidates/{candidate}").text
    assert f"/loops/{loop}" in page and "/loops/new" not in page
    assert f"/loops/new?application={fresh_id}" in browser.get(f"/candidates/{fresh_candidate}").text


def test_forbidden_and_missing_are_one_answer(planned, client_of, post):
    aiko = client_of(planned.aiko)
    assert aiko.get(f"/loops/{planned.loop}/plan").status_code == 200
    for answer in (
        post(aiko, f"/loops/{planned.loop}/release"),
        post(aiko, f"/loops/{planned.loop}/coverage"),
        post(aiko, f"/loops/{planned.loop}/interviews/{planned.interviews['aiko']}/remove"),
        aiko.get(f"/loops/{planned.loop}/cancel"),
        aiko.get("/loops/templates"),
        client_of(planned.head).get(f"/loops/{planned.loop}"),
        client_of(planned.recruiter).get("/loops/123"),
        client_of(planned.recruiter).get(f"/loops/123/interviews/{planned.interviews['aiko']}"),
    ):
        assert answer.status_code == 404


def test_an_administrator_sees_the_status_and_no_plan(house, released, client_of):
    with house():
        admin = make_person("Admin", Role.ADMINISTRATOR).id
    browser = client_of(admin)
    page = browser.get(f"/loops/{released.loop}").text
    assert "0 of 4 have submitted" in page and "Aiko" not in page
    assert browser.get(f"/loops/{released.loop}/plan").status_code == 404


def test_the_list_costs_the_same_for_one_loop_and_for_twenty(house, client_of, recorded_sql):
    with house():
        scene = released_scene()
        recruiter, scene_opening = scene.cast.recruiter.id, scene.opening.id
    browser = client_of(recruiter)
    browser.get("/loops")
    with recorded_sql() as one:
        assert browser.get("/loops").text.count('class="name"') == 1
    with house():
        person, opening = db.session.get_one(Person, recruiter), db.session.get_one(Opening, scene_opening)
        for _ in range(19):
            operations.begin(make_application(person, opening), actor(person))
    with recorded_sql() as twenty:
        assert browser.get("/loops").text.count('class="name"') == 20
    assert len(one) == len(twenty)


def test_the_list_goes_on_by_key_and_filters_by_status(house, client_of):
    with house():
        scene = empty_scene()
        for _ in range(31):
            operations.begin(make_application(scene.cast.recruiter, scene.opening), scene.recruiter)
        operations.cancel_loop(scene.loop, scene.recruiter, "No longer needed.")
        recruiter = scene.cast.recruiter.id
    browser = client_of(recruiter)
    first = browser.get("/loops").text
    assert first.count('class="name"') == 30 and "after=" in first
    after = first.split("after=")[1].split('"')[0]
    assert browser.get(f"/loops?after={after}").text.count('class="name"') == 1
    assert browser.get("/loops?status=cancelled").text.count('class="name"') == 1
    assert browser.get("/loops?status=nonsense").status_code == 400
    assert "No loop stands there" in browser.get("/loops?status=decided").text


def test_the_plan_costs_the_same_for_one_interviewer_and_for_four(house, client_of, recorded_sql):
    with house():
        small = ids_of(empty_scene())
    with house():
        whole = ids_of(planned_scene())
    counts = []
    for made in (small, whole):
        browser = client_of(made.recruiter)
        browser.get(f"/loops/{made.loop}/plan")
        with recorded_sql() as statements:
            assert browser.get(f"/loops/{made.loop}/plan").status_code == 200
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 3, "only the relations of an empty panel cost nothing"
