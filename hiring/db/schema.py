"""The schema of a database: brought up to date by Alembic, and checked at start."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine

from hiring.core.places import MIGRATIONS
from hiring.db.roles import make_role
from hiring.db.session import database_address, only_reading

RESTORING = "restoring"
"""What stands for the revision while a restore is not proved yet; no program starts on it."""


def configuration(url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = database_address(url)
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision, in one transaction, with the role that the application works as."""
    command.upgrade(configuration(url), revision)
    make_role(url)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """The same inside a transaction that somebody else ends."""
    config = configuration("sqlite://")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Take a database back to a revision."""
    command.downgrade(configuration(url), revision)


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this program knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(configuration("sqlite://")).walk_revisions())


def newest() -> str:
    """The revision that this program needs."""
    return revisions()[0]


def revision_of(connection: Connection) -> str | None:
    """The revision that a database has; None where there is no schema yet."""
    return MigrationContext.configure(connection).get_current_revision()


def state(url: str) -> tuple[str | None, str | None]:
    """The revision that a database has, and the newest one that this program knows."""
    engine = create_engine(database_address(url), poolclass=NullPool)
    try:
        with only_reading(), engine.connect() as connection:
            current = revision_of(connection)
    finally:
        engine.dispose()
    return current, newest()
