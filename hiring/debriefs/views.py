"""The pages of a debrief: one page whose face is the phase, a fragment that keeps it fresh, and one address an act."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hiring.accounts.actor import me
from hiring.core.errors import Missing
from hiring.db.session import db, read_from_now_on
from hiring.debriefs.forms import AloneForm, DecisionForm, DissentForm, ExcuseForm, FollowUpForm, KeyForm, PrefixedForm, VerdictForm, VoteForm
from hiring.debriefs.models import Debrief, FollowUp, Verdict
from hiring.debriefs.operations import decisions, findings, gate, phases
from hiring.debriefs.policy import Sight, sight
from hiring.debriefs.presenters import pages
from hiring.debriefs.presenters import room as rooms
from hiring.debriefs.presenters.section import debrief_section
from hiring.debriefs.queries.rooms import evidence_ids, pulse
from hiring.debriefs.queries.scenes import scene
from hiring.debriefs.terms import Another, BarAnswer, KeyAnswer, Result, VerdictValue
from hiring.feedback.operations.reading import read_loop
from hiring.feedback.queries import standing
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.loops.presenters.sections import section
from hiring.loops.terms import KeyKind
from hiring.web.access import requires, signed_in
from hiring.web.forms import carried
from hiring.web.paging import single, whole_number

bp = Blueprint("debriefs", __name__, url_prefix="/loops/<int:loop_id>/debrief")

STEPS: dict[str, Callable[..., None]] = {"voting": phases.begin_voting, "discussion": phases.begin_discussion, "decision": phases.begin_decision}


@bp.get("")
@requires(signed_in)
def show(loop_id: int) -> ResponseReturnValue:
    """The debrief of a loop in its phase, or who is missing before it."""
    return _page(loop_id, {}, asked=whole_number("on"))


@bp.get("/status")
@requires(signed_in)
def status(loop_id: int) -> ResponseReturnValue:
    """What happened in the room since a number; nothing when nothing did."""
    seen, phase, waits = whole_number("seen"), single("phase"), single("waits")
    if sight(standing(me(), loop_id)) is not Sight.FULL:
        raise Missing
    if (now := pulse(loop_id)) is None or now == seen:
        return "", 204
    shown = rooms.room(scene(me(), loop_id))
    gone_on = phase != shown.phase
    headers = {"HX-Refresh": "true"} if gone_on and waits else {}
    return render_template("debriefs/_status.html", room=shown, was=phase, gone_on=gone_on, waits=waits), 200, headers


@bp.post("/excuse-absentee")
@requires(signed_in)
def excuse_absentee(loop_id: int) -> ResponseReturnValue:
    """Excuse an interviewer without feedback."""
    loop = _loop(loop_id)
    form = ExcuseForm().offer((interview.interviewer_id, "") for interview in loop.interviews)
    return _act(loop_id, form, lambda: gate.excuse_absentee(loop, form.person_id.data, form.reason.data, me()))


@bp.post("/open")
@requires(signed_in)
def open_room(loop_id: int) -> ResponseReturnValue:
    """Open the debrief."""
    gate.open(_loop(loop_id), me())
    return _back(loop_id)


@bp.post("/confirm")
@requires(signed_in)
def confirm(loop_id: int) -> ResponseReturnValue:
    """Confirm having read all feedback."""
    phases.confirm_reading(_debrief(loop_id), me())
    return _back(loop_id)


@bp.post("/steps/<step>")
@requires(signed_in)
def go_on(loop_id: int, step: str) -> ResponseReturnValue:
    """Go on to the next phase."""
    if step not in STEPS:
        raise Missing
    STEPS[step](_debrief(loop_id), me())
    return _back(loop_id)


@bp.post("/vote")
@requires(signed_in)
def vote(loop_id: int) -> ResponseReturnValue:
    """Vote again."""
    form, debrief = VoteForm(), _debrief(loop_id)
    return _act(loop_id, form, lambda: phases.cast_vote(debrief, Vote(form.vote.data), form.reason.data or "", me()))


@bp.post("/excuse-voter")
@requires(signed_in)
def excuse_voter(loop_id: int) -> ResponseReturnValue:
    """Excuse a member from reading and voting."""
    debrief = _debrief(loop_id)
    form = ExcuseForm().offer((member.person_id, "") for member in debrief.members)
    return _act(loop_id, form, lambda: phases.excuse_voter(debrief, form.person_id.data, form.reason.data, me()))


@bp.post("/verdicts/<int:principle_id>")
@requires(signed_in)
def set_verdict(loop_id: int, principle_id: int) -> ResponseReturnValue:
    """Write the verdict on a principle."""
    debrief = _debrief(loop_id)
    form = VerdictForm().offer(sorted(evidence_ids(loop_id)))

    def act() -> Verdict:
        return findings.set_verdict(debrief, principle_id, VerdictValue(form.value.data), form.evidence.data or [], form.reason.data or "", me(), form.seen_version)

    return _act(loop_id, form, act, asked=principle_id)


@bp.post("/dissent")
@requires(signed_in)
def dissent(loop_id: int) -> ResponseReturnValue:
    """Put a dissent on record."""
    form, debrief = DissentForm(), _debrief(loop_id)
    return _act(loop_id, form, lambda: findings.record_dissent(debrief, form.reason.data, form.proof.data or "", me()))


@bp.post("/keys/<kind>")
@requires(signed_in)
def turn_key(loop_id: int, kind: str) -> ResponseReturnValue:
    """Turn a key."""
    if kind not in set(KeyKind):
        raise Missing
    form, debrief = KeyForm(), _debrief(loop_id)
    return _act(loop_id, form, lambda: decisions.turn_key(debrief, KeyKind(kind), KeyAnswer(form.answer.data), form.reason.data or "", me()))


@bp.post("/decision")
@requires(signed_in)
def decide(loop_id: int) -> ResponseReturnValue:
    """Write down the decision of the two keys."""
    form, debrief = DecisionForm(), _debrief(loop_id)
    return _act(loop_id, form, lambda: decisions.decide(debrief, form.reason.data, BarAnswer(form.bar.data), me()))


@bp.post("/alone")
@requires(signed_in)
def decide_alone(loop_id: int) -> ResponseReturnValue:
    """Write down the hiring manager's decision where there is no debrief."""
    form, loop = AloneForm(), _loop(loop_id)
    return _act(loop_id, form, lambda: decisions.decide_alone(loop, Result(form.result.data), form.reason.data, BarAnswer(form.bar.data), me()))


@bp.post("/follow-up")
@requires(signed_in)
def follow_up(loop_id: int) -> ResponseReturnValue:
    """Write down what follows a no."""
    form, loop = FollowUpForm(), _loop(loop_id)

    def act() -> FollowUp:
        answers = (Another(form.lower_level.data), Another(form.other_role.data))
        return decisions.set_follow_up(loop, *answers, form.cool_off_until.data, form.note.data or "", me())

    return _act(loop_id, form, act)


def _loop(loop_id: int) -> Loop:
    """The loop for an act; to whoever may not see it, it does not exist."""
    return scene(me(), loop_id).loop


def _debrief(loop_id: int) -> Debrief:
    """The debrief for an act, for those who may read it."""
    found = scene(me(), loop_id)
    if found.debrief is None or found.sight is not Sight.FULL:
        raise Missing
    return found.debrief


def _act(loop_id: int, form: PrefixedForm, act: Callable[[], Any], asked: int | None = None) -> ResponseReturnValue:
    """Carry out an act and go back to the page, or show the page again with what was written."""
    code = carried(form, act)
    return _back(loop_id, asked) if code == 303 else _page(loop_id, {type(form): form}, asked=asked, code=code)


def _back(loop_id: int, asked: int | None = None) -> ResponseReturnValue:
    return redirect(url_for("debriefs.show", loop_id=loop_id, on=asked), 303)


def _page(loop_id: int, filled: pages.Filled, *, asked: int | None, code: int = 200) -> ResponseReturnValue:
    """The page of a phase; reading colleagues' evidence on it is recorded before it is shown."""
    if code >= 400:
        db.session.rollback()
        read_from_now_on(True)
    shown = scene(me(), loop_id)
    if shown.revealed:
        shown = replace(shown, feedbacks=read_loop(me(), loop_id, unread=shown.unread))
    return render_template(pages.template_of(shown), **pages.context(shown, asked, filled, stale=code == 409), waits=pages.moves_on(shown)), code


section(debrief_section)
