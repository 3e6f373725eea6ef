"""The list of candidates: a page is found along an index and stops when it is full, whatever the size of the archive.

Who sees most of it (recruiters, administrators) walks it from the newest; whoever sees a few begins with those few.
Statements are built once for each set of roles and shape of the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.terms import Role
from hiring.candidates import policy
from hiring.candidates.models import Application, Candidate
from hiring.candidates.queries import search as searching
from hiring.candidates.queries.reach import Listed, Shape, before, filtered, is_wide, listed, near
from hiring.candidates.terms import Stage
from hiring.core.text import Words, fold
from hiring.db.session import ONE_PLAN, db
from hiring.db.types import BigId
from hiring.openings.models import Opening

_CHOICES, _LATELY = 20, 60


@dataclass(frozen=True)
class Standing:
    """One application of a listed candidate: the opening, and the stage as it is shown."""

    candidate_id: int
    opening_id: int
    opening: Words
    stage: Stage


@dataclass(frozen=True)
class Choice:
    """An opening to filter by."""

    id: int
    title: Words


def page(actor: Actor, *, search: str, stage: Stage | None, opening_id: int | None, after: int | None, size: int) -> list[Listed]:
    """Candidates newest first; one more than `size`."""
    shape = Shape(db.session.get_bind().dialect.name, stage, opening_id is not None, size + 1)
    values = {**actor.bound, "before": after or 2**62, "opening_id": opening_id}
    if fold(search):
        return searching.search(actor, search, shape, values)
    return [Listed(*row) for row in db.session.execute(_page(actor.roles, shape), values)]


@cache
def _page(roles: frozenset[Role], shape: Shape) -> Any:
    """The statement of a page."""
    actor = somebody(roles)
    chosen = listed(actor, before, shape.most).where(policy.candidate_visible_to(actor))
    if shape.filtered:
        held = filtered(actor, shape, before).distinct().order_by(Application.candidate_id.desc()).limit(shape.most)
        return chosen.where(Candidate.id.in_(held)).execution_options(**ONE_PLAN)
    return chosen.execution_options(**ONE_PLAN) if is_wide(roles) else chosen.where(Candidate.id.in_(near(actor, shape.dialect)))


def _known(actor: Actor) -> Select[int]:
    """The openings of which a person can see anything at all: a confidential one of others is not searched to its end in vain."""
    here = (policy.recruits_here(actor), policy.manages_here(actor), policy.helps_here(actor), policy.oversees_here(actor), policy.administers(actor))
    return select(Opening.id).where(or_(*here, Opening.id.in_(policy.openings_sat_in(actor.id)))).correlate(None)


def standings_of(actor: Actor, candidate_ids: Sequence[int]) -> dict[int, list[Standing]]:
    """The applications of listed candidates that this person may see, newest first."""
    found: dict[int, list[Standing]] = {}
    for row in db.session.execute(_standings(actor.roles), {**actor.bound, "candidate_ids": candidate_ids}) if candidate_ids else ():
        found.setdefault(row[0], []).append(Standing(row[0], row[1], row[2], Stage(row[3])))
    return found


@cache
def _standings(roles: frozenset[Role]) -> Any:
    actor = somebody(roles)
    return (
        select(Application.candidate_id, Application.opening_id, Opening.title, policy.stage_for(actor))
        .join(Application.candidate)
        .join(Application.opening)
        .where(policy.visible_to(actor), Application.candidate_id.in_(bindparam("candidate_ids", expanding=True, type_=BigId)))
        .order_by(Application.id.desc())
    )


def openings_with_candidates(actor: Actor, chosen: int | None = None) -> list[Choice]:
    """The newest openings to filter by: those of applications that this person may see, and the one that was chosen."""
    dialect = db.session.get_bind().dialect.name
    rows = [Choice(*row) for row in db.session.execute(_openings(actor.roles, dialect, False), {**actor.bound, "before": 2**62})]
    if chosen is None or any(row.id == chosen for row in rows):
        return rows
    named = db.session.execute(_openings(actor.roles, dialect, True), {**actor.bound, "before": 2**62, "chosen": chosen})
    return [*(Choice(*row) for row in named), *rows]


@cache
def _openings(roles: frozenset[Role], dialect: str, one: bool) -> Any:
    """The newest, or the one that was chosen."""
    if not one:
        return _all_openings(roles, dialect)
    chosen = Opening.id == bindparam("chosen", type_=BigId)
    return _known_opening(roles).where(chosen) if is_wide(roles) else _all_openings(roles, dialect).where(chosen)


def _known_opening(roles: frozenset[Role]) -> Any:
    """An opening with somebody whom the reader sees; looked for from the newest, since the many of an opening are its archive."""
    actor = somebody(roles)
    newest = (
        select(Application.opening_id)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Application.opening_id == bindparam("chosen", type_=BigId), policy.visible_to(actor))
        .order_by(Application.candidate_id.desc())
        .limit(1)
    )
    return select(Opening.id, Opening.title).where(Opening.id.in_(_known(actor)), Opening.id.in_(newest.correlate(None)))


def _all_openings(roles: frozenset[Role], dialect: str) -> Any:
    actor = somebody(roles)
    if is_wide(roles):
        visible = select(Application.id).join(Application.candidate).where(Application.opening_id == Opening.id, policy.visible_to(actor)).correlate(Opening)
        return select(Opening.id, Opening.title).where(Opening.id.in_(_known(actor)), exists(visible)).order_by(Opening.id.desc()).limit(_CHOICES)
    lately = select(Candidate.id).where(Candidate.id.in_(near(actor, dialect)), policy.candidate_visible_to(actor)).order_by(Candidate.id.desc()).limit(_LATELY)
    ids = select(Application.opening_id).join(Application.candidate).join(Application.opening).where(Application.candidate_id.in_(lately), policy.visible_to(actor))
    return select(Opening.id, Opening.title).where(Opening.id.in_(ids)).order_by(Opening.id.desc()).limit(_CHOICES)
