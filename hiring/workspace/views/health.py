"""Answers for machines: the process lives, it is ready to serve, and its numbers. None says anything of a person."""

import hmac

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from hiring.core.errors import Missing
from hiring.core.settings import Settings
from hiring.web.access import public
from hiring.web.hosts import name_of
from hiring.web.metrics import Gauges, exposition
from hiring.workspace.queries.health import gauges, health

bp = Blueprint("health", __name__)

_NEAR = frozenset({"127.0.0.1", "::1", "localhost"})
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The database answers and is current and files can be written; a broken record is said, and does not stop the work."""
    found = health()
    if not found.ready:
        return jsonify(status="unavailable"), 503
    return jsonify(status="degraded", record="broken") if found.broken else jsonify(status="ok")


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Numbers for Prometheus: to who has the token; without a token to this machine only."""
    if not _may_read():
        raise Missing
    return Response(exposition(Gauges(gauges())), content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    settings: Settings = current_app.extensions["settings"]
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.metrics_token.encode())
    through_proxy = settings.trusted_proxies or any(name in request.headers for name in _FORWARDED)
    return not through_proxy and request.remote_addr in _NEAR and name_of(request.host) in _NEAR
