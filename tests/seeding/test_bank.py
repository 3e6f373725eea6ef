"""The shipped bank: whole, in both languages, and the same however often it is loaded."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from hiring.accounts.operations.organisation import found
from hiring.audit.models import AuditEntry
from hiring.core.text import Words
from hiring.db.base import Base
from hiring.principles import queries as principles
from hiring.principles.terms import SCALE, JobFamily, PrincipleKind, Track
from hiring.questions import operations as questions
from hiring.questions.queries import active_counts, active_edition, by_key, text_of
from hiring.questions.terms import Star
from hiring.seeding.bank import load, load_bank, principle_text, question_text
from hiring.seeding.files import table, tables

SHIPPED = [question_text(each, one["principle"]) for one in tables("questions") for each in one["questions"]]
PRINCIPLES = [principle_text(each) for one in tables("principles") for each in one["principles"]]


def _counts(session: Any) -> dict[str, int]:
    """How many rows every table has, the log included."""
    return {name: session.scalar(select(func.count()).select_from(table)) for name, table in Base.metadata.tables.items()}


@pytest.fixture
def house(session: Any) -> Any:
    found(Words(en="House"), "Asia/Tokyo", administrator="Ada", email="ada@example.com", password="a sentence to remember")
    session.commit()
    return session


def test_loading_twice_ends_the_same(house: Any) -> None:
    first = load()
    house.commit()
    before = _counts(house)
    again = load()
    house.commit()
    assert first == (1, len(SHIPPED), 3)
    assert again == (0, 0, 0)
    assert _counts(house) == before
    assert before["audit_entry"] == house.scalar(select(func.max(AuditEntry.number)))


def test_an_empty_house_gets_its_templates_with_its_first_administrator(session: Any) -> None:
    assert load().templates == 0
    found(Words(en="House"), "Asia/Tokyo", administrator="Ada", email="ada@example.com", password="a sentence to remember")
    assert load().templates == 3


def test_what_was_changed_stays_changed(house: Any) -> None:
    assert "principle sets: 1" in load_bank()
    shipped = by_key("ownership-1")
    mine = questions.change(shipped, replace(text_of(shipped), text=Words(en="Ours now?")), None, shipped.version)
    questions.activate(mine, None)
    house.commit()
    load_bank()
    house.commit()
    assert active_edition(shipped.id).text == Words(en="Ours now?")


def test_the_set_is_adopted_with_eight_questions_a_principle_and_five_a_competency(house: Any) -> None:
    load_bank()
    house.commit()
    adopted = principles.adopted()
    assert adopted is not None
    asked = active_counts()
    least = {PrincipleKind.PRINCIPLE: 8, PrincipleKind.COMPETENCY: 5}
    assert {row.key: asked.get(row.key, 0) for row in adopted.principles if asked.get(row.key, 0) < least[row.kind]} == {}
    assert set(asked) == {row.key for row in adopted.principles}


def test_sixteen_principles_one_about_customers_and_competencies_beside_them() -> None:
    kinds = [each.kind for each in PRINCIPLES]
    assert kinds.count(PrincipleKind.PRINCIPLE) == 16
    assert [each.key for each in PRINCIPLES if each.customer] == ["customer-obsession"]
    assert {each.family for each in PRINCIPLES if each.kind is PrincipleKind.COMPETENCY} >= {JobFamily.ENGINEERING, JobFamily.PRODUCT, JobFamily.OPERATIONS}


@pytest.mark.parametrize("text", PRINCIPLES, ids=lambda text: text.key)
def test_every_principle_speaks_both_languages_and_has_anchors_for_both_tracks(text: Any) -> None:
    anchors = [text.anchors[track][rating] for track in Track for rating in SCALE]
    assert len(text.behaviours) >= 3
    assert [words for words in (text.name, text.summary, *text.behaviours, *anchors) if not (words.en and words.ja)] == []
    assert len({words.en for words in anchors}) == len(anchors)


def test_every_question_speaks_both_languages_and_has_probes() -> None:
    whole = [words for each in SHIPPED for words in (each.text, each.weak, each.strong, *(probe.text for probe in each.probes))]
    assert [words for words in whole if not (words.en and words.ja)] == []
    assert [each.text.en for each in SHIPPED if not 3 <= len(each.probes) <= 5] == []
    assert [each.text.en for each in SHIPPED if not {probe.star for probe in each.probes} >= {Star.ACTION, Star.RESULT}] == []
    assert len({each.text.en for each in SHIPPED}) == len({each.text.ja for each in SHIPPED}) == len(SHIPPED)


def test_templates_name_known_principles_and_five_or_six_interviews() -> None:
    known = {each.key for each in PRINCIPLES}
    for template in table("templates")["templates"]:
        assert {key for line in template["interviews"] for key in line["principles"]} <= known
        assert len(template["interviews"]) in (5, 6)
