"""No enum is half known: each member has its words in both languages, and the database knows its values."""

import importlib

import pytest
from sqlalchemy import Enum

from hiring.core.places import PACKAGE, TRANSLATIONS
from hiring.core.terms import Term
from hiring.core.text import lang_of
from hiring.db.base import Base
from hiring.web.catalogues import merged


def terms() -> list[type[Term]]:
    for path in sorted(PACKAGE.glob("*/terms.py")):
        importlib.import_module(f"hiring.{path.parent.name}.terms")
    return Term.__subclasses__()


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.__name__)
def test_every_member_has_its_words_in_both_languages(term):
    catalogue = merged(TRANSLATIONS / "ja")
    for member in term:
        for words in (member.label, member.sentence):
            assert words, f"{member!r} has no words"
            assert lang_of(words) == "en"
            entry = catalogue.get(words)
            assert entry and entry.string, f"no Japanese for {words!r}"
        assert member.sentence.endswith((".", "?")), f"{member!r} is explained by a whole sentence"


def test_every_enum_column_is_checked_by_the_database():
    unchecked = []
    for table in Base.metadata.tables.values():
        checks = {constraint.name for constraint in table.constraints}
        for column in table.columns:
            if isinstance(column.type, Enum) and column.type.length == 32 and f"ck_{table.name}_{column.name}" not in checks and column.name not in checks:
                unchecked.append(f"{table.name}.{column.name}")
    assert unchecked == []
