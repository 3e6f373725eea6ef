"""Twin worlds (invariant 5): two databases that differ only in what a viewer may not see answer that viewer alike.

The same story is told twice, once quiet and once loud: in the loud world colleagues wrote other things, voted otherwise,
began drafts, left notes, and a confidential opening exists. Every route is asked as each blind viewer and must give the same
status, headers and bytes in both worlds.
"""

import random
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hiring.accounts.identity import hash_of
from hiring.accounts.models import SignIn
from hiring.candidates.models import Candidate
from hiring.core import clock, ids
from hiring.db.session import db
from hiring.feedback.terms import Vote
from hiring.openings.terms import Preset
from hiring.principles.terms import Rating
from tests import world as told
from tests.conftest import Shelf, make_app, settings_for, token_of
from tests.contracts.routes import addresses, forms

FRIDAY = told.MONDAY - timedelta(days=3)
NOW = told.MONDAY + timedelta(hours=1)


@dataclass
class Twin:
    """One of the two worlds with its application."""

    app: Flask
    world: told.World
    loud: bool


def tell(app: Flask, loud: bool, pending: str) -> told.World:
    """The story in which `pending` still owes feedback on Sakura, quiet or loud."""
    flavour = "LOUDLY" if loud else "quietly"
    vote, rating = (Vote.STRONGLY_NOT_INCLINED, Rating.WELL_BELOW_BAR) if loud else (Vote.INCLINED, Rating.MEETS_BAR)
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.add_candidate(world, "sakura", "Sakura Watanabe", "storage", name_ja="渡辺 さくら")
        told.add_candidate(world, "mateo", "Mateo Silva", "storage")
        told.add_candidate(world, "ines", "Ines Applicant", "storage")
        _link_insider(world)
        _earlier_loop(world, pending, flavour, vote, rating)
        told.plan_loop(world, "sakura", "sakura/storage", first=datetime(2026, 11, 20, 10, 0))
        told.plan_loop(world, "mateo", "mateo/storage", first=datetime(2026, 11, 25, 10, 0), released=False)
        told.plan_loop(world, "ines", "ines/storage", first=datetime(2026, 11, 26, 10, 0), panel=("manager", "raiser", "aiko", "liam"), released=False)
        told.begin_on_ladder(world, "trainee", mentor="raiser")
        told.seat_trainee(world, "sakura", "liam", "trainee")
        told.opinions(world, "sakura/storage", FRIDAY, flavour)
        told.opinions(world, "ines/storage", FRIDAY, flavour)
        for number, name in enumerate(each for each in told.PANEL if each != pending):
            if number == 0:
                _hold_back(world, f"sakura/{name}", loud)
            else:
                told.submit(world, f"sakura/{name}", FRIDAY + timedelta(hours=10 + number), vote, rating, flavour)
        if pending == "trainee":
            told.practise(world, "sakura", "liam", "trainee", FRIDAY + timedelta(hours=20), sealed=False)
        else:
            told.write_draft(world, f"sakura/{pending}", FRIDAY + timedelta(hours=20))
            told.practise(world, "sakura", "liam", "trainee", FRIDAY + timedelta(hours=21), vote, rating, flavour)
        if loud and pending != "elena":  # administrators know the title and status of every opening
            _confidential(world)
    return world


def _hold_back(world: told.World, interview: str, loud: bool) -> None:
    """One colleague has not submitted; only in the loud world a draft of theirs exists."""
    if loud:
        told.write_draft(world, interview, FRIDAY + timedelta(hours=9), Rating.RAISES_BAR, "LOUD DRAFT")


def _link_insider(world: told.World) -> None:
    with told.step("link", told.MONDAY - timedelta(days=19)):
        db.session.get_one(Candidate, world.candidates["ines"]).person_id = world.people["insider"]


def _earlier_loop(world: told.World, pending: str, flavour: str, vote: Vote, rating: Rating) -> None:
    """The same panel met Sakura for another opening and handed everything in; nobody has read it, so nobody may now."""
    told.add_candidate(world, "sakura", "Sakura Watanabe", "search")
    told.opinions(world, "sakura/search", told.MONDAY - timedelta(days=18), flavour)
    told.plan_loop(world, "earlier", "sakura/search", first=datetime(2026, 11, 18, 10, 0))
    for number, name in enumerate(told.PANEL):
        moment = told.MONDAY - timedelta(days=4, hours=number)
        if name == pending:
            told.submit(world, f"earlier/{name}", moment)
        else:
            told.submit(world, f"earlier/{name}", moment, vote, rating, flavour)


def _confidential(world: told.World) -> None:
    """An opening, a candidate and a loop that exist only for their own people."""
    told.open_opening(world, "secret", "Secret Chief", Preset.LOOP, confidential=True, hiring_manager_id=world.people["other"])
    told.add_candidate(world, "ghost", "Gustav Ghost", "secret")


def make(folder: Path, url: str, loud: bool, pending: str) -> Twin:
    app = make_app(settings_for(url, folder))
    return Twin(app, tell(app, loud, pending), loud)


@contextmanager
def two_databases(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[list[str]]:
    """Two empty databases of a kind; PostgreSQL is a visible skip where no server answers."""
    if kind == "sqlite":
        for name in ("quiet", "loud"):
            (folder / f"{name}.db").write_bytes(request.getfixturevalue("blank_sqlite").read_bytes())
        yield [f"sqlite:///{folder / name}.db" for name in ("quiet", "loud")]
        return
    admin, blank = request.getfixturevalue("postgres"), request.getfixturevalue("blank_postgres")
    if blank is None:
        pytest.skip("no PostgreSQL server answers at TEST_DATABASE_URL or 127.0.0.1:5432")
    shelves = [Shelf(admin, blank) for _ in range(2)]
    yield [shelf.url for shelf in shelves]
    for shelf in shelves:
        shelf.drop()


@pytest.fixture(scope="module", params=["aiko", "manager", "raiser", "liam", "elena", "trainee", "aiko on postgresql", "trainee on postgresql"])
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Twin, Twin]]:
    """Both worlds, for each person of the panel as the one who still owes feedback; one of them on the other database too."""
    pending, _, kind = request.param.partition(" on ")
    folder = tmp_path_factory.mktemp(pending)
    with two_databases(request, kind or "sqlite", folder) as urls:
        quiet, loud = (make(folder, url, each, pending) for url, each in zip(urls, (False, True), strict=True))
        yield pending, quiet, loud
        for twin in (quiet, loud):
            with twin.app.app_context():
                db.session.remove()
                db.engine.dispose()


def signed_in(twin: Twin, name: str | None, at: datetime | None = None) -> FlaskClient:
    """A browser of somebody of this world with the same session in both, begun at a moment or now; the profile shows it to the minute."""
    client = twin.app.test_client()
    if name is None:
        return client
    token = f"token-of-{name}"
    with twin.app.app_context(), clock.held_at(at or clock.now()):
        if db.session.query(SignIn).filter_by(token_hash=hash_of(token)).first() is None:
            db.session.add(SignIn(id=hash(name) % 2**40, person_id=twin.world.people[name], token_hash=hash_of(token), expires_at=clock.now() + timedelta(days=3)))
            db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


_NONCES = (
    (re.compile(rb'(name="(?:\w+-)?csrf_token"[^>]*value=")[^"]+'), rb"\1-"),
    (re.compile(rb'(name="csrf-token" content=")[^"]+'), rb"\1-"),
    (re.compile(rb"[0-9a-f]{16}(?=</code>)"), rb"-"),
)


def seen(answer) -> tuple[int, list[tuple[str, str]], bytes]:
    """Everything a browser learns, without what is random by itself."""
    body = answer.get_data()
    for pattern, instead in _NONCES:
        body = pattern.sub(instead, body)
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in ("X-Request-Id", "Set-Cookie", "Content-Length"))
    return answer.status_code, headers, body


def sent(client: FlaskClient, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """The answer to an empty form; what it makes draws the same ids in both worlds."""
    ids.draw_from(random.Random(path))
    try:
        return seen(client.post(path, data={"csrf_token": token_of(client)}))
    finally:
        ids.draw_from(None)


def differences(quiet: Twin, loud: Twin, name: str | None) -> list[str]:
    """Every address at which the two worlds answer a viewer differently."""
    found = differing_pages(quiet, loud, name, sorted(addresses(loud.app, loud.world)))
    one, other = signed_in(quiet, name, NOW), signed_in(loud, name, NOW)
    with clock.held_at(NOW):
        found += [f"POST {path}" for path in forms(loud.app, loud.world) if sent(one, path) != sent(other, path)]
    return found


def differing_pages(quiet: Twin, loud: Twin, name: str | None, paths: Iterable[str]) -> list[str]:
    """Those of some pages that the two worlds show a viewer differently."""
    one, other = signed_in(quiet, name, NOW), signed_in(loud, name, NOW)
    with clock.held_at(NOW):
        return [f"GET {path}" for path in paths if seen(one.get(path)) != seen(other.get(path))]


def test_invariant_05_whoever_owes_feedback_learns_nothing(twins):
    """The pending one of the panel, whatever other roles they have; and a trainee who owes practice feedback."""
    pending, quiet, loud = twins
    assert differences(quiet, loud, pending) == []


@pytest.mark.parametrize("viewer", ["outsider", None])
def test_invariant_05_whoever_is_outside_learns_nothing(twins, viewer):
    """An interviewer of other loops, and a visitor."""
    pending, quiet, loud = twins
    if pending == "aiko":
        assert differences(quiet, loud, viewer) == []


def test_invariant_05_the_candidate_in_person_does_not_exist_here(twins):
    """Ines applied and works here, as recruiter and administrator: everything about the application is as if it were not."""
    pending, _, loud = twins
    if pending != "aiko":
        return
    own = {str(loud.world.candidates["ines"]), str(loud.world.applications["ines/storage"]), str(loud.world.loops["ines"])}
    client = signed_in(loud, "insider")
    with clock.held_at(NOW):
        for path in addresses(loud.app, loud.world):
            answer = client.get(path)
            if own & set(re.split(r"[/?]", path)):
                assert answer.status_code == 404, path
            assert b"Ines Applicant" not in answer.get_data(), path
            answer.close()
        for path in (each for each in forms(loud.app, loud.world) if own & set(each.split("/"))):
            assert client.post(path, data={"csrf_token": token_of(client)}).status_code == 404, path


def test_control_whoever_has_submitted_sees_the_difference(twins):
    """The worlds do differ, so that the tests above can fail; that the whole round notices it is seen once on each database."""
    pending, quiet, loud = twins
    submitted = [name for name in told.PANEL if name != pending][1]
    page = f"/loops/{loud.world.loops['sakura']}/feedback"
    found = differences(quiet, loud, submitted) if pending == "aiko" else differing_pages(quiet, loud, submitted, [page])
    assert f"GET {page}" in found
