"""Indexes that serve the lists and my work whatever the size of the archive, and a trigger that looks only when times change."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

AWAITED = sa.text("submitted_at IS NULL AND excused_at IS NULL")
OVERLAP = (
    "NEW.status = 'planned' AND NEW.starts_at IS NOT NULL AND EXISTS (SELECT 1 FROM interview o WHERE o.interviewer_id = NEW.interviewer_id"
    " AND o.id <> NEW.id AND o.status = 'planned' AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at)"
)
TRIGGER = "CREATE TRIGGER guard_interview_double_booked_update BEFORE {act} ON interview WHEN {when} BEGIN SELECT RAISE(ABORT, 'double booked'); END"


def upgrade() -> None:
    """Make them."""
    op.drop_index("ix_application_opening_id_stage", "application")
    op.create_index("ix_application_opening_id_stage_candidate_id", "application", ["opening_id", "stage", "candidate_id"])
    op.create_index("ix_application_opening_id_candidate_id", "application", ["opening_id", "candidate_id"])
    op.create_index("ix_application_stage_candidate_id", "application", ["stage", "candidate_id"])
    op.drop_index("ix_candidate_added_by_id", "candidate")
    op.create_index("ix_candidate_added_by_id_created_at", "candidate", ["added_by_id", "created_at"])
    op.create_index("ix_interview_awaited", "interview", ["interviewer_id", "starts_at"], sqlite_where=AWAITED, postgresql_where=AWAITED)
    op.create_index("ix_decision_at", "decision", ["at"])
    _trigger("UPDATE OF interviewer_id, status, starts_at, ends_at")


def downgrade() -> None:
    """Back to the indexes of the first schema."""
    op.drop_index("ix_decision_at", "decision")
    op.drop_index("ix_interview_awaited", "interview")
    op.drop_index("ix_candidate_added_by_id_created_at", "candidate")
    op.create_index("ix_candidate_added_by_id", "candidate", ["added_by_id"])
    op.drop_index("ix_application_stage_candidate_id", "application")
    op.drop_index("ix_application_opening_id_candidate_id", "application")
    op.drop_index("ix_application_opening_id_stage_candidate_id", "application")
    op.create_index("ix_application_opening_id_stage", "application", ["opening_id", "stage"])
    _trigger("UPDATE")


def _trigger(act: str) -> None:
    """SQLite's; PostgreSQL holds the same rule in an exclusion."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER guard_interview_double_booked_update")
        op.execute(TRIGGER.format(act=act, when=OVERLAP))
