"""The feedback of a loop side by side, and the seal broken in the open."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hiring.accounts.actor import me
from hiring.accounts.policy import administrates
from hiring.core.errors import Missing
from hiring.feedback import policy, presenters, queries
from hiring.feedback.forms import GlassForm
from hiring.feedback.operations.glass import break_glass
from hiring.feedback.operations.reading import read
from hiring.loops.models import Loop
from hiring.loops.queries import loop_for
from hiring.web.access import requires, signed_in
from hiring.web.forms import carry_out

bp = Blueprint("readings", __name__, url_prefix="/loops/<int:loop_id>")


@bp.get("/feedback")
@requires(signed_in)
def feedback(loop_id: int) -> ResponseReturnValue:
    """All feedback of a loop that this person may read; the log knows of it before the page does."""
    actor = me()
    standing = queries.standing(actor, loop_id)
    feedbacks, recorded = queries.readable(actor, loop_id)
    if standing.barred or not (feedbacks or policy.may_read_loop(standing)):
        raise Missing
    read(actor, feedbacks, recorded)
    return render_template("feedback/loop.html", page=presenters.reading(queries.loop_head(loop_id), feedbacks, actor.id))


@bp.get("/break-glass")
@requires(administrates)
def glass(loop_id: int) -> ResponseReturnValue:
    """Ask why the seal must be broken."""
    return _glass(loop_for(me(), loop_id), GlassForm(formdata=None), 200)


@bp.post("/break-glass")
@requires(administrates)
def break_seal(loop_id: int) -> ResponseReturnValue:
    """Break the seal of a loop with a reason that the panel reads."""
    loop = loop_for(me(), loop_id)
    form = GlassForm()
    broken, status = carry_out(form, lambda: break_glass(loop, me(), form.reason.data))
    if broken is None:
        return _glass(loop_for(me(), loop_id), form, status)
    flash(_("The seal is broken, on the record. The panel was told why."), "warn")
    return redirect(url_for("readings.feedback", loop_id=loop_id), 303)


def _glass(loop: Loop, form: GlassForm, status: int) -> ResponseReturnValue:
    return render_template("feedback/glass.html", loop=loop, form=form), status
