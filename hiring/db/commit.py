"""The one commit hook: an unsafe request that answers below 400 commits, every other rolls back."""

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from hiring.core.errors import Refused, Stale
from hiring.core.text import say
from hiring.db.locks import NOBODY, look_as, viewer
from hiring.db.session import db, is_reading, read_from_now_on

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Attach the hook to an application, before anything else touches the database."""
    app.before_request(_declare)
    app.after_request(_settle)
    app.teardown_request(_forget)


def _declare() -> None:
    """Until somebody has been recognised nobody looks, and nothing is written: the write lock waits for the act itself."""
    g.before = (viewer(), is_reading())
    look_as(NOBODY)
    read_from_now_on(True)


def begin_acting() -> None:
    """Who asks and that they may is known: from here on an unsafe request writes."""
    if request.method not in SAFE:
        db.session.rollback()
        read_from_now_on(False)


def _forget(error: BaseException | None) -> None:
    """Whoever looked in this request looks no longer, and whether this thread only reads is as it was."""
    if "before" in g:
        looked, read = g.before
        look_as(looked)
        read_from_now_on(read)


def _settle(response: Response) -> Response:
    """Commit or roll back; a commit that fails becomes the answer."""
    if request.method in SAFE or response.status_code >= 400:
        db.session.close()  # rolls back; what was read is not asked for again, so nothing of it is marked as old
        return response
    try:
        db.session.commit()
    except Exception as broken:  # whatever it is, the error page answers: outside a view Flask would write its own
        db.session.rollback()
        return current_app.make_response(current_app.handle_user_exception(translated(broken)))
    return response


def translated(broken: Exception) -> Exception:
    """The refusal that a broken constraint, a lost race or a full database means."""
    if isinstance(broken, StaleDataError):
        return Stale(say("Somebody else changed this while you were writing. Your text is still here: look at the new state, then send it again."))
    if isinstance(broken, IntegrityError):
        return Refused(say("This would break a rule of the record, most likely because the same thing was sent twice. Nothing was stored; look at the page again."))
    return broken


def require_version(version: int, seen: int) -> None:
    """Refuse a form that was filled from an older state (invariant 18)."""
    if version != seen:
        raise Stale(say("Somebody else changed this while you were writing. Your text is still here: look at the new state, then send it again."))
