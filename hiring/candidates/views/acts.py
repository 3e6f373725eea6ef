"""What can be done with an application: each act has a page with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from hiring.accounts.actor import Actor, me
from hiring.candidates import operations, presenters, queries, rules
from hiring.candidates.forms import NoteForm, ReasonForm, ScreenForm, WordForm
from hiring.candidates.models import Application
from hiring.candidates.policy import Sight
from hiring.candidates.queries import Seen
from hiring.candidates.terms import Act, ScreenKind, ScreenResult, Stage, StageReason
from hiring.candidates.views.people import bp
from hiring.core.errors import Missing
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carried


@dataclass(frozen=True)
class Door:
    """Form and operation behind an act; `reasons` are those that its form offers from a stage."""

    form: type[Form]
    run: Callable[[Application, Any, Actor], object]
    allows: Callable[[Sight], bool] = attrgetter("steers")
    reasons: Callable[[Stage], list[StageReason]] | None = None


DOORS: dict[Act, Door] = {
    Act.SCREENING: Door(Form, lambda application, form, actor: operations.start_screening(application, actor, seen=form.seen_version)),
    Act.HIRED: Door(Form, lambda application, form, actor: operations.mark_hired(application, actor, seen=form.seen_version)),
    Act.REJECT: Door(
        ReasonForm,
        lambda application, form, actor: operations.reject(application, actor, form.chosen, form.note.data or "", seen=form.seen_version),
        reasons=lambda stage: rules.reasons_for(stage, Stage.REJECTED),
    ),
    Act.WITHDRAW: Door(WordForm, lambda application, form, actor: operations.withdraw(application, actor, form.note.data or "", seen=form.seen_version)),
    Act.DECLINE: Door(WordForm, lambda application, form, actor: operations.decline_offer(application, actor, form.note.data or "", seen=form.seen_version)),
    Act.REOPEN: Door(
        ReasonForm,
        lambda application, form, actor: operations.reopen(application, actor, form.chosen, form.note.data or "", seen=form.seen_version),
        reasons=rules.reasons_to_reopen,
    ),
    Act.SCREEN: Door(
        ScreenForm,
        lambda application, form, actor: operations.record_screen(application, ScreenKind(form.kind.data), ScreenResult(form.result.data), form.note.data, actor),
    ),
    Act.TOLD: Door(Form, lambda application, form, actor: operations.mark_told(application, actor, seen=form.seen_version)),
    Act.NOTE: Door(NoteForm, lambda application, form, actor: operations.add_note(application, form.text.data, actor), allows=attrgetter("works")),
}
_PATH = f"/applications/<int:application_id>/<any({', '.join(Act)}):name>"


@bp.get(_PATH)
@requires(signed_in)
def act(application_id: int, name: str) -> ResponseReturnValue:
    """The form of an act."""
    seen = _application(application_id, Act(name))
    return _page(seen, Act(name), _form(Act(name), seen, formdata=None, version=presenters.version_of(seen)), 200)


@bp.post(_PATH)
@requires(signed_in)
def carry(application_id: int, name: str) -> ResponseReturnValue:
    """Carry an act out."""
    wanted = Act(name)
    seen = _application(application_id, wanted)
    candidate_id, form = seen.application.candidate_id, _form(wanted, seen)
    status = carried(form, lambda: DOORS[wanted].run(seen.application, form, me()))
    if status != 303:
        return _refused(application_id, wanted, form, status)
    flash(gettext(wanted.sentence), "ok")
    return redirect(url_for("candidates.show", candidate_id=candidate_id), 303)


def _refused(application_id: int, wanted: Act, form: Form, status: int) -> ResponseReturnValue:
    """The form again, with the state as it is now."""
    seen = _application(application_id, wanted)
    if status == 409:
        form.version.data = presenters.version_of(seen)
    return _page(seen, wanted, form, status)


def _application(application_id: int, wanted: Act) -> Seen:
    """The application, where this person may do this with it."""
    seen = queries.seen_application(me(), application_id)
    if not DOORS[wanted].allows(seen.sight):
        raise Missing
    return seen


def _form(wanted: Act, seen: Seen, **values: Any) -> Form:
    """The form of an act, with the reasons that fit the stage as it is shown."""
    form, reasons = DOORS[wanted].form(**values), DOORS[wanted].reasons
    if reasons is not None and isinstance(form, ReasonForm):
        form.offer(reasons(seen.stage))
    return form


def _page(seen: Seen, wanted: Act, form: Form, status: int) -> ResponseReturnValue:
    hints = {each.value: gettext(each.sentence) for each in (*ScreenKind, *ScreenResult)}
    return render_template("candidates/act.html", act=wanted, form=form, seen=seen, hints=hints), status
