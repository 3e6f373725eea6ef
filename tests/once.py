"""What a test process works out once instead of again for each of its thousands of applications: how addresses are built, how statements are said."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import URL, Dialect, Engine, NullPool, create_engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_speech: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


class KnownRule(Rule):
    """A rule whose builder is compiled once: it depends on nothing but the rule itself."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        about = (self.rule, self.subdomain, repr(self.defaults), append_unknown)
        if about not in _builders:
            _builders[about] = super()._compile_builder(append_unknown)
        return _builders[about]


Flask.url_rule_class = KnownRule


def speak_alike(engine: Engine) -> None:
    """Let an engine share the compiled statements of its kind; a process in production has one engine and shares them by itself."""
    kind = engine.dialect.name
    if kind not in _speech:
        _speech[kind] = (_after_first_connection("sqlite://" if kind == "sqlite" else engine.url), LRUCache(5000))
    engine.dialect, compiled = _speech[kind]
    engine.update_execution_options(compiled_cache=compiled)


def _after_first_connection(url: str | URL) -> Dialect:
    """A dialect that has met its database and knows what it can do."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect():
        return engine.dialect
