"""The second lock: whatever a forgotten check would open stays shut in the database.

PostgreSQL holds it by row-level security, forced, for a role that owns nothing and that the application takes on every
connection. SQLite holds it on the connection: a locked table is read through a view of the same name, and an authorizer
refuses the table itself. Both ask `app_uid()`, the person of this request; nobody sees nothing. What the installation does
itself (commands, checks of the record, the demonstration) says so with `as_house()`.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import DDL, ColumnElement, Connection, Engine, MetaData, Select, SQLColumnExpression, String, Table, cast, event, func, literal, text
from sqlalchemy.orm import Session

from hiring.db.guards import along
from hiring.db.session import hold_rows

NOBODY, HOUSE = 0, -1
"""Who looks when nobody has signed in, and the installation itself."""

LOCKS: dict[str, "Lock"] = {}

_viewer: ContextVar[int] = ContextVar("viewer", default=NOBODY)

_WRITE = re.compile(r"((?:INSERT(?: OR \w+)?|REPLACE) INTO|UPDATE(?: OR \w+)?|DELETE FROM) (\w+)\b")


@dataclass(frozen=True)
class Lock:
    """Which rows of a table somebody reads and which they write: conditions over the row, over other tables and `app_uid()`."""

    table: str
    reads: str
    writes: str
    open: frozenset[str]
    """Columns that SQLite's own checks of foreign keys and versions look at past the view: keys, no text and no vote."""

    def view(self) -> str:
        """The view that stands before the table on a SQLite connection."""
        return f"CREATE TEMP VIEW {self.table} AS SELECT * FROM main.{self.table} AS {self.table} WHERE (SELECT app_uid()) = {HOUSE} OR ({self.reads})"  # noqa: S608  # the house's own text

    def policies(self) -> list[str]:
        """The statements that lock it on PostgreSQL."""
        return [
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY reads ON {self.table} FOR SELECT USING ({self.reads})",
            f"CREATE POLICY writes ON {self.table} USING ({self.writes}) WITH CHECK ({self.writes})",
            f"CREATE POLICY house ON {self.table} USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))",
        ]


FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION app_uid() RETURNS bigint LANGUAGE sql STABLE AS $lock$ SELECT coalesce(nullif(current_setting('hiring.uid', true), ''), '0')::bigint $lock$",
    "CREATE OR REPLACE FUNCTION app_house() RETURNS boolean LANGUAGE sql STABLE AS"
    " $lock$ SELECT current_user = (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = to_regclass('organisation'))"
    " AND (current_setting('role') <> 'none' OR coalesce(current_setting('hiring.house', true), '') = 'on') $lock$",
)
"""Who looks, and whether it is the house: the owner of the tables who says so, or a guard, which works as the owner on behalf of the role."""


def lock(table: Table, reads: str, writes: str) -> None:
    """Declare a lock beside its table; on PostgreSQL it is made whenever the tables are made."""
    if not LOCKS:
        _functions_for(table.metadata)
    keys = {column.name for column in table.columns if column.primary_key or column.foreign_keys}
    made = LOCKS[table.name] = Lock(table.name, reads, writes, frozenset(keys | {"version"}))
    for statement in made.policies():
        along(table, "after_create", "postgresql", statement)


def _functions_for(metadata: MetaData) -> None:
    """Make the functions that every lock asks, before the first lock."""
    for statement in FUNCTIONS:
        made: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy left DDL untyped
        event.listen(metadata, "after_create", made.execute_if(dialect="postgresql"))


def viewer() -> int:
    """Who looks now."""
    return _viewer.get()


def look_as(person_id: int) -> None:
    """Say who looks in every transaction that begins from now on."""
    _viewer.set(person_id)


def saying_who(person_id: SQLColumnExpression[int], dialect: str) -> tuple[ColumnElement[str], ...]:
    """A column for the statement that finds out who asks: on PostgreSQL its own transaction hears of it with the answer."""
    return (func.set_config("hiring.uid", cast(person_id, String), True),) if dialect == "postgresql" else ()


def hold_first(session: Session, chosen: Select[int]) -> None:
    """Hold rows as the first act of a transaction, which hears in the same statement who looks; on SQLite whoever writes holds everything already."""
    looking = viewer()
    if session.get_bind().dialect.name != "postgresql" or looking in (NOBODY, HOUSE):
        hold_rows(session, chosen)
        return
    mark = _viewer.set(NOBODY)
    try:
        session.execute(chosen.add_columns(*saying_who(literal(looking), "postgresql")))
    finally:
        _viewer.reset(mark)


@contextmanager
def as_house() -> Iterator[None]:
    """What is begun inside is done by the installation itself and meets no lock."""
    mark = _viewer.set(HOUSE)
    try:
        yield
    finally:
        _viewer.reset(mark)


def sees_all(session: Session) -> bool:
    """Whether a session of the house really meets no lock: on PostgreSQL its login must own the tables."""
    return session.get_bind().dialect.name != "postgresql" or bool(session.scalar(text("SELECT app_house()")))


def role_of(database: str) -> str:
    """The role that the application takes on in a PostgreSQL database; roles belong to the server, so its name carries the database's."""
    return f"{database}_app"[:63]


def install(engine: Engine) -> None:
    """Lock every connection of the application."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _lock_file)
        event.listen(engine, "before_cursor_execute", _past_the_view, retval=True)
    else:
        role = role_of(engine.url.database or "")
        event.listen(engine, "connect", lambda connection, record: _take_role(connection, role))
        event.listen(engine, "begin", _say_who)


def _lock_file(connection: sqlite3.Connection, record: object) -> None:
    """Views before the locked tables, and an authorizer that refuses the tables themselves."""
    connection.create_function("app_uid", 0, viewer)
    for each in LOCKS.values():
        connection.execute(each.view())
    connection.set_authorizer(_authorize)


def _authorize(act: int, first: str | None, second: str | None, database: str | None, through: str | None) -> int:
    """Refuse to read a locked table but through its view or in a trigger, and to take a view away."""
    if act == sqlite3.SQLITE_READ and first in LOCKS:
        past = database == "main" and through is None and second not in LOCKS[first].open
        return sqlite3.SQLITE_DENY if past else sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY if act in (sqlite3.SQLITE_DROP_TEMP_VIEW, sqlite3.SQLITE_CREATE_TEMP_VIEW) else sqlite3.SQLITE_OK


def _past_the_view(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> tuple[str, Any]:
    """A view cannot be written: statements that write a locked table name the table behind it."""
    found = _WRITE.match(statement)
    if found is not None and found[2] in LOCKS:
        statement = f"{found[1]} main.{statement[found.start(2) :]}"
    return statement, parameters


def _take_role(connection: Any, role: str) -> None:
    """Every connection works as the role that owns nothing; no statement is compiled or given helpers, which takes longer than any page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false), set_config('jit', 'off', false), set_config('max_parallel_workers_per_gather', '0', false)", (role,))
    connection.commit()


def _say_who(connection: Connection) -> None:
    """Tell a transaction who looks; it ends with the transaction."""
    looking = viewer()
    if looking == HOUSE:
        connection.exec_driver_sql("SET LOCAL ROLE NONE")
        connection.exec_driver_sql("SELECT set_config('hiring.house', 'on', true)")
    elif looking != NOBODY:
        connection.exec_driver_sql(f"SELECT set_config('hiring.uid', '{looking:d}', true)")
