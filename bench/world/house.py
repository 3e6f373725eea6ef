"""The house before anybody applies: people with their roles, openings with their briefs, principles and questions."""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from bench.world.plan import BEGINNING, Plan, id_at
from bench.world.texts import FIRST, LAST
from hiring.accounts.identity import hash_of
from hiring.accounts.models import Organisation, Person, RoleGrant, SignIn
from hiring.accounts.terms import Role
from hiring.core import clock, ids
from hiring.core.text import Words, fold
from hiring.db.session import db
from hiring.openings.models import BriefQuestion, Opening, Outcome, Requirement, RoleBrief
from hiring.openings.terms import PRESETS, Audience, OpeningStatus, Preset
from hiring.principles.queries import adopted, of_set
from hiring.principles.terms import JobFamily, PrincipleKind, Track
from hiring.questions.queries import offers
from hiring.seeding.bank import load_bank

REQUIRED = 7
_FOUNDED = int(BEGINNING.timestamp() * 1000)


@dataclass(frozen=True)
class House:
    """The ids that the rows of candidates and loops lean on."""

    people: list[int]
    openings: list[int]
    principles: list[int]
    questions: list[int] = field(default_factory=list)
    recruiters: int = 0

    @property
    def administrator(self) -> int:
        """The one administrator."""
        return self.people[0]

    def recruiter(self, opening: int) -> int:
        """The recruiter of an opening."""
        return self.people[2 + opening % self.recruiters]


def token_of(person: int, seed: int) -> str:
    """The session token of a person: made from the seed, so that the client knows it."""
    return hashlib.sha256(f"bench {seed} {person}".encode()).hexdigest()


def build(app: Flask, plan: Plan) -> House:
    """Store the house and say its ids."""
    with app.app_context(), app.test_request_context(), _beginnings(plan):
        load_bank()
        db.session.commit()
        house = _house(plan)
        db.session.commit()
        db.session.remove()
    return house


@contextmanager
def _beginnings(plan: Plan) -> Iterator[None]:
    """Long ago, and with ids from the seed."""
    ids.draw_from(random.Random(plan.seed))  # noqa: S311  # repeatable on purpose
    try:
        with clock.held_at(BEGINNING):
            yield
    finally:
        ids.draw_from(None)


def _house(plan: Plan) -> House:
    chosen = adopted()
    if chosen is None:
        raise RuntimeError("the seeds hold no principle set")
    db.session.add(Organisation(id=1, name=Words(en="Bench", ja="ベンチ"), zone="UTC"))
    people = [_person(plan, number) for number in range(plan.people)]
    everything = of_set(chosen.id)
    principles = sorted((each for each in everything if each.kind is PrincipleKind.PRINCIPLE), key=lambda each: not each.customer)
    required = [each.id for each in principles[:REQUIRED]]
    openings = [_opening(plan, people, number, chosen.id, required) for number in range(plan.openings)]
    questions = [each.question.id for each in offers([each.key for each in principles], Track.INDIVIDUAL)]
    return House(people, openings, required, questions, plan.recruiters)


def _role(plan: Plan, number: int) -> tuple[int, tuple[Role, ...]]:
    """Level and roles of a person by number."""
    if number == 0:
        return 5, (Role.ADMINISTRATOR,)
    if number < 2 + plan.recruiters:
        return (12, (Role.CORE,)) if number == 1 else (5, (Role.RECRUITER,))
    group = (number - 2 - plan.recruiters) // plan.teams
    return [(7, (Role.INTERVIEWER,)), (9, (Role.INTERVIEWER, Role.BAR_RAISER))][group] if group < 2 else (6, (Role.INTERVIEWER,))


def _person(plan: Plan, number: int) -> int:
    """One person with roles and a session."""
    person_id, (level, roles) = id_at(_FOUNDED, number + 1), _role(plan, number)
    name = f"{FIRST[number % 20]} {LAST[number // 20 % 20]} {number}"
    db.session.add(Person(id=person_id, email=f"person{number}@example.com", name=name, name_key=fold(name), level=level, manager_id=_manager(plan, number)))
    db.session.flush()
    for role in roles:
        db.session.add(RoleGrant(person_id=person_id, role=role, starts_on=BEGINNING.date()))
    ends = plan.moment + timedelta(days=3650)
    db.session.add(SignIn(id=person_id, person_id=person_id, token_hash=hash_of(token_of(person_id, plan.seed)), expires_at=ends))
    return person_id


def _manager(plan: Plan, number: int) -> int | None:
    """Managers and Bar Raisers report to the head, interviewers to the managers in turn."""
    if number < 2:
        return None
    first = 2 + plan.recruiters
    boss = first + number % plan.teams if number >= first + 2 * plan.teams else 1
    return id_at(_FOUNDED, boss + 1)


def _opening(plan: Plan, people: list[int], number: int, set_id: int, required: list[int]) -> int:
    """One open opening, its brief signed off, its process frozen; one of fifty is confidential."""
    then, first = BEGINNING, 2 + plan.recruiters
    made = Opening(
        id=id_at(_FOUNDED, number + 1),
        title=Words(en=f"Engineer, team {number}", ja=f"技術者 {number}"),
        family=JobFamily.ENGINEERING,
        level=6,
        track=Track.INDIVIDUAL,
        zone="UTC",
        confidential=number % 50 == 49,
        status=OpeningStatus.OPEN,
        hiring_manager_id=people[first + number // 2],
        recruiter_id=people[2 + number % plan.recruiters],
        set_id=set_id,
        rules=PRESETS[Preset.BAR_RAISER],
        opened_at=then,
    )
    db.session.add(made)
    db.session.flush()
    signer = people[first + plan.teams + number // 2]
    brief = RoleBrief(opening_id=made.id, headline=Words(en="A year from now"), press_release=Words(en="Nothing was lost."), submitted_at=then, asked_id=signer)
    brief.signed_off_at, brief.signed_off_by_id = then, signer
    db.session.add(brief)
    db.session.flush()
    db.session.add_all(
        [
            BriefQuestion(brief_id=brief.id, position=0, audience=Audience.EXTERNAL, question=Words(en="What would I own?"), answer=Words(en="The recovery path.")),
            *(Outcome(brief_id=brief.id, position=place, text=Words(en=f"Outcome {place}")) for place in range(3)),
            *(Requirement(opening_id=made.id, principle_id=principle, position=place) for place, principle in enumerate(required)),
        ]
    )
    db.session.flush()
    db.session.execute(update(Opening).where(Opening.id == made.id).values(frozen_at=then))
    return made.id
