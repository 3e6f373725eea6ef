"""Signing in and out, and one-time links; a GET never uses a link up."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts import halfway, identity, passkeys
from hiring.accounts.actor import me
from hiring.accounts.forms import AskResetForm, CodeForm, NewPasswordForm, PasskeyForm, SignInForm
from hiring.accounts.operations import access, second_factor
from hiring.accounts.operations import passkeys as by_key
from hiring.accounts.queries import link_by_token, passkeys_of
from hiring.accounts.rules import safe_path
from hiring.accounts.terms import LinkPurpose
from hiring.core.errors import Missing
from hiring.web.access import public, requires, signed_in
from hiring.web.forms import Form, carried, carry_out
from hiring.web.paging import single

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
@public
def show() -> ResponseReturnValue:
    """The sign-in page; people who are in already go to their work."""
    if g.get("actor"):
        return redirect("/", 303)
    return _page(SignInForm(formdata=None), 200)


@bp.post("/sign-in")
@public
def begin() -> ResponseReturnValue:
    """Sign in."""
    form = SignInForm()
    arrival, status = carry_out(form, lambda: access.sign_in(form.email.data, form.password.data or "", identity.origin()))
    if arrival is None:
        return _page(form, status)
    return _onward(arrival)


def _onward(arrival: access.Arrival) -> ResponseReturnValue:
    """To the page that was wanted, or to the second step."""
    wanted = safe_path(single("next"))
    if arrival.inside:
        return redirect(wanted, 303)
    return redirect(url_for("sign_in.second_step", next=wanted if wanted != "/" else None), 303)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    """The second step: a code of the app or a recovery code; without a first step there is no such page."""
    half, wanted = halfway.waiting(), safe_path(single("next"))
    if half is None:
        return redirect(url_for("sign_in.show", next=wanted if wanted != "/" else None), 303)
    form, status = CodeForm(), 200
    if request.method == "POST":
        person, status = carry_out(form, lambda: second_factor.pass_second_step(half, form.code.data, identity.origin()))
        if person is not None:
            return redirect(wanted, 303)
    return _second_page(half, form, status)


def _second_page(half: halfway.Half, form: Form, status: int) -> ResponseReturnValue:
    """The page of the second step, with the question to a device where there is a passkey."""
    known = passkeys_of(half.person_id) if passkeys.offered() else []
    asked = passkeys.question(half, known) if known else ""
    code = form if isinstance(form, CodeForm) else CodeForm(formdata=None)
    return render_template("accounts/second_step.html", form=code, failed=form, passkey=PasskeyForm(formdata=None), asked=asked, next=safe_path(single("next"))), status


@bp.post("/sign-in/passkey")
@public
def by_passkey() -> ResponseReturnValue:
    """The second step with a passkey."""
    half, form = halfway.waiting(), PasskeyForm()
    if half is None or not passkeys.offered():
        return redirect(url_for("sign_in.show"), 303)
    person, status = carry_out(form, lambda: by_key.pass_second_step(half, form.answer.data or "", identity.origin()))
    return _second_page(half, form, status) if person is None else redirect(safe_path(single("next")), 303)


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    personas = current_app.extensions.get("personas", list)()
    return render_template("accounts/sign_in.html", form=form, personas=personas, next=safe_path(single("next"))), status


@bp.post("/sign-out")
@requires(signed_in)
def end() -> ResponseReturnValue:
    """Sign out: the session ends on the server."""
    identity.end(me())
    flash(_("You are signed out."), "ok")
    response = redirect(url_for("sign_in.show"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    """Ask for a new password; the answer is the same for every address."""
    form = AskResetForm()
    if request.method != "POST":
        return render_template("accounts/forgot.html", form=form, sent=False)
    status = carried(form, lambda: access.ask_reset(form.email.data, identity.origin()))
    sent = status == 303
    return render_template("accounts/forgot.html", form=form, sent=sent), 200 if sent else status


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Choose a first password by invitation."""
    return _by_link(token, LinkPurpose.INVITATION)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password by link."""
    return _by_link(token, LinkPurpose.RESET)


def _by_link(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    form = NewPasswordForm()
    if link_by_token(identity.hash_of(token), purpose) is None:
        return render_template("accounts/link_spent.html"), 404
    if request.method != "POST":
        return render_template("accounts/new_password.html", form=form, purpose=purpose)
    arrival, status = carry_out(form, lambda: access.use_link(token, purpose, form.password.data or ""))
    if arrival is None:
        return render_template("accounts/new_password.html", form=form, purpose=purpose), status
    flash(_("Your password is set and you are signed in.") if arrival.inside else _("Your password is set. One more step and you are in."), "ok")
    return _onward(arrival)


@bp.post("/sign-in/as/<int:person_id>")
@public
def as_persona(person_id: int) -> ResponseReturnValue:
    """In the demonstration only: sign in as one of its people with one click."""
    personas = current_app.extensions.get("personas")
    form = Form()
    if personas is None or not form.validate_on_submit():
        raise Missing
    return _onward(access.sign_in_as(person_id, allowed={each.id for each in personas()}))
