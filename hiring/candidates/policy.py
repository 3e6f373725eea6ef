"""The seal on this floor (invariant 5): how a person stands to an application, as a plain value and as SQL, side by side.

Every query asks here; nothing below a query, and nothing above it, decides again who sees what.
"""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, case, exists, false, literal, not_, or_, select, true

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.candidates.models import Application, Candidate, PanelSeat
from hiring.candidates.terms import Stage
from hiring.openings.models import Opening, RoleBrief, TeamMember
from hiring.openings.policy import seats

Clause = ColumnElement[bool]

UNMASKED = frozenset({Stage.APPLIED, Stage.SCREENING})
"""Stages before any loop; whatever comes after is “in the loop” to those who still owe feedback."""


@dataclass(frozen=True)
class Sight:
    """How one person stands to one application: the facts that the seal is made of."""

    apart: bool = False
    blind: bool = False
    recruits: bool = False
    manages: bool = False
    helps: bool = False
    oversees: bool = False
    seated: bool = False
    administers: bool = False

    @property
    def steers(self) -> bool:
        """Recruiters and the hiring manager move the application and write screens."""
        return self.exists and (self.recruits or self.manages)

    @property
    def works(self) -> bool:
        """They and the hiring team write notes."""
        return self.exists and (self.recruits or self.manages or self.helps)

    @property
    def exists(self) -> bool:
        """Whether the application exists for this person at all."""
        known = self.recruits or self.manages or self.helps or self.oversees or self.seated or self.administers
        return known and not self.apart and (self.seated or not self.blind)

    @property
    def full(self) -> bool:
        """Whether they see more than name, opening and stage."""
        return self.exists and (self.recruits or self.manages or self.helps or self.oversees or self.seated)

    @property
    def reads(self) -> bool:
        """Whether they read what others wrote: notes, screens, reasons."""
        return self.full and not self.blind


def shown_stage(stage: Stage, sight: Sight) -> Stage:
    """The stage as this person may know it."""
    return Stage.LOOP if sight.blind and stage not in UNMASKED else stage


def apart(actor: Actor) -> Clause:
    """This person is the candidate, or declared a conflict of interest: to them the candidate does not exist."""
    return or_(Candidate.person_id.is_not_distinct_from(actor.id), _seat_on_candidate(actor, PanelSeat.barred))


def blind_on(actor: Actor) -> Clause:
    """This person owes feedback on the candidate, in whichever loop."""
    return _seat_on_candidate(actor, PanelSeat.pending)


def recruits_here(actor: Actor) -> Clause:
    """Recruiters see every opening but the confidential ones of others."""
    return or_(not_(Opening.confidential), Opening.recruiter_id == actor.id) if actor.has(Role.RECRUITER) else false()


def manages_here(actor: Actor) -> Clause:
    """The hiring manager of the opening."""
    return Opening.hiring_manager_id == actor.id


def helps_here(actor: Actor) -> Clause:
    """The hiring team of the opening."""
    return exists().where(TeamMember.opening_id == Opening.id, TeamMember.person_id == actor.id).correlate(Opening)


def oversees_here(actor: Actor) -> Clause:
    """Core members oversee what they signed off, unless it is confidential."""
    if not actor.has(Role.CORE):
        return false()
    signed = exists().where(RoleBrief.opening_id == Opening.id, RoleBrief.signed_off_by_id == actor.id).correlate(Opening)
    return and_(not_(Opening.confidential), signed)


def sits_here(actor: Actor) -> Clause:
    """A seat in the panel of this very application."""
    return _seat_on_candidate(actor, PanelSeat.application_id == Application.id, PanelSeat.seated)


def administers(actor: Actor) -> Clause:
    """Administrators see name, opening and stage."""
    return literal(actor.has(Role.ADMINISTRATOR))


def visible_to(actor: Actor) -> Clause:
    """`Sight.exists` as SQL, over Application, Candidate and Opening."""
    return and_(or_(_knows(actor), administers(actor)), _unsealed(actor))


def seen_in_full(actor: Actor) -> Clause:
    """`Sight.full` as SQL."""
    return and_(_knows(actor), _unsealed(actor))


def reads_others(actor: Actor) -> Clause:
    """`Sight.reads` as SQL."""
    return and_(_knows(actor), not_(apart(actor)), not_(blind_on(actor)))


def stage_for(actor: Actor) -> ColumnElement[Stage]:
    """`shown_stage` as SQL: filters, counts and pages use this, never the column itself."""
    masked = and_(blind_on(actor), Application.stage.not_in(UNMASKED))
    return case((masked, literal(Stage.LOOP, Application.stage.type)), else_=Application.stage)


def candidate_visible_to(actor: Actor) -> Clause:
    """A candidate with an application that this person may see; one without any, to recruiters and administrators."""
    return _candidate(actor, visible_to(actor), actor.has(Role.RECRUITER, Role.ADMINISTRATOR))


def candidate_in_full(actor: Actor) -> Clause:
    """The same, for contact and résumés: administrators alone do not see them."""
    return _candidate(actor, seen_in_full(actor), actor.has(Role.RECRUITER))


def in_full_if_visible(actor: Actor) -> Clause:
    """Whether a candidate whom this person sees is seen in full: only administrators see some of them less."""
    return candidate_in_full(actor) if actor.has(Role.ADMINISTRATOR) else true()


def sight_columns(actor: Actor) -> list[Label[bool]]:
    """The facts of a `Sight` as columns of a query over Application, Candidate and Opening."""
    clauses = {
        "apart": apart(actor),
        "blind": blind_on(actor),
        "recruits": recruits_here(actor),
        "manages": manages_here(actor),
        "helps": helps_here(actor),
        "oversees": oversees_here(actor),
        "seated": sits_here(actor),
        "administers": administers(actor),
    }
    return [clause.label(name) for name, clause in clauses.items()]


def sight_from(row: Any) -> Sight:
    """The value out of those columns."""
    return Sight(**{field.name: bool(getattr(row, field.name)) for field in fields(Sight)})


def _seat_on_candidate(actor: Actor, *conditions: Any) -> Clause:
    return exists().where(PanelSeat.candidate_id == Candidate.id, PanelSeat.person_id == actor.id, *conditions).correlate(Application, Candidate)


def _knows(actor: Actor) -> Clause:
    return or_(recruits_here(actor), manages_here(actor), helps_here(actor), oversees_here(actor), sits_here(actor))


def _unsealed(actor: Actor) -> Clause:
    return and_(not_(apart(actor)), or_(sits_here(actor), not_(blind_on(actor))))


def _candidate(actor: Actor, seen: Clause, without_application: bool) -> Clause:
    own = Application.candidate_id == Candidate.id
    some = exists(select(Application.id).join(Opening, Opening.id == Application.opening_id).where(own, seen).correlate(Candidate))
    none = select(Application.id).where(own).limit(1).correlate(Candidate).scalar_subquery().is_(None)  # beside OR, PostgreSQL would hash every application for an EXISTS
    return and_(not_(apart(actor)), or_(some, none) if without_application else some)


def openings_sat_in(person_id: int) -> Select[Any]:
    """The openings in whose loops a person sits: they read those, confidential or not."""
    return select(Application.opening_id).join(PanelSeat, PanelSeat.application_id == Application.id).where(PanelSeat.person_id == person_id, PanelSeat.seated)


seats(openings_sat_in)
