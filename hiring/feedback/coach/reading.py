"""Searching a text for signs: it is cut into heads once, and only phrases that begin with such a head are tried there.

Nothing here goes back over the text, and no phrase is of unbounded length: the time grows with the text and no faster.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

Span = tuple[int, int]

NUMBER = "#"
_WIDE = {chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)}
_LEVEL = str.maketrans({**_WIDE, "’": "'", "‘": "'", "“": '"', "”": '"', "「": '"', "」": '"'})
_STOP = re.compile(r"[.!?。\n]")


def level(text: str) -> str:
    """The text in small letters and plain signs, each at the place where it stood."""
    plain = text.translate(_LEVEL)
    small = plain.lower()
    return small if len(small) == len(plain) else "".join(sign.lower()[0] for sign in plain)


Places = dict[str, list[int]]


@dataclass(frozen=True)
class Reading:
    """A levelled text: where heads stand in it, at which of them any rule may speak, and where its sentences end."""

    text: str
    heads: Places
    likely: Places
    stops: list[int]

    def sentence(self, place: int) -> Span:
        """Begin and end of the sentence in which a place lies."""
        number = bisect_left(self.stops, place)
        return (self.stops[number - 1] + 1 if number else 0), (self.stops[number] + 1 if number < len(self.stops) else len(self.text))


@dataclass(frozen=True)
class Phrases:
    """Patterns by the head that they begin with."""

    by_head: Mapping[str, str]

    def spans(self, text: str, places: Places) -> list[Span]:
        """Every place where one of the phrases stands, in order."""
        found: list[Span] = []
        for head in self.by_head.keys() & places.keys():
            match = _compiled(self.by_head[head]).match
            found += [hit.span() for place in places[head] if (hit := match(text, place))]
        return sorted(found)

    def narrowed(self, text: str, places: Places) -> Places:
        """The places at which one of the phrases stands."""
        known = ((head, _compiled(pattern).match) for head, pattern in self.by_head.items() if head in places)
        kept = {head: [place for place in places[head] if match(text, place)] for head, match in known}
        return {head: found for head, found in kept.items() if found}


@dataclass(frozen=True)
class Reader:
    """Cuts the texts of one language; `terms` are the phrases at which any rule of it may speak."""

    cut: re.Pattern[str]
    known: frozenset[str]
    terms: Phrases

    def read(self, text: str) -> Reading:
        """A text, ready to be searched."""
        plain = level(text)
        heads = self._heads(plain)
        return Reading(plain, heads, self.terms.narrowed(plain, heads), [found.start() for found in _STOP.finditer(plain)])

    def _heads(self, text: str) -> Places:
        """Where each known head stands; one that is a number is found as such too."""
        places: Places = {}
        for found in self.cut.finditer(text):
            head = found.group()
            if head in self.known:
                places.setdefault(head, []).append(found.start())
            if head[0].isnumeric():
                places.setdefault(NUMBER, []).append(found.start())
        return places


def reader_for(cut: re.Pattern[str], rules: Collection["Signs"]) -> Reader:
    """A reader that knows the heads of all rules of a language."""
    every = [phrases.by_head for signs in rules for phrases in (signs.terms, signs.but, signs.unless)]
    together: dict[str, list[str]] = {}
    for signs in rules:
        for head, pattern in signs.terms.by_head.items():
            together.setdefault(head, []).append(pattern)
    terms = Phrases({head: "|".join(patterns) for head, patterns in together.items()})
    return Reader(cut, frozenset().union(*every), terms)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when a text first has its head: most are never needed."""
    return re.compile(pattern)


@dataclass(frozen=True)
class Signs:
    """Phrases that fire, look-alikes that do not, and phrases beside which nothing fires."""

    terms: Phrases
    but: Phrases
    unless: Phrases

    def first(self, reading: Reading) -> Span | None:
        """Where the first sign stands; what takes it back may stand anywhere in the text."""
        fires = self._fires(reading)
        return fires[0] if fires and not self.is_taken_back(reading) else None

    def first_in_a_sentence(self, reading: Reading) -> Span | None:
        """Where the first sign stands; what takes it back must stand in the same sentence."""
        fires = self._fires(reading)
        back = [begin for begin, _end in self._back(reading)] if fires else []
        return next((span for span in fires if not _any_within(back, reading.sentence(span[0]))), None)

    def is_taken_back(self, reading: Reading) -> bool:
        """Whether something stands in the text beside which nothing fires."""
        return bool(self._back(reading))

    def _back(self, reading: Reading) -> list[Span]:
        return self.unless.spans(reading.text, reading.heads)

    def _fires(self, reading: Reading) -> list[Span]:
        """The signs that are no part of a look-alike."""
        found = self.terms.spans(reading.text, reading.likely)
        return _apart(found, self.but.spans(reading.text, reading.heads)) if found else found


def _apart(spans: list[Span], others: list[Span]) -> list[Span]:
    """The spans that touch none of the others; `reach` is how far those go that begin before the end of a span."""
    begins = [begin for begin, _end in others]
    reach = [0]
    for _begin, end in others:
        reach.append(max(reach[-1], end))
    return [(begin, end) for begin, end in spans if reach[bisect_left(begins, end)] <= begin]


def _any_within(places: list[int], span: Span) -> bool:
    return bisect_left(places, span[0]) < bisect_right(places, span[1] - 1)
