"""The little language of the word lists in `seeds/coach/`, made into patterns by the head that each phrase begins with."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hiring.feedback.coach.reading import NUMBER, Phrases, Signs, level

_LIST = re.compile(r"\{(?P<name>\w+)\}(?P<ending>.*)")
_AGE = "(?:1[6-9]|[2-7][0-9]|十[六七八九]|[二三四五六七]十[一二三四五六七八九]?)"


@dataclass(frozen=True)
class Writing:
    """How a language is written: what a phrase is looked for by, where it ends, what stands between words, what a number is."""

    head: re.Pattern[str]
    edge: str
    between: str
    gap: str
    number: str


ENGLISH = Writing(
    head=re.compile(r'\b\w{1,4}|"'),
    edge=r"(?!\w)",
    between=r"[^\w.!?\n]{1,3}",
    gap=r"(?:\w{1,30}[^\w.!?\n]{1,3}){0,4}",
    number="[0-9]{1,9}",
)
JAPANESE = Writing(head=re.compile(r"\S"), edge="", between="", gap=r"[^。!?\n]{0,20}", number="[0-9〇一二三四五六七八九十百千万]{1,9}")


@dataclass(frozen=True)
class Composer:
    """Makes patterns out of the phrases of one language; `parts` are the lists that phrases take in by name."""

    writing: Writing
    parts: Mapping[str, Sequence[str]]

    def signs(self, terms: Iterable[str], but: Iterable[str] = (), unless: Iterable[str] = ()) -> Signs:
        """Three lists of phrases, ready to search."""
        return Signs(self._phrases(terms), self._phrases(but), self._phrases(unless))

    def _phrases(self, phrases: Iterable[str]) -> Phrases:
        grouped: dict[str, list[str]] = {}
        for phrase in phrases:
            first, *others = level(phrase).split()
            following = self._following(others)
            for words in self._choices(first):
                grouped.setdefault(self._head(words), []).append(self._plain(words) + following)
        return Phrases({head: _either(patterns) for head, patterns in grouped.items()})

    def _head(self, words: str) -> str:
        """The head under which a phrase is looked for."""
        found = self.writing.head.match(words)
        return NUMBER if found is None or found.group() == NUMBER else found.group()

    def _following(self, pieces: Sequence[str]) -> str:
        """The pattern of everything after the first piece of a phrase."""
        made, between = "", self.writing.between
        for piece in pieces:
            if piece == "…":
                made, between = made + between + self.writing.gap, ""
                continue
            next_one = between + _either(self._plain(words) for words in self._choices(piece.removesuffix("?")))
            made, between = made + (f"(?:{next_one})?" if piece.endswith("?") else next_one), self.writing.between
        return made

    def _choices(self, piece: str) -> Iterator[str]:
        """What a piece stands for: itself, or each phrase of its list with the ending of the piece."""
        found = _LIST.fullmatch(piece)
        if found is None:
            yield piece
            return
        for words in self.parts[found["name"]]:
            start, _, last = level(words).rpartition(" ")
            yield from (f"{start} {choice}{found['ending']}".strip() for choice in self._choices(last))

    def _plain(self, words: str) -> str:
        """The pattern of words without lists."""
        made = self.writing.between.join(re.escape(word) for word in words.split(" "))
        made = made.replace(r"\#\#", _AGE).replace(r"\#", self.writing.number).replace("。", r"(?=[。!?\n]|\Z)")
        return made.replace(r"\*", r"\w{0,20}") + (self.writing.edge if words[-1].isalnum() else "")


def _either(choices: Iterable[str]) -> str:
    """One of several patterns, the longer first."""
    return f"(?:{'|'.join(sorted(set(choices), key=lambda choice: (-len(choice), choice)))})"
