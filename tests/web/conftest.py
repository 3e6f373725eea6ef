"""Views that do what no real view may do, to see what the house answers."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, abort, redirect, request
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from hiring.accounts.models import FailedTry, Organisation
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.text import Words, say
from hiring.db.session import db
from hiring.web.access import public, requires, signed_in
from hiring.web.paging import single


def _write() -> None:
    db.session.add(FailedTry(bucket=request.values.get("bucket", "one"), since=now()))


bp = Blueprint("probe", __name__, url_prefix="/probe")


@bp.route("/write", methods=["GET", "POST"])
@public
def write() -> Any:
    _write()
    return redirect("/", 303) if request.args.get("status") == "303" else ("", int(request.args.get("status", "200")))


@bp.post("/late")
@public
def late() -> Any:
    _write()
    with db.session.no_autoflush:
        _write()
    return ""


@bp.post("/stale")
@public
def stale() -> Any:
    organisation = db.session.get_one(Organisation, 1)
    db.session.execute(text("UPDATE organisation SET version = version + 1"))
    organisation.name = Words(en="Overwritten")
    return ""


@bp.post("/refused")
@public
def refused() -> Any:
    _write()
    db.session.flush()
    raise Refused(say("The rule says no. Do this instead."))


@bp.post("/broken")
@public
def broken() -> Any:
    _write()
    db.session.execute(text("SELECT :secret FROM no_such_table"), {"secret": request.form["note"]})


@bp.post("/busy")
@public
def busy() -> Any:
    raise OperationalError("SELECT 1", {}, Exception("database is locked"))


@bp.get("/single")
@public
def one() -> Any:
    return single("id")


@bp.post("/own")
@requires(signed_in)
def own() -> Any:
    return ""


@bp.get("/nobody")
@requires(lambda actor: False)
def nobody() -> Any:
    return "secret"


@bp.get("/unmarked")
def unmarked() -> Any:
    return "forgotten"


@bp.get("/status/<int:code>")
@public
def status(code: int) -> Any:
    abort(code)


@pytest.fixture
def probe() -> Callable[[Flask], Flask]:
    """Add the probing views to an application that has not answered anything yet."""

    def add(app: Flask) -> Flask:
        app.register_blueprint(bp)
        return app

    return add


@pytest.fixture
def probed(app: Flask, probe: Callable[[Flask], Flask]) -> Flask:
    """The test application with the probing views."""
    return probe(app)


@pytest.fixture
def rows(app: Flask) -> Callable[[], int]:
    """How many rows the probes left behind."""

    def count() -> int:
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(FailedTry)) or 0

    return count
