"""One's own second factor: set up in two steps with an app, new recovery codes, removed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts import identity, passkeys, presenters
from hiring.accounts.actor import me
from hiring.accounts.forms import FirstCodeForm, NewPasskeyForm, PasswordAndCodeForm, PasswordForm
from hiring.accounts.operations import passkeys as operations
from hiring.accounts.operations import second_factor
from hiring.core.errors import Missing
from hiring.web.access import requires, signed_in
from hiring.web.forms import carried, carry_out

bp = Blueprint("second_factor", __name__, url_prefix="/profile/second-factor")


@bp.get("")
@requires(signed_in)
def show() -> ResponseReturnValue:
    """Where it stands: nothing yet, a secret to share with an app, or in use."""
    return _page()


def _page(status: int = 200, **forms: object) -> ResponseReturnValue:
    blank = {"begin": PasswordForm, "confirm": FirstCodeForm, "codes": PasswordAndCodeForm, "remove": PasswordAndCodeForm, "passkey": NewPasskeyForm, "forget": PasswordForm}
    shown = {f"{name}_form": forms.get(name) or kind(formdata=None, prefix=name) for name, kind in blank.items()}
    return render_template("accounts/second_factor.html", factor=presenters.second_factor(me()), due=me().enrol_due, **shown), status


@bp.post("/begin")
@requires(signed_in)
def begin() -> ResponseReturnValue:
    """Make a secret to share with an app."""
    form = PasswordForm(prefix="begin")
    status = carried(form, lambda: second_factor.begin(me(), form.password.data or "", identity.origin()))
    return _page(status, begin=form) if status != 303 else redirect(url_for("second_factor.show"), 303)


@bp.post("/confirm")
@requires(signed_in)
def confirm() -> ResponseReturnValue:
    """Show that the app has the secret; the answer carries the recovery codes, this once."""
    form = FirstCodeForm(prefix="confirm")
    fresh, status = carry_out(form, lambda: second_factor.confirm(me(), form.code.data, identity.origin()))
    return _page(status, confirm=form) if fresh is None else render_template("accounts/recovery_codes.html", codes=fresh, first=True)


@bp.post("/codes")
@requires(signed_in)
def codes() -> ResponseReturnValue:
    """Make new recovery codes; the answer carries them, this once."""
    form = PasswordAndCodeForm(prefix="codes")
    fresh, status = carry_out(form, lambda: second_factor.new_codes(me(), form.password.data or "", form.code.data, identity.origin()))
    return _page(status, codes=form) if fresh is None else render_template("accounts/recovery_codes.html", codes=fresh, first=False)


@bp.post("/remove")
@requires(signed_in)
def remove() -> ResponseReturnValue:
    """Go back to the password alone."""
    form = PasswordAndCodeForm(prefix="remove")
    status = carried(form, lambda: second_factor.remove(me(), form.password.data or "", form.code.data, identity.origin()))
    if status != 303:
        return _page(status, remove=form)
    flash(_("Your second factor is removed. Every other session of yours has ended."), "ok")
    return redirect(url_for("profile.show"), 303)


@bp.post("/passkeys")
@requires(signed_in)
def add_passkey() -> ResponseReturnValue:
    """Keep a passkey that the device just made."""
    form = NewPasskeyForm(prefix="passkey")
    if not passkeys.offered():
        raise Missing
    status = carried(form, lambda: operations.add(me(), form.password.data or "", form.answer.data or "", identity.device(), identity.origin()))
    return _page(status, passkey=form) if status != 303 else _back(_("The passkey is added. From now on you can use it instead of a code."))


@bp.post("/passkeys/<int:passkey_id>/remove")
@requires(signed_in)
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Forget one of one's own passkeys."""
    form, row = PasswordForm(prefix="forget"), operations.own(me(), passkey_id).id
    status = carried(form, lambda: operations.remove(me(), row, form.password.data or "", identity.origin()))
    return _page(status, forget=form) if status != 303 else _back(_("The passkey is removed."))


def _back(said: str) -> ResponseReturnValue:
    flash(said, "ok")
    return redirect(url_for("second_factor.show"), 303)
