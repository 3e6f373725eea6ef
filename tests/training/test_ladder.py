"""Places and promotions: begun by keepers, held to numbers and agreement, decided by Core, read by invariants 1 and 2."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from hiring.accounts.queries import person_facts
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.core.errors import Missing, Refused
from hiring.core.ids import new_id
from hiring.db.session import db
from hiring.loops.queries import need_of, plan_of
from hiring.loops.rules.eligibility import bar_raiser_ineligible, interviewer_ineligible
from hiring.loops.terms import Ineligible, ShadowKind
from hiring.principles.terms import Rating
from hiring.training import queries
from hiring.training.operations import ladder, promotion
from hiring.training.terms import Asks, Outcome, Step
from tests.factories.accounts import actor, make_person
from tests.factories.debriefs import WEDNESDAY, opened, write_feedback
from tests.factories.feedback import whole_body
from tests.factories.training import compare, make_core, make_trainee, practise, shadowed_scene


@pytest.fixture
def wednesday(session):
    with clock.held_at(WEDNESDAY):
        yield session


def one_needed(keeper, *steps: Step) -> None:
    """Steps that ask for one compared practice feedback, and of Core what they asked before."""
    for step in steps:
        asks = queries.asks()[step]
        ladder.set_step(step, Asks(1, 50, asks.votes, asks.months), keeper, 0)


def shown(trainee, host: str = "aiko"):
    """One more loop in which the trainee sat in, compared, its debrief begun."""
    scene, _, seat = shadowed_scene(host, trainee)
    write_feedback(scene)
    practise(scene, seat)
    compare(seat)
    opened(scene)
    db.session.expire_all()
    return scene


def test_only_the_keepers_put_people_on_the_ladder_and_once(wednesday):
    person, core = make_person("Tam"), make_core()
    with pytest.raises(Missing):
        ladder.begin(person.id, None, actor(make_person("", Role.RECRUITER, Role.BAR_RAISER)))
    trainee = ladder.begin(person.id, None, actor(core))
    assert trainee.step is Step.COURSE and need_of(person.id) is None
    with pytest.raises(Refused, match="already"):
        ladder.begin(person.id, None, actor(core))


def test_a_mentor_is_somebody_else_who_is_certified(wednesday):
    person, core = make_person("Tam"), make_core()
    for mentor in (person, make_person("Green"), make_person("Old", expired=(Role.INTERVIEWER,))):
        with pytest.raises(Refused, match="mentor"):
            ladder.begin(person.id, mentor.id, actor(core))
    assert ladder.begin(person.id, core.id, actor(core)).mentor_id == core.id


def test_the_steps_are_data_of_the_organisation(wednesday):
    core = actor(make_core())
    row = ladder.set_step(Step.SHADOW, Asks(5, 80), core, 0)
    assert queries.asks()[Step.SHADOW] == Asks(5, 80)
    with pytest.raises(Refused):
        ladder.set_step(Step.SHADOW, Asks(4, 80), core, 0)
    ladder.set_step(Step.SHADOW, Asks(4, 80), core, row.version)
    with pytest.raises(Missing):
        ladder.set_step(Step.SHADOW, Asks(1, 1), actor(make_person("", Role.INTERVIEWER)), 2)


def test_invariant_02_reads_from_the_ladder(wednesday):
    """Course, shadow, reverse shadow, alone: only the last may interview, and only until the certificate ends."""
    mentor, core = make_person("Mina", Role.INTERVIEWER), make_core()
    one_needed(actor(core), Step.SHADOW, Step.REVERSE_SHADOW)
    trainee = make_trainee(make_person("Tam", level=8), mentor, core)
    assert trainee.step is Step.SHADOW and need_of(trainee.person_id).kind is ShadowKind.SHADOW
    with pytest.raises(Refused, match="compared practice"):
        promotion.promote(trainee, actor(mentor))
    shown(trainee)
    promotion.promote(trainee, actor(mentor))
    assert trainee.step is Step.REVERSE_SHADOW and need_of(trainee.person_id).kind is ShadowKind.REVERSE_SHADOW
    scene = shown(trainee)
    ground = plan_of(scene.loop.id).without(trainee.person_id).ground
    assert Ineligible.NOT_CERTIFIED in interviewer_ineligible(person_facts([trainee.person_id])[trainee.person_id], ground)
    promotion.promote(trainee, actor(mentor))
    assert trainee.step is Step.SOLO and need_of(trainee.person_id) is None
    assert Ineligible.NOT_CERTIFIED not in interviewer_ineligible(person_facts([trainee.person_id])[trainee.person_id], ground)
    assert queries.certificate_ends(trainee.person_id, Role.INTERVIEWER) == date(2028, 11, 25)
    with clock.held_at(WEDNESDAY + timedelta(days=800)):
        assert Ineligible.CERTIFICATE_EXPIRED in interviewer_ineligible(person_facts([trainee.person_id])[trainee.person_id], ground)


def test_agreement_is_asked_for_beside_the_numbers(wednesday):
    core = make_core()
    ladder.set_step(Step.SHADOW, Asks(1, 100), actor(core), 0)
    trainee = make_trainee(keeper=core)
    scene, _, seat = shadowed_scene("aiko", trainee)
    write_feedback(scene)
    practise(scene, seat, whole_body(scene.interviews["aiko"], Rating.RAISES_BAR))
    compare(seat)
    opened(scene)
    with pytest.raises(Refused, match="agreement of"):
        promotion.promote(trainee, actor(core))


def raiser_in_training(mentor, core):
    one_needed(actor(core), Step.RAISER_TRAINING)
    trainee = ladder.begin(make_person("Rae", Role.INTERVIEWER, level=8).id, mentor.id, actor(core))
    promotion.promote(trainee, actor(core))
    assert trainee.step is Step.RAISER_TRAINING
    return trainee


def test_invariant_01_reads_from_the_ladder_and_core_votes_without_the_mentor(wednesday):
    mentor, first, second = make_core("Mentor"), make_core("First"), make_core("Second")
    trainee = raiser_in_training(mentor, first)
    scene = shown(trainee, "raiser")
    ground = plan_of(scene.loop.id).ground
    proposed = promotion.promote(trainee, actor(mentor))
    assert proposed.outcome is Outcome.PENDING and trainee.step is Step.RAISER_TRAINING
    with pytest.raises(Missing):
        promotion.vote(trainee, actor(mentor), True, "Mine.")
    promotion.vote(trainee, actor(first), True, "Calm and exact.")
    with pytest.raises(Refused, match="does not change"):
        promotion.vote(trainee, actor(first), True, "Again.")
    assert Ineligible.NOT_BAR_RAISER in bar_raiser_ineligible(person_facts([trainee.person_id])[trainee.person_id], ground)
    promotion.vote(trainee, actor(second), True, "Holds the bar.")
    assert trainee.step is Step.RAISER
    assert Ineligible.NOT_BAR_RAISER not in bar_raiser_ineligible(person_facts([trainee.person_id])[trainee.person_id], ground)


def test_core_may_say_not_this_time(wednesday):
    mentor, first, second = make_core("Mentor"), make_core("First"), make_core("Second")
    trainee = raiser_in_training(mentor, first)
    shown(trainee, "raiser")
    promotion.promote(trainee, actor(mentor))
    for core in (first, second):
        with pytest.raises(Refused, match="reason"):
            promotion.vote(trainee, actor(core), False, " ")
        promotion.vote(trainee, actor(core), False, "Too soon.")
    assert trainee.step is Step.RAISER_TRAINING
    assert promotion.promote(trainee, actor(mentor)).outcome is Outcome.PENDING, "it can be proposed again"


def test_the_database_takes_no_vote_of_the_mentor(wednesday):
    mentor, first = make_core("Mentor"), make_core("First")
    trainee = raiser_in_training(mentor, first)
    shown(trainee, "raiser")
    proposed = promotion.promote(trainee, actor(mentor))
    values = {"id": new_id(), "promotion": proposed.id, "person": mentor.id, "at": clock.now().isoformat()}
    with pytest.raises(DatabaseError, match="mentor"), wednesday.begin_nested():
        wednesday.execute(text("INSERT INTO promotion_vote (id, promotion_id, person_id, yes, reason, at) VALUES (:id, :promotion, :person, true, 'x', :at)"), values)


def test_nobody_promotes_themselves_or_somebody_elses_trainee(wednesday):
    core, other = make_core(), make_person("Other", Role.INTERVIEWER)
    trainee = make_trainee(make_person("Tam"), make_person("Mina", Role.INTERVIEWER), core)
    for who in (other, db.session.get_one(type(other), trainee.person_id)):
        with pytest.raises(Missing):
            promotion.promote(trainee, actor(who))


def test_invariant_05_figures_stay_shut_to_who_owes_feedback_on_the_same_candidate(wednesday):
    scene, trainee, seat = shadowed_scene()
    write_feedback(scene, "liam")
    practise(scene, seat)
    liam = scene.liam
    assert queries.sealed_among(actor(liam)) == {trainee.person_id}
    assert queries.sealed_among(actor(scene.aiko)) == set()
    trainee.mentor_id = liam.id
    db.session.flush()
    with pytest.raises(Refused, match="owe feedback"):
        promotion.promote(trainee, actor(liam))


def test_a_certificate_is_renewed_in_its_last_days(wednesday):
    core = make_core()
    trainee = ladder.begin(make_person("Sol", Role.INTERVIEWER).id, None, actor(core))
    with pytest.raises(Refused, match="renewed"):
        promotion.renew(trainee, actor(core))
    wednesday.execute(text("UPDATE role_grant SET ends_on = '2026-12-24' WHERE person_id = :id"), {"id": trainee.person_id})
    promotion.renew(trainee, actor(core))
    assert queries.certificate_ends(trainee.person_id, Role.INTERVIEWER) == date(2028, 11, 25)
