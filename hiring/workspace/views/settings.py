"""Settings of the organisation, for administrators: name and zone, second factor, principles, process of new openings, mail."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts import queries as accounts
from hiring.accounts.actor import me
from hiring.accounts.forms import SecondFactorForForm
from hiring.accounts.models import Organisation
from hiring.accounts.operations.organisation import change_organisation, require_second_factor_for
from hiring.accounts.policy import administrates
from hiring.accounts.terms import SecondFactorFor
from hiring.core.errors import Missing
from hiring.core.settings import Settings
from hiring.core.text import N_
from hiring.openings import operations as openings
from hiring.openings.forms import ProcessForm, process_values
from hiring.openings.queries import process_default
from hiring.principles import operations as principles
from hiring.principles import queries as sets
from hiring.web.access import requires
from hiring.web.forms import carried
from hiring.web.navigation import place
from hiring.workspace.forms import AdoptForm, OrganisationForm
from hiring.workspace.presenters.settings import mail_facts

bp = Blueprint("settings", __name__, url_prefix="/settings")


def _organisation() -> Organisation:
    found = accounts.organisation()
    if found is None:
        raise Missing
    return found


def _stored(message: str) -> ResponseReturnValue:
    flash(message, "ok")
    return redirect(url_for("settings.show"), 303)


@bp.get("")
@requires(administrates)
def show() -> ResponseReturnValue:
    """What is set."""
    installation: Settings = current_app.extensions["settings"]
    return render_template("workspace/settings.html", house=_organisation(), adopted=sets.adopted(), rules=process_default(), mail=mail_facts(installation))


@bp.route("/organisation", methods=["GET", "POST"])
@requires(administrates)
def organisation() -> ResponseReturnValue:
    """Change name and zone."""
    house = _organisation()
    form = OrganisationForm(data={"name_en": house.name.en, "name_ja": house.name.ja, "zone": house.zone, "version": house.version})
    if request.method != "POST":
        return render_template("workspace/organisation.html", form=form)
    status = carried(form, lambda: change_organisation(house, form.name_words(), form.zone.data, me(), form.seen_version))
    if status == 303:
        return _stored(_("Name and zone are changed."))
    if status == 409:
        form.catch_up(_organisation().version)
    return render_template("workspace/organisation.html", form=form), status


@bp.route("/second-factor", methods=["GET", "POST"])
@requires(administrates)
def second_factor() -> ResponseReturnValue:
    """Choose who must have a second factor."""
    house = _organisation()
    form = SecondFactorForForm(data={"second_factor_for": house.second_factor_for.value, "version": house.version})
    if request.method != "POST":
        return render_template("workspace/second_factor.html", form=form)
    status = carried(form, lambda: require_second_factor_for(house, SecondFactorFor(form.second_factor_for.data), me(), form.seen_version))
    if status == 303:
        return _stored(_("Stored. Whoever must have a second factor and has none is led to it with their next page."))
    if status == 409:
        form.catch_up(_organisation().version)
    return render_template("workspace/second_factor.html", form=form), status


@bp.route("/principles", methods=["GET", "POST"])
@requires(administrates)
def adopt() -> ResponseReturnValue:
    """Choose the principle set of new openings."""
    adopted = sets.adopted()
    form = AdoptForm(data={"set_id": str(adopted.id) if adopted else None})
    if request.method != "POST":
        return render_template("workspace/adopt.html", form=form)
    status = carried(form, lambda: principles.adopt(sets.whole_set(int(form.set_id.data)), me()))
    if status == 303:
        return _stored(_("New openings use this principle set from now on."))
    return render_template("workspace/adopt.html", form=form), status


@bp.route("/process", methods=["GET", "POST"])
@requires(administrates)
def process() -> ResponseReturnValue:
    """Change the process rules that new openings begin with."""
    current = process_default()
    form = ProcessForm(data=process_values(current))
    if request.method != "POST":
        return render_template("workspace/process.html", form=form)
    status = carried(form, lambda: openings.set_process_default(form.rules(current), me()))
    if status == 303:
        return _stored(_("New openings begin with these rules. Openings that exist keep theirs."))
    return render_template("workspace/process.html", form=form), status


place(N_("Settings"), "settings.show", 90, "g s")
