"""Kinds of question, their life, the letters of STAR, and whom a question suits."""

from dataclasses import dataclass

from hiring.core.terms import Term
from hiring.core.text import N_, Words


class QuestionKind(Term):
    """About how somebody worked, or about a craft."""

    BEHAVIOURAL = "behavioural", N_("Behavioural"), N_("Asks for what somebody did in the past.")
    FUNCTIONAL = "functional", N_("Functional"), N_("Asks for a craft of the job.")


class QuestionStatus(Term):
    """The life of a question."""

    DRAFT = "draft", N_("Draft"), N_("Being written; not offered to plans.")
    REVIEW = "review", N_("In review"), N_("Proposed; waits for somebody else to read it.")
    ACTIVE = "active", N_("Active"), N_("Offered when a loop is planned.")
    REPLACED = "replaced", N_("Replaced"), N_("A newer version took its place; loops released with it keep it.")
    RETIRED = "retired", N_("Retired"), N_("Not asked any more; loops that asked it keep it.")


OPEN = frozenset({QuestionStatus.DRAFT, QuestionStatus.REVIEW})
"""Not asked yet: its words may change."""


class Star(Term):
    """The four letters of a story."""

    SITUATION = "situation", N_("Situation"), N_("Where and when it was, and what was at stake.")
    TASK = "task", N_("Task"), N_("What this person had to do.")
    ACTION = "action", N_("Action"), N_("What this person did, step by step.")
    RESULT = "result", N_("Result"), N_("What came of it, in numbers where there are some.")


class Suits(Term):
    """The track that a question is written for."""

    ANY = "any", N_("Any role"), N_("Suits people who lead and people who do not.")
    INDIVIDUAL = "individual", N_("Individual roles"), N_("Suits people who do the work in person.")
    MANAGER = "manager", N_("Manager roles"), N_("Suits people who lead others.")


NO_WORDS = Words()


@dataclass(frozen=True)
class ProbeText:
    """A follow-up along STAR."""

    star: Star
    text: Words


@dataclass(frozen=True)
class QuestionText:
    """Everything a question says, its probes included."""

    principle_key: str
    kind: QuestionKind
    text: Words
    suits: Suits = Suits.ANY
    weak: Words = NO_WORDS
    strong: Words = NO_WORDS
    probes: tuple[ProbeText, ...] = ()
