"""From exception to answer, once for the whole house."""

import sqlite3
from dataclasses import dataclass
from urllib.parse import urlsplit

from blinker import Namespace
from flask import Flask, current_app, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from hiring.core.errors import Malformed, Missing, Refused, SignedOut, Stale
from hiring.core.text import Sentence, say
from hiring.db.commit import translated
from hiring.db.faults import takes_nothing
from hiring.db.session import db
from hiring.web.logs import log
from hiring.web.reader import reader
from hiring.web.words import spoken

denied = Namespace().signal("denied")
"""Sent when a signed-in person asked for something that is not there for them; the session is rolled back by then."""

_SAYINGS = {
    400: (say("That request does not fit"), say("The address or the form was not as our pages make them. Go back and try again.")),
    404: (say("Nothing here for you"), say("There is no such page, or it is not one that you may see. Start again from your work.")),
    405: (say("Not that way"), say("This address answers another kind of request. Go back and use the button on the page.")),
    413: (say("Too large"), say("What you sent is larger than this server takes. A file may have at most %(limit)s MB.")),
    500: (say("Something broke"), say("This is our mistake, not yours. Nothing was stored. Your administrators find it in the log under the number below.")),
    503: (say("Busy for a moment"), say("The database did not answer in time. Nothing was stored. Please try again in a moment.")),
}

_LOST = say("For your safety a form is valid for a limited time and only from our own pages. Nothing was stored. Look at it once more and send it again.")
_FULL = say("The disk of this server is full, or it may only be read. Nothing was stored, and what you wrote is below. Tell your administrators, then send it again.")
_OUT = say("You were signed out before this arrived, and nothing was stored. Keep this page open, sign in on another one, then come back and send it from here.")
_LAST_RESORT = "<!doctype html><title>Something broke</title><h1>Something broke</h1><p>This is our mistake, not yours. Nothing was stored. The log has it under %s.</p>"
_SECRETS = ("csrf_token", "password", "token", "code")
_LONG = 80


@dataclass(frozen=True)
class Kept:
    """What the writer sent: long texts are shown, short values travel along unseen."""

    action: str
    texts: list[tuple[str, str]]
    values: list[tuple[str, str]]
    resend: bool


def install(app: Flask) -> None:
    """Attach the answers to an application."""
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(Malformed, lambda error: _page(400))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(SignedOut, lambda error: _say(422, say("You are signed out"), _OUT))
    app.register_error_handler(CSRFError, lambda error: _say(422, say("Please send this once more"), _LOST))
    app.register_error_handler(IntegrityError, _broken)
    app.register_error_handler(StaleDataError, _broken)
    app.register_error_handler(OperationalError, _broken)
    app.register_error_handler(InternalError, _broken)
    app.register_error_handler(NoConnection, _broken)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _mistake)


def _missing(error: Missing) -> ResponseReturnValue:
    """Not theirs or not there: one answer, and a note of it where we know who asked."""
    db.session.rollback()
    if reader() is not None:
        denied.send(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own way to the application
    return _page(404)


def _refused(error: Refused) -> ResponseReturnValue:
    """422, or 409 when the form was filled from an older state; the writer's text comes back."""
    db.session.rollback()
    if isinstance(error, Stale):
        return _say(409, say("Changed meanwhile"), error.sentence)
    return _say(422, say("That cannot be done"), error.sentence)


def _broken(error: Exception) -> ResponseReturnValue:
    """A constraint, a lost race or a database that does not answer."""
    db.session.rollback()
    meant = translated(error)
    if takes_nothing(error):
        log().error("database_takes_nothing", kind=type(error).__name__)
        return _say(503, say("Nothing can be stored now"), _FULL)
    if _wrongly_asked(error):
        return _mistake(error)
    if isinstance(meant, Refused):
        log().warning("constraint", kind=type(error).__name__)
        return _refused(meant)
    log().error("database", kind=type(error).__name__)
    g.database_silent = True  # the page that says so asks it nothing more: each question may wait as long as the first
    return _page(503)


def _wrongly_asked(error: Exception) -> bool:
    """Whether the database did answer, with an error in our own statement: SQLite files that under the same name as being busy."""
    return isinstance(error, InternalError) or (isinstance(error, OperationalError) and getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR)


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
    try:
        return _page(500)
    except Exception:  # the mistake may lie in what every page is made of
        return _LAST_RESORT % g.get("request_id", ""), 500


def _page(status: int) -> ResponseReturnValue:
    title, text = _SAYINGS[status]
    limit = str(current_app.config["MAX_CONTENT_LENGTH"] // 1024 // 1024)
    return _say(status, title, say(text.message, limit=limit) if "%(" in text.message else text)


def _say(status: int, title: Sentence, text: Sentence) -> ResponseReturnValue:
    """The page for people, or JSON for our own script."""
    if request.headers.get("X-Autosave"):
        return jsonify(message=spoken(text)), status
    kept = _kept(status) if status in (409, 422, 500, 503) else None
    number = g.get("request_id", "") if status == 500 else ""
    return render_template("errors/error.html", title=title, text=text, kept=kept, number=number, back=_back(), stale=status == 409), status


def _kept(status: int) -> Kept | None:
    """What the writer sent, without its secrets; nothing when a foreign page sent it."""
    if request.method != "POST" or not _from_us():
        return None
    sent = [(name, value) for name, value in request.form.items(multi=True) if not _is_secret(name)]
    texts = [pair for pair in sent if _is_long(pair[1])]
    resend = status != 409 and not request.files
    action = "/" + request.full_path.rstrip("?").lstrip("/")
    return Kept(action, texts, [pair for pair in sent if pair not in texts], resend) if sent or resend else None


def _is_secret(name: str) -> bool:
    """Whether a field is never shown again."""
    return any(secret in name for secret in _SECRETS)


def _is_long(value: str) -> bool:
    """Whether a value is a text to copy rather than a choice."""
    return len(value) > _LONG or "\n" in value


def _from_us() -> bool:
    """Whether the browser says that one of our own pages sent this; old browsers say nothing."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none") and _ours(request.headers.get("Origin"))


def _ours(address: str | None) -> bool:
    """Whether an address lies on this server; none does."""
    try:
        return not address or urlsplit(address).netloc == request.host
    except ValueError:
        return False


def _back() -> str:
    """The page that the form came from, or nothing."""
    came_from = request.referrer
    if not came_from or not _ours(came_from):
        return ""
    path = urlsplit(came_from)
    back = path.path + (f"?{path.query}" if path.query else "")
    return "" if back == url_for("sign_in.show") or not back.startswith("/") or back.startswith("//") else back
