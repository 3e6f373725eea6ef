"""Practice counts nowhere (invariant 14): two databases that differ only in what a trainee wrote show the loop's people the same bytes.

The trainee's vote, ratings and words differ; every page about the loop, its candidate and its opening is compared, with the
debrief in each of its phases, for the panel, the lead and the recruiter. The host and the mentor read practice by right: the
host's own pages of it are left out by asking as others.
"""

from datetime import datetime, timedelta

import pytest

from hiring.core import clock
from hiring.db.session import db
from hiring.debriefs.operations import gate, phases
from hiring.debriefs.terms import Phase
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.principles.terms import Rating
from tests import world as told
from tests.conftest import make_app, settings_for
from tests.contracts.routes import addresses
from tests.contracts.test_twin_worlds import FRIDAY, NOW, Twin, differing_pages, seen, signed_in, two_databases

VIEWERS = ("aiko", "manager", "recruiter")
HOST, TRAINEE, MENTOR = "liam", "trainee", "raiser"


def tell(app, loud: bool, phase: Phase) -> told.World:
    """The story up to a phase of the debrief; only the trainee is quiet or loud."""
    vote, rating = (Vote.STRONGLY_NOT_INCLINED, Rating.WELL_BELOW_BAR) if loud else (Vote.INCLINED, Rating.MEETS_BAR)
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.add_candidate(world, "sakura", "Sakura Watanabe", "storage", name_ja="渡辺 さくら")
        told.plan_loop(world, "sakura", "sakura/storage", first=datetime(2026, 11, 20, 10, 0))
        told.begin_on_ladder(world, TRAINEE, mentor=MENTOR)
        told.seat_trainee(world, "sakura", HOST, TRAINEE)
        for number, name in enumerate(told.PANEL):
            told.submit(world, f"sakura/{name}", FRIDAY + timedelta(hours=10 + number))
        told.practise(world, "sakura", HOST, TRAINEE, FRIDAY + timedelta(hours=20), vote, rating, "LOUDLY" if loud else "quietly")
        if phase is Phase.CLOSED:
            told.debrief_to_the_end(world, "sakura", FRIDAY + timedelta(hours=30))
        else:
            open_until(world, phase)
    return world


def open_until(world: told.World, phase: Phase) -> None:
    """The debrief is open, read, voted on, talked about."""
    lead = world.actor("raiser")
    with told.step("debrief", FRIDAY + timedelta(hours=30)):
        debrief = gate.open(db.session.get_one(Loop, world.loops["sakura"]), lead)
        if phase is Phase.READING:
            return
        for name in told.PANEL:
            phases.confirm_reading(debrief, world.actor(name))
        phases.begin_voting(debrief, lead)
        if phase is Phase.VOTING:
            return
        for name in told.PANEL:
            phases.cast_vote(debrief, Vote.INCLINED, "As before.", world.actor(name))
        phases.begin_discussion(debrief, lead)


@pytest.fixture(params=[f"{phase} on {kind}" for phase in (Phase.READING, Phase.VOTING, Phase.DISCUSSION, Phase.CLOSED) for kind in ("sqlite", "postgresql")])
def twins(request, tmp_path):
    """Both worlds with the debrief in one phase."""
    phase, _, kind = request.param.partition(" on ")
    with two_databases(request, kind, tmp_path) as urls:
        made = []
        for url, loud in zip(urls, (False, True), strict=True):
            app = make_app(settings_for(url, tmp_path))
            made.append(Twin(app, tell(app, loud, Phase(phase)), loud))
        yield made
        for twin in made:
            with twin.app.app_context():
                db.session.remove()
                db.engine.dispose()


def about(twin: Twin) -> list[str]:
    """Every page about the loop, its candidate, its application and its opening; and my work."""
    world = twin.world
    ids = {world.loops["sakura"], world.candidates["sakura"], world.applications["sakura/storage"], world.openings["storage"], *world.interviews.values()}
    known = {str(each) for each in ids}
    return [path for path in sorted(addresses(twin.app, world)) if path == "/" or known & set(path.partition("?")[0].split("/"))]


def test_invariant_14_practice_changes_no_byte_of_loop_debrief_and_decision(twins):
    quiet, loud = twins
    paths = about(loud)
    assert f"/loops/{loud.world.loops['sakura']}/debrief" in paths
    for viewer in VIEWERS:
        assert differing_pages(quiet, loud, viewer, paths) == [], viewer


def test_control_the_host_sees_the_difference(twins):
    """The worlds do differ, so that the test above can fail."""
    quiet, loud = twins
    page = f"/interviews/{loud.world.interviews[f'sakura/{HOST}']}/practice/compare?trainee={loud.world.people[TRAINEE]}"
    one, other = signed_in(quiet, HOST, NOW), signed_in(loud, HOST, NOW)
    with clock.held_at(NOW):
        shown = seen(one.get(page)), seen(other.get(page))
    assert shown[0][0] == shown[1][0] == 200
    assert shown[0] != shown[1]
