"""Closed unless opened: every view carries a mark that says who may, and the guard holds it before the view runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from hiring.core.errors import Missing, SignedOut
from hiring.web.reader import Reader, reader

View = TypeVar("View", bound=Callable[..., Any])
Predicate = Callable[[Any], bool]


@dataclass(frozen=True)
class Mark:
    """Who may use a view: everybody, or the signed-in people of whom the predicate is true."""

    name: str
    open: bool
    allows: Predicate


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.access = Mark("public", True, lambda reader: True)  # type: ignore[attr-defined]  # the mark is how the guard finds it
    return view


def requires(predicate: Predicate) -> Callable[[View], View]:
    """Open to signed-in people of whom this is true; to the others the page does not exist."""

    def mark(view: View) -> View:
        view.access = Mark(predicate.__name__, False, predicate)  # type: ignore[attr-defined]  # the mark is how the guard finds it
        return view

    return mark


def signed_in(person: Reader) -> bool:
    """Everybody who has signed in."""
    return True


def mark_of(view: Callable[..., Any] | None) -> Mark | None:
    """The mark of a view, if it carries one."""
    return getattr(view, "access", None)


def install(app: Flask) -> None:
    """Hold the marks before every request."""
    app.before_request(_hold)


def _hold() -> Response | None:
    """Send visitors to the sign-in page, and everybody else away from what is not theirs."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    mark = mark_of(current_app.view_functions.get(request.endpoint))
    if mark is None:
        raise Missing
    if mark.open:
        return None
    person = reader()
    if person is None:
        return _to_sign_in()
    if not mark.allows(person):
        raise Missing
    return None


def _to_sign_in() -> Response:
    """The sign-in page, and back again; a form that was open for longer than the session keeps its text on a page of its own."""
    if request.method in ("GET", "HEAD"):
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.show", next=wanted if wanted != "/" else None), 303)
    if any(name != "csrf_token" for name in request.form) and not request.headers.get("X-Autosave"):
        raise SignedOut
    return redirect(url_for("sign_in.show"), 303)
