"""Who stands where on the ladder, what each step asks, and what has been shown."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person, RoleGrant
from hiring.accounts.terms import Role
from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.loops.models import Interview, Loop
from hiring.loops.shadow_models import Shadow
from hiring.training import policy
from hiring.training.models import Comparison, LadderStep, Promotion, PromotionVote, Trainee
from hiring.training.rules import Agreement, Record
from hiring.training.terms import DEFAULTS, Asks, Outcome, Step

LISTED_MOST = 200


def asks() -> dict[Step, Asks]:
    """What every step asks: the organisation's numbers, else the house's."""
    said = {row.step: row.asks for row in db.session.scalars(select(LadderStep))}
    return {step: said.get(step, asked) for step, asked in DEFAULTS.items()}


def step_row(step: Step) -> LadderStep | None:
    """What the organisation said of a step."""
    return db.session.scalar(select(LadderStep).where(LadderStep.step == step))


def _whole() -> Select[Trainee]:
    return select(Trainee).join(Person, Person.id == Trainee.person_id).options(joinedload(Trainee.person), joinedload(Trainee.mentor))


def trainees(actor: Actor) -> list[Trainee]:
    """Everybody on the ladder whom this person sees, the lowest step and the first name first."""
    steps = list(Step)
    found = db.session.scalars(_whole().where(policy.seen_by(actor), Person.active).order_by(Person.name_key, Person.id).limit(LISTED_MOST))
    return sorted(found, key=lambda trainee: steps.index(trainee.step))


def trainee_for(actor: Actor, trainee_id: int) -> Trainee:
    """One place on the ladder, as it stands now."""
    found = db.session.scalar(_whole().where(Trainee.id == trainee_id, policy.seen_by(actor)).execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def trainee_of(person_id: int) -> Trainee | None:
    """A person's place on the ladder, if they have one."""
    return db.session.scalar(_whole().where(Trainee.person_id == person_id))


def enrolled() -> set[int]:
    """Everybody who has a place."""
    return set(db.session.scalars(select(Trainee.person_id)))


def people_to_begin() -> list[Any]:
    """Active people who have no place yet, by name."""
    placed = select(Trainee.id).where(Trainee.person_id == Person.id).exists()
    return list(db.session.execute(select(Person.id, Person.name).where(Person.active, ~placed).order_by(Person.name_key, Person.id)))


def sealed_among(actor: Actor) -> set[int]:
    """The people whose figures this reader may not see yet."""
    return set(db.session.scalars(select(Trainee.person_id).where(policy.sealed_for(actor, Trainee.person_id))))


def records(person_ids: Collection[int]) -> dict[tuple[int, Step], Record]:
    """What people have shown on each step, in loops whose debrief has begun; two statements."""
    counts = (func.count(), func.sum(Comparison.pairs), func.sum(Comparison.points), func.sum(case((Comparison.same_side, 1), else_=0)))
    chosen = _opened(select(Comparison.trainee_id, Comparison.step, *counts).join(Shadow, Shadow.id == Comparison.shadow_id))
    rows = db.session.execute(chosen.where(Comparison.trainee_id.in_(person_ids)).group_by(Comparison.trainee_id, Comparison.step)).all()
    waiting = _waiting(person_ids)
    found = {(row[0], row[1]): Record(row[2], Agreement(int(row[3]), int(row[4])), int(row[5]), waiting.get(row[0], 0)) for row in rows}
    return {**{(person, step): Record(waiting=count) for person, count in waiting.items() for step in Step}, **found}


def record_of(trainee: Trainee) -> Record:
    """What somebody has shown on the step where they stand."""
    return records([trainee.person_id]).get((trainee.person_id, trainee.step), Record())


def _waiting(person_ids: Collection[int]) -> dict[int, int]:
    """Sealed practice feedback whose host has submitted and which was not compared."""
    chosen = _opened(select(Shadow.trainee_id, func.count()).join(Interview, Interview.id == Shadow.interview_id))
    compared = select(Comparison.id).where(Comparison.shadow_id == Shadow.id).exists()
    rows = chosen.where(Shadow.trainee_id.in_(person_ids), Shadow.submitted_at.is_not(None), Interview.submitted_at.is_not(None), ~compared)
    return {row[0]: row[1] for row in db.session.execute(rows.group_by(Shadow.trainee_id))}


def _opened(chosen: Any) -> Any:
    """Before the debrief nothing of a loop enters a figure."""
    return chosen.join(Loop, Loop.id == Shadow.loop_id).where(Loop.status.in_(policy.OPENED))


def promotion_of(trainee: Trainee, *, pending: bool = False) -> Promotion | None:
    """The latest proposal to promote somebody, with its votes."""
    chosen = select(Promotion).where(Promotion.trainee_id == trainee.id)
    if pending:
        chosen = chosen.where(Promotion.outcome == Outcome.PENDING)
    loaded = selectinload(Promotion.votes).joinedload(PromotionVote.person)
    return db.session.scalar(chosen.options(loaded).order_by(Promotion.created_at.desc(), Promotion.id.desc()).limit(1).execution_options(populate_existing=True))


def certificate_ends(person_id: int, role: Role) -> date | None:
    """The last day of a standing certificate; None where there is none, or where it has no end."""
    standing = select(RoleGrant.ends_on).where(RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.withdrawn_at.is_(None))
    return db.session.scalar(standing)
