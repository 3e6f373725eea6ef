"""Editions of questions that keep the words with which they were asked, a question once in a loop whatever its edition, and what loops tell of it."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACTIVE = sa.text("status = 'active'")
OPEN = sa.text("status IN ('draft', 'review')")
STAYS = "a question keeps the words with which it was asked"
COLUMNS = ("text", "weak", "strong", "principle_key", "kind", "suits", "root_id", "edition")
CHANGED = " OR ".join(f"CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)" for column in COLUMNS)
SETTLED = "EXISTS (SELECT 1 FROM question q WHERE q.id = {row}.question_id AND q.status NOT IN ('draft', 'review'))"
GUARDS = (
    ("question", "words_stay", "UPDATE", f"OLD.status NOT IN ('draft', 'review') AND ({CHANGED})"),
    ("probe", "words_stay_insert", "INSERT", SETTLED.format(row="NEW")),
    ("probe", "words_stay_update", "UPDATE", SETTLED.format(row="OLD")),
    ("probe", "words_stay_delete", "DELETE", SETTLED.format(row="OLD")),
)
USE = sa.table("question_use", sa.column("id", BIG), sa.column("root_id", BIG), sa.column("released_at"), sa.column("counts", sa.JSON()), sa.column("shown", sa.JSON()))
RELEASED = (
    "SELECT k.question_id, max(l.released_at) FROM asked_question k JOIN loop l ON l.id = k.loop_id JOIN application a ON a.id = l.application_id"
    " JOIN opening o ON o.id = a.opening_id WHERE NOT o.confidential AND l.released_at IS NOT NULL GROUP BY k.question_id"
)
HEARD = (
    "SELECT k.question_id, r.rating, EXISTS (SELECT 1 FROM evidence e WHERE e.feedback_id = f.id AND e.principle_id = r.principle_id), count(*)"
    " FROM asked_question k JOIN question q ON q.id = k.question_id JOIN feedback f ON f.interview_id = k.interview_id JOIN loop l ON l.id = f.loop_id"
    " JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id JOIN principle_rating r ON r.feedback_id = f.id"
    " JOIN principle p ON p.id = r.principle_id AND p.key = q.principle_key WHERE l.status = 'decided' AND NOT o.confidential GROUP BY 1, 2, 3"
)


def upgrade() -> None:
    """Every question is the first edition of itself; what its decided loops told is counted."""
    _questions()
    _asked()
    op.create_table(
        "question_use",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("root_id", BIG, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["question.id"], name=op.f("fk_question_use_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_use")),
        sa.UniqueConstraint("root_id", name=op.f("uq_question_use_root_id")),
    )
    _count()
    for table, rule, act, when in GUARDS:
        _guard(table, rule, act, when)


def _questions() -> None:
    op.add_column("question", sa.Column("root_id", BIG, nullable=True))
    op.execute("UPDATE question SET root_id = id")
    with op.batch_alter_table("question") as question:
        question.alter_column("root_id", existing_type=BIG, nullable=False)
        question.add_column(sa.Column("edition", BIG, server_default="1", nullable=False))
        question.add_column(sa.Column("leaked_at", sa.DateTime(timezone=True), nullable=True))
        question.add_column(sa.Column("reviewer_id", BIG, nullable=True))
        question.add_column(sa.Column("review_note", sa.Text(), server_default="", nullable=False))
        question.create_foreign_key(op.f("fk_question_root_id"), "question", ["root_id"], ["id"])
        question.create_foreign_key(op.f("fk_question_reviewer_id"), "person", ["reviewer_id"], ["id"])
        question.create_unique_constraint(op.f("uq_question_root_id_edition"), ["root_id", "edition"])
        question.drop_constraint(op.f("ck_question_status"), type_="check")
        question.create_check_constraint(op.f("ck_question_status"), "status IN ('draft', 'review', 'active', 'replaced', 'retired')")
        question.create_check_constraint(op.f("ck_question_leaked_is_retired"), "leaked_at IS NULL OR status IN ('retired', 'replaced')")
    with op.batch_alter_table("question") as question:
        question.alter_column("edition", existing_type=BIG, server_default=None, existing_nullable=False)
        question.alter_column("review_note", existing_type=sa.Text(), server_default=None, existing_nullable=False)
    op.create_index("uq_question_active", "question", ["root_id"], unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE)
    op.create_index("uq_question_open", "question", ["root_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


def _asked() -> None:
    op.add_column("asked_question", sa.Column("root_id", BIG, nullable=True))
    op.execute("UPDATE asked_question SET root_id = question_id")
    with op.batch_alter_table("asked_question") as asked:
        asked.alter_column("root_id", existing_type=BIG, nullable=False)
        asked.create_foreign_key(op.f("fk_asked_question_root_id"), "question", ["root_id"], ["id"])
        asked.drop_constraint(op.f("uq_asked_question_loop_id_question_id"), type_="unique")
        asked.create_unique_constraint(op.f("uq_asked_question_loop_id_root_id"), ["loop_id", "root_id"])
    op.create_index(op.f("ix_asked_question_root_id"), "asked_question", ["root_id"])


def _count() -> None:
    """What is there already, in the steps of ten in which it is shown."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        op.execute("SELECT set_config('hiring.house', 'on', true)")
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for question, rating, evidence, number in bind.execute(sa.text(HEARD)):
        for name in ("asked", rating, *(("evidence",) if evidence else ())):
            counts[question][name] += number
    released = {row[0]: row[1] for row in bind.execute(sa.text(RELEASED))}
    rows = [
        {"id": root, "root_id": root, "released_at": released.get(root), "counts": dict(counts[root]), "shown": dict(counts[root]) if _rated(counts[root]) >= 10 else {}}
        for (root,) in bind.execute(sa.text("SELECT id FROM question"))
    ]
    if rows:
        bind.execute(sa.insert(USE), rows)


def _rated(counts: dict[str, int]) -> int:
    return sum(number for name, number in counts.items() if name not in ("asked", "evidence", "no_data"))


def _guard(table: str, rule: str, act: str, when: str) -> None:
    name = f"guard_{table}_{rule}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {when} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END")
        return
    refuse = f"RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF ({when}) THEN {refuse}; END IF; RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ {body} $guard$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Proposals are drafts again, and what was replaced is retired."""
    for table, rule, _act, _when in GUARDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER guard_{table}_{rule}")
        else:
            op.execute(f"DROP TRIGGER guard_{table}_{rule} ON {table}")
            op.execute(f"DROP FUNCTION guard_{table}_{rule}()")
    op.drop_table("question_use")
    op.drop_index(op.f("ix_asked_question_root_id"), "asked_question")
    with op.batch_alter_table("asked_question") as asked:
        asked.drop_constraint(op.f("uq_asked_question_loop_id_root_id"), type_="unique")
        asked.drop_constraint(op.f("fk_asked_question_root_id"), type_="foreignkey")
        asked.create_unique_constraint(op.f("uq_asked_question_loop_id_question_id"), ["loop_id", "question_id"])
        asked.drop_column("root_id")
    op.drop_index("uq_question_open", "question")
    op.drop_index("uq_question_active", "question")
    op.execute("UPDATE question SET status = 'draft' WHERE status = 'review'")
    op.execute("UPDATE question SET status = 'retired', retired_at = created_at WHERE status = 'replaced'")
    with op.batch_alter_table("question") as question:
        question.drop_constraint(op.f("ck_question_leaked_is_retired"), type_="check")
        question.drop_constraint(op.f("ck_question_status"), type_="check")
        question.create_check_constraint(op.f("ck_question_status"), "status IN ('draft', 'active', 'retired')")
        question.drop_constraint(op.f("uq_question_root_id_edition"), type_="unique")
        question.drop_constraint(op.f("fk_question_reviewer_id"), type_="foreignkey")
        question.drop_constraint(op.f("fk_question_root_id"), type_="foreignkey")
        for column in ("review_note", "reviewer_id", "leaked_at", "edition", "root_id"):
            question.drop_column(column)
