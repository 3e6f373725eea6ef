"""Words: sentences to translate later, texts in two languages, and the language a text is written in."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

LOCALES = ("en", "ja")

_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BROKEN = re.compile(r"(?<=[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]) (?=[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Sentence:
    """A sentence in English with its values, translated only when it reaches a reader."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence, for logs and tests."""
        return self.message % self.values if self.values else self.message


def say(message: str, **values: Any) -> Sentence:
    """A sentence whose message the translators find."""
    return Sentence(message, values)


def N_(message: str) -> str:
    """Mark a word for the translators and hand it on unchanged."""
    return message


@dataclass(frozen=True)
class Words:
    """A text of the organisation in English, Japanese or both."""

    en: str = ""
    ja: str = ""

    def best(self, locale: str) -> tuple[str, str]:
        """The text in the reader's language where there is one, and the language it is in."""
        wanted = "ja" if locale == "ja" else "en"
        other = "en" if wanted == "ja" else "ja"
        text = getattr(self, wanted)
        return (text, wanted) if text else (getattr(self, other), other)

    def __bool__(self) -> bool:
        return bool(self.en or self.ja)

    def __str__(self) -> str:
        return self.en or self.ja


def lang_of(text: str) -> str:
    """The language a person's text is written in: Japanese where kana or mostly Chinese characters stand, else English."""
    if text.isascii():
        return "en"
    if _KANA.search(text):
        return "ja"
    return "ja" if len(_HAN.findall(text)) > len(_LATIN.findall(text)) else "en"


def fold(text: str) -> str:
    """The form in which two spellings of one name meet: NFKC, case folded, unseen marks dropped, spaces single."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return " ".join(plain.split())


def fold_lines(text: str) -> str:
    """The form in which a long text and what is looked for in it meet: folded, and Japanese runs on where a line was broken."""
    return _BROKEN.sub("", fold(text))


def tidy(text: str) -> str:
    """A person's text as it is stored: NFC, one kind of line end, no control or direction marks, outer space cut."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSEEN.sub("", plain).strip()


def long_enough(text: str, characters: int, japanese: int) -> bool:
    """Whether a text has real length: white space counts once, and Japanese needs fewer characters."""
    body = " ".join(text.split())
    return len(body) >= (japanese if lang_of(body) == "ja" else characters)
