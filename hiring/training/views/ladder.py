"""The ladder: everybody's place, one person's page with its acts, and what the steps ask."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.accounts.queries import holders
from hiring.accounts.terms import Role
from hiring.core.errors import Missing
from hiring.core.text import N_
from hiring.training import policy, presenters, queries
from hiring.training.forms import BeginForm, MentorForm, StepForm, VoteForm
from hiring.training.operations import ladder, promotion
from hiring.training.rules import asked_on
from hiring.training.terms import Outcome, Step
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carried, carry_out
from hiring.web.navigation import place

bp = Blueprint("training", __name__, url_prefix="/training")


@bp.get("")
@requires(signed_in)
def index() -> ResponseReturnValue:
    """My place, those I mentor, and for the keepers of the ladder everybody."""
    return _index(BeginForm(formdata=None), 200)


@bp.post("")
@requires(policy.keeps_ladder)
def begin() -> ResponseReturnValue:
    """Put somebody on the ladder."""
    form = BeginForm()
    form.offer(())
    form.mentors(())
    trainee, status = carry_out(form, lambda: ladder.begin(form.person, form.mentor, me()))
    if trainee is None:
        return _index(form, status)
    flash(_("The ladder has one more. What comes next stands here."), "ok")
    return redirect(url_for("training.show", trainee_id=trainee.id), 303)


@bp.get("/<int:trainee_id>")
@requires(signed_in)
def show(trainee_id: int) -> ResponseReturnValue:
    """One person on the ladder: the step, the figures, the acts."""
    return _show(trainee_id, 200)


@bp.post("/<int:trainee_id>/mentor")
@requires(policy.keeps_ladder)
def name_mentor(trainee_id: int) -> ResponseReturnValue:
    """Name who guides a trainee."""
    trainee, form = queries.trainee_for(me(), trainee_id), MentorForm()
    form.mentors(())
    status = carried(form, lambda: ladder.name_mentor(trainee, form.mentor, me(), form.seen_version))
    return _back(trainee_id, _("The mentor is named.")) if status == 303 else _show(trainee_id, status, mentor=form)


@bp.post("/<int:trainee_id>/course")
@requires(signed_in)
def course(trainee_id: int) -> ResponseReturnValue:
    """Note that the course is done."""
    ladder.complete_course(queries.trainee_for(me(), trainee_id), me())
    return _back(trainee_id, _("The course is completed."))


@bp.post("/<int:trainee_id>/promotion")
@requires(signed_in)
def promote(trainee_id: int) -> ResponseReturnValue:
    """Promote, or put it before Core."""
    form = Form()
    proposed = promotion.promote(queries.trainee_for(me(), trainee_id), me(), form.seen_version)
    granted = proposed.outcome is Outcome.GRANTED
    return _back(trainee_id, _("Promoted. Congratulations to both of you.") if granted else _("Core votes now. The mentor has no vote in it."))


@bp.post("/<int:trainee_id>/vote")
@requires(signed_in)
def vote(trainee_id: int) -> ResponseReturnValue:
    """A Core member votes on a promotion."""
    trainee, form = queries.trainee_for(me(), trainee_id), VoteForm()
    status = carried(form, lambda: promotion.vote(trainee, me(), form.answer.data == "yes", form.reason.data or ""))
    return _back(trainee_id, _("Your vote counts.")) if status == 303 else _show(trainee_id, status, ballot=form)


@bp.post("/<int:trainee_id>/renewal")
@requires(policy.keeps_ladder)
def renew(trainee_id: int) -> ResponseReturnValue:
    """Renew a certificate in its last days."""
    promotion.renew(queries.trainee_for(me(), trainee_id), me())
    return _back(trainee_id, _("The certificate is renewed."))


@bp.get("/steps")
@requires(policy.keeps_ladder)
def steps() -> ResponseReturnValue:
    """What each step asks, as the organisation wants it."""
    return _steps(None, None, 200)


@bp.post("/steps/<step>")
@requires(policy.keeps_ladder)
def set_step(step: str) -> ResponseReturnValue:
    """Change what a step asks."""
    if step not in set(Step):
        raise Missing
    form = StepForm(prefix=step).only(asked_on(Step(step)))
    status = carried(form, lambda: ladder.set_step(Step(step), form.asks(), me(), form.seen_version))
    if status != 303:
        return _steps(Step(step), form, status)
    flash(_("From now on this step asks for that."), "ok")
    return redirect(url_for("training.steps", _anchor=step), 303)


def _index(form: BeginForm, status: int) -> ResponseReturnValue:
    keeps = policy.keeps_ladder(me())
    if keeps:
        form.offer(queries.people_to_begin())
        form.mentors(holders(Role.INTERVIEWER))
    return render_template("training/index.html", lines=presenters.overview(me()), keeps=keeps, form=form), status


def _show(trainee_id: int, status: int, mentor: MentorForm | None = None, ballot: VoteForm | None = None) -> ResponseReturnValue:
    page = presenters.place(me(), queries.trainee_for(me(), trainee_id))
    mentor = mentor or MentorForm(formdata=None, mentor_id=str(page.trainee.mentor_id or ""), version=str(page.trainee.version))
    if status == 409:
        mentor.catch_up(page.trainee.version)
    mentor.mentors([each for each in holders(Role.INTERVIEWER) if each.id != page.trainee.person_id] if page.keeps else ())
    return render_template("training/show.html", page=page, mentor=mentor, ballot=ballot or VoteForm(formdata=None)), status


def _steps(refused: Step | None, form: StepForm | None, status: int) -> ResponseReturnValue:
    versions = {step: row.version for step in Step if (row := queries.step_row(step)) is not None}
    lines = presenters.steps(queries.asks(), versions)
    forms = {each.step: StepForm(formdata=None, prefix=each.step.value, version=str(each.version), **vars(each.asks)).only(asked_on(each.step)) for each in lines}
    if refused is not None and form is not None:
        if status == 409:
            form.catch_up(versions.get(refused, 0))
        forms[refused] = form
    return render_template("training/steps.html", lines=lines, step_forms=forms), status


def _back(trainee_id: int, said: str) -> ResponseReturnValue:
    flash(said, "ok")
    return redirect(url_for("training.show", trainee_id=trainee_id), 303)


place(N_("Ladder"), "training.index", 75, "g t")
