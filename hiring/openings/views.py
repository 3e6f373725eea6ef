"""Pages of openings."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.core.text import N_
from hiring.openings import forms, operations, presenters, queries
from hiring.openings.models import Opening
from hiring.openings.policy import creates
from hiring.openings.terms import CloseReason, OpeningStatus
from hiring.principles import queries as principles
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carried, carry_out
from hiring.web.navigation import place
from hiring.web.paging import chosen, cut, whole_number

bp = Blueprint("openings", __name__, url_prefix="/openings")
PAGE = 30


@bp.get("")
@requires(signed_in)
def index() -> ResponseReturnValue:
    """The openings that exist for this reader, newest first."""
    status, before = chosen("status", OpeningStatus), whole_number("before")
    page = cut(queries.page(me(), status=status, before=before, size=PAGE), PAGE, lambda row: row.id)
    tabs = presenters.tabs(queries.counts(me()), status)
    return render_template("openings/index.html", page=page, status=status, before=before, tabs=tabs, full=presenters.in_full(me(), page.rows), creates=creates(me()))


@bp.route("/new", methods=["GET", "POST"])
@requires(creates)
def new() -> ResponseReturnValue:
    """Begin an opening."""
    form = forms.FactsForm(data={"recruiter_id": str(me().id), "zone": me().zone, "level": 5})
    if request.method != "POST":
        return render_template("openings/facts.html", form=form, opening=None)
    made, status = carry_out(form, lambda: operations.create(form.facts(), me()))
    if made is None:
        return render_template("openings/facts.html", form=form, opening=None), status
    flash(_("The opening is a draft. Write its role brief next."), "ok")
    return _to(made.id)


@bp.get("/<int:opening_id>")
@requires(signed_in)
def show(opening_id: int) -> ResponseReturnValue:
    """An opening with its brief, or title and status for administrators."""
    row, full = queries.glimpse(me(), opening_id)
    return _page(opening_id) if full else render_template("openings/glimpse.html", row=row)


def _page(opening_id: int, status: int = 200, **refused: Form) -> ResponseReturnValue:
    """The page of an opening, with a small form that was refused."""
    page = presenters.opening_page(queries.opening_for(me(), opening_id), me())
    if page.asks:
        refused.setdefault("ask", forms.ask_form(queries.eligible_bar_raisers(page.row)))
    small = {"send_back": forms.ReturnForm(formdata=None), "close": forms.CloseForm(formdata=None)} | refused
    return render_template("openings/show.html", page=page, forms_here=small), status


@bp.route("/<int:opening_id>/facts", methods=["GET", "POST"])
@requires(signed_in)
def facts(opening_id: int) -> ResponseReturnValue:
    """Change the facts of an opening."""
    return _edited(opening_id, "facts", lambda row: forms.FactsForm(data=forms.facts_values(row)), lambda row, form: operations.change(row, form.facts(), me(), form.seen_version))


@bp.route("/<int:opening_id>/brief", methods=["GET", "POST"])
@requires(signed_in)
def brief(opening_id: int) -> ResponseReturnValue:
    """Write the role brief."""
    return _edited(
        opening_id,
        "brief",
        lambda row: forms.BriefForm(data=forms.brief_values(queries.text_of(row), row.version)),
        lambda row, form: operations.write_brief(row, form.brief(), me(), form.seen_version),
    )


@bp.route("/<int:opening_id>/faq", methods=["GET", "POST"])
@requires(signed_in)
def faq(opening_id: int) -> ResponseReturnValue:
    """Add a question to the FAQ."""
    return _edited(
        opening_id,
        "faq",
        lambda row: forms.FaqForm(data={"version": row.version}),
        lambda row, form: operations.add_faq(row, forms.faq_entry(form), me(), form.seen_version),
    )


@bp.route("/<int:opening_id>/team", methods=["GET", "POST"])
@requires(signed_in)
def team(opening_id: int) -> ResponseReturnValue:
    """Name the hiring team and the future reports."""

    def form_of(row: Opening) -> forms.TeamForm:
        standing = {"team": [str(each.person_id) for each in row.team], "future_reports": [str(each.person_id) for each in row.future_reports]}
        return forms.TeamForm(data={**standing, "version": row.version})

    def act(row: Opening, form: forms.TeamForm) -> None:
        operations.set_team(row, form.team.ids(), me(), form.seen_version)
        operations.set_future_reports(row, form.future_reports.ids(), me(), row.version)

    return _edited(opening_id, "team", form_of, act)


@bp.route("/<int:opening_id>/requirements", methods=["GET", "POST"])
@requires(signed_in)
def requirements(opening_id: int) -> ResponseReturnValue:
    """Choose the principles and competencies that every loop covers."""

    return _edited(
        opening_id,
        "requirements",
        lambda row: forms.requirements_form(row, principles.of_set(row.set_id)),
        lambda row, form: operations.set_requirements(row, form.principles.ids() + form.competencies.ids(), me(), form.seen_version),
    )


@bp.route("/<int:opening_id>/process", methods=["GET", "POST"])
@requires(signed_in)
def process(opening_id: int) -> ResponseReturnValue:
    """Choose the process of an opening."""
    return _edited(
        opening_id,
        "process",
        lambda row: forms.ProcessForm(data={**forms.process_values(row.rules), "version": row.version}),
        lambda row, form: operations.set_rules(row, form.rules(row.rules), me(), form.seen_version),
    )


def _edited(opening_id: int, page: str, form_of: Callable[[Opening], Any], act: Callable[[Opening, Any], object]) -> ResponseReturnValue:
    """Show a form of an opening or carry out what it says; a stale one is shown again against the new state."""
    row = queries.opening_to_change(me(), opening_id)
    form = form_of(row)
    if request.method != "POST":
        return render_template(f"openings/{page}.html", form=form, opening=row)
    status = carried(form, lambda: act(row, form))
    if status == 303:
        return _to(opening_id)
    row = queries.opening_to_change(me(), opening_id)
    if status == 409:
        form.catch_up(row.version)
    return render_template(f"openings/{page}.html", form=form, opening=row), status


@bp.post("/<int:opening_id>/ask")
@requires(signed_in)
def ask(opening_id: int) -> ResponseReturnValue:
    """Ask a Bar Raiser to sign off the brief."""
    row = queries.opening_to_change(me(), opening_id)
    form = forms.ask_form(queries.eligible_bar_raisers(row))
    status = carried(form, lambda: operations.ask_sign_off(row, int(form.bar_raiser_id.data), me()))
    if status != 303:
        return _page(opening_id, status, ask=form)
    flash(_("The request waits in the outbox; the opening opens when the brief is signed off."), "ok")
    return _to(opening_id)


@bp.post("/<int:opening_id>/sign-off")
@requires(signed_in)
def sign_off(opening_id: int) -> ResponseReturnValue:
    """Sign off the brief that was read."""
    operations.sign_off(queries.opening_for(me(), opening_id), me(), Form().seen_version)
    flash(_("Signed off. Candidates can enter from now on."), "ok")
    return _to(opening_id)


@bp.post("/<int:opening_id>/send-back")
@requires(signed_in)
def send_back(opening_id: int) -> ResponseReturnValue:
    """Return the brief with a reason."""
    row, form = queries.opening_for(me(), opening_id), forms.ReturnForm()
    status = carried(form, lambda: operations.send_back(row, form.reason.data, me(), form.seen_version))
    return _to(opening_id) if status == 303 else _page(opening_id, status, send_back=form)


@bp.post("/<int:opening_id>/open")
@requires(signed_in)
def start(opening_id: int) -> ResponseReturnValue:
    """Open an opening whose process needs no sign-off."""
    operations.open_without_sign_off(queries.opening_to_change(me(), opening_id), me())
    flash(_("Open. Candidates can enter from now on."), "ok")
    return _to(opening_id)


@bp.post("/<int:opening_id>/close")
@requires(signed_in)
def close(opening_id: int) -> ResponseReturnValue:
    """Close an opening with a reason."""
    row, form = queries.opening_to_change(me(), opening_id), forms.CloseForm()
    status = carried(form, lambda: operations.close(row, CloseReason(form.reason.data), me()))
    return _to(opening_id) if status == 303 else _page(opening_id, status, close=form)


@bp.post("/<int:opening_id>/reopen")
@requires(signed_in)
def reopen(opening_id: int) -> ResponseReturnValue:
    """Go on with a closed opening."""
    operations.reopen(queries.opening_to_change(me(), opening_id), me())
    return _to(opening_id)


def _to(opening_id: int) -> ResponseReturnValue:
    return redirect(url_for("openings.show", opening_id=opening_id), 303)


place(N_("Openings"), "openings.index", 40, "g o")
