"""Ids in addresses: plain digits that fit a column; anything else is no address of ours."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """At most 18 ASCII digits."""

    regex = r"[0-9]{1,18}"


def install(app: Flask) -> None:
    """Let every `<int:…>` of a route be such an id."""
    app.url_map.converters["int"] = IdConverter
