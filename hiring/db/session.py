"""One session a request, and connections that never lose an update.

SQLite: WAL, `synchronous=FULL`, foreign keys, recursive triggers (so that `INSERT OR REPLACE` meets them too), and
`BEGIN IMMEDIATE` for every writer, because a deferred transaction that reads and then writes fails without waiting.

PostgreSQL: whoever is cut off hears of it in seconds, on both sides. Left alone, TCP waits a quarter of an hour for an
answer, and the server keeps the locks of a vanished client for two hours, the record's own among them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, Select, event, make_url
from sqlalchemy.orm import Session

from hiring.db.base import Base
from hiring.db.turns import WAIT_SECONDS, turns_of

db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"autoflush": True})

_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", f"busy_timeout={WAIT_SECONDS * 1000:.0f}", "temp_store=MEMORY")


def database_address(url: str) -> str:
    """The URL with the driver named: every PostgreSQL address means psycopg 3."""
    for start in ("postgres://", "postgresql://", "postgresql+psycopg2://"):
        if url.startswith(start):
            return "postgresql+psycopg://" + url[len(start) :]
    return url


_NOTICES_CUTS = {"connect_timeout": 3, "tcp_user_timeout": 3000, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
_SERVER_NOTICES_CUTS = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000"


def engine_options(url: str) -> dict[str, Any]:
    """How the application's connections are kept: the one used last goes first, whose plans are warm, and one that died while it rested is replaced before anybody meets it."""
    if url.startswith("sqlite"):
        return {"hide_parameters": True} | ({"pool_use_lifo": True} if make_url(url).database else {})
    asked = make_url(database_address(url)).query.get("options", "")
    options = f"-c lock_timeout={WAIT_SECONDS:.0f}s -c jit=off {asked}".strip()
    return {"hide_parameters": True, "pool_pre_ping": True, "pool_timeout": WAIT_SECONDS, "pool_use_lifo": True, "connect_args": {"options": options, "prepare_threshold": 1}}


@event.listens_for(Engine, "do_connect")
def _connect(dialect: Dialect, record: object, positional: Sequence[Any], named: dict[str, Any]) -> Any:
    """Bound every wait for a PostgreSQL server; what the address itself says goes first."""
    if dialect.name != "postgresql":
        return None
    options = f"{_SERVER_NOTICES_CUTS} {named.get('options', '')}".strip()
    return import_module("hiring.db.kept").connect(*positional, **{**_NOTICES_CUTS, **named, "options": options})  # psycopg is an extra


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, record: object) -> None:
    """Set up a new SQLite connection."""
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Readers begin deferred, and on PostgreSQL can write nothing; writers of a file take the write lock at once, in the order in which they came."""
    if connection.dialect.name != "sqlite":
        connection.connection.driver_connection.read_only = _only_reading.get() or None  # type: ignore[union-attr]  # it is there from the begin on
        return
    if _only_reading.get():
        connection.exec_driver_sql("BEGIN")
        return
    turns = turns_of(connection)
    turns.take(connection)
    try:
        with turns.at_the_gate():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        turns.give(connection)
        raise


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _end(connection: Connection) -> None:
    """The next writer may go on."""
    if connection.dialect.name == "sqlite":
        turns_of(connection).give(connection)


ONE_PLAN: dict[str, Any] = {"one_plan": True}
"""Execution option of a statement that asks a policy and seeks by keys: PostgreSQL plans it, and what follows in its transaction,
once a connection, since planning the rules takes ten times as long as running them."""


@event.listens_for(Engine, "before_cursor_execute")
def _plan_once(connection: Connection, cursor: Any, statement: str, parameters: object, context: Any, many: bool) -> None:
    """Keep the plan of such a statement, and of what follows in its transaction."""
    if context is not None and context.execution_options.get("one_plan") and connection.dialect.name == "postgresql":
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")


@contextmanager
def only_reading() -> Iterator[None]:
    """Begin transactions as a reader, as for a GET."""
    mark = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(mark)


def read_from_now_on(reading: bool) -> None:
    """Say for the rest of this request whether it only reads."""
    _only_reading.set(reading)


def is_reading() -> bool:
    """Whether transactions that begin now only read."""
    return _only_reading.get()


@contextmanager
def own_transaction(*, reading: bool = False) -> Iterator[Session]:
    """A short transaction of its own, for what must stand even when the request is refused: denials, throttle counts.

    On SQLite the request's own session must hold no write lock meanwhile: roll it back first.
    """
    mark = _only_reading.set(reading)
    try:
        with Session(db.engine, expire_on_commit=False) as session, session.begin():
            yield session
    finally:
        _only_reading.reset(mark)


def hold_rows(session: Session, *chosen: Select[Any]) -> None:
    """Hold rows until the transaction ends, so that acts on them take turns; on SQLite whoever writes holds everything already."""
    if session.get_bind().dialect.name != "sqlite":
        for each in chosen:
            session.execute(each)
