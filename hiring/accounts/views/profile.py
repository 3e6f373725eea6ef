"""One's own page: name, language, zone, password and the sessions that are open."""

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts import draft_keys, identity, presenters, queries
from hiring.accounts.actor import me
from hiring.accounts.forms import ChangePasswordForm, LanguageForm, ProfileForm
from hiring.accounts.operations import access, people
from hiring.accounts.terms import Locale
from hiring.core.errors import Malformed
from hiring.web.access import requires, signed_in
from hiring.web.forms import carried

bp = Blueprint("profile", __name__, url_prefix="/profile")


@bp.get("")
@requires(signed_in)
def show() -> ResponseReturnValue:
    """The profile page."""
    return _page(None, None, 200)


def _page(form: ProfileForm | None, password: ChangePasswordForm | None, status: int) -> ResponseReturnValue:
    person = queries.person(me().id)
    if form and status == 409:
        form.catch_up(person.version)
    shown = {
        "form": form or ProfileForm(formdata=None, obj=person),
        "password": password or ChangePasswordForm(formdata=None),
        "person": presenters.person(person),
        "sessions": queries.sessions_of(person.id),
        "current": me().sign_in_id,
        "factor_since": person.second_factor_since,
    }
    return render_template("accounts/profile.html", **shown, stale=status == 409), status


@bp.post("")
@requires(signed_in)
def change() -> ResponseReturnValue:
    """Change name, language or zone."""
    form = ProfileForm()
    status = carried(form, lambda: people.change_profile(me(), form.name.data, form.name_ja.data or "", Locale(form.locale.data), form.zone.data, form.seen_version))
    if status != 303:
        return _page(form, None, status)
    flash(_("Your profile is changed."), "ok")
    return redirect(url_for("profile.show"), 303)


@bp.post("/language")
@requires(signed_in)
def language() -> ResponseReturnValue:
    """Change the language alone, be it on the way to a second factor that is due."""
    form = LanguageForm()
    if carried(form, lambda: people.change_language(me(), Locale(form.locale.data))) != 303:
        raise Malformed
    return redirect(url_for("second_factor.show" if me().enrol_due else "profile.show"), 303)


@bp.post("/password")
@requires(signed_in)
def password() -> ResponseReturnValue:
    """Change the password; every other session ends."""
    form = ChangePasswordForm()
    status = carried(form, lambda: access.change_password(me(), form.old_password.data or "", form.password.data or "", identity.origin()))
    if status != 303:
        return _page(None, form, status)
    flash(_("Your password is changed. Every other session of yours has ended."), "ok")
    return redirect(url_for("profile.show"), 303)


@bp.post("/sessions/end")
@requires(signed_in)
def end_others() -> ResponseReturnValue:
    """End every session but this one."""
    access.end_other_sessions(me())
    flash(_("Every other session of yours has ended."), "ok")
    return redirect(url_for("profile.show"), 303)


@bp.post("/draft-key")
@requires(signed_in)
def draft_key() -> ResponseReturnValue:
    """The key of one's unsaved text, for the script of a signed-in page; no cache keeps the answer to a POST."""
    return jsonify(key=draft_keys.draft_key(me().id))
