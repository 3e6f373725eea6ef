"""Practice feedback of a trainee: kit, form and vote in one, and afterwards the host's beside it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.core.clock import now
from hiring.feedback import presenters as feedback
from hiring.feedback.body import Body, parse
from hiring.feedback.forms import DraftForm, VoteForm, asked_for_story, draft_form, with_another
from hiring.feedback.operations.submission import assigned
from hiring.feedback.presenters.sealed import summary
from hiring.feedback.queries import kit_beside
from hiring.feedback.rules import Problem, problems
from hiring.feedback.terms import Vote
from hiring.loops.models import Interview
from hiring.loops.shadow_models import Shadow
from hiring.training import presenters, queries
from hiring.training.models import Practice
from hiring.training.operations.practice import keep_comparison, read_pair, save_practice, seal_practice
from hiring.training.rules import obstacle_to_practice
from hiring.web.access import requires, signed_in
from hiring.web.forms import carry_out
from hiring.web.paging import whole_number

bp = Blueprint("practice", __name__, url_prefix="/interviews/<int:interview_id>/practice")


@dataclass(frozen=True)
class Desk:
    """What lies before a trainee: the seat, the interview with its kit, and what was written so far."""

    shadow: Shadow
    interview: Interview
    practice: Practice | None
    body: Body

    @property
    def principles(self) -> list[int]:
        """The principles of the interview."""
        return [each.principle_id for each in self.interview.principles]

    @property
    def version(self) -> int:
        """The version of the draft; 0 before the first word."""
        return self.practice.version if self.practice else 0

    def form(self) -> DraftForm:
        """The form of the draft: what was sent, else what is stored."""
        form = draft_form(self.principles, self.body)
        if not form.is_submitted():
            form.version.data = str(self.version)
        return form

    def told(self, form: DraftForm) -> Body:
        """The draft as the form has it."""
        return with_another(form.body(self.body, self.principles), asked_for_story(self.principles))

    def missing(self, body: Body) -> list[Problem]:
        """What the draft lacks before its vote."""
        return problems(body, assigned(self.interview), self.interview.loop.application.opening.rules)


def _desk(interview_id: int) -> Desk:
    shadow = queries.seat_for(me(), interview_id)
    practice = queries.practice_of(shadow.id)
    return Desk(shadow, kit_beside(interview_id), practice, parse(practice.body if practice else None))


@bp.get("")
@requires(signed_in)
def write(interview_id: int) -> ResponseReturnValue:
    """The practice form; once sealed, what was sealed."""
    desk = _desk(interview_id)
    return _page(desk, desk.form(), VoteForm(formdata=None), 200)


@bp.post("/draft")
@requires(signed_in)
def save(interview_id: int) -> ResponseReturnValue:
    """Keep the draft, for the script and for the button."""
    desk = _desk(interview_id)
    form = desk.form()
    if request.headers.get("X-Autosave"):
        practice = save_practice(interview_id, desk.told(form), me(), form.seen_version)
        return jsonify(version=practice.version, saved_at=practice.saved_at.isoformat())
    return _kept(desk, form)


@bp.post("")
@requires(signed_in)
def seal(interview_id: int) -> ResponseReturnValue:
    """Seal practice feedback with its vote."""
    desk = _desk(interview_id)
    form, ballot = desk.form(), VoteForm()
    if "add" in request.form or "save" in request.form:
        return _kept(desk, form)
    body = desk.told(form)
    missing = desk.missing(body) if desk.shadow.submitted_at is None else []
    if missing:
        return _page(desk, form, ballot, 422, missing)
    sealed, status = carry_out(ballot, lambda: seal_practice(interview_id, body, Vote(ballot.vote.data), me(), form.seen_version))
    if sealed is None:
        return _page(_desk(interview_id), form, ballot, status)
    flash(_("Your practice feedback is sealed. When your host has submitted too, both stand side by side."), "ok")
    return redirect(url_for("practice.write", interview_id=interview_id), 303)


@bp.get("/compare")
@requires(signed_in)
def compare(interview_id: int) -> ResponseReturnValue:
    """Host and trainee side by side; the log knows of it before the page does."""
    pair = queries.pair_for(me(), interview_id, whole_number("trainee"))
    read_pair(pair, me())
    page = {"head": feedback.head(pair.interview), "page": presenters.compared(pair), "own": pair.shadow.trainee_id == me().id}
    return render_template("training/compare.html", kept=queries.comparison_of(pair.shadow.id), **page)


@bp.post("/compare")
@requires(signed_in)
def keep(interview_id: int) -> ResponseReturnValue:
    """Keep the figures of the comparison on one's ladder."""
    keep_comparison(queries.pair_for(me(), interview_id), me())
    flash(_("Kept. It enters your figures when the debrief of the loop has begun."), "ok")
    return redirect(url_for("practice.compare", interview_id=interview_id), 303)


def _kept(desk: Desk, form: DraftForm) -> ResponseReturnValue:
    interview_id = desk.interview.id
    kept, status = carry_out(form, lambda: save_practice(interview_id, desk.told(form), me(), form.seen_version))
    if kept is None:
        return _page(_desk(interview_id), form, VoteForm(formdata=None), status)
    return redirect(url_for("practice.write", interview_id=interview_id), 303)


def _page(desk: Desk, form: DraftForm, ballot: VoteForm, status: int, missing: list[Problem] | None = None) -> ResponseReturnValue:
    if desk.shadow.submitted_at is not None and desk.practice is not None:
        page = {"head": feedback.head(desk.interview), "seals": summary(desk.interview, desk.body), "practice": desk.practice, "body": desk.body}
        return render_template("training/sealed.html", shadow=desk.shadow, opened=_opened(desk), **page), status
    if status == 409:
        form.version.data = str(desk.version)
    return render_template("training/practice.html", missing=missing or [], **_written(desk, form, ballot, status)), status


def _written(desk: Desk, form: DraftForm, ballot: VoteForm, status: int) -> dict[str, Any]:
    """What the template of the form is given."""
    counts = {principle: form.count(principle) for principle in desk.principles}
    return {
        "head": feedback.head(desk.interview),
        "shadow": desk.shadow,
        "obstacle": obstacle_to_practice(desk.shadow.loop.status, desk.interview.starts_at, now()),
        "sections": feedback.sections(desk.interview, desk.body, counts),
        "form": form,
        "ballot": ballot,
        "hints": {each.value: _(each.sentence) for each in Vote},
        "draft": desk.practice,
        "stored": desk.body if status == 409 else None,
        "draft_key": f"practice-{desk.interview.id}-{me().id}",
    }


def _opened(desk: Desk) -> bool:
    """Whether the host's side is there to compare with."""
    return desk.interview.submitted_at is not None
