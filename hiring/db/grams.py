"""Text that is found by any part of it through an index: every run of one, two or three characters (a gram) leads to its rows.

What holds every gram of a fragment may hold the fragment, so whoever asks looks at the text again. PostgreSQL keeps the grams
in a GIN index over a function, SQLite in an FTS5 table that triggers write in the transaction of the row: whatever writes a
row, its grams follow. (`pg_trgm` is not needed, which some servers lack and which knows no Japanese in some locales.)
"""

# ruff: noqa: S608  # every name in these statements is the house's own

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Table, TextClause, any_, bindparam, func, text

from hiring.db.guards import along

MOST = 3
"""The characters of the longest gram."""

FUNCTION = (
    "CREATE OR REPLACE FUNCTION grams(body text, shortest integer) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT COST 5000 AS $grams$"
    " SELECT coalesce(array_agg(gram), '{}') FROM unnest(string_to_array(body, NULL), string_to_array(substr(body, 2), NULL), string_to_array(substr(body, 3), NULL))"
    " AS run (one, two, three), LATERAL unnest(CASE WHEN shortest = 3 THEN ARRAY[one || two || three] ELSE ARRAY[one, one || two, one || two || three] END) AS gram"
    " WHERE gram IS NOT NULL $grams$"
)
"""The grams of a text on PostgreSQL; dear, so that the planner never asks it where the index answers, and not parallel: starting helpers takes longer."""


def holds(dialect: str, key: SQLColumnExpression[str] | SQLColumnExpression[str | None], wanted: str) -> ColumnElement[bool]:
    """Whether a text holds the `part` that goes by this name. SQLite plans a statement with a pattern anew each time, so it compares without one."""
    return func.instr(key, bindparam(wanted)) > 0 if dialect == "sqlite" else key.like(bindparam(wanted), escape="/")


def part(dialect: str, wanted: str) -> str:
    """What is handed over to look for a text: itself, or the pattern of whatever holds it."""
    if dialect == "sqlite":
        return wanted
    for sign in "/%_":
        wanted = wanted.replace(sign, f"/{sign}")
    return f"%{wanted}%"


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
        """Statements that make it on PostgreSQL: no list of what is still to be sorted in, which every search would read, and no statistics, which take minutes."""
        index = f"CREATE INDEX {self.name} ON {self.table} USING gin ({self._of_row()}) WITH (fastupdate = off)"
        return [index, f"ALTER INDEX {self.name} ALTER COLUMN 1 SET STATISTICS 0"]

    def rebuilt(self) -> str:
        """The statement that makes the index of SQLite anew, from rows that came while the triggers were away."""
        return f"INSERT INTO {self.name} ({self.name}) VALUES ('rebuild')"

    def _body(self, character: str) -> str:
        return f" || {character}(10) || ".join(self.columns)

    def _of_row(self) -> str:
        """Exactly as the index says it, or it is not used."""
        return f"grams({self._body('chr')}, {self.least})"

    def holding(self, dialect: str, name: str, since: str = "") -> TextClause:
        """The rows that hold every gram of what is bound as `name`, see `asked`, from the key on that is bound as `since`."""
        newer = f" AND {self.key if dialect == 'postgresql' else 'rowid'} >= :{since}" if since else ""
        if dialect == "postgresql":
            found = f"SELECT {self.key} FROM {self.table} WHERE {self._of_row()} @> CAST(:{name} AS text[]){newer}"
            return text(f"{self.table}.{self.key} = ANY (ARRAY({found}))")
        return text(f"{self.table}.{self.key} IN (SELECT rowid FROM {self.name} WHERE {self.name} MATCH :{name}{newer})")

    def count(self, dialect: str, name: str, most: str) -> TextClause:
        """A statement that counts those rows, no further than what is bound as `most`."""
        held = f"{self._of_row()} @> CAST(:{name} AS text[])" if dialect == "postgresql" else f"{self.name} MATCH :{name}"
        return text(f"SELECT count(*) FROM (SELECT 1 FROM {self.table if dialect == 'postgresql' else self.name} WHERE {held} LIMIT :{most}) AS held")

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


def among(dialect: str, key: Any, found: Any) -> ColumnElement[bool]:
    """Rows whose key is among what a statement finds: that first, then row by row; PostgreSQL would else like to walk them all."""
    chosen: ColumnElement[bool] = key == any_(func.array(found.scalar_subquery())) if dialect == "postgresql" else key.in_(found)
    return chosen
