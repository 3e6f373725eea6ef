"""Who may do what with people and settings; and the marks that other features use on their views."""

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role


def administrates(actor: Actor) -> bool:
    """Administrators care for people, roles and settings."""
    return actor.has(Role.ADMINISTRATOR)


def recruits(actor: Actor) -> bool:
    """Recruiters add candidates and plan loops."""
    return actor.has(Role.RECRUITER)


def administrates_or_recruits(actor: Actor) -> bool:
    """Administrators and recruiters."""
    return actor.has(Role.ADMINISTRATOR, Role.RECRUITER)


def keeps_the_bar(actor: Actor) -> bool:
    """Bar Raisers and Core."""
    return actor.has(Role.BAR_RAISER, Role.CORE)
