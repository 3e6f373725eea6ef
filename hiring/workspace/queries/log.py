"""A page of the log as one reader may see it, with the names that the log itself never holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, or_, select, union_all

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.candidates import policy as candidates
from hiring.candidates.models import Application, Candidate
from hiring.core.text import Words
from hiring.db.session import db
from hiring.debriefs.models import Debrief, Decision
from hiring.loops.models import Interview, Loop
from hiring.notices.terms import NoticeKind
from hiring.openings import policy as openings
from hiring.openings.models import Opening
from hiring.workspace import policy


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for in the log."""

    event: Event | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Mark:
    """Where the page before ended: a moment, and how many entries of that very moment were shown; no number that counts."""

    at: datetime
    shown: int = 1


@dataclass(frozen=True)
class Names:
    """What the subjects and actors of a page are called, as far as the reader may know."""

    people: dict[int, str] = field(default_factory=dict)
    candidates: dict[int, tuple[int, str]] = field(default_factory=dict)
    openings: dict[int, Words] = field(default_factory=dict)


def page(actor: Actor, wanted: Wanted, after: Mark | None, size: int) -> list[AuditEntry]:
    """Entries that exist for this reader, newest first; one more than `size`."""
    chosen = select(AuditEntry).where(policy.entries_for(actor)).order_by(AuditEntry.at.desc(), AuditEntry.number.desc()).limit(size + 1)
    if wanted.event is not None:
        chosen = chosen.where(AuditEntry.event == wanted.event)
    if wanted.person_id is not None:
        chosen = chosen.where(or_(AuditEntry.actor_id == wanted.person_id, AuditEntry.subject == wanted.person_id))
    if after is not None:
        chosen = chosen.where(AuditEntry.at <= after.at).offset(after.shown)
    return list(db.session.scalars(chosen))


def sees_numbers(actor: Actor) -> bool:
    """Whether nothing is left out for this reader, so that numbers and seals tell nothing more."""
    return actor.has(Role.ADMINISTRATOR) and not owes_or_apart(actor)


def owes_or_apart(actor: Actor) -> bool:
    """Whether this person owes feedback on anybody, or is kept away from somebody."""
    return bool(db.session.scalar(select(policy.owes_or_apart(actor))))


def hidden_kinds(actor: Actor) -> frozenset[NoticeKind]:
    """The kinds of mail that do not exist in the outbox for this person."""
    return policy.OPINION_NOTICES if owes_or_apart(actor) else frozenset()


def names(actor: Actor, entries: Sequence[AuditEntry]) -> Names:
    """The names of a page: three statements and one more for people."""
    loops = {entry.subject: entry.facts["loop"] for entry in entries if entry.subject is not None and "loop" in entry.facts}
    subjects = {entry.subject for entry in entries if entry.subject is not None}
    actors = {entry.actor_id for entry in entries if entry.actor_id is not None}
    reached = _by_application(actor, subjects | set(loops.values()))
    named = {subject: reached[loop] for subject, loop in loops.items() if loop in reached}
    return Names(people(subjects | actors), {**named, **reached, **_candidates(actor, subjects)}, _openings(actor, subjects))


def people(ids: Collection[int]) -> dict[int, str]:
    """People by id."""
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


def everybody() -> list[tuple[int, str]]:
    """Everybody who ever was here, by name, to filter by."""
    return [(row.id, row.name) for row in db.session.execute(select(Person.id, Person.name).order_by(Person.name_key, Person.id))]


def _by_application(actor: Actor, ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """The candidate behind applications, loops, interviews, debriefs and decisions, where the reader may see them."""
    ways: list[Select[int, int]] = [select(Application.id.label("subject"), Application.id.label("application")).where(Application.id.in_(ids))]
    ways.append(select(Loop.id, Loop.application_id).where(Loop.id.in_(ids)))
    ways += [select(kind.id, Loop.application_id).join(Loop, Loop.id == kind.loop_id).where(kind.id.in_(ids)) for kind in (Interview, Debrief, Decision)]
    reached = union_all(*ways).subquery()
    chosen = (
        select(reached.c.subject, Candidate.id, Candidate.name)
        .select_from(reached)
        .join(Application, Application.id == reached.c.application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(candidates.visible_to(actor))
    )
    return {row.subject: (row.id, row.name) for row in db.session.execute(chosen)}


def _candidates(actor: Actor, ids: Collection[int]) -> dict[int, tuple[int, str]]:
    chosen = select(Candidate.id, Candidate.name).where(Candidate.id.in_(ids), candidates.candidate_visible_to(actor))
    return {row.id: (row.id, row.name) for row in db.session.execute(chosen)}


def _openings(actor: Actor, ids: Collection[int]) -> dict[int, Words]:
    chosen = select(Opening.id, Opening.title).where(Opening.id.in_(ids), openings.visible_to(actor))
    return {row.id: row.title for row in db.session.execute(chosen)}
