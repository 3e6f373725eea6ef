"""Files that mean harm, made here byte by byte: what a browser, a reader or a disk might trip over."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from hiring.candidates.terms import TextStatus

PAGE = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
SCRIPT = b"<script>alert(document.cookie)</script>"


@dataclass(frozen=True)
class Hostile:
    """A file with the name it comes under; refused at the door, or taken and then read as `status` says."""

    label: str
    name: str
    content: bytes
    status: TextStatus | None = None


def pdf_of(stream: bytes, filters: str = "/FlateDecode", extra: bytes = b"") -> bytes:
    """A PDF of one page with this as its content."""
    body = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R" + extra + b">>endobj\n"
    content = f"4 0 obj<</Length {len(stream)}{'/Filter' + filters if filters else ''}>>stream\n".encode() + stream + b"\nendstream endobj\n"
    font = b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    return PAGE + body + content + font + b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n"


def text_pdf(text: str) -> bytes:
    """A PDF that says this."""
    return pdf_of(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode(), "")


def docx_of(document: bytes, **others: bytes) -> bytes:
    """A Word document with this main part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in others.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def word(text: str, head: str = "") -> bytes:
    """The main part of a Word document."""
    return f'<?xml version="1.0"?>{head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'.encode()


def _bomb() -> bytes:
    """A gigabyte of spaces in a megabyte: one piece deflated, a thousand times over, with the checksum (Adler-32) of the whole."""
    times, piece = 1024, b" " * (1 << 20)
    packer = zlib.compressobj(9)
    first, again = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    size = times * len(piece)
    low, high = (1 + 32 * size) % 65521, (size + 32 * size * (size + 1) // 2) % 65521
    return first + again * (times - 1) + b"\x03\x00" + struct.pack(">HH", high, low)


def _locked_zip() -> bytes:
    """A zip whose main part says that it needs a password."""
    whole = bytearray(docx_of(word("secret")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = whole.find(mark)
        while place >= 0:
            whole[place + at] |= 1
            place = whole.find(mark, place + 4)
    return bytes(whole)


def _deep() -> bytes:
    return b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' + b"<w:p>" * 100_000


def _looping_pdf() -> bytes:
    """Pages that are their own children."""
    return PAGE.replace(b"[3 0 R]/Count 1", b"[2 0 R 2 0 R]/Count 9") + b"trailer<</Root 1 0 R/Size 3/Prev 0>>\nstartxref\n0\n%%EOF\n"


def _huge_picture() -> bytes:
    """A picture of 50,000 times 50,000 points."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return head + struct.pack(">I", zlib.crc32(head[12:]))


def _locked_pdf() -> bytes:
    """A PDF with a password; made by the library that also reads it."""
    import pypdf

    writer, made = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("open sesame", algorithm="AES-256")
    writer.write(made)
    return made.getvalue()


LAUGHS = "<!DOCTYPE d [" + '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{("&a" + str(n - 1) + ";") * 10}">' for n in range(1, 10)) + "]>"
OUTER = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
GOOD = text_pdf("Hello from Kyoto")

CORPUS = [
    Hostile("svg", "cv.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    Hostile("svg called pdf", "cv.pdf", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    Hostile("html", "cv.html", b"<!doctype html>" + SCRIPT),
    Hostile("html called text", "cv.txt", b"\n\t <HTML>" + SCRIPT),
    Hostile("html after a mark", "cv.txt", b"\xef\xbb\xbf<script>alert(1)</script>"),
    Hostile("polyglot of pdf and html", "cv.pdf.html", b"%PDF-1.7\n" + SCRIPT + b"\n%%EOF\n", TextStatus.DAMAGED),
    Hostile("polyglot of pdf and zip", "cv.pdf", GOOD + docx_of(word("zip")) + b"%%EOF", TextStatus.DAMAGED),
    Hostile("program called pdf", "cv.pdf", b"MZ\x90\x00" + b"\x00" * 200 + b"This program cannot be run in DOS mode"),
    Hostile("elf called docx", "cv.docx", b"\x7fELF" + b"\x00" * 60),
    Hostile("shortcut", "cv.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 60),
    Hostile("name with folders", "../../../../etc/cron.d/x", GOOD, TextStatus.READ),
    Hostile("name with backslashes", "..\\..\\C:\\boot.pdf", GOOD, TextStatus.READ),
    Hostile("name with nul", "cv.pdf\x00.exe", GOOD, TextStatus.READ),
    Hostile("name of a device", "CON", GOOD, TextStatus.READ),
    Hostile("name of 300 characters", "a" * 300 + ".pdf", GOOD, TextStatus.READ),
    Hostile("name that turns round", "cv\u202efdp.exe", GOOD, TextStatus.READ),
    Hostile("name with line ends", 'cv.pdf\r\nSet-Cookie: a=b\r\n\r\n<script>"', GOOD, TextStatus.READ),
    Hostile("empty", "cv.pdf", b""),
    Hostile("cut pdf", "cv.pdf", GOOD[:-20]),
    Hostile("cut docx", "cv.docx", docx_of(word("whole"))[:-30]),
    Hostile("locked pdf", "cv.pdf", _locked_pdf(), TextStatus.LOCKED),
    Hostile("locked docx", "cv.docx", _locked_zip(), TextStatus.LOCKED),
    Hostile("pdf that inflates", "cv.pdf", pdf_of(_bomb()), None),
    Hostile("docx that inflates", "cv.docx", docx_of(word(" " * (200 << 20))), TextStatus.COSTLY),
    Hostile("docx with an outer entity", "cv.docx", docx_of(word("&x;", OUTER)), TextStatus.DAMAGED),
    Hostile("docx with a billion laughs", "cv.docx", docx_of(word("&a9;", LAUGHS)), TextStatus.DAMAGED),
    Hostile("docx that is too deep", "cv.docx", docx_of(_deep()), TextStatus.COSTLY),
    Hostile("docx with macros", "cv.docx", docx_of(word("macro"), word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin")),
    Hostile("pdf whose pages loop", "cv.pdf", _looping_pdf(), TextStatus.DAMAGED),
    Hostile("pdf with script and launch", "cv.pdf", pdf_of(b"BT /F1 9 Tf (Hi) Tj ET", "", b"/AA<</O<</S/JavaScript/JS(app.alert)>>>>"), TextStatus.READ),
    Hostile("huge picture", "cv.png", _huge_picture()),
    Hostile("zip of nothing we know", "cv.zip", b"PK\x05\x06" + b"\x00" * 18),
    Hostile("rich text", "cv.rtf", b"{\\rtf1{\\object\\objupdate}}"),
    Hostile("postscript", "cv.txt", b"%!PS-Adobe-3.0\n(%pipe%id) (w) file"),
]
