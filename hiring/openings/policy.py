"""Who sees and who changes an opening: predicate and WHERE clause side by side.

In full: recruiters (confidential ones only their own), the hiring manager, the hiring team, the Bar Raiser who was
asked to sign off, and the panel. Title and status: administrators, of every opening. For all others a confidential
opening does not exist, in no list and no count. Who sits on a panel is known above; that floor adds it by `seats`.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from hiring.accounts.actor import Actor
from hiring.accounts.policy import keeps_the_bar, recruits
from hiring.accounts.terms import Role
from hiring.core.errors import Missing
from hiring.openings.models import Opening, RoleBrief, TeamMember

OpeningIds = Callable[[int], Select[int]]
_SEATS: list[OpeningIds] = []


def seats(openings_of: OpeningIds) -> None:
    """Say, from above, on which openings a person sits in a panel: a SELECT of opening ids for a person's id."""
    if openings_of not in _SEATS:
        _SEATS.append(openings_of)


def creates(actor: Actor) -> bool:
    """Recruiters begin openings."""
    return recruits(actor)


def reads_in_full(actor: Actor, opening: Opening, on_panel: bool = False) -> bool:
    """Whether this person reads brief, team and process; the opening must be loaded with team and brief."""
    return (
        on_panel
        or actor.id == opening.hiring_manager_id
        or actor.id in {member.person_id for member in opening.team}
        or (recruits(actor) and (not opening.confidential or opening.recruiter_id == actor.id))
        or was_asked(actor, opening)
    )


def in_full(actor: Actor, also: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """The openings that this person reads in full; `also` adds what an upper floor knows."""
    return or_(
        Opening.hiring_manager_id == actor.id,
        Opening.id.in_(select(TeamMember.opening_id).where(TeamMember.person_id == actor.id)),
        or_(Opening.confidential.is_(False), Opening.recruiter_id == actor.id) if recruits(actor) else false(),
        Opening.id.in_(select(RoleBrief.opening_id).where(RoleBrief.asked_id == actor.id)) if keeps_the_bar(actor) else false(),
        *(Opening.id.in_(openings_of(actor.id)) for openings_of in _SEATS),
        also if also is not None else false(),
    )


def visible_to(actor: Actor, also: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """The openings that exist for this person, be it with title and status only."""
    return true() if actor.has(Role.ADMINISTRATOR) else in_full(actor, also)


def was_asked(actor: Actor, opening: Opening) -> bool:
    """Whether this Bar Raiser was asked to sign off the brief."""
    return keeps_the_bar(actor) and opening.brief.asked_id == actor.id


def edits(actor: Actor, opening: Opening) -> bool:
    """Its recruiter and its hiring manager change an opening."""
    return actor.id == opening.hiring_manager_id or (recruits(actor) and actor.id == opening.recruiter_id)


def edited_by(actor: Actor) -> ColumnElement[bool]:
    """The openings that this person changes."""
    return or_(Opening.hiring_manager_id == actor.id, and_(Opening.recruiter_id == actor.id, true() if recruits(actor) else false()))


def require_edits(actor: Actor, opening: Opening) -> None:
    """For anybody else there is nothing to change here."""
    if not edits(actor, opening):
        raise Missing
