"""Questions for tests, made through the operations."""

from typing import Any

from hiring.core.text import Words
from hiring.principles import queries as principles
from hiring.questions import operations
from hiring.questions.models import Question
from hiring.questions.terms import ProbeText, QuestionKind, QuestionText, Star
from tests.factories.principles import adopted_set


def question_text(en: str = "Tell me about a customer you knew well.", **more: Any) -> QuestionText:
    """A question that could be asked; further fields by keyword."""
    probes = (ProbeText(Star.RESULT, Words(en="What came of it?")), ProbeText(Star.SITUATION, Words(en="Where was it?", ja="どこでしたか。")))
    values: dict[str, Any] = {"principle_key": "customer-first", "kind": QuestionKind.BEHAVIOURAL, "text": Words(en=en), "probes": probes}
    return QuestionText(**{**values, **more})


def make_question(en: str = "Tell me about a customer you knew well.", active: bool = True, **more: Any) -> Question:
    """A question of the bank, active unless said otherwise."""
    if principles.adopted() is None:
        adopted_set()
    question = operations.add(question_text(en, **more), None)
    if active:
        operations.activate(question, None)
    return question
