"""The text inside one document, read in a process of its own that can do nothing else: `python -I -B extractor.py KIND`.

It takes the document on standard input and answers on standard output: one line with what became of it, then the text.
Before it looks at the first byte it gives up time, memory, the network, other programs and every file that could be written.
"""

import io
import sys
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

import pypdf
from pypdf.errors import PdfReadError

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's clock still ends the reading
    resource = None  # type: ignore[assignment]  # the name stands for “no limits” there

SECONDS, MEMORY, ANSWER = 10, 512 << 20, 4 << 20
TEXT_MOST = 300_000
_PAGES_MOST = 300
_INFLATED_MOST = 24 << 20
_BLOCK = 1 << 16
_PROGRAMS = ("subprocess.", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "os.system", "os.kill", "ctypes.")
_FORBIDDEN = (*_PROGRAMS, "socket.", "os.remove", "os.rename", "os.mkdir", "shutil.", "ftplib.", "urllib.")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT, _ENDS = f"{_WORD} t", {f"{_WORD} p": "\n", f"{_WORD} br": "\n", f"{_WORD} tab": "\t", f"{_WORD} tc": "\t"}


class Locked(Exception):
    """A password is needed."""


class Costly(Exception):
    """More inside than a résumé has."""


def give_up_everything() -> None:
    """No more time, memory or answer than these; no network, no other program, no file that is written."""
    if resource is not None:
        for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, ANSWER), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64)):
            resource.setrlimit(limit, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and (str(arguments[1] or "r").strip("rbtU") or (isinstance(arguments[2], int) and arguments[2] & 3))
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def pdf(content: bytes) -> str:
    """The text of a PDF, page by page."""
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    if len(reader.pages) > _PAGES_MOST:
        raise Costly
    parts: list[str] = []
    for page in reader.pages:
        parts.append(page.extract_text())
        if sum(map(len, parts)) > TEXT_MOST:
            break
    return "\n".join(parts)


def docx(content: bytes) -> str:
    """The text of a Word document: its main part, read with a parser that knows no entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("word/document.xml")
        if entry.flag_bits & 1:
            raise Locked
        with archive.open(entry) as stream:
            return _words(stream)


def _words(stream: Any) -> str:
    """What stands between the marks for text; a document type, and with it every entity, ends the reading."""
    parts: list[str] = []
    inside: list[bool] = []

    def ended(name: str) -> None:
        inside.pop()
        parts.append(_ENDS.get(name, ""))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_entities
    parser.StartElementHandler = lambda name, attributes: inside.append(name == _TEXT)
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = lambda text: parts.append(text) if inside and inside[-1] else None
    taken = 0
    while block := stream.read(_BLOCK):
        taken += len(block)
        if taken > _INFLATED_MOST or len(inside) > 200:
            raise Costly
        parser.Parse(block, False)
    parser.Parse(b"", True)
    return "".join(parts)


def _no_entities(*declared: object) -> None:
    raise ValueError("a document type")


def read(kind: str, content: bytes) -> tuple[str, str]:
    """What became of a document, and its text."""
    try:
        text = pdf(content) if kind == "pdf" else docx(content)
    except (Locked, NotImplementedError):
        return "locked", ""
    except (Costly, MemoryError, RecursionError):
        return "costly", ""
    except PdfReadError as reason:
        return ("locked" if "decrypt" in str(reason) else "damaged"), ""
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, OSError, EOFError):
        return "damaged", ""
    except Exception:  # a parser may fail in any way over a hostile file, and all of them mean the same
        return "damaged", ""
    shown = text.replace("\x00", "")[:TEXT_MOST].encode("utf-8", "replace").decode()
    return ("read", shown) if shown.strip() else ("blank", "")


def main() -> None:
    """Read one document."""
    give_up_everything()
    status, text = read(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.buffer.write(f"{status}\n{text}".encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
