"""Who sees and plans a loop: predicate and WHERE clause agree for everybody, and say what the plan of the house says."""

import pytest
from sqlalchemy import select

from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates.queries import sight_of
from hiring.core.errors import Missing
from hiring.loops import operations, policy, queries
from hiring.loops.terms import KeyKind
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import make_application, make_candidate
from tests.factories.loops import empty_scene, planned_scene, released_scene, when


def reaches(query, who, loop) -> bool:
    try:
        return query(actor(who), loop.id).id == loop.id
    except Missing:
        return False


@pytest.fixture
def world(session):
    """Loops of several kinds, and everybody who could stand to them in some way."""
    open_one, secret = released_scene(), planned_scene(confidential=True)
    make_person("Admin", Role.ADMINISTRATOR)
    make_person("Another recruiter", Role.RECRUITER)
    make_person("Another core", Role.CORE, Role.BAR_RAISER, Role.INTERVIEWER, level=9)
    operations.declare_conflict(open_one.loop, actor(open_one.liam), open_one.liam.id)
    colleague = make_person("Colleague", Role.RECRUITER)
    candidate = make_candidate(open_one.cast.recruiter, person_id=colleague.id)
    third = operations.begin(make_application(open_one.cast.recruiter, open_one.opening, candidate), open_one.recruiter)
    successor = make_person("Successor", Role.INTERVIEWER, Role.BAR_RAISER, level=9)
    operations.amend_successor(open_one.loop, open_one.recruiter, KeyKind.BAR, successor.id, "On leave.")
    return [open_one.loop, secret.loop, third], open_one, secret


def test_predicate_and_where_agree_for_everybody_and_every_loop(world, session):
    loops, *_ = world
    for who in session.scalars(select(Person)).all():
        for loop in loops:
            sight = sight_of(actor(who), loop.application_id)
            assert reaches(queries.loop_for, who, loop) == policy.sees(sight), who.name
            assert reaches(queries.loop_to_read, who, loop) == policy.reads_plan(sight), who.name
            assert reaches(queries.loop_to_plan, who, loop) == policy.plans(sight), who.name


def test_who_sees_which_loop(world, session):
    (loop, secret, third), open_one, hidden = world
    people = {person.name: person for person in session.scalars(select(Person))}
    cast = open_one.cast
    assert all(reaches(queries.loop_to_plan, who, loop) for who in (cast.recruiter, cast.manager, people["Another recruiter"]))
    assert all(reaches(queries.loop_to_read, who, loop) and not reaches(queries.loop_to_plan, who, loop) for who in (open_one.aiko, cast.bar_raiser, people["Successor"]))
    assert not any(reaches(queries.loop_for, who, loop) for who in (open_one.liam, cast.head, people["Another core"]))
    assert not reaches(queries.loop_for, people["Another recruiter"], secret) and reaches(queries.loop_to_plan, hidden.cast.recruiter, secret)
    for each in (loop, secret, third):
        assert reaches(queries.loop_for, people["Admin"], each) and not reaches(queries.loop_to_read, people["Admin"], each)
    assert not reaches(queries.loop_for, people["Colleague"], third) and reaches(queries.loop_for, people["Colleague"], loop)


def test_a_list_shows_just_what_exists(world, session):
    loops, *_ = world
    for who in session.scalars(select(Person)).all():
        shown = {loop.id for loop in queries.page(actor(who), status=None, after=None, size=50)}
        assert shown == {loop.id for loop in loops if reaches(queries.loop_for, who, loop)}, who.name


def test_an_interview_opens_for_its_interviewer_after_the_release_only(session):
    scene = planned_scene()
    with pytest.raises(Missing):
        queries.interview_for(actor(scene.aiko), scene.interviews["aiko"].id)
    operations.release(scene.loop, scene.recruiter)
    assert queries.interview_for(actor(scene.aiko), scene.interviews["aiko"].id).interviewer_id == scene.aiko.id
    for other in (scene.liam, scene.cast.recruiter, scene.cast.manager):
        with pytest.raises(Missing):
            queries.interview_for(actor(other), scene.interviews["aiko"].id)


def test_invariant_05_who_owes_feedback_in_another_loop_of_the_candidate_finds_nothing(session):
    scene, other = released_scene(), empty_scene()
    again = make_application(other.cast.recruiter, other.opening, scene.application.candidate)
    loop = operations.begin(again, other.recruiter)
    assert not reaches(queries.loop_for, scene.aiko, loop)
    operations.add_interview(loop, other.recruiter, scene.aiko.id, appointment=when(17))
    assert reaches(queries.loop_for, scene.aiko, loop)
