"""Waiting until the product has queued the reminders that are due when it starts, so that no page is measured beside them."""

import time

from sqlalchemy import NullPool, create_engine, text

from hiring.db.session import database_address, only_reading

_STILL, _MOST = 2.0, 120.0


def settle(url: str) -> None:
    """Until the outbox has not grown for two seconds."""
    engine = create_engine(database_address(url), poolclass=NullPool)
    limit, last, since = time.monotonic() + _MOST, -1, time.monotonic()
    while time.monotonic() < min(limit, since + _STILL):
        with only_reading(), engine.connect() as connection:
            count = connection.execute(text("SELECT count(*) FROM notice")).scalar_one()
        if count != last:
            last, since = count, time.monotonic()
        time.sleep(0.1)
