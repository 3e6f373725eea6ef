"""A database that is full or may only be read says so, keeps the writer's text, and goes on when it is mended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from hiring.candidates.models import Note
from hiring.db.session import db
from tests.factories.candidates import make_application
from tests.factories.openings import make_cast, open_opening

LONG = "She kept the letters of her customers in a shoe box. " * 300


@contextmanager
def every_connection(app: Flask, statement: str) -> Iterator[None]:
    """Each new connection begins with a statement; there are no others."""

    def prepare(connection: Any, record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        if hasattr(connection, "autocommit"):
            connection.commit()

    with app.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "connect", prepare)
    try:
        yield
    finally:
        event.remove(engine, "connect", prepare)
        engine.dispose()


def notes(seen: Callable[[Any], Any]) -> int:
    return int(seen(lambda: db.session.scalar(select(func.count(Note.id)))))


@pytest.fixture
def place(stored: Any) -> tuple[int, int]:
    """A recruiter, and an application to write a note on."""

    def make() -> tuple[int, int]:
        cast = make_cast()
        return cast.recruiter.id, make_application(cast.recruiter, open_opening(cast)).id

    return stored(make)


@pytest.mark.parametrize("fault", ["full", "read only"])
def test_what_cannot_be_stored_is_said_and_handed_back(app, client_of, post, seen, place, fault):
    postgresql = app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    if fault == "full" and postgresql:
        pytest.skip("a full disk of the server cannot be made here; its code is asked for beside the read-only one")
    recruiter, application = place
    client, path = client_of(recruiter), f"/applications/{application}/note"
    assert client.get(path).status_code == 200
    pages = 0 if postgresql else seen(lambda: db.session.connection().exec_driver_sql("PRAGMA page_count").scalar())
    statement = "SET default_transaction_read_only = on" if postgresql else f"PRAGMA max_page_count = {pages}" if fault == "full" else "PRAGMA query_only = ON"
    with every_connection(app, statement):
        answer = post(client, path, text=LONG)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 503
        assert "Nothing can be stored now" in page and LONG.strip()[:60] in page
    assert notes(seen) == 0
    assert post(client, path, text=LONG).status_code == 303
    assert notes(seen) == 1
