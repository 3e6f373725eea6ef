"""An index over every part of names, addresses and résumés: grams in FTS5 on SQLite, kept by triggers; in a GIN index on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

from hiring.core.text import fold_lines

revision = "0007"
down_revision = "0006"

SQLITE = (
    "CREATE VIEW candidate_grams AS SELECT id, (WITH RECURSIVE rest (body) AS (SELECT name_key || char(10) || email_key"
    " UNION ALL SELECT substr(body, 2) FROM rest WHERE length(body) > 1)"
    " SELECT group_concat(hex(substr(body, 1, 1)) || ' ' || hex(substr(body, 1, 2)) || ' ' || hex(substr(body, 1, 3)), ' ') FROM rest) AS grams FROM candidate",
    "CREATE VIRTUAL TABLE candidate_gram USING fts5(grams, content='candidate_grams', content_rowid='id', tokenize='ascii', detail='none', columnsize=0)",
    "CREATE TRIGGER candidate_gram_added AFTER INSERT ON candidate FOR EACH ROW BEGIN"
    " INSERT INTO candidate_gram (rowid, grams) SELECT id, grams FROM candidate_grams WHERE id = NEW.id; END",
    "CREATE TRIGGER candidate_gram_leaving BEFORE UPDATE OF id, name_key, email_key ON candidate FOR EACH ROW BEGIN"
    " INSERT INTO candidate_gram (candidate_gram, rowid, grams) SELECT 'delete', id, grams FROM candidate_grams WHERE id = OLD.id; END",
    "CREATE TRIGGER candidate_gram_changed AFTER UPDATE OF id, name_key, email_key ON candidate FOR EACH ROW BEGIN"
    " INSERT INTO candidate_gram (rowid, grams) SELECT id, grams FROM candidate_grams WHERE id = NEW.id; END",
    "CREATE TRIGGER candidate_gram_gone BEFORE DELETE ON candidate FOR EACH ROW BEGIN"
    " INSERT INTO candidate_gram (candidate_gram, rowid, grams) SELECT 'delete', id, grams FROM candidate_grams WHERE id = OLD.id; END",
    "INSERT INTO candidate_gram (candidate_gram) VALUES ('rebuild')",
    "CREATE VIRTUAL TABLE resume_text_gram USING fts5(text_key, content='resume_text', content_rowid='resume_id', tokenize='trigram case_sensitive 1', detail='none', columnsize=0)",
    "CREATE TRIGGER resume_text_gram_added AFTER INSERT ON resume_text FOR EACH ROW BEGIN"
    " INSERT INTO resume_text_gram (rowid, text_key) SELECT resume_id, text_key FROM resume_text WHERE resume_id = NEW.resume_id; END",
    "CREATE TRIGGER resume_text_gram_leaving BEFORE UPDATE OF resume_id, text_key ON resume_text FOR EACH ROW BEGIN"
    " INSERT INTO resume_text_gram (resume_text_gram, rowid, text_key) SELECT 'delete', resume_id, text_key FROM resume_text WHERE resume_id = OLD.resume_id; END",
    "CREATE TRIGGER resume_text_gram_changed AFTER UPDATE OF resume_id, text_key ON resume_text FOR EACH ROW BEGIN"
    " INSERT INTO resume_text_gram (rowid, text_key) SELECT resume_id, text_key FROM resume_text WHERE resume_id = NEW.resume_id; END",
    "CREATE TRIGGER resume_text_gram_gone BEFORE DELETE ON resume_text FOR EACH ROW BEGIN"
    " INSERT INTO resume_text_gram (resume_text_gram, rowid, text_key) SELECT 'delete', resume_id, text_key FROM resume_text WHERE resume_id = OLD.resume_id; END",
    "INSERT INTO resume_text_gram (resume_text_gram) VALUES ('rebuild')",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION grams(body text, shortest integer) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT COST 5000 AS $grams$"
    " SELECT coalesce(array_agg(gram), '{}') FROM unnest(string_to_array(body, NULL), string_to_array(substr(body, 2), NULL), string_to_array(substr(body, 3), NULL))"
    " AS run (one, two, three), LATERAL unnest(CASE WHEN shortest = 3 THEN ARRAY[one || two || three] ELSE ARRAY[one, one || two, one || two || three] END) AS gram"
    " WHERE gram IS NOT NULL $grams$",
    "CREATE INDEX candidate_gram ON candidate USING gin (grams(name_key || chr(10) || email_key, 1)) WITH (fastupdate = off)",
    "ALTER INDEX candidate_gram ALTER COLUMN 1 SET STATISTICS 0",
    "CREATE INDEX resume_text_gram ON resume_text USING gin (grams(text_key, 3)) WITH (fastupdate = off)",
    "ALTER INDEX resume_text_gram ALTER COLUMN 1 SET STATISTICS 0",
)
SQLITE_DOWN = (
    *(f"DROP TRIGGER {table}_gram_{moment}" for table in ("resume_text", "candidate") for moment in ("gone", "changed", "leaving", "added")),
    "DROP TABLE resume_text_gram",
    "DROP TABLE candidate_gram",
    "DROP VIEW candidate_grams",
)
POSTGRESQL_DOWN = ("DROP INDEX resume_text_gram", "DROP INDEX candidate_gram", "DROP FUNCTION grams(text, integer)")


def upgrade() -> None:
    """Make the index, with the grams of everybody who is there; what résumés say is folded first."""
    only = sa.CheckConstraint("text <> '' OR text_key = ''", name=op.f("ck_resume_text_key_only_of_text"))
    op.add_column("resume_text", sa.Column("text_key", sa.Text(), only, server_default=sa.text("''"), nullable=False))
    _fold_texts(op.get_bind())
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _fold_texts(connection: sa.Connection) -> None:
    """One by one: a text may be long."""
    for number in connection.scalars(sa.text("SELECT resume_id FROM resume_text WHERE text <> ''")).all():
        body = connection.scalar(sa.text("SELECT text FROM resume_text WHERE resume_id = :number"), {"number": number})
        connection.execute(sa.text("UPDATE resume_text SET text_key = :key WHERE resume_id = :number"), {"key": fold_lines(body), "number": number})


def downgrade() -> None:
    """It can be made again from what stays."""
    for statement in SQLITE_DOWN if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_DOWN:
        op.execute(statement)
    op.drop_column("resume_text", "text_key")
