"""Templates compiled once for each language: fixed words are translated when a template is compiled, not when it is read.

A page in Japanese is another program than the same page in English. What is left for the reading is what differs from
reader to reader.
"""

import hashlib
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import markupsafe
from flask import Flask
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache, Template, nodes
from jinja2.bccache import Bucket
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]  # the part that only escapes

from hiring.core.text import LOCALES
from hiring.web.catalogues import catalogue, edition
from hiring.web.words import locale

_WORDS = {"_": "gettext_in_", "gettext": "gettext_in_", "ngettext": "ngettext_in_"}
_MAKER = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]


def escape(value: Any) -> str:
    """What a page shows of a value: as markupsafe says it, without a wrapper around each word of plain text."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else markupsafe.escape(value)


class Compiled(FileSystemBytecodeCache):
    """Templates stay compiled between starts, in files of each language, edition of its words and edition of this module, which has its say in
    them; Jinja itself sees when a source or the Python has changed."""

    def of_language(self, language: str) -> "Compiled":
        """The same folder for one language; what was compiled with other words goes."""
        own = f"{language}-{edition(language)}-{_MAKER}_"
        with suppress(OSError):
            for old in (path for path in Path(self.directory).glob(f"{language}-*.cache") if not path.name.startswith(own)):
                old.unlink(missing_ok=True)
        return Compiled(self.directory, f"{own}%s.cache")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Find one; a place that cannot be read holds none."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one; a disk that takes nothing costs time at the next start and never the page."""
        with suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, exist_ok=True)
            super().dump_bytecode(bucket)


def keep_compiled(app: Flask, folder: Path) -> None:
    """Keep what is compiled in a folder that only this installation may write, made with the first page."""
    app.jinja_env.bytecode_cache = Compiled(str(folder))


class Pages(Environment):
    """The templates of the application; each language has a cache and compiled files of its own."""

    language: str | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.languages: dict[str, Pages] = {}
        for language in LOCALES:
            self.filters[f"gettext_in_{language}"] = _gettext(language)
            self.filters[f"ngettext_in_{language}"] = _ngettext(language)

    def in_language(self, language: str) -> "Pages":
        """The same templates in one language."""
        found = self.languages.get(language)
        if found is None:
            made = self.overlay(cache_size=400)
            if not isinstance(made, Pages):
                raise TypeError("an overlay is of the same kind")
            made.language = language
            if isinstance(self.bytecode_cache, Compiled):
                made.bytecode_cache = self.bytecode_cache.of_language(language)
            found = self.languages.setdefault(language, made)
        return found

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # Jinja's own name
        if self.language is None:
            return self.in_language(locale())._load_template(name, globals)
        return super()._load_template(name, globals)

    def _generate(self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:
        if self.language is not None:
            source = _Translated(self.language).visit(source)
        imports, line_end, rest = super()._generate(source, name, filename, defer_init).partition("\n")
        return f"{imports}; from hiring.web.pages import escape{line_end}{rest}"


class _Translated(NodeTransformer):
    """Puts the words of one language where a template asks for a translation."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """`_('Fixed words')` becomes the words; anything else asks this language's own function, as a filter, since the call of a filter is plain."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in _WORDS:
            return node
        fixed = node.node.name != "ngettext" and len(node.args) == 1 and isinstance(node.args[0], nodes.Const)
        if fixed and not (node.kwargs or node.dyn_args or node.dyn_kwargs):
            return nodes.Const(_gettext(self.language)(node.args[0].value), lineno=node.lineno)  # type: ignore[attr-defined]  # it is a Const
        words, *more = node.args
        return nodes.Filter(words, _WORDS[node.node.name] + self.language, more, node.kwargs, node.dyn_args, node.dyn_kwargs, lineno=node.lineno)


def _gettext(language: str) -> Callable[..., Markup]:
    """Translation into one language, as templates use it: safe words with escaped values."""

    @cache
    def open_to_values(message: str) -> Markup:
        return Markup(catalogue(language).gettext(message))  # noqa: S704  # the catalogues are ours

    @cache
    def fixed(message: str) -> Markup:
        return open_to_values(message) % {}

    def gettext(message: str, **values: Any) -> Markup:
        return open_to_values(message) % values if values else fixed(message)

    return gettext


def _ngettext(language: str) -> Callable[..., Markup]:
    """The same for what is counted."""

    def ngettext(one: str, many: str, num: int, **values: Any) -> Markup:
        return Markup(catalogue(language).ngettext(one, many, num)) % {"num": num, **values}  # noqa: S704  # the catalogues are ours

    return ngettext
