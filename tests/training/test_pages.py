"""The ladder's pages through a browser: the practice form, the comparison, and a loop's pages that show none of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.db.session import db
from hiring.loops.queries import plan_of
from hiring.training.operations import ladder
from tests.factories.accounts import actor, make_person
from tests.factories.debriefs import MONDAY, WEDNESDAY, people, write_feedback
from tests.factories.feedback import principles_of
from tests.factories.training import make_core, shadowed_scene


@dataclass(frozen=True)
class Told:
    """Ids of a loop with a trainee beside Aiko."""

    loop: int
    interview: int
    candidate: int
    trainee: int
    person: int
    shadow: int
    people: dict[str, int]
    principles: list[int]


@pytest.fixture
def told(app: Any) -> Iterator[Told]:
    with clock.held_at(WEDNESDAY):
        with app.app_context():
            scene, trainee, seat = shadowed_scene()
            names = {**{name: person.id for name, person in people(scene).items()}, "recruiter": scene.cast.recruiter.id, "core": make_core().id}
            interview = scene.interviews["aiko"]
            made = Told(scene.loop.id, interview.id, scene.application.candidate_id, trainee.id, trainee.person_id, seat.id, names, principles_of(interview))
            db.session.commit()
        yield made


def within(app: Any, act: Any) -> None:
    with app.app_context():
        act()
        db.session.commit()


def sent(told: Told, rating: str = "meets_bar") -> dict[str, str]:
    """The fields of a whole practice form."""
    fields = {"version": "0"}
    for principle in told.principles:
        fields[f"p{principle}_0_action"] = "She pulled the raw logs of eleven nights and counted the pages one by one. " * 3
        fields[f"p{principle}_rating"] = rating
    return fields


def test_the_form_is_kept_refused_where_thin_and_sealed_once(told, app, client_of, post):
    client, path = client_of(told.person), f"/interviews/{told.interview}/practice"
    page = client.get(path).get_data(as_text=True)
    assert "Seal the practice feedback" in page and "Liam" not in page
    kept = post(client, f"{path}/draft", {"X-Autosave": "1"}, version="0", notes="Calm.")
    assert kept.json["version"] == 1
    assert post(client, f"{path}/draft", {"X-Autosave": "1", "Accept": "application/json"}, version="0", notes="Other.").status_code == 409
    thin = post(client, path, version="1", vote="inclined")
    assert thin.status_code == 422 and "Before the vote, this is missing" in thin.get_data(as_text=True)
    no_vote = post(client, path, **{**sent(told), "version": "1"})
    assert no_vote.status_code == 422 and "Choose one of the four votes" in no_vote.get_data(as_text=True)
    assert post(client, path, **{**sent(told), "version": "1", "vote": "inclined"}).status_code == 303
    assert "It counts nowhere in the loop" in client.get(path).get_data(as_text=True)


def test_the_form_of_a_stale_window_keeps_its_text(told, client_of, post):
    client, path = client_of(told.person), f"/interviews/{told.interview}/practice"
    post(client, f"{path}/draft", version="0", notes="First.")
    stale = post(client, path, save="1", version="0", notes="Second, from an old window.")
    assert stale.status_code == 409 and "Second, from an old window." in stale.get_data(as_text=True)


def test_the_comparison_exists_when_both_are_sealed(told, app, client_of, post):
    client, path = client_of(told.person), f"/interviews/{told.interview}/practice/compare"
    post(client, f"/interviews/{told.interview}/practice", **{**sent(told, "raises_bar"), "vote": "inclined"})
    assert client.get(path).status_code == 404
    within(app, lambda: write_feedback(scene_of(told)))
    page = client.get(path).get_data(as_text=True)
    assert "one step apart" in page and "50 %" in page and "Keep it on my ladder" in page
    assert post(client, path).status_code == 303
    assert "Keep it on my ladder" not in client.get(path).get_data(as_text=True)
    host = client_of(told.people["aiko"]).get(f"{path}?trainee={told.person}").get_data(as_text=True)
    assert "Tam" in host and "Keep it on my ladder" not in host
    assert f"{path}?trainee={told.person}" in client_of(told.people["aiko"]).get(f"/interviews/{told.interview}/feedback").get_data(as_text=True)
    for name in ("liam", "recruiter", "core"):
        assert client_of(told.people[name]).get(f"{path}?trainee={told.person}").status_code == 404


def scene_of(told: Told) -> Any:
    """The panel's interviews by name, as the factory needs them."""
    by_person = {number: name for name, number in told.people.items()}
    plan = plan_of(told.loop)

    class Again:
        interviews = {by_person[each.interviewer_id]: each for each in plan.planned}

        def interview(self, name: str) -> Any:
            return self.interviews[name]

    return Again()


def test_invariant_14_the_loops_pages_are_the_same_bytes_with_and_without_practice(told, app, client_of, post):
    within(app, lambda: write_feedback(scene_of(told)))
    viewers = {name: client_of(told.people[name]) for name in ("raiser", "aiko", "recruiter", "core")}
    paths = [
        "/",
        "/loops",
        f"/loops/{told.loop}",
        f"/loops/{told.loop}/plan",
        f"/loops/{told.loop}/feedback",
        f"/loops/{told.loop}/debrief",
        f"/candidates/{told.candidate}",
        "/candidates",
    ]

    def seen() -> dict[tuple[str, str], tuple[int, str]]:
        return {(name, path): plain(client.get(path)) for name, client in viewers.items() for path in paths}

    seen()
    before = seen()
    body = sent(told, "well_below_bar")
    assert post(client_of(told.person), f"/interviews/{told.interview}/practice", **{**body, "vote": "strongly_not_inclined"}).status_code == 303
    assert seen() == before
    assert any("Tam" in page for (_, path), (_, page) in before.items() if path == f"/loops/{told.loop}"), "who sits in is said"


def plain(answer: Any) -> tuple[int, str]:
    """An answer without what is random by itself."""
    return answer.status_code, re.sub(r'(csrf[-_]token"[^>]*(?:value|content)=")[^"]+', r"\1-", answer.get_data(as_text=True))


def test_my_work_tells_a_trainee_what_is_owed_and_the_kit_who_sits_in(told, client_of):
    assert "Write practice feedback" in client_of(told.person).get("/").get_data(as_text=True)
    assert "sits in (Shadow)" in client_of(told.people["aiko"]).get(f"/interviews/{told.interview}").get_data(as_text=True)


def test_planners_give_and_take_seats(told, app, client_of, post):
    client = client_of(told.people["recruiter"])
    assert post(client, f"/loops/{told.loop}/shadows/{told.shadow}/withdraw").status_code == 303
    assert "Take the seat back" not in client.get(f"/loops/{told.loop}/plan").get_data(as_text=True)
    with clock.held_at(MONDAY):
        fields = {"shadow-person_id": str(told.person), "shadow-interview_id": str(told.interview)}
        assert post(client, f"/loops/{told.loop}/shadows", **fields).status_code == 303
        again = post(client, f"/loops/{told.loop}/shadows", **fields)
        assert again.status_code == 422 and "Whoever sits in a loop as a trainee" in again.get_data(as_text=True)


def test_keepers_begin_people_name_mentors_and_set_steps(told, app, client_of, post):
    core = client_of(told.people["core"])
    with app.app_context():
        new = make_person("Newcomer").id
        db.session.commit()
    made = post(core, "/training", person_id=str(new), mentor_id=str(told.people["liam"]))
    assert made.status_code == 303
    page = core.get(made.headers["Location"]).get_data(as_text=True)
    assert "Newcomer" in page and "The course is not completed yet" in page
    assert post(core, f"{made.headers['Location']}/course").status_code == 303
    assert post(client_of(told.people["liam"]), f"{made.headers['Location']}/promotion", version="2").status_code == 303
    assert "Shadow" in core.get(made.headers["Location"]).get_data(as_text=True)
    fields = {"shadow-needed": "5", "shadow-agreement": "80", "shadow-votes": "0", "shadow-months": "0", "shadow-version": "0"}
    assert post(core, "/training/steps/shadow", **fields).status_code == 303
    assert post(core, "/training/steps/shadow", **fields).status_code == 409
    assert post(core, "/training/steps/shadow", **{**fields, "shadow-needed": "99", "shadow-version": "1"}).status_code == 422
    assert post(core, "/training/steps/nothing", **fields).status_code == 404


def test_a_vote_of_core_is_refused_without_its_reason_and_counts_with_it(told, app, client_of, post):
    with app.app_context():
        core = make_core("Second")
        trainee = ladder.begin(make_person("Rae", Role.INTERVIEWER, Role.BAR_RAISER).id, None, actor(core))
        number, second = trainee.id, core.id
        db.session.commit()
    keeper, other = client_of(told.people["core"]), client_of(second)
    assert post(keeper, f"/training/{number}/promotion", version="1").status_code == 303
    assert post(keeper, f"/training/{number}/vote", answer="yes").status_code == 422
    assert post(keeper, f"/training/{number}/vote", answer="yes", reason="Holds the bar.").status_code == 303
    assert "Holds the bar." not in other.get(f"/training/{number}").get_data(as_text=True), "not before one's own vote"
    assert post(other, f"/training/{number}/vote", answer="yes", reason="So do I think.").status_code == 303
    assert "Holds the bar." in other.get(f"/training/{number}").get_data(as_text=True)


def test_who_has_no_place_reads_an_empty_page(told, client_of):
    assert "Nobody here yet" in client_of(told.people["recruiter"]).get("/training").get_data(as_text=True)
