"""Reading sets and principles: the adopted one, all versions, one with everything, and anchors for a track."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from hiring.core.errors import Missing
from hiring.core.text import Words
from hiring.db.session import db
from hiring.principles.models import Anchor, Principle, PrincipleSet
from hiring.principles.terms import JobFamily, PrincipleKind, PrincipleText, Rating, Track


@dataclass(frozen=True)
class Measure:
    """A principle or competency with the anchors of one track: what somebody is rated against."""

    id: int
    key: str
    kind: PrincipleKind
    customer: bool
    family: JobFamily | None
    name: Words
    summary: Words
    behaviours: list[Words]
    anchors: dict[Rating, Words]


def adopted() -> PrincipleSet | None:
    """The set that new openings use, with its principles."""
    return db.session.scalar(select(PrincipleSet).where(PrincipleSet.adopted).options(selectinload(PrincipleSet.principles)))


def all_sets() -> list[tuple[PrincipleSet, int]]:
    """Every version with the number of its principles: the adopted first, then newest first."""
    rows = db.session.execute(
        select(PrincipleSet, func.count(Principle.id))
        .join(Principle, Principle.set_id == PrincipleSet.id, isouter=True)
        .group_by(PrincipleSet.id)
        .order_by(PrincipleSet.adopted.desc(), PrincipleSet.id.desc())
    )
    return [(version, count) for version, count in rows]


def whole_set(set_id: int) -> PrincipleSet:
    """One version with its principles and their anchors."""
    found = db.session.scalar(select(PrincipleSet).where(PrincipleSet.id == set_id).options(selectinload(PrincipleSet.principles).selectinload(Principle.anchors)))
    if found is None:
        raise Missing
    return found


def newest(key: str) -> PrincipleSet | None:
    """The newest version of a set by its key."""
    return db.session.scalar(select(PrincipleSet).where(PrincipleSet.key == key).order_by(PrincipleSet.number.desc()).limit(1))


def principle(principle_id: int) -> Principle:
    """One principle with its set and anchors."""
    found = db.session.scalar(select(Principle).where(Principle.id == principle_id).options(joinedload(Principle.set), selectinload(Principle.anchors)))
    if found is None:
        raise Missing
    return found


def of_set(set_id: int) -> list[Principle]:
    """The principles and competencies of a version, in their order."""
    return list(db.session.scalars(select(Principle).where(Principle.set_id == set_id).order_by(Principle.position, Principle.id)))


def names_by_key() -> dict[str, Words]:
    """The newest name of every key that any version has, in the order of the adopted set, then of the others."""
    rows = db.session.execute(select(Principle.key, Principle.name).join(Principle.set).order_by(PrincipleSet.adopted.desc(), PrincipleSet.id.desc(), Principle.position))
    names: dict[str, Words] = {}
    for row in rows:
        names.setdefault(row.key, row.name)
    return names


def measures(ids: Collection[int], track: Track) -> dict[int, Measure]:
    """Principles by id with the anchors of a track; where it has none, with those of individual roles."""
    rows = list(db.session.scalars(select(Principle).where(Principle.id.in_(ids))))
    anchors: dict[tuple[int, Track], dict[Rating, Words]] = {}
    for anchor in db.session.scalars(select(Anchor).where(Anchor.principle_id.in_(ids))):
        anchors.setdefault((anchor.principle_id, anchor.track), {})[anchor.rating] = anchor.text
    return {row.id: _measure(row, anchors.get((row.id, track)) or anchors.get((row.id, Track.INDIVIDUAL), {})) for row in rows}


def _measure(row: Principle, anchors: dict[Rating, Words]) -> Measure:
    return Measure(row.id, row.key, row.kind, row.customer, row.family, row.name, row.summary, row.behaviours, anchors)


def text_of(row: Principle) -> PrincipleText:
    """A principle that was loaded with its anchors, as a plain value."""
    anchors: dict[Track, dict[Rating, Words]] = {}
    for anchor in row.anchors:
        anchors.setdefault(anchor.track, {})[anchor.rating] = anchor.text
    return PrincipleText(row.key, row.kind, row.name, row.summary, row.behaviours, row.customer, row.family, anchors)
