"""Pages of the question bank: everybody reads what is asked, interviewers propose, those who care for the bank review."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.core.text import N_
from hiring.principles.queries import names_by_key
from hiring.questions import operations, presenters, queries
from hiring.questions.forms import FilterForm, NoteForm, QuestionForm, filter_values, question_values
from hiring.questions.policy import proposes, reads_all, require_edits, writes
from hiring.questions.terms import QuestionKind, QuestionStatus, Suits
from hiring.web.access import requires, signed_in
from hiring.web.forms import carried, carry_out
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
    return render_template(
        "questions/index.html",
        page=page,
        before=before,
        asked=asked,
        form=form,
        names=names_by_key(),
        waiting=queries.waiting(me()),
        proposes=proposes(me()),
        reads_all=reads_all(me()),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(proposes)
def new() -> ResponseReturnValue:
    """Write a question as a draft."""
    form = QuestionForm(data=question_values(None, single("principle")[:80]))
    if request.method != "POST":
        return render_template("questions/form.html", form=form, question=None)
    made, status = carry_out(form, lambda: operations.add(form.content(), me()))
    if made is None:
        return render_template("questions/form.html", form=form, question=None), status
    flash(_("The draft is stored. Propose it when somebody may review it."), "ok")
    return redirect(url_for("questions.show", question_id=made.id), 303)


@bp.get("/<int:question_id>")
@requires(signed_in)
def show(question_id: int) -> ResponseReturnValue:
    """One question with its probes, its versions, and what decided loops tell of it."""
    return _page(question_id, 200, NoteForm(formdata=None))


@bp.route("/<int:question_id>/edit", methods=["GET", "POST"])
@requires(proposes)
def edit(question_id: int) -> ResponseReturnValue:
    """Change a question."""
    question = queries.question_for(me(), question_id)
    require_edits(me(), question)
    form = QuestionForm(data={**question_values(queries.text_of(question)), "version": question.version})
    if request.method != "POST":
        return render_template("questions/form.html", form=form, question=question)
    changed, status = carry_out(form, lambda: operations.change(question, form.content(), me(), form.seen_version))
    if changed is None:
        question = queries.question_for(me(), question_id)
        if status == 409:
            form.catch_up(question.version)
        return render_template("questions/form.html", form=form, question=question), status
    flash(_("The changes are stored.") if changed.id == question_id else _("The next version is stored as a draft. This one is asked until the next is reviewed."), "ok")
    return _to(changed.id)


@bp.post("/<int:question_id>/propose")
@requires(proposes)
def propose(question_id: int) -> ResponseReturnValue:
    """Ask somebody else to review a draft."""
    operations.send(queries.question_for(me(), question_id), me())
    flash(_("Proposed. A Bar Raiser, a Core member or a recruiter reads it next."), "ok")
    return _to(question_id)


@bp.post("/<int:question_id>/send-back")
@requires(writes)
def send_back(question_id: int) -> ResponseReturnValue:
    """Give a proposal back to its author with a note."""
    form = NoteForm()
    status = carried(form, lambda: operations.send_back(queries.question_for(me(), question_id), form.note.data or "", me()))
    if status != 303:
        return _page(question_id, status, form)
    flash(_("The author reads your note on the page of the question."), "ok")
    return _to(question_id)


@bp.post("/<int:question_id>/activate")
@requires(writes)
def activate(question_id: int) -> ResponseReturnValue:
    """Let interviewers ask a question."""
    operations.activate(queries.question_for(me(), question_id), me())
    flash(_("Interviewers may ask this question from now on."), "ok")
    return _to(question_id)


@bp.post("/<int:question_id>/bring-back")
@requires(writes)
def bring_back(question_id: int) -> ResponseReturnValue:
    """Ask a retired question again."""
    operations.bring_back(queries.question_for(me(), question_id), me())
    flash(_("Interviewers may ask this question from now on."), "ok")
    return _to(question_id)


@bp.post("/<int:question_id>/retire")
@requires(writes)
def retire(question_id: int) -> ResponseReturnValue:
    """Ask a question no more."""
    operations.retire(queries.question_for(me(), question_id), me())
    flash(_("No plan offers this question any more. Loops that asked it keep it."), "ok")
    return _to(question_id)


@bp.post("/<int:question_id>/leaked")
@requires(writes)
def leaked(question_id: int) -> ResponseReturnValue:
    """A question is known outside."""
    operations.leak(queries.question_for(me(), question_id), me())
    flash(_("Retired at once. Plans that ask this question are not complete until it is swapped."), "ok")
    return _to(question_id)


def _page(question_id: int, status: int, form: NoteForm) -> ResponseReturnValue:
    question = queries.question_for(me(), question_id)
    uses, editions = queries.uses(question.root_id), queries.editions_for(me(), question.root_id)
    page = presenters.page(question, editions, uses, me(), others=queries.others_care(question.author_id))
    return render_template("questions/show.html", page=page, question=question, name=names_by_key().get(question.principle_key), form=form), status


def _to(question_id: int) -> ResponseReturnValue:
    return redirect(url_for("questions.show", question_id=question_id), 303)


place(N_("Questions"), "questions.index", 50, "g q")
