"""The outbox for administrators: what waits, what failed, what was sent; links to hand on where no mail goes out."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.accounts.policy import administrates
from hiring.core.settings import Settings
from hiring.core.text import N_
from hiring.notices import queries as notices
from hiring.notices.terms import NoticeStatus
from hiring.web.access import requires
from hiring.web.navigation import place
from hiring.web.paging import chosen, cut, whole_number
from hiring.workspace import operations
from hiring.workspace.presenters import outbox as presenters
from hiring.workspace.queries import log as queries
from hiring.workspace.worker import ring

bp = Blueprint("notices", __name__, url_prefix="/notices")
PAGE = 50


@bp.get("")
@requires(administrates)
def index() -> ResponseReturnValue:
    """Notices of one status, newest first."""
    status = chosen("status", NoticeStatus) or NoticeStatus.WAITING
    hidden, before = queries.hidden_kinds(me()), whole_number("before")
    page = cut(notices.page(status=status, without=hidden, before=before, size=PAGE), PAGE, lambda notice: notice.id)
    lines = presenters.lines(page.rows, queries.people({notice.person_id for notice in page.rows}))
    piles = presenters.tabs(notices.piles(hidden), status)
    return render_template("workspace/outbox.html", lines=lines, after=page.after, first=before is None, status=status, tabs=piles, mailing=_mailing())


def _mailing() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return bool(settings.smtp_url)


@bp.post("/<int:notice_id>/link")
@requires(administrates)
def link(notice_id: int) -> ResponseReturnValue:
    """Show the link of one notice; the log says that it was shown."""
    notice = operations.show_link(notice_id, me())
    line = presenters.line(notice, queries.people({notice.person_id}))
    return render_template("workspace/link.html", line=line, link=notice.link)


@bp.post("/<int:notice_id>/retry")
@requires(administrates)
def retry(notice_id: int) -> ResponseReturnValue:
    """Try a notice again."""
    operations.try_again(notice_id, me())
    ring()
    flash(_("The notice waits for its next try.") if _mailing() else _("The notice waits again. It leaves as soon as a mail server is set."), "ok")
    return redirect(url_for("notices.index"), 303)


place(N_("Outbox"), "notices.index", 88, "g x")
