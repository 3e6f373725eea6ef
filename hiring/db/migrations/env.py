"""How Alembic reaches the database: one connection, one transaction, our naming and types."""

import importlib

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine

from hiring.core.places import PACKAGE
from hiring.db.base import Base

for path in sorted(PACKAGE.glob("*/models.py")):
    importlib.import_module(f"hiring.{path.parent.name}.models")


def run(connection: Connection) -> None:
    """Run the migrations on a connection."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True, user_module_prefix="", transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


def rest_keys(connection: Connection) -> None:
    """SQLite makes a changed table anew beside the old one: foreign keys rest meanwhile, which they can only before a transaction."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None  # a connection that is open
        raw.execute("PRAGMA foreign_keys = OFF")


def prove_keys(connection: Connection) -> None:
    """And are proved before anything is kept."""
    if connection.dialect.name == "sqlite" and (astray := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"after the migration a row of {astray[0]} points nowhere")


given = context.config.attributes.get("connection")
if given is not None:  # a restore brings the schema up within its own transaction
    run(given)
else:
    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with engine.connect() as connection:
        rest_keys(connection)
        run(connection)
        prove_keys(connection)
        connection.commit()
