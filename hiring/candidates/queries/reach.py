"""What every question to the list of candidates is made of: its shape, its filters, and whom somebody may come across at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, union

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.candidates import policy
from hiring.candidates.models import Application, Candidate, PanelSeat
from hiring.candidates.terms import Source, Stage
from hiring.db.grams import among
from hiring.db.types import BigId
from hiring.openings.models import Opening

Within = Callable[[Any], ColumnElement[bool]]
"""A stretch of the list, as a condition over the column that holds the candidate."""

_WIDE = frozenset({Role.RECRUITER, Role.ADMINISTRATOR})
_BEFORE, _SINCE, _OPENING = (bindparam(name, type_=BigId) for name in ("before", "since", "opening_id"))


@dataclass(frozen=True)
class Listed:
    """A candidate of the list, as far as it shows them; `full` says whether this person sees more than the name."""

    id: int
    name: str
    name_ja: str
    source: Source
    created_at: datetime
    full: bool
    in_resume: bool = False
    """Found in a résumé, and neither by name nor by address."""


class Shape(NamedTuple):
    """What a statement of the list is built for, once for each set of roles; the opening, if any, is told when it runs."""

    dialect: str
    stage: Stage | None
    by_opening: bool
    most: int

    @property
    def filtered(self) -> bool:
        """Whether there is a filter."""
        return self.stage is not None or self.by_opening


def is_wide(roles: frozenset[Role]) -> bool:
    """Whether whoever has these roles sees most of the archive."""
    return bool(roles & _WIDE)


def before(candidate_id: Any) -> ColumnElement[bool]:
    """Whoever comes after a page: older ones."""
    return and_(candidate_id < _BEFORE)


def between(candidate_id: Any) -> ColumnElement[bool]:
    """Older than a page, but not older than that."""
    return and_(candidate_id < _BEFORE, candidate_id >= _SINCE)


def listed(actor: Actor, within: Within, most: int) -> Any:
    """Candidates newest first, with what the list shows; a query adds who is visible."""
    shown = (Candidate.id, Candidate.name, Candidate.name_ja, Candidate.source, Candidate.created_at, policy.in_full_if_visible(actor).label("full"))
    return select(*shown).where(within(Candidate.id)).order_by(Candidate.id.desc()).limit(most)


def filtered(actor: Actor, shape: Shape, within: Within) -> Select[int]:
    """The candidates of visible applications in a stage, as it is shown, for an opening."""
    chosen = select(Application.candidate_id).join(Application.candidate).join(Application.opening)
    return chosen.where(policy.visible_to(actor), *_conditions(actor, shape), within(Application.candidate_id))


def passes(actor: Actor, shape: Shape) -> ColumnElement[bool]:
    """A candidate whom this person sees and who passes the filters, asked of one at a time."""
    if not shape.filtered:
        return policy.candidate_visible_to(actor)
    held = select(Application.id).join(Opening, Opening.id == Application.opening_id)
    return exists(held.where(Application.candidate_id == Candidate.id, policy.visible_to(actor), *_conditions(actor, shape)).correlate(Candidate))


def _conditions(actor: Actor, shape: Shape) -> list[Any]:
    stage = [] if shape.stage is None else [_in_stage(actor, shape.stage)]
    return [*stage, Application.opening_id == _OPENING] if shape.by_opening else stage


def _in_stage(actor: Actor, stage: Stage) -> Any:
    """The same as `stage_for`, said so that an index over the stage serves."""
    blind = and_(policy.blind_on(actor), Application.stage.not_in(policy.UNMASKED))
    return or_(Application.stage == stage, blind) if stage is Stage.LOOP else and_(Application.stage == stage, ~blind)


def comes_across(actor: Actor, shape: Shape, within: Within) -> Any:
    """The ids among which all candidates of an answer are, found along an index without asking who may see whom; several times perhaps."""
    if not is_wide(actor.roles):
        return near(actor, shape.dialect, within)
    if not shape.filtered:
        return select(Candidate.id).where(within(Candidate.id))
    return _entered(actor, shape, within)


def _entered(actor: Actor, shape: Shape, within: Within) -> Any:
    """Everybody in a stage and an opening, and those whom a person is blind on: their stage is shown as another one."""
    chosen = select(Application.candidate_id).where(within(Application.candidate_id))
    if shape.by_opening:
        chosen = chosen.where(Application.opening_id == _OPENING)
    if shape.stage is None:
        return chosen
    in_stage = chosen.where(Application.stage == shape.stage)
    if shape.stage is not Stage.LOOP:
        return in_stage
    blind = select(PanelSeat.candidate_id).where(PanelSeat.person_id == actor.id, PanelSeat.pending, within(PanelSeat.candidate_id))
    return union(in_stage, blind)


def mine(actor: Actor) -> Select[int]:
    """The openings that a person knows by their part in them."""
    return select(Opening.id).where(or_(policy.manages_here(actor), policy.helps_here(actor), policy.oversees_here(actor)))


def near(actor: Actor, dialect: str, within: Within = before) -> Any:
    """The candidates of a person's panels and openings: the few that may be theirs to see."""
    panels = select(PanelSeat.candidate_id).where(PanelSeat.person_id == actor.id, within(PanelSeat.candidate_id))
    here = select(Application.candidate_id).where(among(dialect, Application.opening_id, mine(actor)), within(Application.candidate_id))
    return union(panels, here)
