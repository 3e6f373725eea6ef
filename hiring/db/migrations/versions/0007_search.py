"""An index over every part of names and addresses: grams in FTS5 on SQLite, kept by triggers; in a GIN index on PostgreSQL."""

from alembic import op

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
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION grams(body text, shortest integer) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS $grams$"
    " SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (SELECT one, one || lead(one) OVER place AS two, one || lead(one) OVER place || lead(one, 2) OVER place AS three"
    " FROM unnest(string_to_array(body, NULL)) WITH ORDINALITY AS each (one, number) WINDOW place AS (ORDER BY number)) AS run,"
    " LATERAL unnest(CASE WHEN shortest = 3 THEN ARRAY[three] ELSE ARRAY[one, two, three] END) AS gram WHERE gram IS NOT NULL $grams$",
    "CREATE INDEX candidate_gram ON candidate USING gin (grams(name_key || chr(10) || email_key, 1)) WITH (fastupdate = off)",
)
SQLITE_DOWN = (
    *(f"DROP TRIGGER candidate_gram_{moment}" for moment in ("gone", "changed", "leaving", "added")),
    "DROP TABLE candidate_gram",
    "DROP VIEW candidate_grams",
)
POSTGRESQL_DOWN = ("DROP INDEX candidate_gram", "DROP FUNCTION grams(text, integer)")


def upgrade() -> None:
    """Make the index, with the grams of everybody who is there."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """It can be made again from what stays."""
    for statement in SQLITE_DOWN if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_DOWN:
        op.execute(statement)
