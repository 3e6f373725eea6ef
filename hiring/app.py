"""Wiring: `create_app(settings)` puts the features together; decisions live elsewhere."""

from importlib import import_module

from flask import Flask
from flask_babel import gettext
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from hiring.accounts import identity
from hiring.accounts import views as accounts
from hiring.candidates import views as candidates
from hiring.core import places
from hiring.core.settings import Mode, Settings
from hiring.db import commit, locks
from hiring.db.session import database_address, db, engine_options
from hiring.debriefs import views as debriefs
from hiring.feedback import views as feedback
from hiring.loops import views as loops
from hiring.openings import views as openings
from hiring.principles import views as principles
from hiring.questions import views as questions
from hiring.training import views as training
from hiring.web import access, addresses, assets, catalogues, compression, errors, headers, hosts, logs, metrics, navigation, pages, words
from hiring.workspace import views as workspace

BLUEPRINTS = (
    accounts.sign_in,
    accounts.people,
    accounts.profile,
    accounts.second_factor,
    openings.bp,
    principles.bp,
    loops.bp,
    questions.bp,
    debriefs.bp,
    candidates.bp,
    feedback.interviews,
    feedback.readings,
    training.ladder,
    training.practice,
    workspace.work,
    workspace.log,
    workspace.outbox,
    workspace.settings,
    workspace.health,
)

csrf = CSRFProtect()


def create_app(settings: Settings) -> Flask:
    """The application of one installation."""
    app = Flask("hiring", template_folder=str(places.TEMPLATES), static_folder=str(places.STATIC))
    app.config.update(_flask_settings(settings))
    app.jinja_environment = pages.Pages
    app.extensions["settings"] = settings
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]  # Flask's documented way
    logs.configure(settings.mode)
    catalogues.refresh()
    pages.keep_compiled(app, settings.data / "compiled-pages")
    for part in (logs, metrics, headers, compression, commit, errors, hosts, words, assets, addresses):
        part.install(app)
    db.init_app(app)
    with app.app_context():
        locks.install(db.engine)
        if settings.traces_url:
            import_module("hiring.web.traces").install(app, db.engine, settings.traces_url)  # heavy, and only there with the extra
    identity.install(app)
    access.install(app)
    csrf.init_app(app)
    app.before_request(commit.begin_acting)
    navigation.install(app, gettext)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    """What Flask and its extensions call our settings."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": database_address(settings.database_url),
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": settings.upload_limit + 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 3 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_NAME": "__Host-hiring" if settings.secure else "hiring",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": settings.session_hours * 3600,
        "WTF_CSRF_TIME_LIMIT": settings.session_hours * 3600,
        "WTF_CSRF_SSL_STRICT": False,
        "TEMPLATES_AUTO_RELOAD": settings.reload_templates,
        "TESTING": settings.mode is Mode.TEST,
        "BABEL_TRANSLATION_DIRECTORIES": str(places.TRANSLATIONS),
        "BABEL_DEFAULT_LOCALE": "en",
    }
