"""The schema of a database: brought up to date by Alembic, and checked at start."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine

from hiring.core.places import MIGRATIONS
from hiring.db.session import database_address


def configuration(url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = database_address(url)
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision, in one transaction."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Take a database back to a revision."""
    command.downgrade(configuration(url), revision)


def state(url: str) -> tuple[str | None, str | None]:
    """The revision that a database has, and the newest one that this program knows."""
    engine = create_engine(database_address(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current, ScriptDirectory.from_config(configuration(url)).get_current_head()
