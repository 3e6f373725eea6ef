"""The log with names: newest first, as far as the reader may see it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hiring.accounts.actor import me
from hiring.accounts.policy import administrates
from hiring.audit import queries as audit
from hiring.audit.terms import Event
from hiring.core.text import N_
from hiring.web.access import requires
from hiring.web.navigation import place
from hiring.web.paging import chosen, single, whole_number
from hiring.workspace.policy import reads_log
from hiring.workspace.presenters import log as presenters
from hiring.workspace.queries import log as queries
from hiring.workspace.queries.log import Wanted

bp = Blueprint("audit", __name__, url_prefix="/audit")
PAGE = 50


@bp.get("")
@requires(reads_log)
def index() -> ResponseReturnValue:
    """A page of the log."""
    wanted = Wanted(chosen("event", Event), whole_number("person"))
    after = presenters.mark_from(single("after"))
    entries = queries.page(me(), wanted, after, PAGE)
    numbered = queries.sees_numbers(me())
    page = presenters.page(entries, queries.names(me(), entries[:PAGE]), PAGE, after, numbered=numbered)
    return render_template(
        "workspace/log.html",
        page=page,
        wanted=wanted,
        older=presenters.mark_text(page.after) if page.after else None,
        first=after is None,
        head=audit.head() if numbered else None,
        events=Event,
        people=queries.everybody(),
        opens_people=administrates(me()),
    )


place(N_("Audit log"), "audit.index", 85, "g a")
