"""The refusals an operation may answer with; `web.errors` turns each into a page once."""

from hiring.core.text import Sentence


class Missing(Exception):
    """What was asked for does not exist, or not for this person: the same answer (404)."""


class Refused(Exception):
    """A rule forbids the act; the sentence names the rule and the way out (422)."""

    def __init__(self, sentence: Sentence, field: str | None = None) -> None:
        super().__init__(sentence.message)
        self.sentence = sentence
        self.field = field


class Stale(Refused):
    """Somebody else changed the same thing first; nothing was overwritten (409)."""


class SignedOut(Exception):
    """Somebody sent a form after their session had ended; nothing was stored (422)."""


class Malformed(Exception):
    """The request is not one that a page of ours could have sent (400)."""
