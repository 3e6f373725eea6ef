"""What can be done with an application: each act has a page with its form, and a button that sends it."""

from collections.abc import Callable
from dataclasses import dataclass
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
from hiring.candidates.terms import ScreenKind, ScreenResult, Stage, StageReason
from hiring.candidates.views.people import bp
from hiring.core.errors import Missing
from hiring.core.text import N_
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carry_out


@dataclass(frozen=True)
class Act:
    """Words, form and operation of one act; `reasons` are those that its form offers from a stage."""

    title: str
    button: str
    done: str
    form: type[Form]
    run: Callable[[Application, Any, Actor], object]
    allows: Callable[[Sight], bool] = lambda sight: sight.steers
    reasons: Callable[[Stage], list[StageReason]] | None = None
    kind: str = "main"


def _again(_stage: Stage) -> list[StageReason]:
    return [StageReason.MISTAKE, StageReason.NEW_FACTS]


ACTS: dict[str, Act] = {
    "screening": Act(
        N_("Begin the screening"),
        N_("Begin the screening"),
        N_("The screening has begun."),
        Form,
        lambda application, form, actor: operations.start_screening(application, actor, seen=_seen(form)),
    ),
    "screen": Act(
        N_("Record a screen"),
        N_("Record it"),
        N_("The screen is on record."),
        ScreenForm,
        lambda application, form, actor: operations.record_screen(application, ScreenKind(form.kind.data), ScreenResult(form.result.data), form.note.data, actor),
    ),
    "note": Act(
        N_("Write a note"),
        N_("Keep the note"),
        N_("The note is on record."),
        NoteForm,
        lambda application, form, actor: operations.add_note(application, form.text.data, actor),
        allows=lambda sight: sight.works,
    ),
    "reject": Act(
        N_("Do not go on"),
        N_("End the application"),
        N_("The application is ended. The candidate waits to hear it from you."),
        ReasonForm,
        lambda application, form, actor: operations.reject(application, actor, form.chosen, form.note.data or "", seen=_seen(form)),
        reasons=lambda stage: rules.reasons_for(stage, Stage.REJECTED),
        kind="danger",
    ),
    "withdraw": Act(
        N_("The candidate withdraws"),
        N_("Record the withdrawal"),
        N_("The withdrawal is on record."),
        WordForm,
        lambda application, form, actor: operations.withdraw(application, actor, form.note.data or "", seen=_seen(form)),
    ),
    "reopen": Act(
        N_("Reopen the application"),
        N_("Reopen it"),
        N_("The application goes on where it was."),
        ReasonForm,
        lambda application, form, actor: operations.reopen(application, actor, form.chosen, form.note.data or "", seen=_seen(form)),
        reasons=_again,
    ),
    "hired": Act(
        N_("The offer is accepted"),
        N_("Mark as hired"),
        N_("Hired. Close the opening if it is filled."),
        Form,
        lambda application, form, actor: operations.mark_hired(application, actor, seen=_seen(form)),
    ),
    "decline": Act(
        N_("The offer is declined"),
        N_("Record it"),
        N_("It is on record that the offer was declined."),
        WordForm,
        lambda application, form, actor: operations.decline_offer(application, actor, form.note.data or "", seen=_seen(form)),
    ),
}
_PATH = f"/applications/<int:application_id>/<any({', '.join(ACTS)}):name>"


def _seen(form: Form) -> int:
    return form.seen_version


@bp.get(_PATH)
@requires(signed_in)
def act(application_id: int, name: str) -> ResponseReturnValue:
    """The form of an act."""
    seen = _application(application_id, name)
    return _page(seen, name, _form(ACTS[name], seen, formdata=None, version=presenters.version_of(seen)), 200)


@bp.post(_PATH)
@requires(signed_in)
def carry(application_id: int, name: str) -> ResponseReturnValue:
    """Carry an act out."""
    seen = _application(application_id, name)
    form = _form(ACTS[name], seen)
    candidate_id = seen.application.candidate_id
    _done, status = carry_out(form, lambda: ACTS[name].run(seen.application, form, me()))
    if status != 303:
        return _page(_application(application_id, name), name, form, status)
    flash(gettext(ACTS[name].done), "ok")
    return redirect(url_for("candidates.show", candidate_id=candidate_id), 303)


def _application(application_id: int, name: str) -> Seen:
    """The application, where this person may do this with it."""
    seen = queries.seen_application(me(), application_id)
    if not ACTS[name].allows(seen.sight):
        raise Missing
    return seen


def _form(act: Act, seen: Seen, **values: Any) -> Form:
    """The form of an act, with the reasons that fit the stage as it is shown."""
    form = act.form(**values)
    if act.reasons is not None and isinstance(form, ReasonForm):
        form.offer(act.reasons(seen.stage))
    return form


def _page(seen: Seen, name: str, form: Form, status: int) -> ResponseReturnValue:
    return render_template("candidates/act.html", act=ACTS[name], name=name, form=form, seen=seen, kinds=ScreenKind, results=ScreenResult), status
