"""Column types: moments in UTC, texts in two languages, and values kept as JSON."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine

from hiring.core.text import Words

BigId = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment: always aware and in UTC here, a naive UTC value where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, without the zone on SQLite; a naive moment is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware UTC moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[datetime]):
    """A date and time as the clock on the wall shows it, without a zone."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Only a naive time is a wall time."""
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall time has no zone")
        return value


def _words(value: dict[str, str]) -> Words:
    return Words(en=value.get("en", ""), ja=value.get("ja", ""))


@lru_cache(maxsize=1000)
def _read(stored: str | None) -> Words | None:
    value = None if stored is None else json.loads(stored)
    return None if value is None else _words(value)


class TwoLanguages(TypeDecorator[Words]):
    """A `Words` as JSON with the languages it holds."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Words | None, dialect: Dialect) -> dict[str, str] | None:
        """Only the languages that are there."""
        if value is None:
            return None
        return {lang: text for lang, text in (("en", value.en), ("ja", value.ja)) if text}

    def process_result_value(self, value: Any, dialect: Dialect) -> Words | None:
        """Back to `Words`."""
        return None if value is None else _words(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Words | None] | None:
        """Back to `Words`; where they arrive as text, the same text is read once, since a page shows one title many times."""
        return _read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """Compare as JSON."""
        return JSON()


class ManyWords(TypeDecorator[list[Words]]):
    """A list of `Words` as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[Words] | None, dialect: Dialect) -> list[dict[str, str]] | None:
        """Plain objects."""
        return None if value is None else [{"en": each.en, "ja": each.ja} for each in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[Words] | None:
        """Back to `Words`."""
        return None if value is None else [Words(en=each["en"], ja=each["ja"]) for each in value]
