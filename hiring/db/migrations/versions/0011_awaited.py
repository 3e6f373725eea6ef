"""Feedback that is awaited: of a person without what was cancelled, and of a loop without reading its interviews."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

OF_PERSON, OF_LOOP = "ix_interview_awaited", "ix_interview_awaited_of_loop"
AWAITED = sa.text("submitted_at IS NULL AND excused_at IS NULL")


def upgrade() -> None:
    """Make the indexes."""
    op.drop_index(OF_PERSON, "interview")
    _make(OF_PERSON, "interviewer_id", "status", "starts_at")
    _make(OF_LOOP, "loop_id", "status")


def downgrade() -> None:
    """And take them away."""
    op.drop_index(OF_LOOP, "interview")
    op.drop_index(OF_PERSON, "interview")
    _make(OF_PERSON, "interviewer_id", "starts_at")


def _make(name: str, *columns: str) -> None:
    op.create_index(name, "interview", list(columns), sqlite_where=AWAITED, postgresql_where=AWAITED)
