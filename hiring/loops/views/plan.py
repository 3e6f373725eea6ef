"""The plan page: coverage, days, gaps, and what changes a plan as a whole."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.candidates.queries import sight_of
from hiring.loops import operations, policy, presenters, queries
from hiring.loops.forms import AddForm, CoverageForm, ShadowForm
from hiring.loops.models import Interview, Loop
from hiring.loops.rules.eligibility import seats_of
from hiring.loops.template_forms import BeginForm, NameForm
from hiring.loops.terms import LoopStatus, Seat
from hiring.loops.views.loops import bp
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carried, carry_out


@bp.get("/<int:loop_id>/plan")
@requires(signed_in)
def plan(loop_id: int) -> ResponseReturnValue:
    """Who asks about what and when, and what is missing."""
    return plan_page(loop_id, 200)


def plan_page(
    loop_id: int,
    status: int,
    add: AddForm | None = None,
    coverage: CoverageForm | None = None,
    apply: BeginForm | None = None,
    name: NameForm | None = None,
    shadow: ShadowForm | None = None,
) -> ResponseReturnValue:
    """The page with the form that was refused, and fresh ones for the rest."""
    loop = queries.loop_to_read(me(), loop_id)
    edits = policy.plans(sight_of(me(), loop.application_id)) and loop.status in (LoopStatus.PLANNING, LoopStatus.RELEASED)
    page = presenters.plan_page(me(), queries.plan_from(loop), edits=edits)
    add = add or AddForm(formdata=None, prefix="add-", zone=loop.zone, seat=Seat.INTERVIEWER.value, minutes=60)
    add.offer(page.choices, page.loads)
    add.seats(seats_of(page.plan.rules))
    add.offer_principles(loop.application.opening.requirements)
    if status == 409 and coverage:
        coverage.catch_up(loop.version)
    coverage = coverage or CoverageForm(formdata=None, prefix="coverage-", version=str(loop.version))
    apply = apply or BeginForm(formdata=None, prefix="apply-")
    apply.offer(queries.templates() if edits else (), planned=True)
    name = name or NameForm(formdata=None, prefix="save-")
    shadow = shadow or ShadowForm(formdata=None, prefix="shadow-")
    shadow.offer(page.trainees, page.plan.planned)
    return render_template("loops/plan.html", page=page, edits=edits, add=add, coverage=coverage, apply=apply, name=name, shadow=shadow), status


@bp.post("/<int:loop_id>/interviews")
@requires(signed_in)
def add_interview(loop_id: int) -> ResponseReturnValue:
    """One more interview: directly while planning, by amendment after the release."""
    loop, form = queries.loop_to_plan(me(), loop_id), AddForm(prefix="add-")
    form.offer((), {})
    interview, status = carry_out(form, lambda: _added(loop, form))
    if interview is None:
        return plan_page(loop_id, status, add=form)
    return _back(loop_id, _("The interview is in the plan."))


def _added(loop: Loop, form: AddForm) -> Interview:
    if loop.status is LoopStatus.PLANNING:
        return operations.add_interview(loop, me(), form.person, form.chosen_seat(), form.appointment(), form.principle_ids)
    return operations.amend_add(loop, me(), form.person, form.chosen_seat(), form.appointment(), form.principle_ids, form.reason.data or "")


@bp.post("/<int:loop_id>/shadows")
@requires(signed_in)
def seat_shadow(loop_id: int) -> ResponseReturnValue:
    """A trainee sits in with a host of this plan."""
    loop, form = queries.loop_to_plan(me(), loop_id), ShadowForm(prefix="shadow-")
    form.offer((), ())
    shadow, status = carry_out(form, lambda: operations.seat_shadow(loop, me(), *form.chosen))
    if shadow is None:
        return plan_page(loop_id, status, shadow=form)
    return _back(loop_id, _("The trainee has a seat beside the host."))


@bp.post("/<int:loop_id>/shadows/<int:shadow_id>/withdraw")
@requires(signed_in)
def withdraw_shadow(loop_id: int, shadow_id: int) -> ResponseReturnValue:
    """A trainee does not sit in after all."""
    loop = queries.loop_to_plan(me(), loop_id)
    operations.withdraw_shadow(loop, queries.shadow_in(loop_id, shadow_id), me())
    return _back(loop_id, _("The seat is free again."))


@bp.post("/<int:loop_id>/coverage")
@requires(signed_in)
def cover(loop_id: int) -> ResponseReturnValue:
    """Who covers what, the whole matrix at once."""
    loop, form = queries.loop_to_plan(me(), loop_id), CoverageForm(prefix="coverage-")
    status = carried(form, lambda: operations.assign(loop, me(), form.matrix(), form.seen_version))
    return _back(loop_id, _("Coverage is saved.")) if status == 303 else plan_page(loop_id, status, coverage=form)


@bp.post("/<int:loop_id>/template")
@requires(signed_in)
def apply_template(loop_id: int) -> ResponseReturnValue:
    """Fill the plan from a template."""
    loop, form = queries.loop_to_plan(me(), loop_id), BeginForm(prefix="apply-")
    form.offer(())
    status = carried(form, lambda: operations.apply_template(loop, me(), queries.template(form.template or 0), form.start.data))
    return _back(loop_id, _("The template is applied. Look at who was chosen, and change whom you like.")) if status == 303 else plan_page(loop_id, status, apply=form)


@bp.post("/<int:loop_id>/save-template")
@requires(signed_in)
def save_template(loop_id: int) -> ResponseReturnValue:
    """Keep this plan as a template, without its people."""
    loop, form = queries.loop_to_plan(me(), loop_id), NameForm(prefix="save-")
    status = carried(form, lambda: operations.save_template(form.name.data or "", operations.lines_of(queries.plan_from(loop)), me()))
    return _back(loop_id, _("The template is saved.")) if status == 303 else plan_page(loop_id, status, name=form)


@bp.post("/<int:loop_id>/release")
@requires(signed_in)
def release(loop_id: int) -> ResponseReturnValue:
    """Prove the plan complete, freeze it and tell everybody."""
    form = Form()
    operations.release(queries.loop_to_plan(me(), loop_id), me(), form.seen_version)
    flash(_("The plan is released, and its interviewers are told."), "ok")
    return redirect(url_for("loops.show", loop_id=loop_id), 303)


def _back(loop_id: int, said: str) -> ResponseReturnValue:
    flash(said, "ok")
    return redirect(url_for("loops.plan", loop_id=loop_id), 303)
