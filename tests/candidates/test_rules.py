"""Pure rules about candidates: moves, contact, likeness, files."""

import time

import pytest

from hiring.candidates import rules
from hiring.candidates.documents import PDF, TEXT, WORD, disposition, kind_of, safe_name
from hiring.candidates.terms import ENDED, Likeness, Stage, StageReason
from hiring.core.errors import Refused
from tests.factories.candidates import PDF as A_PDF
from tests.factories.candidates import facts, word_file

LIMIT = 1024 * 1024


def test_every_move_that_is_not_in_the_table_is_refused() -> None:
    for stage in Stage:
        for to_stage in Stage:
            allowed = rules.MOVES.get((stage, to_stage))
            for reason in (None, *StageReason):
                if allowed is not None and (reason in allowed or (not allowed and reason is None)):
                    rules.require_move(stage, to_stage, reason)
                    continue
                with pytest.raises(Refused):
                    rules.require_move(stage, to_stage, reason)


def test_people_decide_nothing_that_the_debrief_decides() -> None:
    assert not [move for move in rules.MOVES if move[1] in (Stage.LOOP, Stage.DEBRIEF, Stage.OFFER) and move[0] not in ENDED]
    assert (Stage.DEBRIEF, Stage.REJECTED) not in rules.MOVES
    assert not any(StageReason.DECIDED in reasons for reasons in rules.MOVES.values())


def test_an_ended_application_rests_where_it_was_and_a_decided_one_nowhere() -> None:
    assert rules.resting_stage(Stage.SCREENING, Stage.WITHDRAWN, StageReason.WITHDREW, None) is Stage.SCREENING
    assert rules.resting_stage(Stage.WITHDRAWN, Stage.REJECTED, StageReason.LOCATION, Stage.SCREENING) is Stage.SCREENING
    assert rules.resting_stage(Stage.DEBRIEF, Stage.REJECTED, StageReason.DECIDED, None) is None
    assert rules.resting_stage(Stage.REJECTED, Stage.LOOP, None, Stage.SCREENING) is None


@pytest.mark.parametrize(
    ("one", "other", "signs"),
    [
        ({"email": "Mika@Example.com"}, {"email": "mika@example.COM"}, [Likeness.EMAIL]),
        ({"phone": "+81 90-1234-5678"}, {"phone": "０９０（１２３４）５６７８"}, [Likeness.PHONE]),
        ({"phone": "12345"}, {"phone": "12345"}, []),
        ({"name": "Watanabe SAKURA"}, {"name": "Sakura  Watanabe"}, [Likeness.NAME]),
        ({"name": "A B", "name_ja": "渡辺 さくら"}, {"name": "C D", "name_ja": "渡辺さくら"}, [Likeness.NAME]),
        ({"name": "渡辺　さくら"}, {"name": "X Y", "name_ja": "さくら 渡辺"}, [Likeness.NAME]),
        ({"name": "Sakura\u200b Watanabe"}, {"name": "Ｓａｋｕｒａ Watanabe"}, [Likeness.NAME]),
        ({"name": "Sakura Watanabe"}, {"name": "Sakura Watanuki"}, []),
        ({"name": "Li Wei", "email": "a@example.com", "phone": "0312345678"}, {"name": "Wei Li", "email": "a@example.com", "phone": "03-1234-5678"}, list(Likeness)),
        ({}, {}, []),
    ],
)
def test_who_may_be_the_same_person(one: dict[str, str], other: dict[str, str], signs: list[Likeness]) -> None:
    assert rules.likeness(facts(**one), facts(**other)) == signs == rules.likeness(facts(**other), facts(**one))


@pytest.mark.parametrize("field", ["name", "name_ja", "email", "phone", "zone"])
def test_endless_texts_are_refused_at_once(field: str) -> None:
    for text in ("a@" * 50_000, "1" * 100_000, "é\u0301" * 50_000, "@" + "." * 100_000, " " * 99_999 + "x@x"):
        started = time.monotonic()
        try:
            rules.checked(facts(**{field: text}))
        except Refused as refused:
            assert refused.field == field
        assert time.monotonic() - started < 1


def test_keys_always_fit_their_columns() -> None:
    assert len(rules.name_key("\ufdfa" * 200, "\ufdfa" * 200)) <= 700
    assert len(rules.email_key("ß" * 254)) <= 254


def test_a_candidate_is_stored_tidy() -> None:
    stored = rules.checked(facts(" Sakura\u202e \n Watanabe ", email=" Sakura@EXAMPLE.com ", phone="090\u20601234"))
    assert (stored.name, stored.email) == ("Sakura Watanabe", "Sakura@example.com")
    with pytest.raises(Refused, match="needs a name"):
        rules.checked(facts("\u200b \u202e"))


def test_a_document_is_what_it_holds() -> None:
    taken = {A_PDF: PDF, word_file(): WORD, b"Ich leite Teams.": TEXT, "職務経歴".encode("shift_jis"): TEXT, "職務経歴".encode("utf-16"): TEXT}
    assert {content: kind_of(content, LIMIT).media_type for content in taken} == taken
    assert kind_of("職務経歴".encode("shift_jis"), LIMIT).stored == "text/plain; charset=shift_jis"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"MZ\x90\x00\x03" + b"\x00" * 60,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"\n <!DOCTYPE html><script>1</script>",
        b"{\\rtf1 hello}",
        b"GIF89a\x01\x00\x01\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60,
        A_PDF[:-8],
        b"<html>" + A_PDF,
        word_file("word/other.xml"),
        word_file("word/document.xml", "word/vbaProject.bin"),
        word_file()[:-30],
        word_file()[: len(word_file()) // 2],
        b"PK\x03\x04" + b"\xff" * 40,
        word_file(*(f"{number:0200}" for number in range(6000)), "word/document.xml"),
        b"a" * (LIMIT + 1),
        "text \x00".encode("utf-16"),
    ],
)
def test_everything_else_is_refused_with_a_way_out(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        kind_of(content, LIMIT if len(content) == LIMIT + 1 else 64 * LIMIT)
    assert refused.value.field == "resume"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("履歴書 2026.pdf", "履歴書 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\cv.PDF", "cv.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe.pdf"),
        ('a"b\r\nSet-Cookie: x=1;.pdf', "abSet-Cookie x=1.pdf"),
        ("a\x00b\u2028c.pdf", "abc.pdf"),
        ("CON", "resume.pdf"),
        ("con.pdf", "resume.pdf"),
        ("...", "resume.pdf"),
        ("", "resume.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_file_leaves_under_a_harmless_name(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe
    header = disposition(safe, 7)
    assert header.isascii()
    assert header.startswith("attachment; filename=\"resume-7.pdf\"; filename*=UTF-8''")
    assert not set(header) & set("\r\n\\")
