"""Feedback that is awaited: of a person without what was cancelled, and of a loop without reading its interviews. The record's head in one question."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

OF_PERSON, OF_LOOP = "ix_interview_awaited", "ix_interview_awaited_of_loop"
AWAITED = sa.text("submitted_at IS NULL AND excused_at IS NULL")
RECORD_HEAD = (
    "CREATE OR REPLACE FUNCTION record_head() RETURNS TABLE (number bigint, seal varchar) LANGUAGE plpgsql AS $head$ BEGIN"
    " PERFORM pg_advisory_xact_lock(4017001);"
    " RETURN QUERY SELECT e.number, e.seal FROM audit_entry e ORDER BY e.number DESC LIMIT 1; END $head$"
)


def upgrade() -> None:
    """Make the indexes, and on PostgreSQL the function."""
    op.drop_index(OF_PERSON, "interview")
    _make(OF_PERSON, "interviewer_id", "status", "starts_at")
    _make(OF_LOOP, "loop_id", "status")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(RECORD_HEAD)


def downgrade() -> None:
    """And take them away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION record_head()")
    op.drop_index(OF_LOOP, "interview")
    op.drop_index(OF_PERSON, "interview")
    _make(OF_PERSON, "interviewer_id", "starts_at")


def _make(name: str, *columns: str) -> None:
    op.create_index(name, "interview", list(columns), sqlite_where=AWAITED, postgresql_where=AWAITED)
