"""Who may do what with questions: everybody reads what is asked, those who care for the bank read and write all of it."""

from sqlalchemy import ColumnElement, true

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.core.errors import Missing
from hiring.questions.models import Question
from hiring.questions.terms import QuestionStatus


def writes(actor: Actor) -> bool:
    """Bar Raisers, Core members and recruiters write questions."""
    return actor.has(Role.BAR_RAISER, Role.CORE, Role.RECRUITER)


def reads_all(actor: Actor) -> bool:
    """Who writes, and administrators, also read drafts and retired questions."""
    return writes(actor) or actor.has(Role.ADMINISTRATOR)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The questions that exist for this person."""
    return true() if reads_all(actor) else Question.status == QuestionStatus.ACTIVE


def require_writes(actor: Actor | None) -> None:
    """Nothing to write here for anybody else; without an actor it is the installation, loading its seeds."""
    if actor is not None and not writes(actor):
        raise Missing
