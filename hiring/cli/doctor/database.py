"""What the database shows: with whose rights we speak to it, and whether its clock is ours."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select, text

from hiring.audit.models import AuditEntry
from hiring.cli.doctor.finding import Check, Finding
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db.locks import role_of
from hiring.db.session import db

APART = timedelta(seconds=30)


def superuser_login(settings: Settings) -> Iterator[Finding]:
    """A superuser passes by every rule that the database holds."""
    if db.engine.dialect.name != "postgresql":
        return
    if db.session.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")):
        yield Finding(
            "superuser",
            "DATABASE_URL signs in to PostgreSQL as a superuser, or as a role that passes by row-level security.",
            "A mistake in this program, or whoever takes it over, could undo the seal and every other rule that the database holds, in this and in every other database.",
            "Let a login that owns only this database migrate and back up (HIRING_OWNER_URL), and serve with one that owns nothing (DATABASE_URL)"
            f' and is a member of "{role_of(db.engine.url.database or "")}".',
        )
    elif db.session.scalar(text("SELECT pg_get_userbyid(relowner) = session_user FROM pg_class WHERE oid = to_regclass('organisation')")):
        yield Finding(
            "owner",
            "DATABASE_URL signs in to PostgreSQL as the owner of the tables.",
            "The program works as a role that owns nothing, but whoever takes it over could go back to the login and undo the row-level security that holds the seal.",
            "Keep this login for migrations and backups as HIRING_OWNER_URL, and put one into DATABASE_URL that owns nothing"
            f' and is a member of "{role_of(db.engine.url.database or "")}".',
        )


def clocks_apart(settings: Settings) -> Iterator[Finding]:
    """Sessions, links and codes are good for a time, so clocks must agree."""
    if db.engine.dialect.name == "postgresql":
        distance = abs(db.session.scalars(select(func.clock_timestamp())).one() - now())
        if distance > APART:
            yield Finding(
                "clock",
                f"The clock of this machine and that of the database are {round(distance.total_seconds())} seconds apart.",
                "Sessions, links and codes of second factors end too early or too late, and the record shows wrong times.",
                "Let both machines follow a time server (chrony or systemd-timesyncd).",
            )
    newest = db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.number.desc()).limit(1))
    if newest is not None and newest - now() > APART:
        yield Finding(
            "clock-back",
            f"The newest entry of the record is from {newest:%Y-%m-%d %H:%M} UTC, which is in the future.",
            "The clock of this machine went back, or was ahead before: codes of second factors may be refused and the record shows wrong times.",
            "Set the clock right and let it follow a time server.",
        )


CHECKS: tuple[Check, ...] = (superuser_login, clocks_apart)
