"""The life of a question: proposed, reviewed by somebody else, asked, and one day retired; at once when it is known outside."""

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.db.session import db
from hiring.questions import queries
from hiring.questions.models import Question
from hiring.questions.policy import require_edits, require_writes
from hiring.questions.rules import (
    require_active,
    require_askable,
    require_asked,
    require_bringable,
    require_draft,
    require_in_review,
    require_note,
    require_reviewer,
    require_unknown,
)
from hiring.questions.terms import OPEN, QuestionStatus


def send(row: Question, actor: Actor) -> None:
    """Propose a draft: it waits for somebody else to read it."""
    require_edits(actor, row)
    question = queries.question(row.id)
    if question.status is QuestionStatus.REVIEW:
        return
    require_draft(question.status)
    require_unknown(queries.is_known_outside(question.root_id))
    require_askable(queries.text_of(question))
    question.status, question.review_note = QuestionStatus.REVIEW, ""
    _note(Event.QUESTION_PROPOSED, question, actor)


def send_back(row: Question, note: str, actor: Actor) -> None:
    """Give a proposal back to its author with a note that says what it needs."""
    require_writes(actor)
    require_in_review(row.status)
    row.review_note, row.status, row.reviewer_id = require_note(note), QuestionStatus.DRAFT, actor.id
    _note(Event.QUESTION_SENT_BACK, row, actor)


def activate(row: Question, actor: Actor | None) -> None:
    """Let interviewers ask a reviewed question from now on, in the place of its edition before; the installation reviews its seeds."""
    require_writes(actor)
    question = queries.question(row.id)
    if question.status is QuestionStatus.ACTIVE:
        return
    if actor is not None:
        require_in_review(question.status)
        require_reviewer(question.author_id, actor.id, queries.others_care(question.author_id))
    require_unknown(queries.is_known_outside(question.root_id))
    require_askable(queries.text_of(question))
    _replace_active(question)
    question.status, question.reviewer_id, question.retired_at = QuestionStatus.ACTIVE, actor.id if actor else None, None
    _note(Event.QUESTION_ACTIVATED, question, actor)


def bring_back(row: Question, actor: Actor | None) -> None:
    """Ask a retired question again, in the words in which it was reviewed."""
    require_writes(actor)
    if row.status is QuestionStatus.ACTIVE:
        return
    require_bringable(row.status, leaked=row.leaked_at is not None, newer=queries.active_edition(row.root_id) is not None)
    row.status, row.retired_at = QuestionStatus.ACTIVE, None
    _note(Event.QUESTION_ACTIVATED, row, actor)


def retire(row: Question, actor: Actor | None) -> None:
    """Ask a question no more; loops that asked it keep it."""
    require_writes(actor)
    if row.status is QuestionStatus.RETIRED:
        return
    require_active(row.status)
    row.status, row.retired_at = QuestionStatus.RETIRED, now()
    _note(Event.QUESTION_RETIRED, row, actor)


def leak(row: Question, actor: Actor) -> None:
    """A question is known outside: every edition of it is retired at once, and no plan that asks it is complete any more."""
    require_writes(actor)
    editions = queries.editions(row.root_id)
    asked = [each for each in editions if each.status not in OPEN]
    require_asked(bool(asked))
    for each in asked:
        if each.status is QuestionStatus.ACTIVE:
            each.status, each.retired_at = QuestionStatus.RETIRED, now()
        each.leaked_at = each.leaked_at or now()
    _note(Event.QUESTION_LEAKED, row, actor)


def _replace_active(question: Question) -> None:
    """Only one edition is asked at a time."""
    before = queries.active_edition(question.root_id)
    if before is not None:
        before.status = QuestionStatus.REPLACED
        db.session.flush()


def _note(event: Event, question: Question, actor: Actor | None) -> None:
    record(event, actor_id=actor.id if actor else None, subject=question.id)
    db.session.flush()
