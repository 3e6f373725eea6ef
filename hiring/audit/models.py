"""The table of entries, which nobody can change."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, String
from sqlalchemy.orm import Mapped, mapped_column

from hiring.audit.terms import Event
from hiring.db.base import Base
from hiring.db.guards import along, append_only
from hiring.db.turns import Alone
from hiring.db.types import BigId


class AuditEntry(Base):
    """One act: its number in the chain, the act, and the hash that seals it and all before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (CheckConstraint("number > 0", "counts_from_one"),)

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[Event] = mapped_column(Enum(Event, native_enum=False, create_constraint=False, length=64, values_callable=lambda kind: [member.value for member in kind]))
    actor_id: Mapped[int | None] = mapped_column(BigId, index=True)
    subject: Mapped[int | None] = mapped_column(BigId, index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64), unique=True)


class RecordCheck(Base):
    """What the last check of the whole record found: its head then, or the first fault."""

    __tablename__ = "record_check"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=1)
    at: Mapped[datetime]
    number: Mapped[int | None]
    seal: Mapped[str | None] = mapped_column(String(64))
    fault: Mapped[str] = mapped_column(default="")


_HEAD = "SELECT e.number, e.seal FROM audit_entry e ORDER BY e.number DESC LIMIT 1"
RECORD_HEAD = (
    "CREATE OR REPLACE FUNCTION record_head() RETURNS TABLE (number bigint, seal varchar) LANGUAGE plpgsql AS"
    f" $head$ BEGIN PERFORM pg_advisory_xact_lock({Alone.RECORD:d}); RETURN QUERY {_HEAD}; END $head$"
)
"""The newest entry for whoever adds the next: alone first, and only then a look, since a look that waited would be old."""

along(AuditEntry.__table__, "after_create", "postgresql", RECORD_HEAD)  # type: ignore[arg-type]  # a declarative table is a Table, its stub says FromClause
append_only(AuditEntry.__table__)  # type: ignore[arg-type]  # a declarative table is a Table, its stub says FromClause
