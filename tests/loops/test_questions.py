"""What a plan asks: proposed with the principles, swapped in turn, never twice, never what the candidate knows, kept once released."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.core.errors import Missing, Refused
from hiring.loops import operations, queries
from hiring.loops.models import Interview
from hiring.loops.terms import Gap
from hiring.questions import operations as bank
from hiring.questions.queries import offers, question, uses
from hiring.questions.terms import Suits
from hiring.workspace.queries.recruiting import troubled_loops
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import make_application
from tests.factories.loops import add, empty_scene, planned_scene, released_scene, when
from tests.factories.questions import make_question, question_text


def asked(scene, name):
    return [each.question_id for each in scene.interview(name).questions]


def ready(*texts, **more):
    return [make_question(each, **more).id for each in texts]


def test_a_newly_assigned_principle_brings_the_question_whose_turn_it_is(session):
    scene = planned_scene()
    one, two = ready("One?", "Two?")
    operations.assign(scene.loop, scene.recruiter, {})
    operations.assign(scene.loop, scene.recruiter, {scene.interviews[name].id: scene.principles("customer-first") for name in ("aiko", "liam")})
    assert sorted(asked(scene, "aiko") + asked(scene, "liam")) == sorted([one, two])
    operations.choose_questions(scene.interview("aiko"), scene.recruiter, [])
    operations.assign(scene.loop, scene.recruiter, {scene.interviews[name].id: scene.principles("customer-first") for name in ("aiko", "liam")})
    assert asked(scene, "aiko") == []  # what somebody took away is not put back


def test_a_proposal_fits_the_track_of_the_opening(session):
    ready("For managers?", suits=Suits.MANAGER)
    scene = planned_scene()
    assert asked(scene, "aiko") == []
    [fits] = ready("For those who do the work?", suits=Suits.INDIVIDUAL)
    operations.assign(scene.loop, scene.recruiter, {})
    operations.assign(scene.loop, scene.recruiter, {scene.interviews["aiko"].id: scene.principles("customer-first")})
    assert asked(scene, "aiko") == [fits]


def test_a_swap_goes_round_without_what_the_loop_has(session):
    scene = planned_scene()
    one, two, three = ready("One?", "Two?", "Three?")
    operations.choose_questions(scene.interview("aiko"), scene.recruiter, [one])
    operations.choose_questions(scene.interview("liam"), scene.recruiter, [two])
    seen = []
    for _ in range(2):
        operations.swap_question(scene.interview("aiko"), scene.recruiter, asked(scene, "aiko")[0])
        seen += asked(scene, "aiko")
    assert seen == [three, one]
    with pytest.raises(Missing):
        operations.swap_question(scene.interview("aiko"), scene.recruiter, two)
    bank.retire(question(three), None)
    with pytest.raises(Refused, match="no other question"):
        operations.swap_question(scene.interview("aiko"), scene.recruiter, one)


def test_invariant_03_no_question_twice_in_a_loop_whatever_its_edition(session):
    scene = planned_scene()
    [first] = ready("First?")
    operations.choose_questions(scene.interview("aiko"), scene.recruiter, [first])
    second = bank.change(question(first), question_text("Second?"), None, question(first).version)
    bank.activate(second, None)
    with pytest.raises(Refused, match="asked twice"):
        operations.choose_questions(scene.interview("liam"), scene.recruiter, [second.id])


def again(scene):
    """The same candidate in another loop of another opening, with an empty panel."""
    other = empty_scene()
    application = make_application(scene.cast.recruiter, other.opening, scene.application.candidate)
    loop = operations.begin(application, actor(scene.cast.recruiter))
    interview = operations.add_interview(loop, actor(scene.cast.recruiter), other.aiko.id, appointment=when(15, 3), principle_ids=other.principles("customer-first"))
    return found(interview, scene)


def found(interview: Interview, scene):
    return queries.interview_to_plan(scene.recruiter, interview.id)


def test_a_candidate_is_not_asked_the_same_within_two_years(session):
    one, two = ready("One?", "Two?")
    scene = released_scene()
    heard = asked(scene, "aiko") + asked(scene, "liam")
    assert sorted(heard) == sorted([one, two])
    [three] = ready("Three?")
    with clock.held_at(clock.now() + timedelta(days=300)):
        interview = again(scene)
        assert [each.question_id for each in interview.questions] == [three]
        with pytest.raises(Refused, match="less than two years ago"):
            operations.choose_questions(interview, scene.recruiter, [one])
    with clock.held_at(clock.now() + timedelta(days=740)):
        operations.choose_questions(found(interview, scene), scene.recruiter, [one])
        assert [each.question_id for each in found(interview, scene).questions] == [one]


def test_a_confidential_loop_is_told_neither_by_refusal_nor_by_turn(session):
    one, two = ready("One?", "Two?")
    scene = released_scene(confidential=True)
    stranger = actor(make_person("Stranger", Role.RECRUITER))
    assert all(uses(each).released_at is None for each in (one, two))
    interview = again(scene)
    plan = queries.plan_of(interview.loop_id)
    assert queries.bank_for(scene.recruiter, plan).heard == {one, two}
    assert queries.bank_for(stranger, plan).heard == frozenset()


def test_a_released_question_goes_to_the_end_of_the_rotation(session):
    one, two, three = ready("One?", "Two?", "Three?")
    scene = released_scene()
    rest = {one, two, three} - {*asked(scene, "aiko"), *asked(scene, "liam")}
    assert offers(["customer-first"], scene.opening.track)[0].question.id in rest and len(rest) == 1


def test_a_plan_is_released_with_the_newest_edition_and_keeps_it(session):
    scene = planned_scene()
    [first] = ready("First?")
    operations.choose_questions(scene.interview("aiko"), scene.recruiter, [first])
    second = bank.change(question(first), question_text("Second?"), None, question(first).version)
    bank.activate(second, None)
    operations.release(scene.loop, scene.recruiter)
    assert asked(scene, "aiko") == [second.id]
    assert second.id in {each for slot in scene.plan().loop.amendments[0].proof["interviews"] for each in slot["questions"]}
    third = bank.change(question(second.id), question_text("Third?"), None, question(second.id).version)
    bank.activate(third, None)
    assert asked(scene, "aiko") == [second.id]
    other = make_person("Mia", Role.INTERVIEWER)
    new = operations.amend_replace(scene.interview("aiko"), scene.recruiter, other.id, "Aiko is ill.")
    assert [each.question_id for each in found(new, scene).questions] == [second.id]


def test_a_question_known_outside_is_a_gap_until_it_is_swapped(session):
    scene = planned_scene()
    one, two = ready("One?", "Two?")
    operations.choose_questions(scene.interview("aiko"), scene.recruiter, [one])
    bank.leak(question(one), actor(scene.cast.bar_raiser))
    assert [lack.gap for lack in scene.plan().gaps] == [Gap.LEAKED]
    assert [lack.gap for each in troubled_loops(scene.recruiter) for lack in each.lacks] == [Gap.LEAKED]  # on the recruiter's first page too
    with pytest.raises(Refused, match="not complete yet"):
        operations.release(scene.loop, scene.recruiter)
    operations.swap_question(scene.interview("aiko"), scene.recruiter, one)
    assert asked(scene, "aiko") == [two] and scene.plan().gaps == ()


def test_only_who_plans_swaps(session):
    scene = planned_scene()
    one, _two = ready("One?", "Two?")
    operations.choose_questions(scene.interview("aiko"), scene.recruiter, [one])
    with pytest.raises(Missing):
        operations.swap_question(session.scalars(select(Interview).where(Interview.id == scene.interviews["aiko"].id)).one(), actor(scene.aiko), one)


def test_more_interviews_bring_their_questions(session):
    scene = released_scene()
    [one] = ready("One?")
    mia = make_person("Mia", Role.INTERVIEWER)
    new = operations.amend_add(scene.loop, scene.recruiter, mia.id, scene.interview("aiko").seat, when(16), scene.principles("customer-first"), "One more.")
    assert [each.question_id for each in found(new, scene).questions] == [one]
    assert uses(one).released_at is not None  # and it goes to the end of the rotation like one that was released


def test_a_plan_from_the_matrix_is_the_same_as_one_by_hand(session):
    [one] = ready("One?")
    scene = empty_scene()
    made = add(scene, "aiko", scene.aiko, when(11), "customer-first")
    assert [each.question_id for each in made.questions] == [one]
