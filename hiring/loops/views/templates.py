"""Loop templates: the list, a form for one, and retiring it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.accounts.policy import recruits
from hiring.loops import operations, queries
from hiring.loops.models import LoopTemplate
from hiring.loops.operations.templates import LINES_MOST
from hiring.loops.template_forms import TemplateForm
from hiring.loops.views.loops import bp
from hiring.principles.queries import adopted, names_by_key, of_set
from hiring.web.access import requires
from hiring.web.forms import carried

ROWS = 8


@bp.get("/templates")
@requires(recruits)
def templates() -> ResponseReturnValue:
    """Templates in use, with their interviews."""
    return render_template("loops/templates.html", templates=queries.templates(), names=names_by_key())


@bp.get("/templates/new")
@requires(recruits)
def new_template() -> ResponseReturnValue:
    """A form for a template."""
    return _page(TemplateForm(formdata=None, lines=_rows(None)), None, 200)


@bp.post("/templates/new")
@requires(recruits)
def add_template() -> ResponseReturnValue:
    """Save a new template."""
    return _saved(None)


@bp.get("/templates/<int:template_id>")
@requires(recruits)
def template(template_id: int) -> ResponseReturnValue:
    """A form for a template that is there."""
    found = queries.template(template_id)
    return _page(TemplateForm(formdata=None, name=found.name, version=str(found.version), lines=_rows(found)), found, 200)


@bp.post("/templates/<int:template_id>")
@requires(recruits)
def change_template(template_id: int) -> ResponseReturnValue:
    """Save a change; loops that began from it stay as they are."""
    return _saved(queries.template(template_id))


@bp.post("/templates/<int:template_id>/retire")
@requires(recruits)
def retire_template(template_id: int) -> ResponseReturnValue:
    """Offer a template no more."""
    operations.retire_template(queries.template(template_id), me())
    flash(_("The template is retired. Loops that began from it stay as they are."), "ok")
    return redirect(url_for("loops.templates"), 303)


def _saved(found: LoopTemplate | None) -> ResponseReturnValue:
    form, template_id = TemplateForm(), found.id if found else None
    seen = form.seen_version if found else None
    status = carried(form, lambda: operations.save_template(form.name.data or "", form.template_lines(), me(), found, seen))
    if status != 303:
        return _page(form, queries.template(template_id) if template_id else None, status)
    flash(_("The template is saved."), "ok")
    return redirect(url_for("loops.templates"), 303)


def _page(form: TemplateForm, found: LoopTemplate | None, status: int) -> ResponseReturnValue:
    current = adopted()
    if status == 409 and found:
        form.catch_up(found.version)
    form.offer(of_set(current.id) if current else ())
    return render_template("loops/template.html", form=form, template=found), status


def _rows(found: LoopTemplate | None) -> list[dict[str, object]]:
    """The lines of a template, and empty ones to fill."""
    kept: list[dict[str, object]] = [
        {"seat": slot.seat.value, "minutes": slot.minutes, "after_minutes": slot.after_minutes, "principles": slot.principle_keys} for slot in (found.slots if found else ())
    ]
    return kept + [{} for _row in range(len(kept), min(LINES_MOST, max(ROWS, len(kept) + 2)))]
