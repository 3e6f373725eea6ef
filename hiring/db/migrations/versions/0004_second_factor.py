"""A second factor for people, sign-ins that wait for it, and who must have one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FOR = "second_factor_for IN ('nobody', 'administrators_core', 'everybody')"
KINDS = ("invitation", "reset", "assignment", "changed_time", "cancelled", "feedback_due", "debrief_opened", "sign_off_asked", "glass_broken")
MORE_KINDS = (*KINDS[:-1], "security", "glass_broken")


def upgrade() -> None:
    """Add the tables and columns, and mails about the safety of an account."""
    op.add_column("organisation", sa.Column("second_factor_for", sa.String(length=32), sa.CheckConstraint(FOR, name=op.f("ck_organisation_second_factor_for")), server_default="nobody", nullable=False))
    op.add_column("person", sa.Column("second_factor_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "half_sign_in",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_half_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_half_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_half_sign_in_person_id"), "half_sign_in", ["person_id"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("last_step", BIG, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("person_id", name=op.f("uq_second_factor_person_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("person_id", "code_hash", name=op.f("uq_recovery_code_person_id_code_hash")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("uses", BIG, nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"], unique=False)
    _kinds_of_mail(MORE_KINDS)


def downgrade() -> None:
    """Take all of it away; mails about the safety of an account go with it."""
    op.execute("DELETE FROM notice WHERE kind = 'security'")
    _kinds_of_mail(KINDS)
    for table in ("passkey", "recovery_code", "second_factor", "half_sign_in"):
        op.drop_table(table)
    op.execute("ALTER TABLE person DROP COLUMN second_factor_since")
    op.execute("ALTER TABLE organisation DROP COLUMN second_factor_for")


def _kinds_of_mail(kinds: tuple[str, ...]) -> None:
    """Let the outbox hold mails of these kinds; SQLite makes the table anew with its other checks."""
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_kind"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_kind"), "kind IN ({})".format(", ".join(f"'{each}'" for each in kinds)))
