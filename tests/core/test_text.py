"""Words: tidied, folded, measured, and the language they are in."""

import pytest

from hiring.core.text import Words, fold, lang_of, long_enough, say, tidy


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("  a\r\nb\rc  ", "a\nb\nc"),
        ("cafe\u0301", "café"),
        ("a\x00b\x1bc", "abc"),
        ("\u202eevil\u202c", "evil"),
        ("\ufeffname\u200b", "name"),
        ("tab\tstays", "tab\tstays"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
    ],
)
def test_text_is_stored_tidy(raw, stored):
    assert tidy(raw) == stored
    assert tidy(tidy(raw)) == stored


@pytest.mark.parametrize(("one", "other"), [("Ａｉｋｏ  Mori", "aiko mori"), ("ﾓﾘ", "モリ"), ("Straße", "STRASSE"), ("Zoe\u0301", "ZOÉ"), ("a\u200bb", "ab")])
def test_case_52_two_spellings_of_a_name_fold_to_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("Sakura", "en"), ("渡辺 さくら", "ja"), ("面接", "ja"), ("カタカナ in English", "ja"), ("Toyota 豊田 in English", "en"), ("東京都 A", "ja"), ("", "en"), ("1234", "en")],
)
def test_the_language_of_a_text(text, lang):
    assert lang_of(text) == lang


@pytest.mark.parametrize(
    ("text", "enough"),
    [("a" * 120, True), ("a" * 119, False), ("あ" * 50, True), ("あ" * 49, False), ("a" + " " * 300 + "b", False), ("\n".join("ab" * 45), True)],
)
def test_real_length_counts_white_space_once_and_japanese_less(text, enough):
    assert long_enough(text, 120, 50) is enough


def test_words_prefer_the_readers_language_and_fall_back():
    assert Words(en="Bar", ja="基準").best("ja") == ("基準", "ja")
    assert Words(en="Bar").best("ja") == ("Bar", "en")
    assert Words(ja="基準").best("en") == ("基準", "ja")
    assert not Words()


def test_a_sentence_reads_in_english_without_a_translator():
    assert str(say("%(name)s is here", name="Aiko")) == "Aiko is here"
    assert str(say("100% sure")) == "100% sure"
