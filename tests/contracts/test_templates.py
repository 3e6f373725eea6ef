"""Templates as a set: all compile, pages have a heading and a title, nothing inline, nothing unused."""

import re

import pytest
from jinja2 import meta

from hiring.core.places import TEMPLATES

NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def extends(name: str) -> bool:
    """A page extends something; a file of macros or a part of a page does not."""
    return "{% extends" in (TEMPLATES / name).read_text(encoding="utf-8")


PAGES = [name for name in NAMES if not name.startswith(("components/", "layouts/")) and extends(name)]


@pytest.fixture
def source_of(request):
    return lambda name: (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(name, bare_app, source_of):
    with bare_app.app_context():
        bare_app.jinja_env.get_template(name)
        for other in meta.find_referenced_templates(bare_app.jinja_env.parse(source_of(name))):
            assert other is None or (TEMPLATES / other).exists(), f"{name} names {other}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_extends_a_layout_and_has_one_heading(name, source_of):
    source = source_of(name)
    assert "<h1" not in source, "the layout writes the one h1"
    if re.search(r"extends ['\"]layouts/", source):
        assert "{% block heading %}" in source
    else:
        assert re.search(r"extends ['\"]\w+/_?\w+\.html", source), "a page extends a layout, or a page that does"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_inline(name, source_of):
    source = source_of(name)
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"\son(click|change|submit|load|input)=", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert "|safe" not in source.replace(" ", "")


@pytest.mark.parametrize("name", NAMES)
def test_every_import_is_used(name, source_of):
    source = source_of(name)
    for imported in re.findall(r"{%-?\s*import\s+['\"][^'\"]+['\"]\s+as\s+(\w+)", source):
        assert len(re.findall(rf"\b{imported}\.", source)) > 0, f"{name} imports {imported} and does not use it"
