"""Writing questions: the first edition, and the next one of a question that is asked."""

from sqlalchemy.orm.attributes import flag_modified

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.ids import new_id
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.principles.queries import names_by_key
from hiring.questions import queries
from hiring.questions.models import Probe, Question, QuestionUse
from hiring.questions.policy import require_edits, require_proposes
from hiring.questions.rules import in_star_order, require_changeable, require_sound, search_key
from hiring.questions.terms import OPEN, QuestionStatus, QuestionText


def add(text: QuestionText, actor: Actor | None, key: str | None = None) -> Question:
    """Add a question to the bank as a draft; shipped questions have a key."""
    require_proposes(actor)
    _require_sound(text)
    number = new_id()
    question = Question(id=number, root_id=number, key=key, status=QuestionStatus.DRAFT, probes=_probes(text), **_columns(text, actor))
    db.session.add(question)
    db.session.flush()
    db.session.add(QuestionUse(root_id=number))
    record(Event.QUESTION_ADDED, actor_id=question.author_id, subject=question.id)
    return question


def change(row: Question, text: QuestionText, actor: Actor | None, seen: int) -> Question:
    """Change a question that nobody asks yet; of one that was asked, begin the next edition, which goes through review."""
    require_edits(actor, row)
    question = queries.question(row.id)
    require_version(question.version, seen)
    require_changeable(question.status, leaked=question.leaked_at is not None, newer=queries.open_edition(question.root_id))
    _require_sound(text)
    return _rewritten(question, text, actor) if question.status in OPEN else _next_edition(question, text, actor)


def _rewritten(question: Question, text: QuestionText, actor: Actor | None) -> Question:
    for name, value in _columns(text, actor).items():
        setattr(question, name, value)
    question.probes.clear()
    db.session.flush()
    question.probes.extend(_probes(text))
    flag_modified(question, "text")
    record(Event.QUESTION_CHANGED, actor_id=actor.id if actor else None, subject=question.id)
    db.session.flush()
    return question


def _next_edition(question: Question, text: QuestionText, actor: Actor | None) -> Question:
    edition = queries.newest_edition(question.root_id) + 1
    made = Question(root_id=question.root_id, edition=edition, status=QuestionStatus.DRAFT, probes=_probes(text), **_columns(text, actor))
    db.session.add(made)
    db.session.flush()
    record(Event.QUESTION_CHANGED, actor_id=made.author_id, subject=made.id, root=made.root_id, edition=edition)
    return made


def _require_sound(text: QuestionText) -> None:
    require_sound(text, text.principle_key in names_by_key())


def _columns(text: QuestionText, actor: Actor | None) -> dict[str, object]:
    """The columns of a question out of its text; whoever wrote these words last is their author."""
    return {
        "author_id": actor.id if actor else None,
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
