"""The role that the application works as on PostgreSQL: it reads and writes, owns nothing and cannot sign in."""

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError

from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.locks import role_of
from hiring.db.session import database_address


def make_role(url: str) -> None:
    """On PostgreSQL: the role that reads and writes, owns nothing and cannot sign in; made once, its rights given anew each time.

    Raises Refused where this user may not make roles.
    """
    engine = create_engine(database_address(url), poolclass=NullPool)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            _grant(connection, role_of(engine.url.database or ""))
    engine.dispose()


def _grant(connection: Connection, role: str) -> None:
    """Make the role if it is missing, become a member, and give it the rows of every table."""
    name = connection.dialect.identifier_preparer.quote_identifier(role)
    if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
        try:
            connection.execute(text(f"CREATE ROLE {name} NOLOGIN NOINHERIT"))
        except ProgrammingError:
            raise Refused(say("This database user may not make roles. Ask an administrator of the server to run: CREATE ROLE %(role)s NOLOGIN", role=name)) from None
    if not connection.scalar(text("SELECT pg_has_role(current_user, :role, 'MEMBER')"), {"role": role}):
        connection.execute(text(f"GRANT {name} TO CURRENT_USER"))
    rights = "SELECT, INSERT, UPDATE, DELETE"
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON TABLES TO {name}",
    ):
        connection.execute(text(statement))
