"""The list of candidates: a page is found along an index and stops when it is full, whatever the size of the archive.

Who sees most of it (recruiters, administrators) walks it from the newest; whoever sees a few begins with those few.
Statements are built once for each set of roles and shape of the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select, union

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.terms import Role
from hiring.candidates import policy
from hiring.candidates.models import Application, Candidate, PanelSeat
from hiring.candidates.terms import Source, Stage
from hiring.core.text import Words, fold
from hiring.db.session import db
from hiring.db.types import BigId
from hiring.openings.models import Opening

_WIDE = frozenset({Role.RECRUITER, Role.ADMINISTRATOR})
_CHOICES, _LATELY = 20, 60


@dataclass(frozen=True)
class Listed:
    """A candidate of the list, as far as it shows them; `full` says whether this person sees more than the name."""

    id: int
    name: str
    name_ja: str
    source: Source
    created_at: datetime
    full: bool


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
    wanted = fold(search)
    values = {**actor.bound, "after": after or 2**62, "opening_id": opening_id, "wanted": _like(wanted)}
    return [Listed(*row) for row in db.session.execute(_page(actor.roles, bool(wanted), stage, opening_id is not None, size), values)]


def _like(wanted: str) -> str:
    for sign in "/%_":
        wanted = wanted.replace(sign, f"/{sign}")
    return f"%{wanted}%"


@cache
def _page(roles: frozenset[Role], searching: bool, stage: Stage | None, by_opening: bool, size: int) -> Any:
    """The statement of a page."""
    actor = somebody(roles)
    full = policy.candidate_in_full(actor)
    chosen = (
        select(Candidate.id, Candidate.name, Candidate.name_ja, Candidate.source, Candidate.created_at, full.label("full"))
        .where(policy.candidate_visible_to(actor), Candidate.id < bindparam("after", type_=BigId))
        .order_by(Candidate.id.desc())
        .limit(size + 1)
    )
    if searching:
        by_mail = and_(full, Candidate.email_key.like(bindparam("wanted"), escape="/"))
        chosen = chosen.where(or_(Candidate.name_key.like(bindparam("wanted"), escape="/"), by_mail))
    if stage is not None or by_opening:
        narrow = None if searching else size + 1
        return chosen.where(Candidate.id.in_(_filtered(actor, stage, by_opening, narrow)))
    return chosen if roles & _WIDE else chosen.where(Candidate.id.in_(_near(actor)))


def _filtered(actor: Actor, stage: Stage | None, by_opening: bool, most: int | None) -> Select[int]:
    """The candidates of visible applications in a stage, as it is shown, for an opening; as many as a page holds."""
    chosen = select(Application.candidate_id).join(Application.candidate).join(Application.opening).where(policy.visible_to(actor))
    if stage is not None:
        chosen = chosen.where(_in_stage(actor, stage))
    if by_opening:
        chosen = chosen.where(Application.opening_id == bindparam("opening_id", type_=BigId))
    chosen = chosen.where(Application.candidate_id < bindparam("after", type_=BigId))
    return chosen.distinct().order_by(Application.candidate_id.desc()).limit(most) if most else chosen


def _in_stage(actor: Actor, stage: Stage) -> Any:
    """The same as `stage_for`, said so that an index over the stage serves."""
    blind = and_(policy.blind_on(actor), Application.stage.not_in(policy.UNMASKED))
    return or_(Application.stage == stage, blind) if stage is Stage.LOOP else and_(Application.stage == stage, ~blind)


def _mine(actor: Actor) -> Select[int]:
    """The openings that a person knows by their part in them."""
    return select(Opening.id).where(or_(policy.manages_here(actor), policy.helps_here(actor), policy.oversees_here(actor)))


def _known(actor: Actor) -> Select[int]:
    """The openings of which a person can see anything at all: a confidential one of others is not searched to its end in vain."""
    here = (policy.recruits_here(actor), policy.manages_here(actor), policy.helps_here(actor), policy.oversees_here(actor), policy.administers(actor))
    return select(Opening.id).where(or_(*here, Opening.id.in_(policy.openings_sat_in(actor.id)))).correlate(None)


def _near(actor: Actor) -> Any:
    """The candidates of a person's panels and openings: the few that may be theirs to see."""
    panels = select(PanelSeat.candidate_id).where(PanelSeat.person_id == actor.id, PanelSeat.candidate_id < bindparam("after", type_=BigId))
    here = select(Application.candidate_id).where(Application.opening_id.in_(_mine(actor)), Application.candidate_id < bindparam("after", type_=BigId))
    return union(panels, here)


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
    rows = [Choice(*row) for row in db.session.execute(_openings(actor.roles, False), {**actor.bound, "after": 2**62})]
    if chosen is None or any(row.id == chosen for row in rows):
        return rows
    named = db.session.execute(_openings(actor.roles, True), {**actor.bound, "after": 2**62, "chosen": chosen})
    return [*(Choice(*row) for row in named), *rows]


@cache
def _openings(roles: frozenset[Role], one: bool) -> Any:
    """The newest, or the one that was chosen."""
    found = _all_openings(roles)
    return found.where(Opening.id == bindparam("chosen", type_=BigId)) if one else found


def _all_openings(roles: frozenset[Role]) -> Any:
    actor = somebody(roles)
    if roles & _WIDE:
        visible = select(Application.id).join(Application.candidate).where(Application.opening_id == Opening.id, policy.visible_to(actor)).correlate(Opening)
        return select(Opening.id, Opening.title).where(Opening.id.in_(_known(actor)), exists(visible)).order_by(Opening.id.desc()).limit(_CHOICES)
    lately = select(Candidate.id).where(Candidate.id.in_(_near(actor)), policy.candidate_visible_to(actor)).order_by(Candidate.id.desc()).limit(_LATELY)
    ids = select(Application.opening_id).join(Application.candidate).join(Application.opening).where(Application.candidate_id.in_(lately), policy.visible_to(actor))
    return select(Opening.id, Opening.title).where(Opening.id.in_(ids)).order_by(Opening.id.desc()).limit(_CHOICES)
