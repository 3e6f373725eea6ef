"""Pages of principle sets: everybody reads, administrators and Core write."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.core.errors import Missing
from hiring.core.text import N_
from hiring.principles import operations, presenters, queries
from hiring.principles.forms import PrincipleForm, SetForm, both, principle_values
from hiring.principles.models import Principle
from hiring.principles.policy import keeps_sets
from hiring.principles.terms import SetStatus
from hiring.web.access import requires, signed_in
from hiring.web.forms import carry_out
from hiring.web.navigation import place

bp = Blueprint("principles", __name__, url_prefix="/principles")


@bp.get("")
@requires(signed_in)
def index() -> ResponseReturnValue:
    """The adopted set first, then every other version."""
    adopted = queries.adopted()
    others = [(row, count) for row, count in queries.all_sets() if not row.adopted]
    return render_template("principles/index.html", adopted=adopted, others=others, keeps=keeps_sets(me()))


@bp.route("/new", methods=["GET", "POST"])
@requires(keeps_sets)
def new() -> ResponseReturnValue:
    """Begin a set of one's own."""
    form = SetForm()
    if request.method != "POST":
        return render_template("principles/set_form.html", form=form, row=None)
    made, status = carry_out(form, lambda: operations.create_set("", form.name(), form.description(), me()))
    if made is None:
        return render_template("principles/set_form.html", form=form, row=None), status
    flash(_("The draft is there. Now add its principles."), "ok")
    return _to_set(made.id)


@bp.get("/<int:set_id>")
@requires(signed_in)
def show(set_id: int) -> ResponseReturnValue:
    """One version with its principles, behaviours and anchors."""
    page = presenters.set_page(queries.whole_set(set_id))
    keeps = keeps_sets(me())
    return render_template("principles/set.html", page=page, keeps=keeps, edits=keeps and page.row.status is SetStatus.DRAFT)


@bp.route("/<int:set_id>/edit", methods=["GET", "POST"])
@requires(keeps_sets)
def describe(set_id: int) -> ResponseReturnValue:
    """Change name and description of a draft."""
    row = queries.whole_set(set_id)
    form = SetForm(data={**both("name", row.name), **both("description", row.description), "version": row.version})
    if request.method != "POST":
        return render_template("principles/set_form.html", form=form, row=row)
    _done, status = carry_out(form, lambda: operations.describe_set(row, form.name(), form.description(), me(), form.seen_version))
    if status != 303:
        row = queries.whole_set(set_id)
        if status == 409:
            form.catch_up(row.version)
        return render_template("principles/set_form.html", form=form, row=row), status
    return _to_set(set_id)


@bp.post("/<int:set_id>/copy")
@requires(keeps_sets)
def copy(set_id: int) -> ResponseReturnValue:
    """Copy a version into a new draft."""
    draft = operations.new_version(queries.whole_set(set_id), me())
    flash(_("This is the new draft. Change what you like, then publish it."), "ok")
    return _to_set(draft.id)


@bp.post("/<int:set_id>/publish")
@requires(keeps_sets)
def publish(set_id: int) -> ResponseReturnValue:
    """Publish a draft."""
    operations.publish(queries.whole_set(set_id), me())
    flash(_("Published. Adopt it when new openings should use it."), "ok")
    return _to_set(set_id)


@bp.post("/<int:set_id>/adopt")
@requires(keeps_sets)
def adopt(set_id: int) -> ResponseReturnValue:
    """Let new openings use this version."""
    operations.adopt(queries.whole_set(set_id), me())
    flash(_("New openings use this set from now on. Openings that exist keep theirs."), "ok")
    return _to_set(set_id)


@bp.route("/<int:set_id>/add", methods=["GET", "POST"])
@requires(keeps_sets)
def add(set_id: int) -> ResponseReturnValue:
    """Add a principle or competency to a draft."""
    row = queries.whole_set(set_id)
    form = PrincipleForm(data=principle_values(None))
    if request.method != "POST":
        return render_template("principles/principle_form.html", form=form, row=row, principle=None)
    _done, status = carry_out(form, lambda: operations.add_principle(row, form.content(), me()))
    if status != 303:
        return render_template("principles/principle_form.html", form=form, row=queries.whole_set(set_id), principle=None), status
    return _to_set(set_id)


@bp.route("/<int:set_id>/<int:principle_id>", methods=["GET", "POST"])
@requires(keeps_sets)
def edit(set_id: int, principle_id: int) -> ResponseReturnValue:
    """Change a principle of a draft with its anchors."""
    principle = _principle(set_id, principle_id)
    form = PrincipleForm(data={**principle_values(queries.text_of(principle)), "version": principle.set.version})
    if request.method != "POST":
        return render_template("principles/principle_form.html", form=form, row=principle.set, principle=principle)
    _done, status = carry_out(form, lambda: operations.change_principle(principle, form.content(principle.key), me(), form.seen_version))
    if status != 303:
        principle = _principle(set_id, principle_id)
        if status == 409:
            form.catch_up(principle.set.version)
        return render_template("principles/principle_form.html", form=form, row=principle.set, principle=principle), status
    return _to_set(set_id, principle_id)


@bp.post("/<int:set_id>/<int:principle_id>/move")
@requires(keeps_sets)
def move(set_id: int, principle_id: int) -> ResponseReturnValue:
    """Move a principle of a draft up or down."""
    operations.move(_principle(set_id, principle_id), request.form.get("up") == "1", me())
    return _to_set(set_id, principle_id)


@bp.post("/<int:set_id>/<int:principle_id>/remove")
@requires(keeps_sets)
def remove(set_id: int, principle_id: int) -> ResponseReturnValue:
    """Take a principle out of a draft."""
    operations.remove_principle(_principle(set_id, principle_id), me())
    return _to_set(set_id)


def _principle(set_id: int, principle_id: int) -> Principle:
    principle = queries.principle(principle_id)
    if principle.set_id != set_id:
        raise Missing
    return principle


def _to_set(set_id: int, principle_id: int | None = None) -> ResponseReturnValue:
    return redirect(url_for("principles.show", set_id=set_id, _anchor=f"p{principle_id}" if principle_id else None), 303)


place(N_("Principles"), "principles.index", 60, "g r")
