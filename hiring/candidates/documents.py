"""What an uploaded file is, by its content, and a name under which it may safely leave again: pure functions over bytes."""

import io
import re
import zipfile
from dataclasses import dataclass
from urllib.parse import quote

from hiring.core.errors import Refused
from hiring.core.text import say, tidy

PDF, WORD, TEXT = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/plain"
_ENDINGS = {PDF: "pdf", WORD: "docx", TEXT: "txt"}
_DIRECTORY_MOST = 1024 * 1024
_TAIL = 65_557
_STEM_MOST = 100
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*;%\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_FOREIGN_TEXT = ("<", "{\\rtf", "%!ps")


@dataclass(frozen=True)
class Kind:
    """A type of document that we take; the charset only of plain text."""

    media_type: str
    charset: str = ""

    @property
    def ending(self) -> str:
        """How the name of such a file ends."""
        return _ENDINGS[self.media_type]

    @property
    def stored(self) -> str:
        """The content type with which it is served."""
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type


def kind_of(content: bytes, limit: int) -> Kind:
    """The type of a document; refused when it is empty, too large, cut off or nothing that we take."""
    if not content:
        raise Refused(say("This file is empty. Choose the résumé again."), "resume")
    if len(content) > limit:
        raise Refused(say("This file is larger than %(limit)s MB. Save it smaller, or without pictures.", limit=max(1, limit // 1024 // 1024)), "resume")
    kind = _pdf(content) or _word(content) or _text(content)
    if kind is None:
        raise Refused(say("We take résumés as PDF, as a Word document (.docx) or as plain text. Save it as one of these and choose it again."), "resume")
    return kind


def _pdf(content: bytes) -> Kind | None:
    """PDF begins with its mark and ends with another; between them nothing of ours reads."""
    if not content.startswith(b"%PDF-"):
        return None
    if b"%%EOF" not in content[-2048:]:
        raise Refused(say("This PDF is cut off before its end. Save or download it again, then choose it again."), "resume")
    return Kind(PDF)


def _word(content: bytes) -> Kind | None:
    """A zip whose list of contents names the document and no macros; nothing in it is unpacked."""
    if not content.startswith(b"PK\x03\x04") or not _short_directory(content):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise Refused(say("This Word document is damaged or cut off. Save it again, or save it as PDF."), "resume") from None
    return Kind(WORD) if "word/document.xml" in names and "word/vbaProject.bin" not in names else None


def _short_directory(content: bytes) -> bool:
    """Whether a zip's list of contents is of a size that a document has, so that reading it costs nothing."""
    tail = content[-_TAIL:]
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise Refused(say("This Word document is damaged or cut off. Save it again, or save it as PDF."), "resume")
    return b"PK\x06\x07" not in tail and int.from_bytes(tail[end + 12 : end + 16], "little") <= _DIRECTORY_MOST


def _text(content: bytes) -> Kind | None:
    """Text in a charset that people here use, without control characters, and not the source of something else."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for charset in ("utf-16",) if marked else ("utf-8", "cp932"):
        try:
            text = content.decode("utf-8-sig" if charset == "utf-8" else charset)
        except UnicodeDecodeError:
            continue
        plain = text.strip() and not _BINARY.search(text) and not text.lstrip().lower().startswith(_FOREIGN_TEXT)
        return Kind(TEXT, "shift_jis" if charset == "cp932" else charset) if plain else None
    return None


def safe_name(name: str, ending: str) -> str:
    """The name of a file without folders, control and direction marks, of sensible length, with the ending of its true type."""
    last = tidy(name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = " ".join(_UNSAFE.sub("", last).split())
    if stem.lower().endswith(f".{ending}"):
        stem = stem[: -len(ending) - 1]
    stem = stem[:_STEM_MOST].strip(" .")
    return f"{stem if stem and not _RESERVED.fullmatch(stem.split('.')[0]) else 'resume'}.{ending}"


def disposition(name: str, number: int) -> str:
    """The header that makes a browser save a file: a plain name for old readers, the real one as UTF-8."""
    ending = name.rsplit(".", 1)[-1]
    return f"attachment; filename=\"resume-{number}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
