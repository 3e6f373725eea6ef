"""What a recruiter's work looks for among the many of an opening: who came to a stage lately."""

from alembic import op

revision = "0010"
down_revision = "0009"

NAME = "ix_application_opening_id_stage_stage_since"


def upgrade() -> None:
    """Make the index."""
    op.create_index(NAME, "application", ["opening_id", "stage", "stage_since"])


def downgrade() -> None:
    """And take it away."""
    op.drop_index(NAME, "application")
