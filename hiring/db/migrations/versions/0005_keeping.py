"""The text of résumés, read beside the pages; what the last check of the record found."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make both tables; every résumé that is there waits to be read."""
    op.create_table('resume_text',
    sa.Column('resume_id', BIG, autoincrement=False, nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('tries', BIG, nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('waiting', 'read', 'blank', 'locked', 'damaged', 'costly')", name=op.f('ck_resume_text_status')),
    sa.CheckConstraint("status = 'read' OR text = ''", name=op.f('ck_resume_text_text_only_when_read')),
    sa.ForeignKeyConstraint(['resume_id'], ['resume.id'], name=op.f('fk_resume_text_resume_id')),
    sa.PrimaryKeyConstraint('resume_id', name=op.f('pk_resume_text'))
    )
    op.create_index('ix_resume_text_status_next_try_at', 'resume_text', ['status', 'next_try_at'], unique=False)
    op.create_table('record_check',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', BIG, nullable=True),
    sa.Column('seal', sa.String(length=64), nullable=True),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_record_check_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_check'))
    )
    op.execute("INSERT INTO resume_text (resume_id, status, text, tries, next_try_at) SELECT id, 'waiting', '', 0, created_at FROM resume")


def downgrade() -> None:
    """Both can be made again from what stays."""
    op.drop_table('record_check')
    op.drop_index('ix_resume_text_status_next_try_at', table_name='resume_text')
    op.drop_table('resume_text')
