"""Recording an act, and sealing the recorded acts when their transaction ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, column, func, select
from sqlalchemy import event as hooks
from sqlalchemy.orm import Session

from hiring.audit.models import AuditEntry
from hiring.audit.rules import GENESIS, seal_of
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.db.session import db
from hiring.db.types import BigId

_HEAD = select(AuditEntry.number, AuditEntry.seal).order_by(AuditEntry.number.desc()).limit(1)
_HEAD_ALONE = select(func.record_head().table_valued(column("number", BigId), column("seal", String)))


@dataclass(frozen=True)
class _Act:
    """An act that waits for the end of its transaction."""

    at: datetime
    event: Event
    actor_id: int | None
    subject: int | None
    facts: dict[str, Any]


def record(event: Event, *, actor_id: int | None, subject: int | None = None, session: Session | None = None, **facts: Any) -> None:
    """Note an act for the log; the entry is written with the transaction that the act belongs to."""
    chosen = session or db.session()
    if not chosen.in_transaction():
        chosen.begin()  # so that a rollback is heard even when nothing else was done
    waiting = chosen.info.setdefault("acts", [])
    waiting.append(_Act(now(), event, actor_id, subject, {name: value for name, value in facts.items() if value is not None}))


@hooks.listens_for(Session, "before_commit")
def _seal_acts(session: Session) -> None:
    """Write the waiting acts as the next links of the chain."""
    acts: list[_Act] = session.info.pop("acts", [])
    if not acts:
        return
    session.flush()
    number, previous = _head(session)
    for act in acts:
        number += 1
        seal = seal_of(number, act.at, act.event, act.actor_id, act.subject, act.facts, previous)
        session.add(AuditEntry(number=number, at=act.at, event=act.event, actor_id=act.actor_id, subject=act.subject, facts=act.facts, previous=previous, seal=seal))
        previous = seal
    session.flush()


def _head(session: Session) -> tuple[int, str]:
    """Number and seal of the newest entry, which stays the newest until this transaction ends; on SQLite every writer is alone."""
    alone = session.get_bind().dialect.name == "postgresql"
    last = session.execute(_HEAD_ALONE if alone else _HEAD).first()
    return (last.number, last.seal) if last else (0, GENESIS)


@hooks.listens_for(Session, "after_rollback")
def _forget_acts(session: Session) -> None:
    """What was rolled back never happened."""
    session.info.pop("acts", None)
