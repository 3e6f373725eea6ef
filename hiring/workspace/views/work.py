"""My work: what this person has to do next, in order of the clock."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hiring.accounts.actor import me
from hiring.accounts.policy import recruits
from hiring.core.clock import now
from hiring.core.text import N_
from hiring.web.access import requires, signed_in
from hiring.web.navigation import place
from hiring.web.words import locale
from hiring.workspace import rules
from hiring.workspace.presenters import outbox, recruiting, work
from hiring.workspace.queries import debriefs, hiring, interviews, mail

bp = Blueprint("workspace", __name__)


@bp.get("/")
@requires(signed_in)
def work_page() -> ResponseReturnValue:
    """The first page of the day."""
    return render_template("workspace/work.html")


place(N_("My work"), "workspace.work", 0, "g w")
