"""Invariant 5, the seal: a table written by hand, and the WHERE clause against it for every persona in every state."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.core.clock import now
from hiring.feedback import queries
from hiring.feedback.models import FeedbackRead, GlassBreak
from hiring.feedback.policy import Standing, may_break_glass, may_read, may_read_loop
from hiring.loops.models import Conflict, Interview, Loop
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.openings.models import RoleBrief, TeamMember
from hiring.openings.terms import Preset
from tests.factories.accounts import actor, make_person
from tests.factories.feedback import Scene, add_interview, make_feedback, make_scene


@dataclass(frozen=True)
class Readers:
    """Who may read the colleague's feedback in each state of the loop; everybody else may not."""

    released: bool = False
    debrief: bool = False
    decided: bool = False
    cancelled: bool = False

    def allows(self, status: LoopStatus) -> bool:
        """What the table says for a status."""
        return bool(getattr(self, status.value))


NOBODY = Readers()
FROM_DEBRIEF = Readers(debrief=True, decided=True)
ALWAYS = Readers(True, True, True, True)
STATES = (LoopStatus.RELEASED, LoopStatus.DEBRIEF, LoopStatus.DECIDED, LoopStatus.CANCELLED)


def seat_someone(session: Any, scene: Scene, submitted: bool = False, excused: bool = False, status: InterviewStatus = InterviewStatus.PLANNED, *roles: Role) -> Person:
    """One more person in the loop, with or without feedback."""
    person = make_person("", Role.INTERVIEWER, *roles)
    interview = add_interview(scene, person, [])
    if submitted:
        make_feedback(interview)
    if excused:
        interview.excused_at = now()
    if status is not InterviewStatus.PLANNED:
        interview.status = status
    session.flush()
    return person


def administrator(session: Any, scene: Scene, broke: bool) -> Person:
    """An administrator who did or did not break the seal."""
    person = make_person("", Role.ADMINISTRATOR)
    if broke:
        session.add(GlassBreak(loop_id=scene.loop.id, person_id=person.id, reason="A court asks for this record."))
    return person


def broke_and_sits(session: Any, scene: Scene) -> Person:
    """An administrator who broke the seal and was then given an interview before reading anything."""
    person = seat_someone(session, scene, False, False, InterviewStatus.PLANNED, Role.ADMINISTRATOR)
    session.add(GlassBreak(loop_id=scene.loop.id, person_id=person.id, reason="A court asks for this record."))
    return person


def owing_elsewhere(session: Any, scene: Scene, person: Person, status: LoopStatus = LoopStatus.RELEASED) -> Person:
    """The same person owes feedback on the same candidate in another loop."""
    other = make_scene(panel=[person], candidate=scene.candidate)
    other.loop.status = status
    session.flush()
    return person


def core(session: Any, scene: Scene, *roles: Role) -> Person:
    """Somebody who signed the brief off."""
    person = make_person("", *roles)
    session.execute(update(RoleBrief).where(RoleBrief.opening_id == scene.opening.id).values(signed_off_by_id=person.id, signed_off_at=now()))
    return person


def key_holder(session: Any, scene: Scene, which: str) -> Person:
    """A successor who holds a key."""
    person = make_person()
    setattr(scene.loop, which, person.id)
    session.flush()
    return person


def barred(session: Any, scene: Scene, person: Person) -> Person:
    """The person declared a conflict with the candidate in another loop."""
    other = make_scene(1, candidate=scene.candidate)
    session.add(Conflict(loop_id=other.loop.id, person_id=person.id, declared_by_id=person.id, at=now()))
    session.flush()
    return person


def linked(session: Any, scene: Scene, person: Person) -> Person:
    """The person is the candidate."""
    scene.candidate.person_id = person.id
    session.flush()
    return person


def on_team(session: Any, scene: Scene, *roles: Role) -> Person:
    """Somebody of the hiring team."""
    person = make_person("", *roles)
    session.add(TeamMember(opening_id=scene.opening.id, person_id=person.id))
    return person


def read_before(session: Any, scene: Scene, person: Person) -> Person:
    """The person has read the colleague's feedback some time ago."""
    feedback = next(each for each in queries.submitted_of(scene.loop.id) if each.author_id == scene.panel[0].id)
    session.add(FeedbackRead(feedback_id=feedback.id, person_id=person.id, at=now()))
    session.flush()
    return person


PERSONAS: dict[str, tuple[Callable[[Any, Scene], Person], Readers]] = {
    "the author": (lambda s, x: x.panel[0], ALWAYS),
    "interviewer who owes feedback": (lambda s, x: seat_someone(s, x), NOBODY),
    "interviewer who submitted": (lambda s, x: seat_someone(s, x, True), ALWAYS),
    "absentee who was excused": (lambda s, x: seat_someone(s, x, excused=True), Readers(decided=True)),
    "recruiter who was excused": (lambda s, x: seat_someone(s, x, False, True, InterviewStatus.PLANNED, Role.RECRUITER), Readers(decided=True)),
    "recruiter taken out of the plan": (lambda s, x: seat_someone(s, x, False, False, InterviewStatus.CANCELLED, Role.RECRUITER), FROM_DEBRIEF),
    "interviewer taken out of the plan": (lambda s, x: seat_someone(s, x, False, False, InterviewStatus.CANCELLED), NOBODY),
    "recruiter who owes feedback": (lambda s, x: seat_someone(s, x, False, False, InterviewStatus.PLANNED, Role.RECRUITER), NOBODY),
    "administrator in the loop who owes feedback": (lambda s, x: seat_someone(s, x, False, False, InterviewStatus.PLANNED, Role.ADMINISTRATOR), NOBODY),
    "submitted here, owes in another loop": (lambda s, x: owing_elsewhere(s, x, seat_someone(s, x, True)), NOBODY),
    "the same, but read this before": (lambda s, x: read_before(s, x, owing_elsewhere(s, x, seat_someone(s, x, True))), ALWAYS),
    "submitted here, the other loop was cancelled": (lambda s, x: owing_elsewhere(s, x, seat_someone(s, x, True), LoopStatus.CANCELLED), ALWAYS),
    "submitted here, the other loop is being planned": (lambda s, x: owing_elsewhere(s, x, seat_someone(s, x, True), LoopStatus.PLANNING), NOBODY),
    "submitted here, the other loop is decided": (lambda s, x: owing_elsewhere(s, x, seat_someone(s, x, True), LoopStatus.DECIDED), NOBODY),
    "hiring manager outside the loop": (lambda s, x: x.manager, FROM_DEBRIEF),
    "hiring manager who owes in another loop": (lambda s, x: owing_elsewhere(s, x, x.manager), NOBODY),
    "recruiter of the opening": (lambda s, x: x.recruiter, FROM_DEBRIEF),
    "another recruiter": (lambda s, x: make_person("", Role.RECRUITER), FROM_DEBRIEF),
    "another recruiter who owes in another loop": (lambda s, x: owing_elsewhere(s, x, make_person("", Role.RECRUITER)), NOBODY),
    "Core who signed off": (lambda s, x: core(s, x, Role.CORE), FROM_DEBRIEF),
    "once Core, who signed off": (lambda s, x: core(s, x, Role.BAR_RAISER), NOBODY),
    "Core who did not sign off": (lambda s, x: make_person("", Role.CORE), NOBODY),
    "holder of the bar key": (lambda s, x: key_holder(s, x, "bar_key_id"), FROM_DEBRIEF),
    "holder of the manager key": (lambda s, x: key_holder(s, x, "manager_key_id"), FROM_DEBRIEF),
    "hiring team": (lambda s, x: on_team(s, x), NOBODY),
    "Bar Raiser outside the loop": (lambda s, x: make_person("", Role.BAR_RAISER, Role.INTERVIEWER), NOBODY),
    "administrator": (lambda s, x: administrator(s, x, False), NOBODY),
    "administrator who broke the seal": (lambda s, x: administrator(s, x, True), ALWAYS),
    "administrator who broke it and owes elsewhere": (lambda s, x: owing_elsewhere(s, x, administrator(s, x, True)), NOBODY),
    "administrator who broke it and sits in the loop": (broke_and_sits, NOBODY),
    "hiring manager with a conflict": (lambda s, x: barred(s, x, x.manager), NOBODY),
    "administrator who broke the seal, with a conflict": (lambda s, x: barred(s, x, administrator(s, x, True)), NOBODY),
    "recruiter who is the candidate": (lambda s, x: linked(s, x, x.recruiter), NOBODY),
    "submitted and then declared a conflict": (lambda s, x: barred(s, x, seat_someone(s, x, True)), NOBODY),
    "stranger who read it before": (lambda s, x: read_before(s, x, make_person()), NOBODY),
}


@pytest.fixture
def cast(session: Any) -> list[tuple[str, Scene, Actor, Readers]]:
    """Every persona, each with a loop of its own in which two colleagues have submitted."""
    made = []
    for persona, (enter, expected) in PERSONAS.items():
        scene = make_scene(2)
        for interview in scene.interviews:
            make_feedback(interview)
        made.append((persona, scene, actor(enter(session, scene)), expected))
    return made


def test_invariant_05_who_reads_a_colleagues_feedback_in_every_state(session: Any, cast: list[tuple[str, Scene, Actor, Readers]]) -> None:
    wrong = []
    for status in STATES:
        for persona, scene, viewer, expected in cast:
            scene.loop.status = status
            session.flush()
            reads = scene.panel[0].id in {each.author_id for each in queries.readable(viewer, scene.loop.id).feedbacks}
            wrong += [(persona, status.value, reads)] if reads is not expected.allows(status) else []
    assert wrong == []


def test_invariant_05_predicate_and_clause_agree_in_every_state(session: Any, cast: list[tuple[str, Scene, Actor, Readers]]) -> None:
    wrong = []
    for status in STATES:
        for persona, scene, viewer, _ in cast:
            scene.loop.status = status
            session.flush()
            standing = queries.standing(viewer, scene.loop.id)
            rows = queries.submitted_of(scene.loop.id)
            read = set(session.scalars(select(FeedbackRead.feedback_id).where(FeedbackRead.person_id == viewer.id)))
            said = {each.id for each in rows if may_read(standing, own=each.author_id == viewer.id, read_before=each.id in read)}
            wrong += [(persona, status.value)] if said != queries.readable_among(viewer, [each.id for each in rows]) else []
    assert wrong == []


def test_invariant_05_nobody_reads_without_a_reason_to() -> None:
    facts = ("barred", "pending", "member", "seated", "overseer", "opened", "glass")
    for values in itertools.product((False, True), repeat=len(facts)):
        standing = Standing(**dict(zip(facts, values, strict=True)))
        reads = may_read(standing, own=False, read_before=False)
        assert not (reads and (standing.barred or standing.pending))
        assert not (reads and not (standing.member or (standing.overseer and standing.opened) or (standing.glass and not standing.seated)))
        assert may_read_loop(standing) is reads


@pytest.mark.parametrize("confidential_reader", ["own recruiter", "recruiter of the team", "another recruiter", "Core who signed off"])
def test_invariant_05_a_confidential_opening_is_read_by_its_own_people_only(session: Any, confidential_reader: str) -> None:
    scene = make_scene(1, confidential=True)
    make_feedback(scene.interviews[0])
    scene.loop.status = LoopStatus.DECIDED
    session.flush()
    people: dict[str, tuple[Callable[[], Person], bool]] = {
        "own recruiter": (lambda: scene.recruiter, True),
        "recruiter of the team": (lambda: on_team(session, scene, Role.RECRUITER), True),
        "another recruiter": (lambda: make_person("", Role.RECRUITER), False),
        "Core who signed off": (lambda: core(session, scene, Role.CORE), False),
    }
    make, reads = people[confidential_reader]
    assert bool(queries.readable(actor(make()), scene.loop.id).feedbacks) is reads


def test_invariant_05_where_nothing_is_debriefed_outsiders_read_once_all_is_in(session: Any) -> None:
    scene = make_scene(2, preset=Preset.FEEDBACK)
    manager = actor(scene.manager)
    make_feedback(scene.interviews[0])
    assert queries.readable(manager, scene.loop.id).feedbacks == []
    make_feedback(scene.interviews[1])
    assert len(queries.readable(manager, scene.loop.id).feedbacks) == 2
    assert queries.readable(actor(make_person("", Role.INTERVIEWER)), scene.loop.id).feedbacks == []


def test_invariant_05_with_a_debrief_outsiders_wait_although_all_is_in(session: Any) -> None:
    scene = make_scene(2)
    for interview in scene.interviews:
        make_feedback(interview)
    assert queries.all_in(scene.loop.id)
    assert queries.readable(actor(scene.manager), scene.loop.id).feedbacks == []


def test_all_in_counts_planned_interviews_that_were_not_excused(session: Any) -> None:
    scene = make_scene(3)
    assert not queries.all_in(scene.loop.id)
    make_feedback(scene.interviews[0])
    scene.interviews[1].excused_at = now()
    scene.interviews[2].status = InterviewStatus.CANCELLED
    session.flush()
    assert queries.all_in(scene.loop.id)


def test_a_loop_without_interviews_is_not_all_in(session: Any) -> None:
    scene = make_scene(1)
    session.execute(update(Interview).where(Interview.loop_id == scene.loop.id).values(status=InterviewStatus.CANCELLED))
    assert not queries.all_in(scene.loop.id)


def test_blindness_follows_the_interviews_and_not_the_copy_below(session: Any) -> None:
    scene = make_scene(1)
    viewer, candidate = actor(scene.panel[0]), scene.candidate.id
    assert queries.is_pending(viewer, candidate)
    session.execute(update(Loop).where(Loop.id == scene.loop.id).values(status=LoopStatus.CANCELLED))
    assert not queries.is_pending(viewer, candidate)
    session.execute(update(Loop).where(Loop.id == scene.loop.id).values(status=LoopStatus.RELEASED))
    make_feedback(scene.interviews[0])
    assert not queries.is_pending(viewer, candidate)


@pytest.mark.parametrize(
    ("standing", "may"),
    [(Standing(), True), (Standing(seated=True), False), (Standing(pending=True), False), (Standing(barred=True), False), (Standing(seated=True, member=True), False)],
)
def test_invariant_05_the_seal_is_never_broken_from_inside(session: Any, standing: Standing, may: bool) -> None:
    assert may_break_glass(actor(make_person("", Role.ADMINISTRATOR)), standing) is may
    assert not may_break_glass(actor(make_person("", Role.CORE, Role.RECRUITER)), standing)
