"""Acts on a whole loop that need a word: cancel it, hand a key on, declare a conflict."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.candidates.queries import sight_of
from hiring.core.text import lang_of
from hiring.loops import operations, policy, queries
from hiring.loops.forms import ConflictForm, ProbeForm, ReasonForm, SuccessorForm, prefix_of
from hiring.loops.terms import KeyKind
from hiring.loops.views.loops import bp
from hiring.web.access import requires, signed_in
from hiring.web.forms import carried, choice


@bp.route("/<int:loop_id>/cancel", methods=["GET", "POST"])
@requires(signed_in)
def cancel(loop_id: int) -> ResponseReturnValue:
    """Give a loop up, with a reason."""
    loop, form = queries.loop_to_plan(me(), loop_id), ReasonForm()
    status = 200
    if form.is_submitted():
        status = carried(form, lambda: operations.cancel_loop(loop, me(), form.reason.data or "", form.seen_version))
        if status == 303:
            flash(_("The loop is cancelled, and its interviewers are told."), "ok")
            return redirect(url_for("loops.show", loop_id=loop_id), 303)
        loop = queries.loop_to_plan(me(), loop_id)
    form.version.data = str(loop.version)
    return render_template("loops/cancel.html", page_loop=loop, form=form), status


@bp.route("/<int:loop_id>/successor", methods=["GET", "POST"])
@requires(signed_in)
def successor(loop_id: int) -> ResponseReturnValue:
    """Name who holds a key in somebody's place."""
    loop, form = queries.loop_to_plan(me(), loop_id), SuccessorForm()
    form.offer((), {})
    status = 200
    if form.is_submitted():
        status = carried(form, lambda: operations.amend_successor(loop, me(), KeyKind(form.kind.data), form.person, form.reason.data or ""))
        if status == 303:
            flash(_("The key is handed on."), "ok")
            return redirect(url_for("loops.show", loop_id=loop_id), 303)
    plan, people = queries.plan_of(loop_id), queries.everybody()
    by_kind = {kind: queries.successors(plan, kind, people) for kind in KeyKind}
    form.person_id.choices = [choice("", _("Choose a person")), *_fit(by_kind)]
    return render_template("loops/successor.html", plan=plan, form=form, by_kind=by_kind, people=people), status


def _fit(by_kind: dict[KeyKind, list[queries.Choice]]) -> list[Any]:
    """Whoever may hold one of the keys, once."""
    fit = {each.person.id: each.person for people in by_kind.values() for each in people if each.eligible}
    return [choice(person.id, person.name, lang=lang_of(person.name)) for person in sorted(fit.values(), key=lambda person: person.name)]


@bp.post("/<int:loop_id>/probes/<int:principle_id>")
@requires(signed_in)
def probe(loop_id: int, principle_id: int) -> ResponseReturnValue:
    """Give a principle that was not covered to a later interviewer."""
    loop, form = queries.loop_to_probe(me(), loop_id), ProbeForm(prefix=prefix_of(principle_id))
    operations.amend_probe(loop, me(), principle_id, form.interview, form.reason.data or "")
    flash(_("The plan is amended, and the interviewer is told."), "ok")
    return redirect(url_for("loops.show", loop_id=loop_id), 303)


@bp.route("/<int:loop_id>/conflict", methods=["GET", "POST"])
@requires(signed_in)
def conflict(loop_id: int) -> ResponseReturnValue:
    """Declare a conflict of interest: one's own, or as a planner somebody else's."""
    loop, form = queries.loop_to_read(me(), loop_id), ConflictForm()
    others = policy.plans(sight_of(me(), loop.application_id))
    people = queries.everybody() if others else {}
    form.person_id.choices = [choice(me().id, _("My own")), *(choice(person.id, person.name, lang=lang_of(person.name)) for person in people.values() if person.id != me().id)]
    status = 200
    if form.is_submitted():
        status = carried(form, lambda: operations.declare_conflict(loop, me(), form.person, form.reason.data or ""))
        if status == 303:
            flash(_("The conflict is declared. This person does not see the candidate any more."), "ok")
            return redirect(url_for("loops.index" if form.person == me().id else "loops.plan", loop_id=None if form.person == me().id else loop_id), 303)
        loop = queries.loop_to_read(me(), loop_id)
    return render_template("loops/conflict.html", page_loop=loop, form=form), status
