"""Text that is found by any part of it through an index: every run of one, two or three characters (a gram) leads to its rows.

What holds every gram of a fragment may hold the fragment, so whoever asks looks at the text again. PostgreSQL keeps the grams
in a GIN index over a function, SQLite in an FTS5 table that triggers write in the transaction of the row: whatever writes a
row, its grams follow. (`pg_trgm` is not needed, which some servers lack and which knows no Japanese in some locales.)
"""

# ruff: noqa: S608  # every name in these statements is the house's own

from sqlalchemy import Table, TextClause, text

from hiring.db.guards import along

MOST = 3
"""The characters of the longest gram."""

FUNCTION = (
    "CREATE OR REPLACE FUNCTION grams(body text, shortest integer) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS $grams$"
    " SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (SELECT one, one || lead(one) OVER place AS two, one || lead(one) OVER place || lead(one, 2) OVER place AS three"
    " FROM unnest(string_to_array(body, NULL)) WITH ORDINALITY AS each (one, number) WINDOW place AS (ORDER BY number)) AS run,"
    " LATERAL unnest(CASE WHEN shortest = 3 THEN ARRAY[three] ELSE ARRAY[one, two, three] END) AS gram WHERE gram IS NOT NULL $grams$"
)
"""The grams of a text on PostgreSQL; dear, so that the planner never asks it where the index answers."""


class Grams:
    """The index over some columns of a table; the shortest fragment that it finds has `least` characters: one, or three for long texts."""

    def __init__(self, table: Table, columns: tuple[str, ...], least: int) -> None:
        self.table, self.columns, self.least = table.name, columns, least
        self.key = next(iter(table.primary_key.columns)).name
        self.name = f"{table.name}_gram"

    def sqlite(self) -> list[str]:
        """Statements that make it on SQLite: the grams as words where short ones count, else the text itself."""
        source, column = (f"{self.name}s", "grams") if self.least < MOST else (self.table, *self.columns)
        words = "ascii" if self.least < MOST else "trigram case_sensitive 1"
        table = f"CREATE VIRTUAL TABLE {self.name} USING fts5({column}, content='{source}', content_rowid='{self.key}', tokenize='{words}', detail='none', columnsize=0)"
        return [*([self._view()] if self.least < MOST else []), table, *self._triggers(source, column)]

    def _view(self) -> str:
        """Every gram of a row in hexadecimal, which no tokenizer takes apart; a common table expression may stand in a view, not in a trigger."""
        rest = f"WITH RECURSIVE rest (body) AS (SELECT {self._body('char')} UNION ALL SELECT substr(body, 2) FROM rest WHERE length(body) > 1)"
        each = " || ' ' || ".join(f"hex(substr(body, 1, {size}))" for size in range(1, MOST + 1))
        return f"CREATE VIEW {self.name}s AS SELECT {self.key}, ({rest} SELECT group_concat({each}, ' ') FROM rest) AS grams FROM {self.table}"

    def _triggers(self, source: str, column: str) -> list[str]:
        """The old grams go before a row changes, the new ones come after."""
        away = f"INSERT INTO {self.name} ({self.name}, rowid, {column}) SELECT 'delete', {self.key}, {column} FROM {source} WHERE {self.key} = OLD.{self.key};"
        back = f"INSERT INTO {self.name} (rowid, {column}) SELECT {self.key}, {column} FROM {source} WHERE {self.key} = NEW.{self.key};"
        changed = f"UPDATE OF {', '.join((self.key, *self.columns))}"
        moments = (("added", "AFTER INSERT", back), ("leaving", f"BEFORE {changed}", away), ("changed", f"AFTER {changed}", back), ("gone", "BEFORE DELETE", away))
        return [f"CREATE TRIGGER {self.name}_{name} {moment} ON {self.table} FOR EACH ROW BEGIN {act} END" for name, moment, act in moments]

    def postgresql(self) -> list[str]:
        """Statements that make it on PostgreSQL; no list of what is still to be sorted in, which every search would read."""
        return [f"CREATE INDEX {self.name} ON {self.table} USING gin ({self._of_row()}) WITH (fastupdate = off)"]

    def rebuilt(self) -> str:
        """The statement that makes the index of SQLite anew, from rows that came while the triggers were away."""
        return f"INSERT INTO {self.name} ({self.name}) VALUES ('rebuild')"

    def _body(self, character: str) -> str:
        return f" || {character}(10) || ".join(self.columns)

    def _of_row(self) -> str:
        """Exactly as the index says it, or it is not used."""
        return f"grams({self._body('chr')}, {self.least})"

    def holding(self, dialect: str, name: str) -> TextClause:
        """The rows that hold every gram of what is bound as `name`, see `asked`: found first, then looked up, never the other way round."""
        if dialect == "postgresql":
            found = f"ARRAY(SELECT {self.key} FROM {self.table} WHERE {self._of_row()} @> CAST(:{name} AS text[]))"
            return text(f"{self.table}.{self.key} = ANY ({found})")
        return text(f"{self.table}.{self.key} IN (SELECT rowid FROM {self.name} WHERE {self.name} MATCH :{name})")

    def asked(self, dialect: str, *fragments: str) -> str | list[str]:
        """The value to bind: the grams of all these fragments, as the database wants to hear them."""
        wanted = sorted({gram for fragment in fragments for gram in grams_of(fragment)})
        if dialect == "postgresql":
            return wanted
        return " AND ".join(gram.encode().hex() if self.least < MOST else _quoted(gram) for gram in wanted)


def grams_of(fragment: str) -> list[str]:
    """The longest grams of a fragment, which say the most: a short one is a gram itself."""
    return [fragment[start : start + MOST] for start in range(max(len(fragment) - MOST, 0) + 1)]


def _quoted(gram: str) -> str:
    return '"' + gram.replace('"', '""') + '"'


def searched(table: Table, *columns: str, least: int = 1) -> Grams:
    """Declare such an index beside its table; it is made whenever the table is made."""
    made = Grams(table, columns, least)
    along(table, "after_create", "postgresql", FUNCTION)
    for dialect, statements in (("sqlite", made.sqlite()), ("postgresql", made.postgresql())):
        for statement in statements:
            along(table, "after_create", dialect, statement)
    return made
