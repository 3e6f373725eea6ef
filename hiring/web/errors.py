"""From exception to answer, once for the whole house."""

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from hiring.core.errors import Malformed, Missing, Refused, Stale
from hiring.core.text import Sentence, say
from hiring.db.commit import translated
from hiring.db.session import db
from hiring.web.logs import log
from hiring.web.words import spoken

_SAYINGS = {
    400: (say("That request does not fit"), say("The address or the form was not as our pages make them. Go back and try again.")),
    404: (say("Nothing here for you"), say("There is no such page, or it is not one that you may see. Start again from your work.")),
    405: (say("Not that way"), say("This address answers another kind of request. Go back and use the button on the page.")),
    413: (say("Too large"), say("What you sent is larger than this server takes. A résumé may have at most %(limit)s MB.")),
    500: (say("Something broke"), say("This is our mistake, not yours. Nothing was stored. The administrators find it in the log under the number below.")),
    503: (say("Busy for a moment"), say("The database did not answer in time. Nothing was stored and your text is below: send it again in a moment.")),
}

_LOST = say("For your safety a form is valid for a limited time and only from our own pages. Your text is below: check it and send it again.")


def install(app: Flask) -> None:
    """Attach the answers to an application."""
    app.register_error_handler(Missing, lambda error: _page(404))
    app.register_error_handler(Malformed, lambda error: _page(400))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _lost_token)
    app.register_error_handler(IntegrityError, _broken)
    app.register_error_handler(StaleDataError, _broken)
    app.register_error_handler(OperationalError, _broken)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _mistake)


def _refused(error: Refused) -> ResponseReturnValue:
    """422, or 409 when the form was filled from an older state; the writer's text comes back."""
    db.session.rollback()
    if isinstance(error, Stale):
        return _say(409, say("Changed meanwhile"), error.sentence)
    return _say(422, say("That cannot be done"), error.sentence)


def _lost_token(error: CSRFError) -> ResponseReturnValue:
    """A form that was open too long, or that did not come from us."""
    return _say(422, say("Your form was open for too long"), _LOST)


def _broken(error: Exception) -> ResponseReturnValue:
    """A constraint, a lost race or a database that does not answer."""
    db.session.rollback()
    meant = translated(error)
    if isinstance(meant, Refused):
        log().warning("constraint", kind=type(error).__name__)
        return _refused(meant)
    log().error("database", kind=type(error).__name__)
    return _page(503)


def _http(error: HTTPException) -> ResponseReturnValue:
    """An error of the web itself, in our own words; redirects pass."""
    if error.code is None or error.code < 400:
        return error.get_response(), error.code or 302
    if isinstance(error, RequestEntityTooLarge):
        return _page(413)
    return _page(error.code if error.code in _SAYINGS else 400)


def _mistake(error: Exception) -> ResponseReturnValue:
    """Our own mistake: logged with the request's number, never shown."""
    db.session.rollback()
    log().exception("mistake", kind=type(error).__name__)
    if current_app.testing:
        raise error
    return _page(500)


def _page(status: int) -> ResponseReturnValue:
    title, text = _SAYINGS[status]
    limit = str(current_app.config["MAX_CONTENT_LENGTH"] // 1024 // 1024)
    return _say(status, title, Sentence(text.message, {"limit": limit}) if "%(" in text.message else text)


def _say(status: int, title: Sentence, text: Sentence) -> ResponseReturnValue:
    """The page for people, or JSON for our own script."""
    if request.headers.get("X-Autosave"):
        return jsonify(message=spoken(text)), status
    kept = _kept_text() if status in (409, 422, 503) else []
    page = render_template("errors/error.html", status=status, title=title, text=text, kept=kept, request_id=g.get("request_id", ""))
    return page, status


def _kept_text() -> list[tuple[str, str]]:
    """What the writer sent, to be sent again; secrets are not repeated."""
    if request.method != "POST" or request.files:
        return []
    hidden = {"csrf_token"}
    return [(name, value) for name, value in request.form.items(multi=True) if name not in hidden and "password" not in name]
