"""How Alembic reaches the database: one connection, one transaction, our naming and types."""


import importlib
import importlib.util
import pkgutil

from alembic import context
from sqlalchemy import create_engine

import hiring
from hiring.db.base import Base

for package in pkgutil.iter_modules(hiring.__path__):
    if package.ispkg and importlib.util.find_spec(f"hiring.{package.name}.models"):
        importlib.import_module(f"hiring.{package.name}.models")

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True, user_module_prefix="")
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
