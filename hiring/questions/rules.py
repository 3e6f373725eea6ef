"""Pure decisions: what a question needs before it may be asked, the order of probes, and how it is found."""

from hiring.core.errors import Refused
from hiring.core.text import fold, say
from hiring.principles.terms import Track
from hiring.questions.terms import ProbeText, QuestionText, Star, Suits

PROBES_MOST = 6
_ORDER = list(Star)


def in_star_order(probes: tuple[ProbeText, ...]) -> tuple[ProbeText, ...]:
    """Probes as a story is told: situation, task, action, result; as written within a letter."""
    return tuple(sorted(probes, key=lambda probe: _ORDER.index(probe.star)))


def search_key(text: QuestionText) -> str:
    """Everything a question asks, in both languages, in the form in which a search meets it."""
    parts = (text.text, *(probe.text for probe in text.probes))
    return "\n".join(fold(part) for words in parts for part in (words.en, words.ja) if part)


def suited_to(track: Track) -> tuple[Suits, Suits]:
    """The questions that suit a track: those for any role, and its own."""
    return Suits.ANY, Suits(track.value)


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
