"""Structured logs: one JSON line an event, with ids and never with a person's text."""

import logging
import re
import secrets
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from hiring.core.settings import Mode

_CLEAN = re.compile(r"[^\w.:-]")
_REQUEST_ID = re.compile(r"[0-9a-fA-F]{16,32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""Hexadecimal digits or a UUID: nothing in which a word could travel into the log."""


def configure(mode: Mode) -> None:
    """Set up the log of this process on standard error."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if mode is Mode.TEST else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=mode is not Mode.TEST,
    )


def log() -> Any:
    """The logger of this process."""
    return structlog.get_logger()


def _without_values(logger: Any, name: str, entry: Any) -> Any:
    """A traceback may name code, never the values that a statement carried."""
    if entry.pop("exc_info", None):
        entry["where"] = _frames(sys.exc_info()[2])
    return entry


def _frames(trace: Any) -> list[str]:
    """File, line and function of each frame, innermost last."""
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-12:]


def install(app: Flask) -> None:
    """Number every request, as a proxy before us did where it sends a number, and log how it ended; Flask's own log of a mistake would carry addresses and values."""
    app.log_exception = _mistake  # type: ignore[method-assign, assignment]  # Flask's documented place for it
    app.before_request(_begin)
    app.after_request(_end)


def _mistake(info: object) -> None:
    """What went wrong, by its frames alone."""
    log().error("mistake", exc_info=True)


def _begin() -> None:
    g.started = time.perf_counter()
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end(response: Response) -> Response:
    spent = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
    actor = g.get("actor")
    rule = request.url_rule.rule if request.url_rule else "-"
    log().info("request", method=_CLEAN.sub("", request.method)[:10], route=rule, status=response.status_code, ms=spent, person=actor.id if actor else None)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response
