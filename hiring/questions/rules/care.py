"""Pure decisions: what a question needs before it may be asked, who reviews it, and the order of probes."""

from hiring.core.errors import Refused
from hiring.core.text import fold, say
from hiring.questions.terms import OPEN, ProbeText, QuestionStatus, QuestionText, Star

PROBES_MOST = 6
_ORDER = list(Star)


def in_star_order(probes: tuple[ProbeText, ...]) -> tuple[ProbeText, ...]:
    """Probes as a story is told: situation, task, action, result; as written within a letter."""
    return tuple(sorted(probes, key=lambda probe: _ORDER.index(probe.star)))


def search_key(text: QuestionText) -> str:
    """Everything a question asks, in both languages, in the form in which a search meets it."""
    parts = (text.text, *(probe.text for probe in text.probes))
    return "\n".join(fold(part) for words in parts for part in (words.en, words.ja) if part)


def require_sound(text: QuestionText, known: bool) -> None:
    """Refuse what cannot even stand as a draft."""
    if not known:
        raise Refused(say("Choose the principle or competency that this question asks about."), "principle_key")
    if not text.text:
        raise Refused(say("Write the question in at least one language."), "text_en")
    if not all(probe.text for probe in text.probes):
        raise Refused(say("A probe needs words in at least one language."), "probes")
    if len(text.probes) > PROBES_MOST:
        raise Refused(say("A question has at most %(most)s probes; keep those that move a story on.", most=PROBES_MOST), "probes")


def require_askable(text: QuestionText) -> None:
    """Refuse to let interviewers ask a question that has no words or no probe."""
    if not text.text:
        raise Refused(say("Write the question in at least one language, then activate it."), "text_en")
    if not 1 <= len(text.probes) <= PROBES_MOST:
        raise Refused(say("An active question has one to %(most)s probes, so that an interviewer can follow up. Add one, then activate it.", most=PROBES_MOST), "probes")


def require_changeable(status: QuestionStatus, *, leaked: bool, newer: bool) -> None:
    """Refuse to write on an edition that has a successor, or on a question that is known outside."""
    require_unknown(leaked)
    if status is QuestionStatus.REPLACED:
        raise Refused(say("A newer version took the place of this one, which keeps its words. Edit the newest version."))
    if newer and status not in OPEN:
        raise Refused(say("The next version of this question is being written. Edit that one."))


def require_unknown(leaked: bool) -> None:
    """Refuse to ask again what is known outside."""
    if leaked:
        raise Refused(say("This question is known outside. Write a new one in other words."))


def require_draft(status: QuestionStatus) -> None:
    """Refuse to propose what is not a draft."""
    if status is not QuestionStatus.DRAFT:
        raise Refused(say("Only a draft is proposed. This question is past that: edit it, and its next version begins as a draft."))


def require_in_review(status: QuestionStatus) -> None:
    """Refuse to judge what nobody proposed."""
    if status is not QuestionStatus.REVIEW:
        raise Refused(say("A question is activated or sent back while it is in review. Look at where it stands now."))


def require_reviewer(author_id: int | None, reviewer_id: int, others: bool) -> None:
    """Refuse authors who review their own words, unless there is nobody else to do it."""
    if author_id == reviewer_id and others:
        raise Refused(say("A question is reviewed by somebody other than its author. Ask a Bar Raiser, a Core member or a recruiter to read it."))


def require_note(note: str) -> str:
    """The note of a reviewer, which is never empty."""
    if not note.strip():
        raise Refused(say("Say what the question needs, so that its author can go on."), "note")
    return note.strip()


def require_active(status: QuestionStatus) -> None:
    """Refuse to retire what is not asked."""
    if status is not QuestionStatus.ACTIVE:
        raise Refused(say("Only a question that is asked can be retired."))


def require_asked(asked: bool) -> None:
    """Refuse to call a question known that nobody was ever asked."""
    if not asked:
        raise Refused(say("Nobody was asked this question yet. Edit the draft instead."))


def require_bringable(status: QuestionStatus, *, leaked: bool, newer: bool) -> None:
    """Refuse to ask again what is known outside, was replaced, or was never reviewed."""
    require_unknown(leaked)
    if status is not QuestionStatus.RETIRED or newer:
        raise Refused(say("Only the newest version of a retired question comes back."))
