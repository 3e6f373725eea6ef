"""The floor's search: the least that finds a part of a name or an address in the product's own index, newest first."""

from typing import Any

from bench.floor.database import Database

_NEWEST = 1500
_HOLDS = "(name_key LIKE ? OR email_key LIKE ?)"
_STREAM = "candidate_gram g CROSS JOIN candidate c ON c.id = g.rowid WHERE candidate_gram MATCH ? AND g.rowid < ?"
_SQLITE = f"(SELECT c.* FROM {_STREAM} AND {_HOLDS} ORDER BY g.rowid DESC LIMIT ?)"
_WALK = f"(SELECT * FROM (SELECT * FROM candidate WHERE id < ? ORDER BY id DESC LIMIT {_NEWEST}) n WHERE {_HOLDS} ORDER BY id DESC LIMIT ?)"
_HELD = "ARRAY(SELECT id FROM candidate WHERE grams(name_key || chr(10) || email_key, 1) @> CAST(? AS text[]))"
_POSTGRES = f"(SELECT * FROM candidate WHERE id = ANY ({_HELD}) AND id < ? AND {_HOLDS} ORDER BY id DESC LIMIT ?)"


def found(database: Database, line: str, text: str, after: int, most: int) -> list[Any]:
    """The lines of a page: SQLite streams its index; PostgreSQL's has no order, so the newest are looked through before."""
    wanted, holds = _grams(text), (f"%{text}%", f"%{text}%")
    if database.sqlite:
        asked = " AND ".join(gram.encode().hex() for gram in wanted)
        return database.rows(line.format(chosen=_SQLITE), asked, after, *holds, most)
    rows = database.rows(line.format(chosen=_WALK), after, *holds, most)
    return rows if len({row[0] for row in rows}) >= most else database.rows(line.format(chosen=_POSTGRES), wanted, after, *holds, most)


def _grams(text: str) -> list[str]:
    return [text[start : start + 3] for start in range(max(len(text) - 3, 0) + 1)]
