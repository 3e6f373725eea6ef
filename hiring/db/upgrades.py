"""Bringing a schema up to date, or back, by Alembic; apart from `schema`, so that a server starts without it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from hiring.core.places import MIGRATIONS
from hiring.db.roles import make_role
from hiring.db.session import database_address


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
