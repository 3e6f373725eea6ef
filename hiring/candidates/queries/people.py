"""Reading candidates: every row asks the policy in its own statement, and a page costs a fixed number of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from hiring.accounts.actor import Actor, for_roles, somebody
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates import policy
from hiring.candidates.models import Application, Candidate, Note, Resume, ResumeText, Screen, StageChange
from hiring.candidates.policy import Sight
from hiring.candidates.terms import Stage
from hiring.core.errors import Missing
from hiring.core.text import Words
from hiring.db.session import ONE_PLAN, db
from hiring.db.types import BigId
from hiring.openings.models import Opening
from hiring.openings.terms import OpeningStatus


@dataclass(frozen=True)
class Seen:
    """An application as one person sees it; show `stage`, never the stage of the row."""

    application: Application
    stage: Stage
    sight: Sight

    @property
    def opening(self) -> Opening:
        """The opening it is for."""
        return self.application.opening


class Enterable(NamedTuple):
    """An open opening that a candidate may enter."""

    id: int
    title: Words


def _seen(actor: Actor) -> Any:
    """Applications that exist for this person, with the shown stage and how they stand to each."""
    return (
        select(Application, policy.stage_for(actor).label("stage"), *policy.sight_columns(actor))
        .join(Application.candidate)
        .join(Application.opening)
        .options(contains_eager(Application.candidate), contains_eager(Application.opening))
        .where(policy.visible_to(actor))
    )


def _rows(chosen: Any) -> list[Seen]:
    return [Seen(row.Application, Stage(row.stage), policy.sight_from(row)) for row in db.session.execute(chosen)]


def seen_application(actor: Actor, application_id: int) -> Seen:
    """One application as this person sees it."""
    found = _rows(_seen(actor).where(Application.id == application_id))
    if not found:
        raise Missing
    return found[0]


def application_for(actor: Actor, application_id: int) -> Application:
    """One application that exists for this person, with candidate and opening; its `stage` is the true one."""
    return seen_application(actor, application_id).application


def applications_of(actor: Actor, candidate_ids: Sequence[int]) -> dict[int, list[Seen]]:
    """The applications of these candidates that this person may see, newest first."""
    found: dict[int, list[Seen]] = {}
    for row in db.session.execute(_applications_of(actor.roles), {**actor.bound, "candidate_ids": candidate_ids}):
        found.setdefault(row.Application.candidate_id, []).append(Seen(row.Application, Stage(row.stage), policy.sight_from(row)))
    return found


@cache
def _applications_of(roles: frozenset[Role]) -> Any:
    """The statement for whoever has these roles, built once."""
    chosen: Any = _seen(somebody(roles))
    return chosen.where(Application.candidate_id.in_(bindparam("candidate_ids", expanding=True, type_=BigId))).order_by(Application.id.desc())


def sight_of(actor: Actor, application_id: int) -> Sight:
    """How a person stands to an application; to one that is not there, not at all."""
    chosen = select(*policy.sight_columns(actor)).select_from(Application).join(Application.candidate).join(Application.opening)
    row = db.session.execute(chosen.where(Application.id == application_id)).first()
    return policy.sight_from(row) if row else Sight()


def entry_sight(actor: Actor, candidate_id: int, opening_id: int) -> Sight:
    """How a person stands to a candidate and an opening that are not an application yet."""
    clauses = {"apart": policy.apart(actor), "blind": policy.blind_on(actor), "recruits": policy.recruits_here(actor), "manages": policy.manages_here(actor)}
    chosen = select(*(clause.label(name) for name, clause in clauses.items())).select_from(Candidate).join(Opening, true())
    row = db.session.execute(chosen.where(Candidate.id == candidate_id, Opening.id == opening_id, policy.candidate_in_full(actor))).first()
    return Sight(**{name: bool(row._mapping[name]) for name in clauses}) if row else Sight()


def candidate_for(actor: Actor, candidate_id: int) -> Candidate:
    """One candidate who exists for this person."""
    found: Candidate | None = db.session.scalar(_candidate_for(actor.roles), {**actor.bound, "candidate_id": candidate_id})
    if found is None:
        raise Missing
    return found


@cache
def _candidate_for(roles: frozenset[Role]) -> Any:
    chosen = select(Candidate).where(Candidate.id == bindparam("candidate_id", type_=BigId), policy.candidate_visible_to(somebody(roles)))
    return chosen.execution_options(**ONE_PLAN)


def candidate_in_full(actor: Actor, candidate_id: int) -> Candidate:
    """One candidate whose contact and résumés this person may see."""
    found = db.session.scalar(select(Candidate).where(Candidate.id == candidate_id, policy.candidate_in_full(actor)))
    if found is None:
        raise Missing
    return found


def openings_to_enter(actor: Actor) -> list[Enterable]:
    """Open openings into which this person may enter candidates, newest first."""
    return [Enterable(*row) for row in db.session.execute(_open_to(actor), actor.bound)]


@for_roles
def _open_to(actor: Actor) -> Any:
    mine = or_(policy.recruits_here(actor), policy.manages_here(actor))
    return select(Opening.id, Opening.title).where(Opening.status == OpeningStatus.OPEN, mine).order_by(Opening.id.desc())


def openings_left(actor: Actor, candidate_id: int) -> list[Enterable]:
    """Open openings that a candidate may still enter with this person's help, newest first."""
    return [Enterable(*row) for row in db.session.execute(_left_to(actor), {**actor.bound, "candidate_id": candidate_id})]


def has_opening_left(actor: Actor, candidate_id: int) -> bool:
    """Whether there is one of them."""
    return bool(db.session.scalar(_any_left_to(actor), {**actor.bound, "candidate_id": candidate_id}))


@for_roles
def _left_to(actor: Actor) -> Any:
    entered = select(Application.id).where(Application.candidate_id == bindparam("candidate_id", type_=BigId), Application.opening_id == Opening.id)
    return _open_to(actor).where(~entered.exists())


@for_roles
def _any_left_to(actor: Actor) -> Any:
    return select(_left_to(actor).order_by(None).exists())


def opening_to_enter(actor: Actor, opening_id: int) -> Opening:
    """One opening into which this person may enter candidates, whatever its status."""
    mine = or_(policy.recruits_here(actor), policy.manages_here(actor))
    found = db.session.scalar(select(Opening).where(Opening.id == opening_id, mine))
    if found is None:
        raise Missing
    return found


def resumes_of(candidate_id: int) -> list[Resume]:
    """The résumés of a candidate, newest first, with what became of reading them; ask `candidate_in_full` before."""
    status = joinedload(Resume.reading).load_only(ResumeText.status)
    return list(db.session.scalars(select(Resume).options(status).where(Resume.candidate_id == candidate_id).order_by(Resume.id.desc())))


def resume_for(actor: Actor, candidate_id: int, resume_id: int) -> Resume:
    """One résumé of a candidate whose résumés this person may see."""
    chosen = select(Resume).join(Candidate, Candidate.id == Resume.candidate_id).where(Resume.id == resume_id, Candidate.id == candidate_id)
    found = db.session.scalar(chosen.where(policy.candidate_in_full(actor)))
    if found is None:
        raise Missing
    return found


def text_for(actor: Actor, candidate_id: int, resume_id: int) -> str:
    """The text of a résumé, for whoever may open the résumé itself."""
    resume = resume_for(actor, candidate_id, resume_id)
    return db.session.scalar(select(ResumeText.text).where(ResumeText.resume_id == resume.id)) or ""


def notes(actor: Actor, candidate_id: int) -> list[Note]:
    """Notes that this person may read, newest first."""
    return list(db.session.scalars(_notes(actor), {**actor.bound, "candidate_id": candidate_id}))


def screens(actor: Actor, candidate_id: int) -> list[Screen]:
    """Screens that this person may read, newest first."""
    return list(db.session.scalars(_screens(actor), {**actor.bound, "candidate_id": candidate_id}))


def stage_changes(actor: Actor, candidate_id: int) -> list[StageChange]:
    """Moves that this person may know of, newest first; how an application began is no secret."""
    return list(db.session.scalars(_changes(actor), {**actor.bound, "candidate_id": candidate_id}))


@for_roles
def _notes(actor: Actor) -> Any:
    return _opinions(actor, Note, Note.by_id == actor.id)


@for_roles
def _screens(actor: Actor) -> Any:
    return _opinions(actor, Screen, Screen.by_id == actor.id)


@for_roles
def _changes(actor: Actor) -> Any:
    return _opinions(actor, StageChange, or_(StageChange.by_id == actor.id, StageChange.from_stage.is_(None)))


def _opinions(actor: Actor, kind: Any, always: Any) -> Select[Any]:
    """What was written on a candidate: by others only where the seal allows, one's own wherever they see more than the status."""
    return (
        select(kind)
        .join(Application, Application.id == kind.application_id)
        .join(Application.candidate)
        .join(Application.opening)
        .options(joinedload(kind.by).load_only(Person.id, Person.name))
        .where(Candidate.id == bindparam("candidate_id", type_=BigId), policy.seen_in_full(actor), or_(always, policy.reads_others(actor)))
        .order_by(kind.id.desc())
    )


def application_between(candidate_id: int, opening_id: int) -> Application | None:
    """The application of a candidate for an opening, for operations that have asked the policy."""
    return db.session.scalar(select(Application).where(Application.candidate_id == candidate_id, Application.opening_id == opening_id))
