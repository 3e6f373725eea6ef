"""Translations: one catalogue a feature in the source, merged into the one file that gettext reads.

The merged file is build output: made when the wheel is built, and in a checkout whenever a catalogue is newer.
"""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from hiring.core.places import TRANSLATIONS


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language, loaded once; English is its own."""
    return Translations.load(str(TRANSLATIONS), [language])


@cache
def edition(language: str) -> str:
    """A mark of the words of a language that changes with any of them; English stands in the templates themselves."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo"
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "own"


def merged(folder: Path) -> Catalog:
    """All catalogues of one language as one; the first translation of a message counts."""
    whole = Catalog(locale=folder.name)
    for source in sorted(folder.glob("*.po")):
        with source.open("rb") as file:
            for message in read_po(file, locale=folder.name, abort_invalid=True):
                if message.id and message.string and message.id not in whole:
                    whole.add(message.id, message.string, flags=message.flags)
    return whole


def compile_to(folder: Path, target: Path) -> None:
    """Write the merged catalogue of a language, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            write_mo(file, merged(folder))
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def refresh() -> None:
    """In a checkout: compile the languages whose catalogues changed."""
    for folder in (each for each in TRANSLATIONS.iterdir() if each.is_dir()):
        sources = [source.stat().st_mtime for source in folder.glob("*.po")]
        target = folder / "LC_MESSAGES" / "messages.mo"
        if sources and (not target.exists() or target.stat().st_mtime < max(sources)):
            compile_to(folder, target)
            catalogue.cache_clear()
            edition.cache_clear()
