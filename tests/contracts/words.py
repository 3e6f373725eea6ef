"""`python3 dev.py words`: compile the translations, and name every string that has none or has lost a placeholder."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

from hiring.core.places import PACKAGE, TEMPLATES, TRANSLATIONS
from hiring.web.catalogues import merged, refresh

KEYWORDS = {"_": None, "_l": None, "N_": None, "say": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "Sentence": None, "counted": (2, 3)}
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def messages() -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    """Every string of the interface, with where it stands."""
    for folder, methods in ((PACKAGE, [("**.py", "python")]), (TEMPLATES, [("**.html", "jinja2.ext:babel_extract")])):
        for name, line, message, _comments, _context in extract_from_dir(folder, method_map=methods, keywords=KEYWORDS):
            if message and message != ("", ""):
                yield str(Path(folder.name) / name), line, message


def problems() -> list[str]:
    """What is missing or broken in the Japanese catalogue."""
    catalogue = merged(TRANSLATIONS / "ja")
    found = []
    for name, line, message in messages():
        key = message[0] if isinstance(message, tuple) else message
        entry = catalogue.get(key)
        text = entry.string if entry else None
        texts = [part for part in (text if isinstance(text, (tuple, list)) else [text]) if part]
        if not texts:
            found.append(f"{name}:{line} has no Japanese: {key}")
        elif set(_PLACE.findall(texts[0])) - set(_PLACE.findall(str(message))) or (set(_PLACE.findall(key)) - set(_PLACE.findall(texts[0])) and not isinstance(message, tuple)):
            found.append(f"{name}:{line} loses a placeholder: {key} → {texts[0]}")
    return sorted(set(found))


if __name__ == "__main__":
    refresh()
    missing = problems()
    print("\n".join(missing) or "Every string has its Japanese.")
    sys.exit(bool(missing))
