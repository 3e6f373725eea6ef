"""Static files with a hash of their content in the address, so that browsers may keep them for good."""

import hashlib
from functools import cache
from importlib.resources import files

from flask import Blueprint, Flask, Response, current_app, url_for

from hiring.core.places import STATIC
from hiring.web.access import public

bp = Blueprint("assets", __name__)


def install(app: Flask) -> None:
    """Attach the file routes and the `asset` global."""
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset
    app.view_functions["static"] = public(app.view_functions["static"])


@bp.get("/htmx.min.js")
@public
def htmx() -> Response:
    """The htmx library, from the package that carries it."""
    return current_app.response_class(_htmx(), mimetype="text/javascript")


def asset(name: str) -> str:
    """The address of a static file with the hash of its content."""
    if name == "htmx.min.js":
        return url_for("assets.htmx", v=_hash(_htmx()))
    return url_for("static", filename=name, v=_hash_of_file(name))


@cache
def _htmx() -> bytes:
    return files("js_lib_htmx").joinpath("static/htmx/htmx.min.js").read_bytes()


@cache
def _hash_of_file(name: str) -> str:
    return _hash((STATIC / name).read_bytes())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
