"""Trainees, their seats and practice feedback for tests, made through the operations."""

from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.db.session import db
from hiring.feedback.body import Body
from hiring.feedback.terms import Vote
from hiring.loops.operations import seat_shadow
from hiring.loops.shadow_models import Shadow
from hiring.training import queries
from hiring.training.models import Comparison, Practice, Trainee
from hiring.training.operations import ladder, practice, promotion
from tests.factories.accounts import actor, make_person
from tests.factories.debriefs import MONDAY, loop_of
from tests.factories.feedback import whole_body
from tests.factories.loops import Scene, released_scene


def make_core(name: str = "Cora") -> Person:
    return make_person(name, Role.INTERVIEWER, Role.BAR_RAISER, Role.CORE, level=9)


def make_trainee(person: Person | None = None, mentor: Person | None = None, keeper: Person | None = None) -> Trainee:
    """Somebody on the first step that sits in: course done, or for the certified the way to the bar begun."""
    keeper = keeper or make_core("Keeper")
    trainee = ladder.begin((person or make_person("Tam")).id, mentor.id if mentor else None, actor(keeper))
    ladder.complete_course(trainee, actor(keeper))
    promotion.promote(trainee, actor(keeper))
    return trainee


def shadowed_scene(host: str = "aiko", trainee: Trainee | None = None) -> tuple[Scene, Trainee, Shadow]:
    """A loop released on Monday in which a trainee sits in; ask for it while the clock is held on Wednesday."""
    with clock.held_at(MONDAY):
        scene = released_scene()
        trainee = trainee or make_trainee()
        seat = seat_shadow(loop_of(scene), scene.recruiter, scene.interviews[host].id, trainee.person_id)
    return scene, trainee, seat


def practise(scene: Scene, seat: Shadow, body: Body | None = None, vote: Vote = Vote.INCLINED) -> Practice:
    """Sealed practice feedback of a seat."""
    who = actor_of_seat(seat)
    interview = next(each for each in scene.interviews.values() if each.id == seat.interview_id)
    return practice.seal_practice(seat.interview_id, body or whole_body(interview), vote, who, 0)


def actor_of_seat(seat: Shadow):
    return actor(person_of(seat.trainee_id))


def person_of(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def compare(seat: Shadow) -> Comparison:
    """The trainee keeps the comparison."""
    who = actor_of_seat(seat)
    pair = queries.pair_for(who, seat.interview_id)
    return practice.keep_comparison(pair, who)
