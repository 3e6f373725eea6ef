"""What every test leans on: an application on each database, made once by the migrations and copied for each test."""

import gc
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask import session as flask_session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text

from hiring.accounts.identity import hash_of
from hiring.accounts.models import SignIn
from hiring.app import create_app
from hiring.core import clock
from hiring.core.settings import Mode, Settings
from hiring.db.base import Base
from hiring.db.locks import as_house, role_of
from hiring.db.roles import make_role
from hiring.db.session import database_address, db
from hiring.db.upgrades import upgrade
from hiring.web.pages import keep_compiled
from tests.once import speak_alike

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 10:00 in Tokyo, the moment at which tests begin."""

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


def pytest_collection_finish() -> None:
    """Modules, mappers and tests stay to the end: the collector need not walk through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def settings_for(url: str, folder: Path, **more: Any) -> Settings:
    """Settings of a test installation: cheap password hashes, its own data folder."""
    values: dict[str, Any] = {"mode": Mode.TEST, "data": folder, "database_url": url, "secret_key": "t" * 40, "base_url": "http://localhost"}
    return Settings(**{**values, "password_memory_kib": 64, "password_rounds": 1, **more})


@pytest.fixture(scope="session", autouse=True)
def told_by_the_house() -> Iterator[None]:
    """Tests tell their stories as the installation itself; requests say by themselves who looks."""
    with as_house():
        yield


def _server_answers() -> bool:
    try:
        engine = create_engine(database_address(SERVER), connect_args={"connect_timeout": 3}, poolclass=NullPool)
        with engine.connect():
            return True
    except Exception:
        if os.environ.get("HIRING_REQUIRE_POSTGRES"):
            raise
        return False


@pytest.fixture(scope="session")
def postgres() -> Engine | None:
    """The administrator's connection of the PostgreSQL server, or None where none answers."""
    if not _server_answers():
        return None
    return create_engine(database_address(SERVER), isolation_level="AUTOCOMMIT", poolclass=NullPool)


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    folder = tmp_path_factory.mktemp("blank")
    upgrade(f"sqlite:///{folder / 'hiring.db'}")
    with sqlite3.connect(folder / "hiring.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "hiring.db"


@pytest.fixture(scope="session")
def blank_postgres(postgres: Engine | None) -> Iterator[str | None]:
    """The name of a migrated, empty PostgreSQL database to copy."""
    if postgres is None:
        yield None
        return
    name = f"hiring_blank_{uuid.uuid4().hex[:12]}"
    with postgres.connect() as admin:
        admin.execute(text(f"CREATE DATABASE {name}"))
    upgrade(_on_server(name))
    yield name
    with postgres.connect() as admin:
        drop(admin, name)


def drop(admin: Connection, name: str) -> None:
    """A database with its role."""
    admin.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.execute(text(f"DROP ROLE IF EXISTS {role_of(name)}"))


def _on_server(name: str) -> str:
    return SERVER.rsplit("/", 1)[0] + "/" + name


class Shelf:
    """The PostgreSQL database of this test process: emptied after each test, made anew when a test changed its schema."""

    def __init__(self, admin: Engine, blank: str) -> None:
        self.admin, self.blank = admin, blank
        self.name = f"hiring_test_{uuid.uuid4().hex[:12]}"
        self.url = _on_server(self.name)
        self.engine = create_engine(database_address(self.url), isolation_level="AUTOCOMMIT", pool_size=1, pool_pre_ping=True)
        self.make()

    def make(self) -> None:
        self.engine.dispose()
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {self.name} TEMPLATE {self.blank}"))
            connection.execute(text(f"ALTER DATABASE {self.name} SET synchronous_commit = off"))
        make_role(self.url)
        with self.engine.connect() as connection:
            self.shape = self._shape(connection)
        self.engine.dispose()

    @staticmethod
    def _shape(connection: Connection) -> Any:
        """What the schema consists of: enough to notice that a test changed it."""
        triggers = "SELECT string_agg(tgname::text || tgenabled::text, ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal"
        columns = "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped"
        counts = f"({columns}), (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM alembic_version)"
        return tuple(connection.execute(text(f"SELECT ({triggers}), {counts}")).one())

    def clear(self) -> None:
        """Empty every table with triggers asleep, which only the server's superuser may do; a connection that stays knows the tables already."""
        with self.engine.connect() as connection:
            if self._shape(connection) == self.shape:
                tables = [table.name for table in Base.metadata.sorted_tables]
                connection.execute(text("SET session_replication_role = replica; " + "; ".join(f'DELETE FROM "{name}"' for name in tables)))
                return
        self.make()

    def drop(self) -> None:
        self.engine.dispose()
        with self.admin.connect() as connection:
            drop(connection, self.name)


@pytest.fixture(scope="session")
def shelf(postgres: Engine | None, blank_postgres: str | None) -> Iterator[Shelf | None]:
    """This process's PostgreSQL database, or None where no server answers."""
    made = Shelf(postgres, blank_postgres) if postgres is not None and blank_postgres is not None else None
    yield made
    if made is not None:
        made.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind; PostgreSQL is a visible skip where no server answers."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("blank_sqlite"), tmp_path / "hiring.db")
        yield f"sqlite:///{tmp_path / 'hiring.db'}"
        return
    shelf: Shelf | None = request.getfixturevalue("shelf")
    if shelf is None:
        pytest.skip("no PostgreSQL server answers at TEST_DATABASE_URL or 127.0.0.1:5432")
    yield shelf.url
    shelf.clear()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database, with the clock held at Monday morning."""
    application = make_app(settings_for(database_url, tmp_path))
    with clock.held_at(MONDAY):
        yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app_with(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Further applications on the same database, as other processes or with other settings: `app_with(mode=Mode.PRODUCTION)`."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        made.append(make_app(settings_for(database_url, tmp_path, **settings)))
        return made[-1]

    yield make
    for application in made:
        with application.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application without a database, for tests of routes and templates."""
    return create_app(settings_for("sqlite://", tmp_path_factory.mktemp("bare")))


_COMPILED = Path(tempfile.gettempdir()) / f"hiring-templates-{os.getuid() if hasattr(os, 'getuid') else 0}"


def make_app(settings: Settings) -> Flask:
    """An application whose templates and statements are compiled once for all tests; Jinja sees by itself when a source has changed."""
    application = create_app(settings)
    keep_compiled(application, _COMPILED)
    with application.app_context():
        speak_alike(db.engine)
    return application


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """A session for tests of operations; commit to let audit entries be sealed."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def stored(app: Flask) -> Callable[[Callable[[], Any]], Any]:
    """Make something and commit it in a context of its own, so that browsers meet it as strangers: `stored(lambda: make_person().id)`."""

    def run(make: Callable[[], Any]) -> Any:
        with app.app_context():
            made = make()
            db.session.commit()
            return made

    return run


@pytest.fixture
def seen(app: Flask) -> Callable[[Callable[[], Any]], Any]:
    """Read something in a context of its own, without storing anything: `seen(lambda: db.session.get(Person, 1))`."""

    def run(read: Callable[[], Any]) -> Any:
        with app.app_context():
            return read()

    return run


@contextmanager
def recorded(app: Flask) -> Iterator[list[str]]:
    """Record the statements of a block."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def recorded_sql(app: Flask) -> Callable[[], Any]:
    """Record the statements of a block of this test's application."""
    return lambda: recorded(app)


@pytest.fixture
def client_of(app: Flask) -> Callable[[int | None], FlaskClient]:
    """A browser of a person who has signed in (None: a visitor); commit people first."""

    def client(person_id: int | None = None) -> FlaskClient:
        visitor = app.test_client()
        if person_id is not None:
            token = uuid.uuid4().hex
            with app.app_context():
                db.session.add(SignIn(person_id=person_id, token_hash=hash_of(token), expires_at=clock.now() + timedelta(hours=8)))
                db.session.commit()
            with visitor.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return visitor

    return client


@pytest.fixture
def post() -> Callable[..., Any]:
    """Send a form as a page would, with its token: `post(client, path, name=value, …)`."""

    def send(client: FlaskClient, path: str, /, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        return client.post(path, data={"csrf_token": token_of(client), **fields}, headers=headers)

    return send


def token_of(client: FlaskClient) -> str:
    """The CSRF token of a browser's session."""
    with client.application.test_request_context():
        raw = generate_csrf()
        seed = flask_session["csrf_token"]
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = seed
    return str(raw)
