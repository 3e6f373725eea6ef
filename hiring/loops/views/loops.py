"""The list of loops, beginning one, and its status."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.accounts.policy import recruits
from hiring.candidates.queries import application_for, sight_of
from hiring.core.errors import Malformed
from hiring.core.text import N_
from hiring.loops import operations, presenters, queries
from hiring.loops.models import Loop
from hiring.loops.template_forms import BeginForm
from hiring.loops.terms import LoopStatus
from hiring.web.access import requires, signed_in
from hiring.web.forms import carry_out
from hiring.web.navigation import place
from hiring.web.paging import chosen, whole_number

bp = Blueprint("loops", __name__, url_prefix="/loops")
PAGE = 30


@bp.get("")
@requires(signed_in)
def index() -> ResponseReturnValue:
    """Loops that exist for this person, newest first; those that are over only when asked for."""
    status, after = chosen("status", LoopStatus), whole_number("after")
    page = presenters.loop_lines(queries.page(me(), status=status, after=after, size=PAGE), PAGE)
    return render_template("loops/index.html", page=page, statuses=LoopStatus, status=status, after=after, recruits=recruits(me()))


@bp.get("/new")
@requires(recruits)
def new() -> ResponseReturnValue:
    """A loop for an application, from a template or empty."""
    return _begin_page(_application_id(), BeginForm(formdata=None), 200)


@bp.post("/new")
@requires(recruits)
def begin() -> ResponseReturnValue:
    """Begin the loop and go on with its plan."""
    application_id, form = _application_id(), BeginForm()
    loop, status = carry_out(form, lambda: _begun(application_id, form))
    if loop is None:
        return _begin_page(application_id, form, status)
    flash(_("The loop is begun. Complete its plan, then release it."), "ok")
    return redirect(url_for("loops.plan", loop_id=loop.id), 303)


def _application_id() -> int:
    application_id = whole_number("application")
    if application_id is None:
        raise Malformed
    return application_id


def _begun(application_id: int, form: BeginForm) -> Loop:
    template = queries.template(form.template) if form.template else None
    return operations.begin(application_for(me(), application_id), me(), template, form.start.data)


def _begin_page(application_id: int, form: BeginForm, status: int) -> ResponseReturnValue:
    templates = queries.templates()
    form.offer(templates)
    return render_template("loops/new.html", form=form, application=application_for(me(), application_id), templates=templates), status


@bp.get("/<int:loop_id>")
@requires(signed_in)
def show(loop_id: int) -> ResponseReturnValue:
    """How far a loop is: facts of the plan, never what somebody wrote."""
    loop = queries.loop_for(me(), loop_id)
    page = presenters.status_page(me(), queries.plan_from(loop), sight_of(me(), loop.application_id))
    return render_template("loops/show.html", page=page)


place(N_("Loops"), "loops.index", 20, "g l")
