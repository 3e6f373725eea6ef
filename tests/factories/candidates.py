"""Candidates and applications for tests, made through the operations; every default is legal and dull."""

import io
import itertools
import zipfile
from typing import Any

from hiring.accounts.models import Person
from hiring.candidates import operations
from hiring.candidates.models import Application, Candidate
from hiring.candidates.rules import Facts
from hiring.openings.models import Opening
from tests.factories.accounts import actor

_numbers = itertools.count(1)

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def facts(name: str = "", **more: Any) -> Facts:
    return Facts(**{"name": name or f"Candidate {next(_numbers)}", "zone": "Asia/Tokyo", **more})


def make_candidate(recruiter: Person, name: str = "", **more: Any) -> Candidate:
    """A candidate whom this recruiter adds."""
    return operations.add_candidate(facts(name, **more), actor(recruiter), different=True)


def make_application(recruiter: Person, opening: Opening, candidate: Candidate | None = None, **more: Any) -> Application:
    """A candidate who enters this opening."""
    return operations.enter(candidate or make_candidate(recruiter, **more), opening, actor(recruiter))


def word_file(*names: str) -> bytes:
    """A zip that looks like a Word document, or like something else by its names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names or ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, "<x/>")
    return file.getvalue()
