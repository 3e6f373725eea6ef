"""One interview of a plan: its person and hour, its principles and questions, and after the release its amendments."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.core.errors import Missing
from hiring.loops import operations, queries
from hiring.loops.forms import ContentForm, MoveForm, NotHeldForm, ReasonForm, ReplaceForm, SeatForm, seat_values
from hiring.loops.models import Interview
from hiring.loops.queries import Plan
from hiring.loops.rules.eligibility import seats_of
from hiring.loops.terms import LoopStatus, NotHeldReason
from hiring.loops.views.loops import bp
from hiring.questions.queries import offers
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carried

_PATH = "/<int:loop_id>/interviews/<int:interview_id>"
KINDS: dict[str, type[Form]] = {"seat": SeatForm, "content": ContentForm, "move": MoveForm, "replace": ReplaceForm, "cancel": ReasonForm}


def _interview(loop_id: int, interview_id: int) -> Interview:
    """An interview of this very loop that the reader plans."""
    interview = queries.interview_to_plan(me(), interview_id)
    if interview.loop_id != loop_id:
        raise Missing
    return interview


@bp.get(_PATH)
@requires(signed_in)
def interview(loop_id: int, interview_id: int) -> ResponseReturnValue:
    """The forms of one interview."""
    return _page(loop_id, interview_id, 200)


@bp.post(f"{_PATH}/<any({', '.join(repr(kind) for kind in KINDS)}):kind>")
@requires(signed_in)
def change(loop_id: int, interview_id: int, kind: str) -> ResponseReturnValue:
    """Change one side of an interview: directly while planning, by amendment after the release."""
    interview, form = _interview(loop_id, interview_id), KINDS[kind](prefix=f"{kind}-")
    status = carried(form, lambda: _carry(kind, interview, form))
    if status != 303:
        return _page(loop_id, interview_id, status, kind, form)
    flash(_("The plan is changed."), "ok")
    return redirect(url_for("loops.plan", loop_id=loop_id), 303)


def _carry(kind: str, interview: Interview, form: Form) -> None:
    """The operation behind each form."""
    if isinstance(form, ReplaceForm):
        operations.amend_replace(interview, me(), form.person, form.reason.data or "", form.seen_version)
    elif isinstance(form, MoveForm):
        operations.move_interview(interview, me(), form.appointment(), form.seen_version)
    elif isinstance(form, SeatForm):
        operations.change_interview(interview, me(), form.appointment(), form.person, form.chosen_seat(interview.seat), form.seen_version)
    elif isinstance(form, ReasonForm):
        operations.amend_cancel(interview, me(), form.reason.data or "", form.seen_version)
    elif isinstance(form, ContentForm):
        _content(interview, form)


def _content(interview: Interview, form: ContentForm) -> None:
    """Principles come from the matrix while planning, and with the questions afterwards."""
    if interview.loop.status is LoopStatus.PLANNING:
        operations.choose_questions(interview, me(), form.question_ids, form.seen_version)
    else:
        operations.amend_reassign(interview, me(), form.principle_ids, form.question_ids, form.reason.data or "", form.seen_version)


@bp.post(f"{_PATH}/remove")
@requires(signed_in)
def remove(loop_id: int, interview_id: int) -> ResponseReturnValue:
    """Take an interview out of a plan that is not released."""
    operations.remove_interview(_interview(loop_id, interview_id), me())
    flash(_("The interview is out of the plan."), "ok")
    return redirect(url_for("loops.plan", loop_id=loop_id), 303)


@bp.post(f"{_PATH}/swap")
@requires(signed_in)
def swap(loop_id: int, interview_id: int) -> ResponseReturnValue:
    """Ask the next question of the rotation in the place of one."""
    interview, question = _interview(loop_id, interview_id), request.form.get("question", "")
    if not question.isdecimal():
        raise Missing
    operations.swap_question(interview, me(), int(question[:18]))
    place = request.form.get("place", "")
    return redirect(url_for("loops.plan", loop_id=loop_id, _anchor=f"swap-{place[:20]}" if place.replace("-", "").isalnum() else "questions"), 303)


@bp.route(f"{_PATH}/not-held", methods=["GET", "POST"])
@requires(signed_in)
def not_held(loop_id: int, interview_id: int) -> ResponseReturnValue:
    """The interviewer, or who plans the loop, says that an interview did not take place."""
    interview, form, status = queries.own_or_planned_interview(me(), interview_id), NotHeldForm(), 200
    if interview.loop_id != loop_id:
        raise Missing
    if form.is_submitted():
        status = carried(form, lambda: operations.mark_not_held(interview, me(), NotHeldReason(form.not_held.data), form.note.data or ""))
        if status == 303:
            flash(_("It is on record that this interview was not held."), "ok")
            return redirect(url_for("loops.index"), 303)
        interview = queries.own_or_planned_interview(me(), interview_id)
    return render_template("loops/not_held.html", interview=interview, form=form), status


@bp.post(f"{_PATH}/not-covered")
@requires(signed_in)
def not_covered(loop_id: int, interview_id: int) -> ResponseReturnValue:
    """The interviewer says that an assigned principle was not covered, or takes it back."""
    interview = queries.interview_for(me(), interview_id)
    principle = request.form.get("principle_id", "")
    if interview.loop_id != loop_id or not principle.isdecimal():
        raise Missing
    operations.mark_not_covered(interview, int(principle[:18]), me(), covered=bool(request.form.get("covered")))
    return redirect(url_for("loops.show", loop_id=loop_id), 303)


def _page(loop_id: int, interview_id: int, status: int, kind: str = "", refused: Form | None = None) -> ResponseReturnValue:
    interview = _interview(loop_id, interview_id)
    plan = queries.plan_of(loop_id)
    if status == 409 and refused:
        refused.catch_up(interview.version)
    forms = {each: refused if each == kind and refused is not None else _fresh(each, made, interview) for each, made in KINDS.items()}
    people = queries.choices(plan.without(interview.interviewer_id), interview.seat, queries.everybody())
    loads = queries.load(me(), [each.person.id for each in people], queries.week_of(plan))
    for form in forms.values():
        _offer(form, plan, interview, people, loads)
    unfit = [each for each in people if not each.eligible and each.person.id != interview.interviewer_id]
    return render_template("loops/interview.html", interview=interview, plan=plan, forms_of=forms, unfit=unfit, status=plan.loop.status), status


def _fresh(kind: str, form: type[Form], interview: Interview) -> Form:
    principles = [str(assignment.principle_id) for assignment in interview.principles]
    questions = [str(asked.question_id) for asked in interview.questions]
    values = seat_values(interview) if kind in ("seat", "move") else {"version": str(interview.version)}
    return form(formdata=None, prefix=f"{kind}-", principles=principles, questions=questions, **values)


def _offer(form: Form, plan: Plan, interview: Interview, people: list[queries.Choice], loads: dict[int, int]) -> None:
    """What each form offers to choose from."""
    requirements = plan.loop.application.opening.requirements
    if isinstance(form, (SeatForm, ReplaceForm)) and form.person_id is not None:
        form.offer(people, loads, interview.interviewer_id if isinstance(form, SeatForm) else None)
    if isinstance(form, SeatForm) and form.seat is not None:
        form.seats(seats_of(plan.rules))
    if isinstance(form, ContentForm):
        covered = {assignment.principle_id for assignment in interview.principles}
        released = plan.loop.status is LoopStatus.RELEASED
        keys = {requirement.principle.key for requirement in requirements if released or requirement.principle_id in covered}
        form.offer(requirements, offers(keys, plan.loop.application.opening.track))
