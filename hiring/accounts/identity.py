"""From a cookie to an actor: Flask-Login carries a token, the database says whether it still holds."""

import hashlib
import secrets
from datetime import timedelta

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from hiring.accounts.actor import Actor
from hiring.accounts.models import HalfSignIn, Organisation, Person, SignIn
from hiring.accounts.queries import NAMELESS, actor_by_token
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.settings import Settings
from hiring.core.text import Words, say
from hiring.db.commit import SAFE
from hiring.db.locks import look_as
from hiring.db.session import db, own_transaction
from hiring.web.errors import denied
from hiring.web.words import locale

OPEN_WHILE_DUE = frozenset(
    {"second_factor.show", "second_factor.begin", "second_factor.confirm", "profile.language", "sign_in.end", "static", "assets.htmx", "health.alive", "health.ready"}
)
"""What a person can reach who must set up a second factor first."""


def install(app: Flask) -> None:
    """Attach sign-in to an application."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(_recognise)
    app.before_request(_lead_to_enrolment)
    app.context_processor(_house)
    denied.connect(_note_denial, app)


def _house() -> dict[str, object]:
    """The organisation's name for page titles and the brand, and the way to one's own page."""
    actor: Actor | None = g.get("actor")
    name = (actor.organisation if actor else None) or _name_for_visitors()
    return {"organisation": name, "organisation_name": name.best(locale())[0], "profile_url": url_for("profile.show") if actor else None}


def _name_for_visitors() -> Words:
    """The organisation's name; the program's own where the database does not answer, since error pages say it too."""
    if g.get("database_silent"):
        return NAMELESS
    try:
        with own_transaction(reading=True) as session:
            name = session.scalar(select(Organisation.name))
    except SQLAlchemyError:
        name = None
    return name or NAMELESS


def _note_denial(app: Flask) -> None:
    """Put on record that somebody asked for what is not there for them."""
    actor: Actor = g.actor
    with own_transaction() as session:
        record(Event.ACCESS_DENIED, actor_id=actor.id, session=session, endpoint=request.endpoint)


def hash_of(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _load(token: str) -> Actor | None:
    """Flask-Login's look-up."""
    return actor_by_token(hash_of(token))


def _recognise() -> None:
    """Find out once who is asking."""
    if request.endpoint in ("static", "assets.htmx"):
        return
    token = session.get("_user_id")
    actor = _load(token) if isinstance(token, str) else None
    if actor is not None:
        g.actor = actor
        look_as(actor.id)
    elif token is not None:
        session.clear()


def _lead_to_enrolment() -> ResponseReturnValue | None:
    """Whoever must have a second factor and has none reaches the page that sets it up, and little else."""
    actor: Actor | None = g.get("actor")
    if actor is None or not actor.enrol_due or request.endpoint in OPEN_WHILE_DUE:
        return None
    if request.method in SAFE:
        return redirect(url_for("second_factor.show"), 303)
    raise Refused(say("Your organisation asks you for a second factor. Nothing was stored: set it up on another page, then come back and send this again."))


class _Ticket:
    """What Flask-Login asks of a user: a key for the cookie, here the token of a new session."""

    is_active = True

    def __init__(self, token: str) -> None:
        self._token = token

    def get_id(self) -> str:
        """The token that the cookie carries."""
        return self._token


def leave() -> None:
    """End the session that the browser had before, if any."""
    before = session.get("_user_id")
    if isinstance(before, str):
        db.session.execute(update(SignIn).where(SignIn.token_hash == hash_of(before), SignIn.ended_at.is_(None)).values(ended_at=now()))


def begin(person: Person, factor: str | None = None) -> None:
    """A new session for a person, who showed this second factor; the one that the browser had before ends."""
    settings: Settings = current_app.extensions["settings"]
    leave()
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(person_id=person.id, token_hash=hash_of(token), expires_at=now() + timedelta(hours=settings.session_hours), device=device()))
    db.session.flush()
    session.clear()
    session.permanent = True
    login_user(_Ticket(token))
    record(Event.SIGNED_IN, actor_id=person.id, subject=person.id, factor=factor)


def end(actor: Actor) -> None:
    """End the session of this request."""
    db.session.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(ended_at=now()))
    record(Event.SIGNED_OUT, actor_id=actor.id, subject=actor.id)
    logout_user()
    session.clear()


def end_all(person_id: int, except_for: int | None = None) -> None:
    """End every session of a person, and every sign-in that is halfway."""
    chosen = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if except_for is not None:
        chosen = chosen.where(SignIn.id != except_for)
    db.session.execute(chosen.values(ended_at=now()))
    db.session.execute(update(HalfSignIn).where(HalfSignIn.person_id == person_id, HalfSignIn.ended_at.is_(None)).values(ended_at=now()))


def origin() -> str:
    """Where this request comes from, as far as we can tell: tries are counted by it."""
    return request.remote_addr or "unknown"


def device() -> str:
    """Browser and system in two words, out of a header that says anything."""
    agent = request.user_agent.string[:400]
    browser = next((name for name in ("Edg", "Firefox", "Chrome", "Safari") if name in agent), "")
    system = next((name for name in ("iPhone", "Android", "Windows", "Mac OS", "Linux") if name in agent), "")
    return " · ".join(part for part in (browser.replace("Edg", "Edge"), system.replace("Mac OS", "Mac")) if part)
