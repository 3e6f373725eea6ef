"""My work: what this person has to do next, in order of the clock."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from hiring.accounts.actor import me
from hiring.core.settings import Settings
from hiring.core.text import N_
from hiring.web.access import requires, signed_in
from hiring.web.navigation import place
from hiring.web.paging import single
from hiring.web.words import locale
from hiring.workspace.presenters.home import home

bp = Blueprint("workspace", __name__)


@bp.get("/")
@requires(signed_in)
def work() -> ResponseReturnValue:
    """The first page of the day."""
    settings: Settings = current_app.extensions["settings"]
    return render_template("workspace/work.html", home=home(me(), locale(), mailing=bool(settings.smtp_url), whole=single("all")))


place(N_("My work"), "workspace.work", 0, "g w")
