"""Trainees' seats: who sits in with whom, and who may be chosen."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hiring.accounts.models import Person
from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.loops.models import Interview
from hiring.loops.rules.eligibility import Need
from hiring.loops.shadow_models import Shadow, ShadowNeed


def shadows_of(loop_id: int) -> list[Shadow]:
    """The trainees of a loop with their hosts, by name; nothing about what they wrote."""
    chosen = select(Shadow).join(Person, Person.id == Shadow.trainee_id).where(Shadow.loop_id == loop_id, Shadow.withdrawn_at.is_(None))
    loaded = (joinedload(Shadow.trainee), joinedload(Shadow.interview).joinedload(Interview.interviewer))
    return list(db.session.scalars(chosen.options(*loaded).order_by(Person.name_key, Shadow.id)))


def shadows_beside(interview_id: int) -> list[Shadow]:
    """The trainees who sit in on one interview, with their names."""
    chosen = select(Shadow).where(Shadow.interview_id == interview_id, Shadow.withdrawn_at.is_(None)).options(joinedload(Shadow.trainee))
    return list(db.session.scalars(chosen.order_by(Shadow.id)))


def shadow_in(loop_id: int, shadow_id: int) -> Shadow:
    """A trainee seat of a loop."""
    found = db.session.scalar(select(Shadow).where(Shadow.id == shadow_id, Shadow.loop_id == loop_id, Shadow.withdrawn_at.is_(None)))
    if found is None:
        raise Missing
    return found


def seat_taken_before(loop_id: int, person_id: int) -> Shadow | None:
    """The seat of this trainee in a loop, given back or not."""
    return db.session.scalar(select(Shadow).where(Shadow.loop_id == loop_id, Shadow.trainee_id == person_id))


def need_of(person_id: int) -> ShadowNeed | None:
    """What the ladder asks of a person, if anything."""
    return db.session.scalar(select(ShadowNeed).where(ShadowNeed.person_id == person_id))


def needs() -> dict[int, Need]:
    """Everybody whom the ladder sends to sit in; one statement."""
    rows = db.session.execute(select(ShadowNeed.person_id, ShadowNeed.kind, ShadowNeed.beside_lead))
    return {row.person_id: Need(row.kind, row.beside_lead) for row in rows}
