"""Loops in which feedback is written: rows of the floors below made directly, feedback itself through its operations."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates.models import Application, Candidate
from hiring.candidates.operations.seats import seat
from hiring.candidates.terms import Source, Stage
from hiring.core import clock
from hiring.core.ids import new_id
from hiring.core.text import Words, fold
from hiring.db.session import db
from hiring.feedback.body import Answer, Body, Story
from hiring.feedback.models import Feedback
from hiring.feedback.operations.drafts import save_draft
from hiring.feedback.operations.submission import submit
from hiring.feedback.queries import draft_of
from hiring.feedback.rules import Reasons
from hiring.feedback.terms import Vote
from hiring.loops.models import AskedQuestion, Assignment, Interview, Loop
from hiring.loops.terms import InterviewStatus, LoopStatus, Seat
from hiring.openings.models import Opening, Outcome, RoleBrief
from hiring.openings.terms import PRESETS, OpeningStatus, Preset
from hiring.principles.models import Anchor, Principle, PrincipleSet
from hiring.principles.terms import JobFamily, PrincipleKind, Rating, Track
from hiring.questions.models import Probe, Question, QuestionUse
from hiring.questions.terms import QuestionKind, QuestionStatus, Star
from tests.factories.accounts import actor, make_person

_numbers = itertools.count(1)
STORY = Story(
    situation="The nightly totals of two systems differed by 0.4 % for a month and nobody knew why.",
    task="Nobody owned the number; she took it on herself.",
    action="She pulled the raw logs of eleven nights and counted the pages one by one.",
    result="312 torn pages were found, and the check now runs every hour.",
    verbatim="I pulled the raw logs and counted 312 torn pages.",
)


@dataclass
class Scene:
    """A loop with everybody around it."""

    loop: Loop
    opening: Opening
    candidate: Candidate
    manager: Person
    recruiter: Person
    panel: list[Person]
    interviews: list[Interview] = field(default_factory=list)


def make_principles(count: int = 2) -> list[Principle]:
    """Principles of a fresh set with an anchor each, in both languages."""
    number = next(_numbers)
    made = PrincipleSet(key=f"set-{number}", name=Words("Set", "セット"), description=Words("A set", "セット"))
    db.session.add(made)
    db.session.flush()
    principles = []
    for position in range(count):
        principle = Principle(
            set_id=made.id,
            key=f"p-{number}-{position}",
            position=position,
            kind=PrincipleKind.PRINCIPLE,
            name=Words(f"Dive Deep {position}", f"深く潜る{position}"),
            summary=Words("Look closely.", "細部を見る。"),
            behaviours=[Words("Counts.", "数える。")],
        )
        db.session.add(principle)
        db.session.flush()
        for rating in (Rating.WELL_BELOW_BAR, Rating.BELOW_BAR, Rating.MEETS_BAR, Rating.RAISES_BAR):
            db.session.add(Anchor(principle_id=principle.id, track=Track.INDIVIDUAL, rating=rating, text=Words(f"Looks {rating}.", "この段階の様子。")))
        principles.append(principle)
    db.session.flush()
    return principles


def make_opening(principles: Sequence[Principle], manager: Person, recruiter: Person, *, preset: Preset = Preset.BAR_RAISER, confidential: bool = False) -> Opening:
    """An open opening with a brief and one outcome."""
    opening = Opening(
        title=Words("Data engineer", "データエンジニア"),
        family=JobFamily.ENGINEERING,
        level=6,
        track=Track.INDIVIDUAL,
        zone="Asia/Tokyo",
        confidential=confidential,
        status=OpeningStatus.OPEN,
        hiring_manager_id=manager.id,
        recruiter_id=recruiter.id,
        set_id=principles[0].set_id,
        rules=PRESETS[preset],
    )
    db.session.add(opening)
    db.session.flush()
    brief = RoleBrief(opening_id=opening.id, headline=Words("Totals agree", "数字が合う"), press_release=Words("Every night.", "毎晩。"))
    db.session.add(brief)
    db.session.flush()
    db.session.add(Outcome(brief_id=brief.id, position=0, text=Words("Totals agree every night.", "毎晩、合計が一致する。")))
    db.session.flush()
    return opening


def make_candidate(name: str = "Sakura Watanabe", **more: Any) -> Candidate:
    """A candidate in Osaka."""
    recruiter = more.pop("added_by", None) or make_person("", Role.RECRUITER)
    candidate = Candidate(name=name, name_key=fold(name), zone="Asia/Tokyo", source=Source.APPLICATION, added_by_id=recruiter.id, **more)
    db.session.add(candidate)
    db.session.flush()
    return candidate


def make_scene(
    size: int = 3,
    *,
    panel: Sequence[Person] = (),
    candidate: Candidate | None = None,
    preset: Preset = Preset.BAR_RAISER,
    confidential: bool = False,
    status: LoopStatus = LoopStatus.RELEASED,
    **people: Person,
) -> Scene:
    """A released loop whose interviews are over and whose feedback is not in."""
    principles = make_principles()
    manager = people.get("manager") or make_person()
    recruiter = people.get("recruiter") or make_person("", Role.RECRUITER)
    opening = make_opening(principles, manager, recruiter, preset=preset, confidential=confidential)
    candidate = candidate or make_candidate(added_by=recruiter)
    application = Application(candidate_id=candidate.id, opening_id=opening.id, stage=Stage.LOOP, stage_since=clock.now())
    db.session.add(application)
    db.session.flush()
    loop = Loop(application_id=application.id, status=LoopStatus.PLANNING, zone="Asia/Tokyo", created_by_id=recruiter.id)
    db.session.add(loop)
    db.session.flush()
    made = Scene(loop, opening, candidate, manager, recruiter, list(panel) or [make_person("", Role.INTERVIEWER) for _ in range(size)])
    for person in made.panel:
        made.interviews.append(add_interview(made, person, principles))
    if status is not LoopStatus.PLANNING:
        loop.status, loop.released_at = status, clock.now()
    db.session.flush()
    return made


def add_interview(scene: Scene, person: Person, principles: Sequence[Principle], *, hours_ahead: int | None = None) -> Interview:
    """An interview of an hour: some hours ago, each at its own, or so many hours ahead."""
    start = clock.now() + timedelta(hours=hours_ahead) if hours_ahead else clock.now() - timedelta(hours=next(_numbers) + 1)
    interview = Interview(
        loop_id=scene.loop.id,
        interviewer_id=person.id,
        seat=Seat.INTERVIEWER,
        status=InterviewStatus.PLANNED,
        zone="UTC",
        start_wall=start.replace(tzinfo=None),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    db.session.add(interview)
    db.session.flush()
    for position, principle in enumerate(principles):
        db.session.add(Assignment(interview_id=interview.id, principle_id=principle.id, position=position))
    application = db.session.get(Application, scene.loop.application_id)
    assert application is not None
    seat(application, person.id)
    return interview


def ask(interview: Interview, principle: Principle) -> Question:
    """A question with a probe on the list of an interview."""
    number = new_id()
    question = Question(
        id=number,
        root_id=number,
        principle_key=principle.key,
        kind=QuestionKind.BEHAVIOURAL,
        text=Words("Tell me of a number that you did not believe.", "信じられなかった数字について話してください。"),
        weak=Words("Takes the number as given.", "数字をそのまま受け取る。"),
        strong=Words("Goes to the source.", "元まで確かめる。"),
        search_key="number",
    )
    db.session.add(question)
    db.session.flush()
    db.session.add(QuestionUse(root_id=number))
    db.session.add(Probe(question_id=question.id, position=0, star=Star.ACTION, text=Words("What did you look at yourself?", "ご自身で何を見ましたか。")))
    db.session.flush()
    question.status = QuestionStatus.ACTIVE
    db.session.add(AskedQuestion(loop_id=interview.loop_id, interview_id=interview.id, question_id=question.id, root_id=number, position=0))
    db.session.flush()
    return question


def principles_of(interview: Interview) -> list[int]:
    """The ids of the principles that an interview covers."""
    return list(db.session.scalars(db.select(Assignment.principle_id).where(Assignment.interview_id == interview.id).order_by(Assignment.position)))


def whole_body(interview: Interview, rating: Rating = Rating.MEETS_BAR, story: Story = STORY) -> Body:
    """A draft in which nothing is missing."""
    return Body(answers={each: Answer((story,), rating, "Went to the source.") for each in principles_of(interview)}, notes="Calm and exact.")


def write(interview: Interview, body: Body | None = None) -> int:
    """Save a draft by its interviewer; its version."""
    author = actor(db.session.get_one(Person, interview.interviewer_id))
    before = draft_of(author, interview.id)
    return save_draft(interview, body or whole_body(interview), author, before.version if before else 0).version


def make_feedback(interview: Interview, vote: Vote = Vote.INCLINED, body: Body | None = None) -> Feedback:
    """Sealed feedback of an interview by its interviewer."""
    version = write(interview, body)
    author = actor(db.session.get_one(Person, interview.interviewer_id))
    return submit(interview, vote, Reasons("Finds the cause.", "Slow to tell others."), author, version)
