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


given = context.config.attributes.get("connection")
if given is not None:  # a restore brings the schema up within its own transaction
    run(given)
else:
    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with engine.connect() as connection:
        run(connection)
        connection.commit()
