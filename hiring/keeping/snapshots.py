"""The database at one moment, while others write: a copy of SQLite's file, or every table of PostgreSQL in one snapshot."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from hiring.db.session import database_address
from hiring.keeping.sealed import Unfit

Ask = Callable[[str], list[Any]]

PG_TABLES = (
    "SELECT c.relname, array_agg(a.attname ORDER BY a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
    "GROUP BY c.relname ORDER BY c.relname"
)
_PG_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
_PG_HIDDEN = (
    "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND row_security_active(c.oid) AND NOT EXISTS ("
    "SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r') AND pg_get_expr(p.polqual, p.polrelid) IN ({open}) "
    "AND (0 = ANY (p.polroles) OR current_user::regrole::oid = ANY (p.polroles)) AND NOT EXISTS (SELECT 1 FROM pg_policy r WHERE r.polrelid = c.oid AND NOT r.polpermissive))"
)
_HIDDEN = "This database login may not read every row, so a backup would not be whole. Use the login that owns the tables, with a policy that shows it all of them."
_LITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND sql NOT LIKE 'CREATE VIRTUAL%'"


@dataclass(frozen=True)
class Upload:
    """An uploaded file as its row names it."""

    key: str
    sha256: str
    size: int


@dataclass
class Snapshot:
    """What was taken out of the database, with the files that hold it."""

    engine: str
    revision: str
    head: tuple[int, str] | None
    uploads: list[Upload]
    rows: dict[str, int]
    parts: dict[str, Path]
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    address = make_url(database_address(url))
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def take(url: str, folder: Path) -> Snapshot:
    """The database of this moment, into a folder."""
    path = file_of(url)
    return _from_sqlite(path, folder) if path else _from_postgresql(url, folder)


def copy_sqlite(source: Path, target: Path) -> None:
    """A whole and compact copy of a SQLite database that others may be writing to."""
    with closing(sqlite3.connect(source, isolation_level=None, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)


def counted(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table of a SQLite database has."""
    names = [row[0] for row in connection.execute(_LITE_TABLES)]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  # names of the database's own tables


def uploads_of(ask: Ask) -> list[Upload]:
    """Every uploaded file that a row names."""
    return [Upload(*row) for row in ask("SELECT storage_key, sha256, size FROM resume ORDER BY id")]


def _head(ask: Ask) -> tuple[int, str] | None:
    rows = ask("SELECT number, seal FROM audit_entry ORDER BY number DESC LIMIT 1")
    return (rows[0][0], rows[0][1]) if rows else None


def _from_sqlite(source: Path, folder: Path) -> Snapshot:
    path = folder / "hiring.db"
    copy_sqlite(source, path)
    with closing(sqlite3.connect(path)) as connection:

        def ask(sql: str) -> list[Any]:
            return connection.execute(sql).fetchall()

        revision = ask("SELECT version_num FROM alembic_version")[0][0]
        return Snapshot("sqlite", revision, _head(ask), uploads_of(ask), counted(connection), {"database/hiring.db": path})


def _from_postgresql(url: str, folder: Path) -> Snapshot:
    engine = create_engine(database_address(url), poolclass=NullPool, isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            return _copied_out(connection, folder)
    except DBAPIError as broken:
        if getattr(broken.orig, "sqlstate", "") == "42501":
            raise Unfit(_HIDDEN) from None
        raise
    finally:
        engine.dispose()


def _copied_out(connection: Connection, folder: Path) -> Snapshot:
    """Every table in one snapshot; where rows are hidden from this login there is no backup, rather than one that leaves them out."""
    for setting in ("RESET ROLE", "SET TRANSACTION READ ONLY", "SET LOCAL timezone = 'UTC'", "SET LOCAL statement_timeout = 0", "SET LOCAL hiring.house = 'on'"):
        connection.exec_driver_sql(setting)
    if connection.exec_driver_sql(_PG_HIDDEN.format(open=_open_conditions(connection))).first():
        raise Unfit(_HIDDEN)

    def ask(sql: str) -> list[Any]:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]

    columns = {name: list(names) for name, names in ask(PG_TABLES)}
    revision = ask("SELECT version_num FROM alembic_version")[0][0]
    parts = {f"tables/{name}.copy": folder / f"{name}.copy" for name in columns}
    rows = {name: _copy_out(connection, name, columns[name], folder / f"{name}.copy") for name in columns}
    return Snapshot("postgresql", revision, _head(ask), uploads_of(ask), rows, parts, columns, dict(ask(_PG_SEQUENCES)))


def _open_conditions(connection: Connection) -> str:
    """The conditions of a policy that show this login every row: always, and ours for the house where it is the house."""
    known = connection.exec_driver_sql("SELECT to_regprocedure('app_house()') IS NOT NULL").scalar()
    house = known and connection.exec_driver_sql("SELECT app_house()").scalar()
    return "'true', '( SELECT app_house() AS app_house)'" if house else "'true'"


def quoted(names: list[str]) -> str:
    """Names of columns as SQL."""
    return ", ".join(f'"{name}"' for name in names)


def _copy_out(connection: Connection, table: str, columns: list[str], target: Path) -> int:
    """One table into a file; in this format every row ends with the only line end it has."""
    count = 0
    try:
        with target.open("wb") as file, connection.connection.cursor() as cursor, cursor.copy(f'COPY (SELECT {quoted(columns)} FROM "{table}") TO STDOUT') as copy:  # type: ignore[attr-defined]  # noqa: S608  # psycopg's own, and the database's own names
            for block in copy:
                count += bytes(block).count(b"\n")
                file.write(block)
    except Exception as broken:
        if getattr(broken, "sqlstate", "") == "42501":
            raise Unfit(_HIDDEN) from None
        raise
    return count
