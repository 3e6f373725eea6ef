"""Who reads the log and the outbox, and which of their lines exist for a reader (invariants 5 and 17).

An entry carries ids and no content, and still its mere existence may tell something. So an entry about a candidate or an
opening exists only for those for whom the candidate or opening exists, and acts that follow from somebody's opinion do not
exist for whoever owes feedback on that candidate. Numbers and seals would count what is left out: they are shown to
administrators alone, and to them only while nothing is left out.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, exists, literal, not_, or_, select

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.candidates import policy as candidates
from hiring.candidates.models import Application, Candidate, PanelSeat
from hiring.debriefs.models import Debrief, Decision
from hiring.loops.models import Interview, Loop
from hiring.notices.terms import NoticeKind
from hiring.openings import policy as openings
from hiring.openings.models import Opening

OPINIONS = frozenset(
    {Event.STAGE_CHANGED, Event.SCREEN_RECORDED, Event.NOTE_ADDED, Event.FEEDBACK_READ, Event.ADDENDUM_ADDED, Event.PRACTICE_READ}
    | {event for event in Event if event.value.startswith("debrief.")}
)
"""Acts that follow from what somebody thinks of a candidate; who has submitted is a fact of the plan."""

OPINION_NOTICES = frozenset({NoticeKind.DEBRIEF_OPENED})
"""Mails that follow from them."""


def reads_log(actor: Actor) -> bool:
    """Administrators and Core read the log."""
    return actor.has(Role.ADMINISTRATOR, Role.CORE)


def entries_for(actor: Actor) -> ColumnElement[bool]:
    """The entries of the log that exist for a reader."""
    blind = and_(candidates.blind_on(actor), AuditEntry.event.in_(OPINIONS))
    hidden = or_(not_(candidates.visible_to(actor)), blind)
    hidden_candidate = or_(not_(candidates.candidate_visible_to(actor)), blind)
    return not_(
        or_(
            *(exists(reach.where(hidden).correlate(AuditEntry)) for reach in _applications()),
            exists(select(Candidate.id).where(Candidate.id == AuditEntry.subject, hidden_candidate).correlate(AuditEntry)),
            exists(select(Opening.id).where(Opening.id == AuditEntry.subject, not_(openings.visible_to(actor))).correlate(AuditEntry)),
        )
    )


def _applications() -> list[Select[Any]]:
    """Every way from an entry to an application, joined to its candidate and opening; feedback itself is locked, so its entries name the loop."""
    return [
        _joined(select(literal(1)).select_from(Application)).where(Application.id == AuditEntry.subject),
        _joined(_by_loop().where(Loop.id == AuditEntry.subject)),
        _joined(_by_loop().where(Loop.id == cast(AuditEntry.facts["loop"].as_string(), BigInteger))),
        *(_joined(_by_loop().join(kind, kind.loop_id == Loop.id).where(kind.id == AuditEntry.subject)) for kind in (Interview, Debrief, Decision)),
    ]


def _by_loop() -> Select[Any]:
    return select(literal(1)).select_from(Application).join(Loop, Loop.application_id == Application.id)


def _joined(chosen: Select[Any]) -> Select[Any]:
    return chosen.join(Candidate, Candidate.id == Application.candidate_id).join(Opening, Opening.id == Application.opening_id)


def owes_or_apart(actor: Actor) -> ColumnElement[bool]:
    """Whether anything at all may be left out for this person: they owe feedback, or are kept away from a candidate."""
    seat = exists(select(PanelSeat.id).where(PanelSeat.person_id == actor.id, or_(PanelSeat.pending, PanelSeat.barred)))
    return or_(seat, exists(select(Candidate.id).where(Candidate.person_id == actor.id)))
