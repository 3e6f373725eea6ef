"""Who may do what with principle sets: everybody reads, administrators and Core write."""

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.core.errors import Missing


def keeps_sets(actor: Actor) -> bool:
    """Administrators and Core members write, publish and adopt sets."""
    return actor.has(Role.ADMINISTRATOR, Role.CORE)


def require_keeps_sets(actor: Actor | None) -> None:
    """Nothing here for anybody else; without an actor it is the installation, loading its seeds."""
    if actor is not None and not keeps_sets(actor):
        raise Missing
