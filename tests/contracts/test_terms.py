"""No enum is half known: each member has its words in both languages, and the database knows its values."""

import importlib

import pytest
from sqlalchemy import Column, Enum

from hiring.core.places import PACKAGE, TRANSLATIONS
from hiring.core.terms import Term
from hiring.core.text import lang_of
from hiring.db.base import Base
from hiring.web.catalogues import merged


def terms() -> list[type[Term]]:
    for path in sorted(PACKAGE.rglob("terms.py")):
        importlib.import_module(".".join(["hiring", *path.relative_to(PACKAGE).with_suffix("").parts]))
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


def is_checked(column: Column[object]) -> bool:
    """Whether a constraint of the table bears the column's name."""
    names = {constraint.name for constraint in column.table.constraints}
    return bool({column.name, f"ck_{column.table.name}_{column.name}"} & names)


def test_every_enum_column_is_checked_by_the_database():
    enums = [column for table in Base.metadata.tables.values() for column in table.columns if isinstance(column.type, Enum) and column.type.length == 32]
    assert len(enums) > 30
    assert [str(column) for column in enums if not is_checked(column)] == []
