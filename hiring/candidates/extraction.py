"""Having a document read by a child that is limited in all it could do, and reading what it answers."""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hiring.candidates.documents import PDF, WORD
from hiring.candidates.terms import TextStatus
from hiring.core.text import tidy

_CHILD = Path(__file__).with_name("extractor.py")
_WALL_SECONDS = 30
_ANSWER_MOST = 4 << 20
_TEXT_MOST = 300_000
_OWN_SESSION = os.name == "posix"


@dataclass(frozen=True)
class Extracted:
    """What became of a document, and its text when it was read."""

    status: TextStatus
    text: str = ""


def extract(content: bytes, media_type: str) -> Extracted:
    """The text of a document that passed `kind_of`; whatever the document does to the child, this answers.

    Plain text needs no child: nothing reads it but a decoder.
    """
    if _kind(media_type) not in ("pdf", "docx"):
        return _decoded(content, _kind(media_type))
    with tempfile.TemporaryFile() as answer:
        if not _run(_kind(media_type), content, answer.fileno()):
            return Extracted(TextStatus.COSTLY)
        answer.seek(0)
        return _understood(answer.read(_ANSWER_MOST))


def _decoded(content: bytes, charset: str) -> Extracted:
    """A plain text in the charset that was found when it was uploaded."""
    text = tidy(content.decode({"utf-8": "utf-8-sig", "shift_jis": "cp932"}.get(charset, charset), "replace")[:_TEXT_MOST])
    return Extracted(TextStatus.READ, text) if text else Extracted(TextStatus.BLANK)


def _kind(media_type: str) -> str:
    """The format that the child is told, or the charset of a plain text."""
    name, _, charset = media_type.partition("; charset=")
    return {PDF: "pdf", WORD: "docx"}.get(name, charset or "utf-8")


def _run(kind: str, content: bytes, answer: int) -> bool:
    """Whether the child came to its end: in its own session, without our environment, under its own limits and our clock."""
    command = [sys.executable, "-I", "-B", str(_CHILD), kind]
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=answer, stderr=subprocess.DEVNULL, env=environment, cwd=_CHILD.anchor, start_new_session=_OWN_SESSION)  # noqa: S603  # our own program, no shell
    try:
        child.communicate(content, timeout=_WALL_SECONDS)
    except subprocess.TimeoutExpired:
        _end(child)
    return child.returncode == 0


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child with everything it may have begun."""
    with suppress(ProcessLookupError):
        if _OWN_SESSION:
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    child.communicate()


def _understood(answer: bytes) -> Extracted:
    """The child is not believed either: a status that we know, and text without control marks."""
    word, _, text = answer.decode("utf-8", "replace").partition("\n")
    if word not in set(TextStatus) - {TextStatus.WAITING}:
        return Extracted(TextStatus.DAMAGED)
    status = TextStatus(word)
    return Extracted(status, tidy(text) if status is TextStatus.READ else "")
