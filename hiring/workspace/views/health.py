"""Two answers for machines: the process lives, and it is ready to serve. Neither tells anything else."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from hiring.core.settings import Settings
from hiring.db import schema
from hiring.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The database answers and its schema is the one that this program knows."""
    return (jsonify(status="ok"), 200) if _is_ready() else (jsonify(status="unavailable"), 503)


def _is_ready() -> bool:
    settings: Settings = current_app.extensions["settings"]
    try:
        current, newest = schema.state(settings.database_url)
    except SQLAlchemyError:
        return False
    return current == newest
