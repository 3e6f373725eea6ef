"""A backup's database into an empty place: proved on the way in, and brought up to this program's schema."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text

from hiring.db import schema, upgrades
from hiring.db.roles import make_role
from hiring.db.session import database_address
from hiring.keeping.archive import Manifest
from hiring.keeping.sealed import Unfit
from hiring.keeping.snapshots import PG_TABLES, Upload, counted, file_of, quoted, uploads_of

_RELATIONS = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'S') AND relnamespace = current_schema()::regnamespace"
_FOREIGN = "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
_FORCED = "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relnamespace = current_schema()::regnamespace"
_FUNCTIONS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace "
    "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)


def require_known(revision: str, program: str) -> None:
    """Refuse a schema that this program cannot bring up to its own."""
    if revision not in schema.revisions():
        raise Unfit(f"This backup has schema {revision}, which this program does not know; it was made by version {program}. Restore it with that version or a newer one.")


def require_empty(url: str) -> None:
    """Refuse a database in which anything is."""
    path = file_of(url)
    if path:
        if path.exists() and not _is_blank(path):
            raise Unfit(f"There is already a database, {path.name}. A restore goes into an empty place only.")
        return
    with _connected(url) as connection:
        if connection.execute(text(_RELATIONS)).first():
            raise Unfit("There are already tables in this database. A restore goes into an empty place only.")


def _is_blank(path: Path) -> bool:
    """Whether this is the empty file that a program makes which looked for a database here."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except sqlite3.DatabaseError:
        return False


def prepare_sqlite(path: Path, manifest: Manifest) -> list[Upload]:
    """Prove the file of a backup, bring it up to this program, and say which uploads it names."""
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Unfit("The database in this backup is damaged.")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Unfit("The database in this backup has rows that point nowhere.")
        _compare_rows(counted(connection), manifest)
        uploads = uploads_of(lambda sql: connection.execute(sql).fetchall())
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    if revision != manifest.revision:
        raise Unfit("The database in this backup has another schema than its manifest says.")
    upgrades.upgrade(f"sqlite:///{path}")
    return uploads


def settle(path: Path) -> None:
    """Force a file, or the names in a folder, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def load_postgresql(url: str, folder: Path, manifest: Manifest) -> list[Upload]:
    """Load every table in one transaction; foreign keys are made again at its end, which proves them.

    The schema says “restoring” until `finish_postgresql`, so that no program starts on what was not proved.
    """
    with _connected(url) as connection:
        connection.execute(text("SET LOCAL timezone = 'UTC'"))
        upgrades.upgrade_within(connection, manifest.revision)
        found = {name: list(columns) for name, columns in connection.execute(text(PG_TABLES))}
        if {name: sorted(columns) for name, columns in found.items()} != {name: sorted(columns) for name, columns in manifest.columns.items()}:
            raise Unfit("This backup has other tables than its schema.")
        with _unguarded(connection, list(found)):
            rows = {name: _copy_in(connection, name, manifest.columns[name], folder / "tables" / f"{name}.copy") for name in found}
        _compare_rows(rows, manifest)
        for sequence, value in manifest.sequences.items():
            connection.execute(text("SELECT setval(quote_ident(:name)::regclass, :value)"), {"name": sequence, "value": value})
        uploads = uploads_of(lambda sql: [tuple(row) for row in connection.execute(text(sql))])
        upgrades.upgrade_within(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = :word"), {"word": schema.RESTORING})
    make_role(url)
    return uploads


def finish_postgresql(url: str) -> None:
    """Say that what was loaded is proved."""
    with _connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision WHERE version_num = :word"), {"revision": schema.newest(), "word": schema.RESTORING})


def wipe_postgresql(url: str) -> None:
    """Take everything away again that a refused restore put into a database that was empty before."""
    with _connected(url) as connection:
        for table in connection.execute(text(PG_TABLES)).scalars().all():
            connection.execute(text(f'DROP TABLE "{table}" CASCADE'))
        for function in connection.execute(text(_FUNCTIONS)).scalars().all():
            connection.execute(text(f"DROP FUNCTION IF EXISTS {function} CASCADE"))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """One transaction as the owner of the tables."""
    engine = create_engine(database_address(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(text("RESET ROLE"))
            connection.execute(text("SET LOCAL hiring.house = 'on'"))
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _unguarded(connection: Connection, tables: list[str]) -> Iterator[None]:
    """Tables whose triggers sleep and whose foreign keys are gone for the while: rows come in the order of the alphabet."""
    foreign = [tuple(row) for row in connection.execute(text(_FOREIGN))]
    forced = list(connection.execute(text(_FORCED)).scalars())
    for name, table, _ in foreign:
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    for table in forced:
        connection.execute(text(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY'))
    for table in tables:
        connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
        connection.execute(text(f'DELETE FROM "{table}"'))  # noqa: S608  # what a migration put in; the backup has its own
    yield
    for table in tables:
        connection.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'))
    for table in forced:
        connection.execute(text(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'))
    for name, table, rule in foreign:
        connection.execute(text(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {rule}'))


def _copy_in(connection: Connection, table: str, columns: list[str], source: Path) -> int:
    """One table out of a file; how many rows it has now."""
    with source.open("rb") as file, connection.connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({quoted(columns)}) FROM STDIN') as copy:  # type: ignore[attr-defined]  # psycopg's own
        while block := file.read(1 << 18):
            copy.write(block)
    count: int = connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608  # the database's own name
    return count


def _compare_rows(rows: dict[str, Any], manifest: Manifest) -> None:
    if rows != manifest.rows:
        wrong = sorted(set(rows.items()) ^ set(manifest.rows.items()))
        raise Unfit(f"The table {wrong[0][0]} has not as many rows as the manifest says.")
