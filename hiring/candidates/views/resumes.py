"""Résumés: uploaded, and handed out as files that no browser opens by itself."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wsgi import FileWrapper

from hiring.accounts.actor import me
from hiring.accounts.policy import recruits
from hiring.candidates import operations, queries
from hiring.candidates.documents import disposition
from hiring.candidates.files import Unavailable, store
from hiring.candidates.forms import ResumeForm
from hiring.candidates.views.people import bp, page
from hiring.core.errors import Missing
from hiring.web.access import requires, signed_in
from hiring.web.forms import carried


@bp.post("/candidates/<int:candidate_id>/resumes")
@requires(recruits)
def upload(candidate_id: int) -> ResponseReturnValue:
    """Add a résumé."""
    candidate = queries.candidate_in_full(me(), candidate_id)
    form = ResumeForm()
    status = carried(form, lambda: operations.add_resume(candidate, form.resume.data.stream, form.resume.data.filename or "", me()))
    if status != 303:
        return page(candidate_id, status, resume_form=form)
    flash(_("The résumé is stored."), "ok")
    return redirect(url_for("candidates.show", candidate_id=candidate_id), 303)


@bp.get("/candidates/<int:candidate_id>/resumes/<int:resume_id>")
@requires(signed_in)
def resume(candidate_id: int, resume_id: int) -> ResponseReturnValue:
    """A résumé as an inert file."""
    row = queries.resume_for(me(), candidate_id, resume_id)
    try:
        file = store().open(row.storage_key)
    except FileNotFoundError:
        raise Missing from None
    except Unavailable:
        raise ServiceUnavailable from None
    headers = {"Content-Disposition": disposition(row.file_name, row.id), "Content-Security-Policy": "sandbox", "Content-Length": str(row.size)}
    return current_app.response_class(FileWrapper(file), headers=headers, content_type=row.media_type, direct_passthrough=True)
