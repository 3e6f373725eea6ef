"""One organisation for tests that look at the house as a whole, told step by step through the operations.

Every step has its own moment and its own seed, so two worlds that differ in some steps agree in all ids of the others.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.accounts.models import Organisation, Person
from hiring.accounts.terms import Role
from hiring.candidates import operations as candidates
from hiring.candidates.models import Application, Candidate
from hiring.candidates.terms import ScreenKind, ScreenResult, StageReason
from hiring.core import clock, ids
from hiring.core.text import Words
from hiring.db.session import db
from hiring.debriefs.models import Debrief
from hiring.debriefs.operations import decisions, findings, gate, phases
from hiring.debriefs.terms import BarAnswer, KeyAnswer, VerdictValue
from hiring.feedback.body import Answer, Body, Story
from hiring.feedback.models import Evidence, Feedback
from hiring.feedback.operations import drafts, submission
from hiring.feedback.rules import Reasons
from hiring.feedback.terms import Vote
from hiring.loops import operations as loops
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import Appointment, KeyKind, Seat
from hiring.openings import operations as openings
from hiring.openings.models import Opening
from hiring.openings.terms import PRESETS, Preset
from hiring.principles.terms import Rating
from hiring.training.operations import ladder, practice, promotion
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import facts as candidate_facts
from tests.factories.openings import Cast, brief, facts, principles_of
from tests.factories.principles import adopted_set
from tests.factories.questions import make_question

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LONG = "The candidate read the raw logs alone for two nights, counted 312 torn pages, changed the order of writes, and halved the time to recover. "
COVER = {"manager": ("look-closely",), "raiser": ("coding",), "aiko": ("customer-first",), "liam": ("own-it", "customer-first"), "elena": ("own-it",)}
PANEL = ("manager", "raiser", "aiko", "liam", "elena")


@dataclass
class World:
    """Ids by the names that the tests use."""

    people: dict[str, int] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)
    candidates: dict[str, int] = field(default_factory=dict)
    applications: dict[str, int] = field(default_factory=dict)
    loops: dict[str, int] = field(default_factory=dict)
    interviews: dict[str, int] = field(default_factory=dict)
    trainees: dict[str, int] = field(default_factory=dict)
    shadows: dict[str, int] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, self.people[name])

    def actor(self, name: str) -> Actor:
        return actor(self.person(name))


@contextmanager
def step(name: str, moment: datetime) -> Iterator[None]:
    """One step: its moment, its own chance, one transaction."""
    ids.draw_from(random.Random(name))
    try:
        with clock.held_at(moment):
            yield
            db.session.commit()
    finally:
        ids.draw_from(None)


def begin() -> World:
    """People, principles, questions and two openings that candidates can enter."""
    world = World()
    with step("people", MONDAY - timedelta(days=40)):
        db.session.add(Organisation(id=1, name=Words(en="Kawabe Systems", ja="カワベシステムズ"), zone="Asia/Tokyo"))
        head = _add(world, "head", "Hana Head", level=10)
        other = _add(world, "other", "Otto Other", level=9, manager=head)
        _add(world, "manager", "Jonas Weber", Role.INTERVIEWER, level=7, manager=head)
        _add(world, "raiser", "Noor Haddad", Role.INTERVIEWER, Role.BAR_RAISER, level=8, manager=other)
        _add(world, "aiko", "Aiko Tanaka", Role.INTERVIEWER)
        _add(world, "liam", "Liam Okafor", Role.INTERVIEWER, Role.RECRUITER)
        _add(world, "elena", "Elena Rossi", Role.INTERVIEWER, Role.ADMINISTRATOR)
        _add(world, "recruiter", "Rika Mori", Role.RECRUITER)
        _add(world, "stranger", "Sven Stranger", Role.RECRUITER)
        _add(world, "outsider", "Omar Outside", Role.INTERVIEWER)
        _add(world, "core", "Cora Core", Role.INTERVIEWER, Role.BAR_RAISER, Role.CORE, level=9, manager=other)
        _add(world, "admin", "Ada Admin", Role.ADMINISTRATOR)
        _add(world, "insider", "Ines Inside", Role.INTERVIEWER, Role.RECRUITER, Role.ADMINISTRATOR)
        _add(world, "mate", "Mia Mate", Role.INTERVIEWER, manager=world.person("manager"))
        _add(world, "trainee", "Tam Trainee")
    with step("principles", MONDAY - timedelta(days=39)):
        adopted_set()
        for key in ("customer-first", "own-it", "look-closely", "coding"):
            for number in ("a first", "a second", "a third", "a fourth"):
                make_question(f"Tell me about {number} time of {key}.", principle_key=key)
    open_opening(world, "storage", "Senior Engineer, Storage")
    open_opening(world, "search", "Engineer, Search")
    return world


def _add(world: World, key: str, name: str, *roles: Role, **more) -> Person:
    person = make_person(name, *roles, email=f"{key}@example.com", **more)
    world.people[key] = person.id
    return person


def cast_of(world: World) -> Cast:
    return Cast(world.person("head"), world.person("manager"), world.person("recruiter"), world.person("core"))


def open_opening(world: World, key: str, title: str, preset: Preset = Preset.BAR_RAISER, **more) -> None:
    """An opening with a signed brief and four requirements."""
    with step(f"opening {key}", MONDAY - timedelta(days=38)):
        cast, recruiter = cast_of(world), world.actor("recruiter")
        opening = openings.create(facts(cast, title=Words(en=title, ja="募集 " + key), **more), recruiter)
        openings.set_rules(opening, PRESETS[preset], recruiter, opening.version)
        openings.write_brief(opening, brief(), recruiter, opening.version)
        openings.set_requirements(opening, [principle.id for principle in principles_of(opening).values()], recruiter, opening.version)
        openings.set_team(opening, [world.people["mate"]], recruiter, opening.version)
        if preset is Preset.BAR_RAISER:
            openings.ask_sign_off(opening, world.people["core"], recruiter)
            openings.sign_off(opening, world.actor("core"), opening.version)
        else:
            openings.open_without_sign_off(opening, recruiter)
        world.openings[key] = opening.id


def add_candidate(world: World, key: str, name: str, opening: str, *, at: datetime = MONDAY - timedelta(days=20), **more) -> None:
    """A candidate who enters an opening, with screens and notes left to other steps."""
    with step(f"candidate {key}/{opening}", at):
        recruiter = world.actor("recruiter")
        if key not in world.candidates:
            made = candidates.add_candidate(candidate_facts(name, email=f"{key}@example.org", **more), recruiter, different=True)
            world.candidates[key] = made.id
        enter(world, key, opening)


def enter(world: World, candidate: str, opening: str) -> None:
    """One more application."""
    row = candidates.enter(db.session.get_one(Candidate, world.candidates[candidate]), db.session.get_one(Opening, world.openings[opening]), world.actor("recruiter"))
    world.applications[f"{candidate}/{opening}"] = row.id


def plan_loop(
    world: World, key: str, application: str, *, first: datetime, panel: tuple[str, ...] = PANEL, released: bool = True, at: datetime = MONDAY - timedelta(days=6)
) -> None:
    """A loop of one hour each from `first` on (wall time in Tokyo), released two days before."""
    with step(f"loop {key}", at):
        recruiter = world.actor("recruiter")
        loop = loops.begin(db.session.get_one(Application, world.applications[application]), recruiter)
        world.loops[key] = loop.id
        opening = db.session.get_one(Opening, db.session.get_one(Application, world.applications[application]).opening_id)
        known = principles_of(opening)
        for number, name in enumerate(panel):
            seat = {"raiser": Seat.BAR_RAISER, "manager": Seat.HIRING_MANAGER}.get(name, Seat.INTERVIEWER)
            appointment = Appointment(start=first + timedelta(hours=number), zone="Asia/Tokyo", place="Room 7")
            made = loops.add_interview(loop, recruiter, world.people[name], seat, appointment, [known[principle].id for principle in COVER[name]])
            world.interviews[f"{key}/{name}"] = made.id
        if released:
            loops.release(db.session.get_one(Loop, loop.id), recruiter)


def begin_on_ladder(world: World, name: str, *, mentor: str, at: datetime = MONDAY - timedelta(days=30)) -> None:
    """Somebody begins on the ladder, has done the course, and is sent to sit in."""
    with step(f"ladder {name}", at):
        trainee = ladder.begin(world.people[name], world.people[mentor], world.actor("core"))
        ladder.complete_course(trainee, world.actor("core"))
        promotion.promote(trainee, world.actor("core"))
        world.trainees[name] = trainee.id


def seat_trainee(world: World, key: str, host: str, name: str, at: datetime = MONDAY - timedelta(days=6) + timedelta(minutes=30)) -> None:
    """A trainee sits in with somebody of a loop."""
    with step(f"shadow {key}/{name}", at):
        loop = db.session.get_one(Loop, world.loops[key])
        world.shadows[f"{key}/{name}"] = loops.seat_shadow(loop, world.actor("recruiter"), world.interviews[f"{key}/{host}"], world.people[name]).id


def practise(
    world: World, key: str, host: str, name: str, moment: datetime, vote: Vote = Vote.INCLINED, rating: Rating = Rating.MEETS_BAR, flavour: str = "plain", *, sealed: bool = True
) -> None:
    """Practice feedback of a trainee, sealed or a draft."""
    who, interview = world.actor(name), f"{key}/{host}"
    with step(f"practice {key}/{name}", moment):
        body = body_for(world, interview, rating, flavour)
        draft = practice.save_practice(world.interviews[interview], body, who, 0)
        if sealed:
            practice.seal_practice(world.interviews[interview], body, vote, who, draft.version)


def loops_interview(interview_id: int) -> Interview:
    """An interview as the operations expect it."""
    return db.session.get_one(Interview, interview_id)


def body_for(world: World, interview: str, rating: Rating, flavour: str) -> Body:
    """A complete draft."""
    row = db.session.get_one(Interview, world.interviews[interview])
    known = principles_of(db.session.get_one(Opening, db.session.get_one(Application, db.session.get_one(Loop, row.loop_id).application_id).opening_id))
    name = interview.split("/")[1]
    story = Story(situation=f"{flavour} at the time of the outage.", action=LONG, result=f"{flavour} in the end.", verbatim=f"I said: {flavour}!")
    return Body({known[key].id: Answer((story,), rating, f"{flavour} speaks for itself") for key in COVER[name]}, notes=f"{flavour} notes")


def write_draft(world: World, interview: str, moment: datetime, rating: Rating = Rating.MEETS_BAR, flavour: str = "plain") -> None:
    """A draft on the server."""
    with step(f"draft {interview}", moment):
        drafts.save_draft(loops_interview(world.interviews[interview]), body_for(world, interview, rating, flavour), world.actor(interview.split("/")[1]), 0)


def submit(world: World, interview: str, moment: datetime, vote: Vote = Vote.INCLINED, rating: Rating = Rating.MEETS_BAR, flavour: str = "plain") -> None:
    """Sealed feedback."""
    who = world.actor(interview.split("/")[1])
    with step(f"submit {interview}", moment):
        draft = drafts.save_draft(loops_interview(world.interviews[interview]), body_for(world, interview, rating, flavour), who, 0)
        submission.submit(loops_interview(world.interviews[interview]), vote, Reasons(f"{flavour} for", f"{flavour} against"), who, draft.version)


def opinions(world: World, application: str, moment: datetime, flavour: str) -> None:
    """What others think of a candidate outside the loop: a screen and a note."""
    with step(f"opinions {application}", moment):
        row = db.session.get_one(Application, world.applications[application])
        candidates.record_screen(row, ScreenKind.PHONE_SCREEN, ScreenResult.GO_ON, f"{flavour} on the phone", world.actor("recruiter"))
        candidates.add_note(row, f"{flavour} note", world.actor("recruiter"))


def tell(world: World, application: str, moment: datetime) -> None:
    """The recruiter says that the candidate knows how it ended."""
    with step(f"tell {application}", moment):
        candidates.mark_told(db.session.get_one(Application, world.applications[application]), world.actor("recruiter"))


def debrief_to_the_end(world: World, key: str, moment: datetime, answer: KeyAnswer = KeyAnswer.YES, flavour: str = "plain") -> None:
    """A whole debrief of a loop whose feedback is in."""
    loop_id, lead, manager = world.loops[key], world.actor("raiser"), world.actor("manager")
    with step(f"debrief {key}", moment):
        debrief = gate.open(db.session.get_one(Loop, loop_id), lead)
        panel = [name for name in PANEL if f"{key}/{name}" in world.interviews]
        for name in panel:
            phases.confirm_reading(debrief, world.actor(name))
        phases.begin_voting(debrief, lead)
        for name in panel:
            phases.cast_vote(debrief, Vote.INCLINED, f"{flavour} changed me", world.actor(name))
        phases.begin_discussion(debrief, lead)
        give_verdicts(world, key, debrief, flavour)
        phases.begin_decision(debrief, lead)
        decisions.turn_key(debrief, KeyKind.MANAGER, KeyAnswer.YES, f"{flavour} yes", manager)
        decisions.turn_key(debrief, KeyKind.BAR, answer, f"{flavour} key", lead)
        decisions.decide(debrief, f"{flavour} decision", BarAnswer.YES, lead)


def give_verdicts(world: World, key: str, debrief: Debrief, flavour: str) -> None:
    """Every required principle met, on the first evidence there is."""
    found = db.session.execute(select(Evidence.principle_id, Evidence.id).join(Feedback, Feedback.id == Evidence.feedback_id).where(Feedback.loop_id == world.loops[key])).all()
    first = {row.principle_id: row.id for row in found}
    for principle_id, evidence_id in sorted(first.items()):
        findings.set_verdict(debrief, principle_id, VerdictValue.MET, [evidence_id], f"{flavour} verdict", world.actor("raiser"))


def reject(world: World, application: str, moment: datetime, flavour: str) -> None:
    """An application that ended before its loop, with a reason."""
    with step(f"reject {application}", moment):
        candidates.reject(db.session.get_one(Application, world.applications[application]), world.actor("recruiter"), StageReason.NOT_AT_BAR, f"{flavour} reason")
