"""One's own page: name, language, zone, password and the sessions that are open."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts import identity, queries
from hiring.accounts.actor import me
from hiring.accounts.forms import ChangePasswordForm, ProfileForm
from hiring.accounts.operations import access, people
from hiring.accounts.terms import Locale
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carry_out

bp = Blueprint("profile", __name__, url_prefix="/profile")


@bp.get("")
@requires(signed_in)
def show() -> ResponseReturnValue:
    """The profile page."""
    return _page(None, None, 200)


def _page(form: ProfileForm | None, password: ChangePasswordForm | None, status: int) -> ResponseReturnValue:
    person = queries.person(me().id)
    shown = form or ProfileForm(formdata=None, obj=person, data=None)
    sessions = queries.sessions_of(person.id)
    page = render_template(
        "accounts/profile.html", person=person, form=shown, password=password or ChangePasswordForm(formdata=None), sessions=sessions, current=me().sign_in_id, plain=Form(formdata=None)
    )
    return page, status


@bp.post("")
@requires(signed_in)
def change() -> ResponseReturnValue:
    """Change name, language or zone."""
    form = ProfileForm()
    values = {"name": form.name.data, "name_ja": form.name_ja.data or "", "zone": form.zone.data}
    done, status = carry_out(form, lambda: (people.change_profile(me(), locale=Locale(form.locale.data), version=form.seen_version, **values), True))
    if not done:
        return _page(form, None, status)
    flash(_("Your profile is changed."), "ok")
    return redirect(url_for("profile.show"), 303)


@bp.post("/password")
@requires(signed_in)
def password() -> ResponseReturnValue:
    """Change the password; every other session ends."""
    form = ChangePasswordForm()
    done, status = carry_out(form, lambda: (access.change_password(me(), form.old_password.data, form.password.data), True))
    if not done:
        return _page(None, form, status)
    flash(_("Your password is changed. Every other session of yours has ended."), "ok")
    return redirect(url_for("profile.show"), 303)


@bp.post("/sessions/end")
@requires(signed_in)
def end_others() -> ResponseReturnValue:
    """End every session but this one."""
    if Form().validate_on_submit() and request.form.get("confirm", "yes"):
        identity.end_all(me().id, except_for=me().sign_in_id)
        flash(_("Every other session of yours has ended."), "ok")
    return redirect(url_for("profile.show"), 303)
