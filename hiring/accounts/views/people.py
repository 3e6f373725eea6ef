"""People for administrators: list, person, roles, invitation, CSV."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from hiring.accounts import presenters, queries
from hiring.accounts.actor import me
from hiring.accounts.forms import PeopleFileForm, PersonForm, RoleForm
from hiring.accounts.operations import access, second_factor
from hiring.accounts.operations import people as operations
from hiring.accounts.operations.people_file import COLUMNS, Report, add_from_file
from hiring.accounts.policy import administrates, administrates_or_recruits
from hiring.accounts.terms import Role
from hiring.core.text import N_
from hiring.web.access import requires
from hiring.web.forms import carried, carry_out
from hiring.web.navigation import place
from hiring.web.paging import chosen, single, whole_number

bp = Blueprint("people", __name__, url_prefix="/people")
PAGE = 50


@bp.get("")
@requires(administrates_or_recruits)
def index() -> ResponseReturnValue:
    """Everybody of the organisation, by name."""
    search, role, inactive, after = single("q")[:100], chosen("role", Role), bool(single("inactive")), whole_number("after")
    page = presenters.people(queries.people_page(search=search, role=role, inactive=inactive, after=after, size=PAGE), PAGE)
    return render_template("accounts/people.html", page=page, roles=Role, search=search, role=role, inactive=inactive, after=after, cares=administrates(me()))


@bp.get("/new")
@requires(administrates)
def new() -> ResponseReturnValue:
    """A form for one person."""
    return render_template("accounts/person_form.html", form=PersonForm(formdata=None, zone=me().zone, locale=me().locale, level=5), person=None)


@bp.post("/new")
@requires(administrates)
def add() -> ResponseReturnValue:
    """Add and invite a person."""
    form = PersonForm()
    person, status = carry_out(form, lambda: operations.add_person(form.details(), me()))
    if person is None:
        return render_template("accounts/person_form.html", form=form, person=None), status
    flash(_("The invitation waits in the outbox. Now give this person a role."), "ok")
    return redirect(url_for("people.show", person_id=person.id), 303)


@bp.get("/<int:person_id>")
@requires(administrates)
def show(person_id: int) -> ResponseReturnValue:
    """One person with roles and certificates."""
    return _page(person_id, RoleForm(formdata=None), 200)


def _page(person_id: int, role_form: RoleForm, status: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    manager, reports = queries.neighbours(person)
    return render_template("accounts/person.html", person=presenters.person(person), manager=manager, reports=reports, role_form=role_form), status


@bp.get("/<int:person_id>/edit")
@requires(administrates)
def edit(person_id: int) -> ResponseReturnValue:
    """A form for what is known of a person."""
    person = queries.person(person_id)
    return render_template("accounts/person_form.html", form=PersonForm(formdata=None, obj=person, chosen_manager=person.manager_id), person=person)


@bp.post("/<int:person_id>/edit")
@requires(administrates)
def change(person_id: int) -> ResponseReturnValue:
    """Change what is known of a person."""
    person = queries.person(person_id)
    form = PersonForm(chosen_manager=person.manager_id)
    status = carried(form, lambda: operations.change_person(person, form.details(), me(), form.seen_version))
    if status != 303:
        return _form_again(form, person_id, status)
    flash(_("The changes are stored."), "ok")
    return redirect(url_for("people.show", person_id=person_id), 303)


def _form_again(form: PersonForm, person_id: int, status: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    if status == 409:
        form.catch_up(person.version)
    return render_template("accounts/person_form.html", form=form, person=person, stale=status == 409), status


@bp.post("/<int:person_id>/roles")
@requires(administrates)
def grant(person_id: int) -> ResponseReturnValue:
    """Give a role or certificate."""
    form = RoleForm()
    dates = {"starts_on": form.starts_on.data, "ends_on": form.ends_on.data}
    given, status = carry_out(form, lambda: operations.grant(queries.person(person_id), Role(form.role.data), me(), **dates))
    if given is None:
        return _page(person_id, form, status)
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/<int:person_id>/roles/<role>/withdraw")
@requires(administrates)
def withdraw(person_id: int, role: str) -> ResponseReturnValue:
    """Take a role or certificate away."""
    operations.withdraw_role(queries.person(person_id), presenters.role_from(role), me())
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/<int:person_id>/deactivate")
@requires(administrates)
def deactivate(person_id: int) -> ResponseReturnValue:
    """Take a person's access away."""
    operations.deactivate(queries.person(person_id), me())
    flash(_("This person can no longer sign in. Their planned interviews are flagged on the plans."), "ok")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/<int:person_id>/reactivate")
@requires(administrates)
def reactivate(person_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    operations.reactivate(queries.person(person_id), me())
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/<int:person_id>/invite")
@requires(administrates)
def invite(person_id: int) -> ResponseReturnValue:
    """Send a fresh invitation; older ones stop working."""
    access.invite(queries.person(person_id), me())
    flash(_("A new invitation waits in the outbox; older links of this person no longer work."), "ok")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/<int:person_id>/reset-second-factor")
@requires(administrates)
def reset_second_factor(person_id: int) -> ResponseReturnValue:
    """Take the second factor away from somebody who lost it."""
    second_factor.reset(queries.person(person_id), me())
    flash(_("The second factor is taken away, and this person is signed out everywhere. A mail tells them."), "ok")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.route("/import", methods=["GET", "POST"])
@requires(administrates)
def file() -> ResponseReturnValue:
    """Add people by CSV: all rows or none."""
    form = PeopleFileForm()
    if request.method != "POST":
        return render_template("accounts/people_file.html", form=form, report=None, columns=COLUMNS.items())
    report, status = carry_out(form, lambda: add_from_file(form.file.data.read(), me()))
    if report is None or report.problems:
        return render_template("accounts/people_file.html", form=form, report=report, columns=COLUMNS.items()), 422 if report else status
    flash(_said(report), "ok")
    return redirect(url_for("people.index"), 303)


def _said(report: Report) -> str:
    added = ngettext("%(num)s person was added and invited.", "%(num)s people were added and invited.", report.added)
    known = ngettext("%(num)s was here already.", "%(num)s were here already.", report.known)
    return f"{added} {known}" if report.known else str(added)


place(N_("People"), "people.index", 80, "g p")
