"""The pages on which an interviewer writes: kit, feedback form, vote, and what was sealed."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.core.errors import Missing, Stale
from hiring.db.session import db
from hiring.feedback import policy, presenters, queries
from hiring.feedback.body import is_id, parse, story_field
from hiring.feedback.forms import AddendumForm, DraftForm, VoteForm
from hiring.feedback.models import Draft
from hiring.feedback.operations.submission import add_addendum, submit
from hiring.feedback.rules import Problem
from hiring.feedback.terms import Vote
from hiring.feedback.views.desk import Desk, desk_of, desk_to_write, draft_key, page_of, refreshed, stored_now
from hiring.loops.models import Interview
from hiring.loops.operations import mark_not_covered
from hiring.loops.queries import shadows_beside
from hiring.web.access import requires, signed_in
from hiring.web.forms import carry_out
from hiring.web.paging import single
from hiring.web.words import spoken

bp = Blueprint("interviews", __name__, url_prefix="/interviews/<int:interview_id>")


@bp.get("")
@requires(signed_in)
def kit(interview_id: int) -> ResponseReturnValue:
    """What to ask, and where to write what was said."""
    desk = desk_of(interview_id)
    if desk.interview.submitted_at is not None:
        return redirect(url_for("interviews.feedback", interview_id=interview_id), 303)
    return _kit(desk, desk.form(), 200)


@bp.post("/draft")
@requires(signed_in)
def save(interview_id: int) -> ResponseReturnValue:
    """Keep the draft, for the script and for the button."""
    desk = desk_to_write(interview_id)
    form = desk.form()
    if request.headers.get("X-Autosave"):
        return _autosaved(desk, form)
    kept, status = carry_out(form, lambda: desk.save(form))
    if kept is None:
        return _kit(desk_of(interview_id), form, status)
    return redirect(_back_to("interviews.kit", interview_id, kept), 303)


@bp.post("/not-covered")
@requires(signed_in)
def not_covered(interview_id: int) -> ResponseReturnValue:
    """State that a principle was not covered, or take it back."""
    interview = queries.interview_of(me(), interview_id)
    wanted = request.form.get("principle", "")
    principle = next((each.principle_id for each in interview.principles if str(each.principle_id) == wanted), None)
    if principle is None:
        raise Missing
    mark_not_covered(interview, principle, me(), covered=bool(request.form.get("covered")))
    return redirect(url_for("interviews.kit", interview_id=interview_id, _anchor=f"p{principle}"), 303)


@bp.get("/feedback")
@requires(signed_in)
def feedback(interview_id: int) -> ResponseReturnValue:
    """The form before the vote; once sealed, what was sealed."""
    desk = desk_of(interview_id)
    if desk.interview.submitted_at is not None:
        return _sealed(desk.interview, AddendumForm(formdata=None), 200)
    return _form(desk, desk.form(), desk.problems(desk.body) if single("check") else [], 200)


@bp.post("/feedback")
@requires(signed_in)
def check(interview_id: int) -> ResponseReturnValue:
    """Keep the form and go on to the vote, when nothing is missing."""
    desk = desk_to_write(interview_id)
    form = desk.form()
    later = "add" in request.form or "save" in request.form
    missing = [] if later else desk.problems(desk.told(form))
    if missing:
        return _form(desk_of(interview_id), form, missing, 422)
    kept, status = carry_out(form, lambda: desk.save(form))
    if kept is None:
        return _form(desk_of(interview_id), form, [], status)
    return redirect(_back_to("interviews.feedback", interview_id, kept) if later else url_for("interviews.vote", interview_id=interview_id), 303)


@bp.get("/feedback/vote")
@requires(signed_in)
def vote(interview_id: int) -> ResponseReturnValue:
    """The second step: read once more what you wrote, then vote."""
    desk = desk_of(interview_id)
    if desk.interview.submitted_at is not None:
        return redirect(url_for("interviews.feedback", interview_id=interview_id), 303)
    if desk.problems(desk.body):
        return redirect(url_for("interviews.feedback", interview_id=interview_id, check=1), 303)
    form = VoteForm(formdata=None, strongest_for=desk.body.strongest_for, strongest_against=desk.body.strongest_against, version=str(desk.version))
    return _vote(desk, form, 200)


@bp.post("/feedback/vote")
@requires(signed_in)
def seal(interview_id: int) -> ResponseReturnValue:
    """Seal the feedback with its vote."""
    interview = queries.seat_of(me(), interview_id)
    form = VoteForm()
    sealed, status = carry_out(form, lambda: submit(interview, Vote(form.vote.data), form.reasons(), me(), form.seen_version))
    if sealed is None:
        return _refused_vote(desk_of(interview_id), form, status)
    flash(_("Your feedback is sealed. Thank you."), "ok")
    return redirect(url_for("interviews.feedback", interview_id=interview_id), 303)


@bp.post("/feedback/addenda")
@requires(signed_in)
def add(interview_id: int) -> ResponseReturnValue:
    """Put a correction under one's own sealed feedback."""
    interview = queries.interview_of(me(), interview_id)
    own = queries.sealed_of(interview_id)
    if own is None:
        raise Missing
    form = AddendumForm()
    done, status = carry_out(form, lambda: add_addendum(own, form.text.data, me()))
    if done is None:
        return _sealed(queries.interview_of(me(), interview.id), form, status)
    return redirect(url_for("interviews.feedback", interview_id=interview_id, _anchor="addenda"), 303)


def _autosaved(desk: Desk, form: DraftForm) -> ResponseReturnValue:
    """The answer to the script: the new version and what the coach says, or the newer text that is stored."""
    try:
        draft = desk.save(form)
    except Stale as stale:
        db.session.rollback()
        return jsonify(message=spoken(stale.sentence), **stored_now(desk.interview.id)), 409
    stories = presenters.beside_all(desk.principles, parse(draft.body))
    return jsonify(version=draft.version, saved_at=draft.saved_at.isoformat(), advice=render_template("feedback/advice.html", stories=stories))


def _kit(desk: Desk, form: DraftForm, status: int) -> ResponseReturnValue:
    refreshed(form, desk, status)
    return render_template("feedback/kit.html", **page_of(desk, form, status)), status


def _form(desk: Desk, form: DraftForm, missing: list[Problem], status: int) -> ResponseReturnValue:
    refreshed(form, desk, status)
    return render_template("feedback/form.html", missing=missing, **page_of(desk, form, status)), status


def _vote(desk: Desk, form: VoteForm, status: int) -> ResponseReturnValue:
    refreshed(form, desk, status)
    hints = {each.value: _(each.sentence) for each in Vote}
    page = {**page_of(desk, desk.form(), status), "form": form}
    return render_template(
        "feedback/vote.html", hints=hints, summary=presenters.summary(desk.interview, desk.body), advised=presenters.before_vote(desk.interview, desk.body), **page
    ), status


def _refused_vote(desk: Desk, form: VoteForm, status: int) -> ResponseReturnValue:
    """The vote page again; what was sealed meanwhile, with the writer's reasons ready for an addendum."""
    if desk.interview.submitted_at is None:
        return _vote(desk, form, status)
    reasons = form.reasons()
    addendum = AddendumForm(formdata=None, text="\n\n".join(filter(None, (reasons.strongest_for, reasons.strongest_against))))
    addendum.form_errors.extend(form.form_errors)
    return _sealed(desk.interview, addendum, status)


def _sealed(interview: Interview, form: AddendumForm, status: int) -> ResponseReturnValue:
    """What was sealed, its receipt, its addenda, and the way to colleagues' feedback for those who may read it."""
    own = queries.sealed_of(interview.id)
    if own is None:
        raise Missing
    opened = policy.may_read_loop(queries.standing(me(), interview.loop_id))
    after = presenters.afterwards(interview.loop, queries.panel(interview.loop_id), opened=opened)
    page = {"head": presenters.head(interview), "sealed": presenters.sealed(own, me().id), "opened": opened, "after": after, "draft_key": draft_key(interview)}
    trainees = [each.trainee for each in shadows_beside(interview.id) if each.submitted_at is not None] if opened else []
    return render_template("feedback/sealed.html", form=form, trainees=trainees, **page), status


def _back_to(endpoint: str, interview_id: int, draft: Draft) -> str:
    """The page again, at the story that was asked for."""
    wanted = request.form.get("add", "")
    stories = parse(draft.body).on(int(wanted)).stories if is_id(wanted) else ()
    anchor = story_field(int(wanted), len(stories) - 1, "situation") if stories else None
    return url_for(endpoint, interview_id=interview_id, _anchor=anchor)
