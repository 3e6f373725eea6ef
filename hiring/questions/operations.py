"""What can be done with questions; `actor=None` is the installation itself, loading its seeds."""

from sqlalchemy.orm.attributes import flag_modified

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.principles.queries import names_by_key
from hiring.questions import queries
from hiring.questions.models import Probe, Question
from hiring.questions.policy import require_writes
from hiring.questions.rules import in_star_order, require_askable, require_sound, search_key
from hiring.questions.terms import QuestionStatus, QuestionText


def add(text: QuestionText, actor: Actor | None, key: str | None = None) -> Question:
    """Add a question to the bank as a draft; shipped questions have a key."""
    require_writes(actor)
    _require_sound(text)
    question = Question(key=key, author_id=actor.id if actor else None, probes=_probes(text), **_columns(text))
    db.session.add(question)
    db.session.flush()
    record(Event.QUESTION_ADDED, actor_id=question.author_id, subject=question.id)
    return question


def change(row: Question, text: QuestionText, actor: Actor | None, seen: int) -> None:
    """Change a question; one that is asked must stay fit to be asked."""
    require_writes(actor)
    question = queries.question(row.id)
    require_version(question.version, seen)
    _require_sound(text)
    if question.status is QuestionStatus.ACTIVE:
        require_askable(text)
    for name, value in _columns(text).items():
        setattr(question, name, value)
    question.probes.clear()
    db.session.flush()
    question.probes.extend(_probes(text))
    flag_modified(question, "text")
    _note(Event.QUESTION_CHANGED, question, actor)


def activate(row: Question, actor: Actor | None) -> None:
    """Let interviewers ask a question from now on."""
    require_writes(actor)
    question = queries.question(row.id)
    if question.status is QuestionStatus.ACTIVE:
        return
    require_askable(queries.text_of(question))
    question.status, question.retired_at = QuestionStatus.ACTIVE, None
    _note(Event.QUESTION_ACTIVATED, question, actor)


def retire(row: Question, actor: Actor | None) -> None:
    """Ask a question no more; loops that asked it keep it."""
    require_writes(actor)
    if row.status is QuestionStatus.RETIRED:
        return
    row.status, row.retired_at = QuestionStatus.RETIRED, now()
    _note(Event.QUESTION_RETIRED, row, actor)


def _require_sound(text: QuestionText) -> None:
    require_sound(text, text.principle_key in names_by_key())


def _columns(text: QuestionText) -> dict[str, object]:
    """The columns of a question out of its text."""
    return {
        "principle_key": text.principle_key,
        "kind": text.kind,
        "suits": text.suits,
        "text": text.text,
        "weak": text.weak,
        "strong": text.strong,
        "search_key": search_key(text),
    }


def _probes(text: QuestionText) -> list[Probe]:
    return [Probe(position=place, star=probe.star, text=probe.text) for place, probe in enumerate(in_star_order(text.probes), start=1)]


def _note(event: Event, question: Question, actor: Actor | None) -> None:
    record(event, actor_id=actor.id if actor else None, subject=question.id)
    db.session.flush()
