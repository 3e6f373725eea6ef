"""Pages of the question bank: everybody reads what is asked, those who care for the bank write."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.core.text import N_
from hiring.principles.queries import names_by_key
from hiring.questions import operations, queries
from hiring.questions.forms import FilterForm, QuestionForm, filter_values, question_values
from hiring.questions.policy import reads_all, writes
from hiring.questions.terms import QuestionKind, QuestionStatus, Suits
from hiring.web.access import requires, signed_in
from hiring.web.forms import carry_out
from hiring.web.navigation import place
from hiring.web.paging import chosen, cut, single, whole_number

bp = Blueprint("questions", __name__, url_prefix="/questions")
PAGE = 30


@bp.get("")
@requires(signed_in)
def index() -> ResponseReturnValue:
    """The bank, newest first, filtered and searched."""
    wanted = queries.Filter(single("principle")[:80], chosen("kind", QuestionKind), chosen("suits", Suits), chosen("status", QuestionStatus), single("q")[:100])
    before = whole_number("before")
    page = cut(queries.page(me(), wanted, before=before, size=PAGE), PAGE, lambda question: question.id)
    asked = filter_values(wanted)
    form = FilterForm(formdata=None, data=asked)
    return render_template("questions/index.html", page=page, before=before, asked=asked, form=form, names=names_by_key(), writes=writes(me()), reads_all=reads_all(me()))


@bp.route("/new", methods=["GET", "POST"])
@requires(writes)
def new() -> ResponseReturnValue:
    """Write a question as a draft."""
    form = QuestionForm(data=question_values(None, single("principle")[:80]))
    if request.method != "POST":
        return render_template("questions/form.html", form=form, question=None)
    made, status = carry_out(form, lambda: operations.add(form.content(), me()))
    if made is None:
        return render_template("questions/form.html", form=form, question=None), status
    flash(_("The draft is stored. Activate it when interviewers may ask it."), "ok")
    return redirect(url_for("questions.show", question_id=made.id), 303)


@bp.get("/<int:question_id>")
@requires(signed_in)
def show(question_id: int) -> ResponseReturnValue:
    """One question with its probes."""
    question = queries.question_for(me(), question_id)
    return render_template("questions/show.html", question=question, name=names_by_key().get(question.principle_key), writes=writes(me()))


@bp.route("/<int:question_id>/edit", methods=["GET", "POST"])
@requires(writes)
def edit(question_id: int) -> ResponseReturnValue:
    """Change a question."""
    question = queries.question_for(me(), question_id)
    form = QuestionForm(data={**question_values(queries.text_of(question)), "version": question.version})
    if request.method != "POST":
        return render_template("questions/form.html", form=form, question=question)
    _done, status = carry_out(form, lambda: operations.change(question, form.content(), me(), form.seen_version))
    if status != 303:
        question = queries.question_for(me(), question_id)
        if status == 409:
            form.catch_up(question.version)
        return render_template("questions/form.html", form=form, question=question), status
    flash(_("The changes are stored."), "ok")
    return redirect(url_for("questions.show", question_id=question_id), 303)


@bp.post("/<int:question_id>/activate")
@requires(writes)
def activate(question_id: int) -> ResponseReturnValue:
    """Let interviewers ask a question."""
    operations.activate(queries.question_for(me(), question_id), me())
    flash(_("Interviewers may ask this question from now on."), "ok")
    return redirect(url_for("questions.show", question_id=question_id), 303)


@bp.post("/<int:question_id>/retire")
@requires(writes)
def retire(question_id: int) -> ResponseReturnValue:
    """Ask a question no more."""
    operations.retire(queries.question_for(me(), question_id), me())
    flash(_("No plan offers this question any more. Loops that asked it keep it."), "ok")
    return redirect(url_for("questions.show", question_id=question_id), 303)


place(N_("Questions"), "questions.index", 50, "g q")
