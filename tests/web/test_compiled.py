"""Compiled pages stay between starts: found again by the next one, thrown away with the words they were made of, and never in a page's way."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import markupsafe
import pytest
from flask import Flask, render_template
from jinja2 import DictLoader
from markupsafe import Markup

from hiring.app import create_app
from hiring.web import pages
from tests.conftest import settings_for


@pytest.fixture
def started(tmp_path: Path, blank_sqlite: Path) -> Any:
    """Another start of the same installation."""
    (tmp_path / "hiring.db").write_bytes(blank_sqlite.read_bytes())
    return lambda: create_app(settings_for(f"sqlite:///{tmp_path / 'hiring.db'}", tmp_path))


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str | None]]:
    """The names of the templates that are compiled."""
    names: list[str | None] = []
    compile_one = pages.Pages._generate

    def noted(self: pages.Pages, source: Any, name: str | None, *rest: Any, **more: Any) -> str:
        names.append(name)
        return compile_one(self, source, name, *rest, **more)

    monkeypatch.setattr(pages.Pages, "_generate", noted)
    yield names


def shown(app: Flask, language: str = "en") -> str:
    answer = app.test_client().get(f"/sign-in?lang={language}")
    assert answer.status_code == 200
    return answer.text


def test_the_next_start_compiles_nothing_again(started, compiling, tmp_path):
    shown(started())
    assert "accounts/sign_in.html" in compiling
    compiling.clear()
    assert "Sign in" in shown(started())
    assert compiling == []
    folder = tmp_path / "compiled-pages"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_language_is_compiled_by_itself_and_again_when_its_words_change(started, compiling, tmp_path, monkeypatch):
    assert "サインイン" in shown(started(), "ja")
    old = set((tmp_path / "compiled-pages").iterdir())
    compiling.clear()
    monkeypatch.setattr(pages, "edition", lambda language: "changed")
    shown(started(), "ja")
    assert compiling
    assert not old & set((tmp_path / "compiled-pages").iterdir()), "what was made of other words is gone"


def test_a_new_edition_of_the_maker_compiles_again(started, compiling, monkeypatch):
    shown(started())
    compiling.clear()
    monkeypatch.setattr(pages, "_MAKER", "newer")
    assert "Sign in" in shown(started())
    assert "accounts/sign_in.html" in compiling


class Told(str):
    """A kind of text that is not plain text."""


class Drawn:
    """Something that says itself how it is shown."""

    def __html__(self) -> str:
        return "<b>drawn</b>"


@pytest.mark.parametrize("value", ["<a href='x'>&", Markup("<i>kept</i>"), Told("<u>"), Drawn(), 7, 1.5, None, ["<"]])
def test_a_page_shows_a_value_as_markupsafe_says_it(value):
    assert pages.escape(value) == str(markupsafe.escape(value))


def test_plain_text_in_a_page_is_escaped_by_this_way(started):
    app = started()
    app.jinja_env.loader = DictLoader({"page.html": "{% macro said(text) %}<p>{{ text }}</p>{% endmacro %}{{ said(name) }}{{ drawn }}{{ _('%(n)s votes', n=name) }}"})
    with app.test_request_context("/"):
        assert render_template("page.html", name="<script>", drawn=Drawn()) == "<p>&lt;script&gt;</p><b>drawn</b>&lt;script&gt; votes"


def test_a_place_that_takes_nothing_stops_no_page(started, compiling, tmp_path):
    (tmp_path / "compiled-pages").write_text("no folder can be made here")
    for _ in range(2):
        compiling.clear()
        shown(started())
        assert compiling


def test_what_is_kept_is_torn_and_made_again(started, compiling, tmp_path):
    shown(started())
    for path in (tmp_path / "compiled-pages").iterdir():
        path.write_bytes(path.read_bytes()[:-20])
    compiling.clear()
    assert "Sign in" in shown(started())
    assert compiling
