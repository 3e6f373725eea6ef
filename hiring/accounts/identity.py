"""From a cookie to an actor: Flask-Login carries a token, the database says whether it still holds."""

import hashlib
import secrets
from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy import update

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person, SignIn
from hiring.accounts.queries import actor_by_token, organisation_name
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db.session import db
from hiring.web.words import locale


def install(app: Flask) -> None:
    """Attach sign-in to an application."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(_recognise)
    app.context_processor(_house)


def _house() -> dict[str, object]:
    """The organisation's name for page titles and the brand."""
    actor: Actor | None = g.get("actor")
    name = (actor.organisation if actor else None) or organisation_name()
    return {"organisation": name, "organisation_name": name.best(locale())[0]}


def hash_of(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _load(token: str) -> Actor | None:
    """Flask-Login's look-up."""
    return actor_by_token(hash_of(token))


def _recognise() -> None:
    """Find out once who is asking."""
    if request.endpoint in ("static", "assets.htmx", None):
        return
    token = session.get("_user_id")
    actor = _load(token) if isinstance(token, str) else None
    if actor is not None:
        g.actor = actor
    elif token is not None:
        session.clear()


class _Ticket(Actor):
    """An actor whose Flask-Login key is the token of a new session."""

    token: str

    def get_id(self) -> str:
        """The token that the cookie carries."""
        return self.token


def begin(person: Person) -> SignIn:
    """A new session for a person; whatever the browser had before is dropped."""
    settings: Settings = current_app.extensions["settings"]
    token = secrets.token_urlsafe(32)
    row = SignIn(person_id=person.id, token_hash=hash_of(token), expires_at=now() + timedelta(hours=settings.session_hours), device=_device())
    db.session.add(row)
    db.session.flush()
    session.clear()
    session.permanent = True
    ticket = _Ticket(id=person.id, name=person.name)
    object.__setattr__(ticket, "token", token)
    login_user(ticket)
    record(Event.SIGNED_IN, actor_id=person.id, subject=person.id)
    return row


def end(actor: Actor) -> None:
    """End the session of this request."""
    db.session.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(ended_at=now()))
    record(Event.SIGNED_OUT, actor_id=actor.id, subject=actor.id)
    logout_user()
    session.clear()


def end_all(person_id: int, except_for: int | None = None) -> None:
    """End every session of a person."""
    chosen = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if except_for is not None:
        chosen = chosen.where(SignIn.id != except_for)
    db.session.execute(chosen.values(ended_at=now()))


def _device() -> str:
    """Browser and system in two words, out of a header that says anything."""
    agent = request.user_agent.string[:400]
    browser = next((name for name in ("Edg", "Firefox", "Chrome", "Safari") if name in agent), "")
    system = next((name for name in ("iPhone", "Android", "Windows", "Mac OS", "Linux") if name in agent), "")
    return " · ".join(part for part in (browser.replace("Edg", "Edge"), system.replace("Mac OS", "Mac")) if part)
