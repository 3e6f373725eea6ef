"""What the accounts show: administrators with a password alone, and second factors that no longer open."""

from collections.abc import Iterator

from sqlalchemy import select

from hiring.accounts import codes
from hiring.accounts.models import SecondFactor
from hiring.accounts.queries import holders
from hiring.accounts.terms import Role
from hiring.cli.doctor.finding import Check, Finding
from hiring.core.settings import Mode, Settings
from hiring.db.session import db


def administrators_by_password_alone(settings: Settings) -> Iterator[Finding]:
    """An administrator can invite, so one stolen password opens the house."""
    bare = [person.email for person in holders(Role.ADMINISTRATOR) if person.second_factor_since is None]
    if bare and settings.mode is not Mode.DEMONSTRATION:
        yield Finding(
            "second-factor",
            f"Administrators without a second factor: {', '.join(bare)}.",
            "One stolen or guessed password is enough to give oneself every role.",
            "Set one up on the page of the profile, and under Settings require it for administrators and Core.",
        )


def locked_second_factors(settings: Settings) -> Iterator[Finding]:
    """Secrets that were sealed with another key never fit a code."""
    locked = [row.person_id for row in db.session.execute(select(SecondFactor.person_id, SecondFactor.sealed)) if codes.opened(row.sealed, row.person_id) is None]
    if locked:
        yield Finding(
            "second-factor-key",
            f"Second factors that were sealed with another HIRING_SECRET_KEY: {len(locked)}.",
            "The codes of those apps are refused; their owners come in by recovery codes only.",
            "Set the former key again. If it is lost: an administrator takes the second factor away on the page of the person, or run hiring user reset-second-factor EMAIL.",
        )


CHECKS: tuple[Check, ...] = (administrators_by_password_alone, locked_second_factors)
