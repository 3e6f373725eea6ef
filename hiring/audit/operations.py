"""Recording an act, and sealing the recorded acts when their transaction ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event as hooks
from sqlalchemy import select
from sqlalchemy.orm import Session

from hiring.audit.models import AuditEntry
from hiring.audit.rules import GENESIS, seal_of
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.db.session import db
from hiring.db.turns import Alone, go_alone


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
    go_alone(session, Alone.RECORD)
    last = session.execute(select(AuditEntry.number, AuditEntry.seal).order_by(AuditEntry.number.desc()).limit(1)).first()
    number, previous = (last.number, last.seal) if last else (0, GENESIS)
    for act in acts:
        number += 1
        seal = seal_of(number, act.at, act.event, act.actor_id, act.subject, act.facts, previous)
        session.add(AuditEntry(number=number, at=act.at, event=act.event, actor_id=act.actor_id, subject=act.subject, facts=act.facts, previous=previous, seal=seal))
        previous = seal
    session.flush()


@hooks.listens_for(Session, "after_rollback")
def _forget_acts(session: Session) -> None:
    """What was rolled back never happened."""
    session.info.pop("acts", None)
