"""Who sees a loop and who plans it: predicate (over a `Sight`) and WHERE clause side by side.

A loop exists for whom its application exists, so the seal of the floor below holds here too: the candidate as a person of
the organisation, whoever declared a conflict, and whoever owes feedback in another loop of this candidate find nothing.
The WHERE clauses expect a statement over `Application`, `Candidate` and `Opening`.
"""

from sqlalchemy import ColumnElement, and_, or_

from hiring.accounts.actor import Actor
from hiring.candidates import policy as candidates
from hiring.candidates.policy import Sight
from hiring.loops.models import Loop


def sees(sight: Sight) -> bool:
    """Administrators see that the loop exists and where it stands; the others what they read."""
    return sight.exists


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The loops that exist for a person."""
    return candidates.visible_to(actor)


def reads_plan(sight: Sight) -> bool:
    """Recruiters, hiring manager, hiring team, panel, key holders, and the Core member who signed off the brief."""
    return sight.full


def read_by(actor: Actor) -> ColumnElement[bool]:
    """The loops whose plan a person reads."""
    return candidates.seen_in_full(actor)


def plans(sight: Sight) -> bool:
    """Recruiters and the hiring manager of the opening make and amend the plan; it holds no feedback, so they may owe some."""
    return sight.steers


def planned_by(actor: Actor) -> ColumnElement[bool]:
    """The loops that a person plans."""
    return and_(candidates.visible_to(actor), or_(candidates.recruits_here(actor), candidates.manages_here(actor)))


def asks_for_probes(sight: Sight, *, leads: bool) -> bool:
    """Whoever plans the loop, and who holds the Bar Raiser’s key, gives a principle that was not covered to a later interviewer."""
    return sight.exists and (sight.steers or leads)


def asked_for_probes_by(actor: Actor) -> ColumnElement[bool]:
    """The loops in which a person may do so."""
    return or_(planned_by(actor), and_(candidates.visible_to(actor), Loop.bar_key_id == actor.id))


def begins(sight: Sight) -> bool:
    """Recruiters begin loops."""
    return sight.exists and sight.recruits


def begun_by(actor: Actor) -> ColumnElement[bool]:
    """The applications for which a person begins loops."""
    return and_(candidates.visible_to(actor), candidates.recruits_here(actor))
