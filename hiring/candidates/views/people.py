"""The list of candidates, one candidate, and the forms that add and change them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.accounts.policy import recruits
from hiring.candidates import operations, presenters, queries, rules
from hiring.candidates.forms import CandidateForm, EnterForm, NewCandidateForm, ResumeForm, blank
from hiring.candidates.models import Candidate
from hiring.candidates.terms import ENDING, Stage
from hiring.core.errors import Missing
from hiring.core.text import N_
from hiring.web.access import requires, signed_in
from hiring.web.forms import Form, carried, carry_out
from hiring.web.navigation import place
from hiring.web.paging import chosen, single, whole_number

bp = Blueprint("candidates", __name__)
PAGE = 40


@bp.get("/candidates")
@requires(signed_in)
def index() -> ResponseReturnValue:
    """Candidates that this person may see, newest first."""
    wanted: dict[str, Any] = {"search": single("q")[:100], "stage": chosen("stage", Stage), "opening_id": whole_number("opening"), "after": whole_number("after")}
    rows, openings = queries.page(me(), **wanted, size=PAGE), queries.openings_with_candidates(me(), wanted["opening_id"])
    return render_template(
        "candidates/index.html",
        page=presenters.candidate_page(me(), rows, PAGE),
        openings=openings,
        stages=Stage,
        adds=recruits(me()),
        **wanted,
    )


@bp.get("/candidates/new")
@requires(recruits)
def new() -> ResponseReturnValue:
    """A form for one candidate, with opening and résumé."""
    opening_id = whole_number("opening")
    return _new_page(blank(NewCandidateForm, zone=me().zone, locale=me().locale, opening_id=str(opening_id) if opening_id else ""), 200)


@bp.post("/candidates/new")
@requires(recruits)
def add() -> ResponseReturnValue:
    """Add a candidate, unless they look like somebody who is there."""
    form = NewCandidateForm().offer(queries.openings_to_enter(me()))
    candidate, status = carry_out(form, lambda: _add(form))
    if candidate is None:
        return _new_page(form, status)
    flash(_("The candidate is added."), "ok")
    return redirect(url_for("candidates.show", candidate_id=candidate.id), 303)


def _add(form: NewCandidateForm) -> Candidate:
    """Candidate, application and résumé, all or nothing."""
    candidate = operations.add_candidate(form.facts(), me(), different=bool(form.different.data))
    if form.opening_id.data and queries.application_between(candidate.id, int(form.opening_id.data)) is None:
        operations.enter(candidate, queries.opening_to_enter(me(), int(form.opening_id.data)), me())
    if form.resume.data:
        operations.add_resume(candidate, form.resume.data.stream, form.resume.data.filename or "", me())
    return candidate


def _new_page(form: NewCandidateForm, status: int) -> ResponseReturnValue:
    found = queries.lookalikes(me(), form.facts()) if form.different.errors else []
    form.offer(queries.openings_to_enter(me()))
    return render_template("candidates/new.html", form=form, found=found), status


@bp.get("/candidates/<int:candidate_id>")
@requires(signed_in)
def show(candidate_id: int) -> ResponseReturnValue:
    """One candidate."""
    return page(candidate_id, 200)


def page(candidate_id: int, status: int, *, resume_form: Form | None = None) -> ResponseReturnValue:
    """A candidate's page, with a form on it that was refused."""
    dossier = presenters.dossier(me(), candidate_id)
    enters = dossier.full and not dossier.sealed and queries.has_opening_left(me(), candidate_id)
    return render_template("candidates/show.html", dossier=dossier, resume_form=resume_form or blank(ResumeForm), enters=enters, ending=ENDING), status


@bp.get("/candidates/<int:candidate_id>/enter")
@requires(signed_in)
def choose_opening(candidate_id: int) -> ResponseReturnValue:
    """The openings that a candidate may still enter."""
    candidate = _to_enter(candidate_id)
    if not queries.has_opening_left(me(), candidate_id):
        raise Missing
    return _enter_page(candidate, blank(EnterForm), 200)


@bp.post("/candidates/<int:candidate_id>/enter")
@requires(signed_in)
def enter(candidate_id: int) -> ResponseReturnValue:
    """Enter a candidate into another opening."""
    candidate = _to_enter(candidate_id)
    form = EnterForm().offer(queries.openings_to_enter(me()))
    status = carried(form, lambda: operations.enter(candidate, queries.opening_to_enter(me(), int(form.opening_id.data)), me()))
    if status != 303:
        return _enter_page(_to_enter(candidate_id), form, status)
    flash(_("The candidate entered the opening."), "ok")
    return redirect(url_for("candidates.show", candidate_id=candidate_id), 303)


def _to_enter(candidate_id: int) -> Candidate:
    """A candidate in full; refused to whoever owes feedback, since the openings that are left tell what others did."""
    candidate = queries.candidate_in_full(me(), candidate_id)
    rules.require_unsealed(any(each.sight.blind for each in queries.applications_of(me(), [candidate_id]).get(candidate_id, ())))
    return candidate


def _enter_page(candidate: Candidate, form: EnterForm, status: int) -> ResponseReturnValue:
    openings = queries.openings_left(me(), candidate.id)
    return render_template("candidates/enter.html", candidate=candidate, form=form.offer(openings), openings=openings), status


@bp.get("/candidates/<int:candidate_id>/edit")
@requires(recruits)
def edit(candidate_id: int) -> ResponseReturnValue:
    """A form for what is known of a candidate."""
    candidate = queries.candidate_in_full(me(), candidate_id)
    return render_template("candidates/edit.html", form=blank(CandidateForm, obj=candidate), candidate=candidate)


@bp.post("/candidates/<int:candidate_id>/edit")
@requires(recruits)
def change(candidate_id: int) -> ResponseReturnValue:
    """Change what is known of a candidate."""
    candidate = queries.candidate_in_full(me(), candidate_id)
    form = CandidateForm()
    status = carried(form, lambda: operations.change_candidate(candidate, form.facts(), me(), seen=form.seen_version))
    if status != 303:
        candidate = queries.candidate_in_full(me(), candidate_id)
        form.catch_up(candidate.version)
        return render_template("candidates/edit.html", form=form, candidate=candidate), status
    flash(_("Saved."), "ok")
    return redirect(url_for("candidates.show", candidate_id=candidate_id), 303)


place(N_("Candidates"), "candidates.index", 30, "g c")
