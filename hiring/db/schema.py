"""The schema of a database: what it is, and what this program needs; `upgrades` changes it."""

from functools import cache

from sqlalchemy import Connection, NullPool, create_engine, inspect, text

from hiring.core.places import MIGRATIONS
from hiring.db.session import database_address, only_reading

RESTORING = "restoring"
"""What stands for the revision while a restore is not proved yet; no program starts on it."""


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this program knows, the newest first: each stands at the head of its file's name."""
    return tuple(sorted((path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")), reverse=True))


def newest() -> str:
    """The revision that this program needs."""
    return revisions()[0]


def revision_of(connection: Connection) -> str | None:
    """The revision that a database has; None where there is no schema yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def state(url: str) -> tuple[str | None, str | None]:
    """The revision that a database has, and the newest one that this program knows."""
    engine = create_engine(database_address(url), poolclass=NullPool)
    try:
        with only_reading(), engine.connect() as connection:
            current = revision_of(connection)
    finally:
        engine.dispose()
    return current, newest()
