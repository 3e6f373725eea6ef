"""Who may do what with questions: everybody reads what is asked, interviewers propose, those who care for the bank read, write and review all of it."""

from sqlalchemy import ColumnElement, or_, true

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.core.errors import Missing
from hiring.questions.models import Question
from hiring.questions.terms import OPEN, QuestionStatus

KEEPERS = (Role.BAR_RAISER, Role.CORE, Role.RECRUITER)


def writes(actor: Actor) -> bool:
    """Bar Raisers, Core members and recruiters care for the bank."""
    return actor.has(*KEEPERS)


def proposes(actor: Actor) -> bool:
    """Whoever asks questions may propose one."""
    return writes(actor) or actor.has(Role.INTERVIEWER)


def edits(actor: Actor, question: Question) -> bool:
    """Who cares for the bank changes every question; an author their own as long as nobody asks it."""
    return writes(actor) or (proposes(actor) and question.author_id == actor.id and question.status in OPEN)


def reads_all(actor: Actor) -> bool:
    """Who writes, and administrators, also read drafts and retired questions."""
    return writes(actor) or actor.has(Role.ADMINISTRATOR)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The questions that exist for this person."""
    return true() if reads_all(actor) else or_(Question.status == QuestionStatus.ACTIVE, Question.author_id == actor.id)


def require_writes(actor: Actor | None) -> None:
    """Nothing to write here for anybody else; without an actor it is the installation, loading its seeds."""
    if actor is not None and not writes(actor):
        raise Missing


def require_proposes(actor: Actor | None) -> None:
    """The same for whoever may propose."""
    if actor is not None and not proposes(actor):
        raise Missing


def require_edits(actor: Actor | None, question: Question) -> None:
    """The same for the words of one question."""
    if actor is not None and not edits(actor, question):
        raise Missing
