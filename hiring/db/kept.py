"""Connections to PostgreSQL that keep their plans from page to page; imported when there is one."""

from typing import Any

from psycopg import Connection

PLANS = 250
"""How many statements a connection keeps prepared; a page asks ten, and there are some forty pages for some sets of roles."""


class Kept(Connection[tuple[object, ...]]):
    """A connection that ends a transaction which only read by committing it.

    There is nothing to take back, since the server itself refused every write; psycopg forgets with a rollback what it had
    prepared, and each page would be planned anew.
    """

    def rollback(self) -> None:
        """End the transaction, whatever it wrote undone."""
        if self.read_only:
            self.commit()
        else:
            super().rollback()


def connect(*positional: Any, **named: Any) -> Kept:
    """A connection that keeps its plans."""
    made = Kept.connect(*positional, **named)
    made.prepared_max = PLANS
    return made
