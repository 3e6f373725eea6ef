"""The same loop in a PostgreSQL database: each stage is kept in a schema of its own and laid out again from there."""

import random
from typing import Any

from sqlalchemy import text

from hiring.core import ids
from hiring.db.base import Base
from hiring.db.session import db
from tests.conftest import Shelf
from tests.machines.house import House
from tests.machines.model import Model

TABLES = [table.name for table in Base.metadata.sorted_tables]
FINGERPRINT = " UNION ALL ".join(f"SELECT '{name}', md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{name}\" t" for name in TABLES)


class ServerHouse(House):
    """The application and its people on a database that is theirs alone; the eyes are the administrator's, whom no lock stops."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.eyes = shelf, shelf.engine.connect()
        super().__init__()

    def itself(self) -> House:
        """The one house there is, for whoever asks for it as for the other kind."""
        return self

    def address(self) -> str:
        return self.shelf.url

    def keep(self, stage: str, model: Model) -> None:
        self.let_go()
        self.do(f"CREATE SCHEMA kept_{stage}", *(f'CREATE TABLE kept_{stage}."{name}" AS TABLE public."{name}"' for name in TABLES))
        self.stages[stage] = model

    def begin(self, stage: str) -> None:
        """Empty every table and fill it again, with triggers and keys asleep."""
        self.let_go()
        empty = [f'DELETE FROM "{name}"' for name in TABLES]
        fill = [f'INSERT INTO "{name}" SELECT * FROM kept_{stage}."{name}"' for name in TABLES]
        self.do("SET session_replication_role = replica", *empty, *fill, "SET session_replication_role = origin")
        ids.draw_from(random.Random(stage))

    def end(self) -> None:
        ids.draw_from(None)
        self.let_go()

    def let_go(self) -> None:
        """Leave the database; its connections may stay."""
        with self.app.app_context():
            db.session.remove()

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        self.eyes.close()

    def do(self, *statements: str) -> None:
        self.eyes.exec_driver_sql("; ".join(statements))

    @property
    def mark(self) -> Any:
        return self.fingerprint()

    def ask(self, statement: str) -> list[tuple]:
        return [tuple(row) for row in self.eyes.execute(text(statement))]

    def fingerprint(self) -> str:
        return repr(sorted(map(tuple, self.eyes.exec_driver_sql(FINGERPRINT))))  # the server may ask the tables in any order
