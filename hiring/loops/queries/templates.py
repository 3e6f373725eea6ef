"""Reading loop templates."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.loops.models import LoopTemplate


def templates() -> list[LoopTemplate]:
    """Templates in use, by name, with their slots."""
    chosen = select(LoopTemplate).where(LoopTemplate.retired_at.is_(None)).options(selectinload(LoopTemplate.slots))
    return list(db.session.scalars(chosen.order_by(LoopTemplate.name)))


def template(template_id: int) -> LoopTemplate:
    """One template in use."""
    found = db.session.scalar(select(LoopTemplate).where(LoopTemplate.id == template_id, LoopTemplate.retired_at.is_(None)).options(selectinload(LoopTemplate.slots)))
    if found is None:
        raise Missing
    return found


def template_named(name: str) -> LoopTemplate | None:
    """The template of this name, retired ones too, since names are unique."""
    return db.session.scalar(select(LoopTemplate).where(LoopTemplate.name == name).options(selectinload(LoopTemplate.slots)))
