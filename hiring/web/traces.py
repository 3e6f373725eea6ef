"""Traces for an OpenTelemetry collector, with the extra `traces`: a span a request and one a statement inside it.

They name routes, methods, tables and request ids, never addresses, values or words of people. Nothing is loaded until an
installation names its collector.
"""

import re
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy import Engine, event

from hiring.web.metrics import told_method

_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)")
_PLACE = "trace"


def install(app: Flask, engine: Engine, url: str) -> None:
    """Send the traces of an application to the collector at an address, in the background: a collector that is away slows no page."""
    provider = TracerProvider(resource=Resource.create({"service.name": "hiring"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{url}/v1/traces", timeout=5)))
    app.extensions["traces"] = provider
    tracer = provider.get_tracer("hiring")
    app.before_request(lambda: _begin(tracer))
    app.after_request(_note)
    app.teardown_request(_end)
    event.listen(engine, "before_cursor_execute", lambda connection, cursor, statement, *rest: _ask(tracer, connection, statement))
    event.listen(engine, "after_cursor_execute", lambda connection, *rest: _answered(connection))
    event.listen(engine, "handle_error", lambda context: _answered(context.connection))


def _begin(tracer: Tracer) -> None:
    """The span of a request, under the one that a proxy before us began."""
    parent = TraceContextTextMapPropagator().extract(request.headers)
    method, route = told_method(), request.url_rule.rule if request.url_rule else "-"
    g.span = tracer.start_span(f"{method} {route}", parent, SpanKind.SERVER, {"http.request.method": method, "http.route": route})


def _note(response: Response) -> Response:
    span: Span | None = g.get("span")
    if span is not None:
        span.set_attributes({"http.response.status_code": response.status_code, "hiring.request": g.get("request_id", "")})
        if response.status_code >= 500:
            span.set_status(StatusCode.ERROR)
    return response


def _end(error: BaseException | None) -> None:
    span: Span | None = g.pop("span", None)
    if span is not None:
        span.end()


def _ask(tracer: Tracer, connection: Any, statement: str) -> None:
    """The span of a statement, by what it does and the first table that it names."""
    around: Span | None = g.get("span") if has_request_context() else None
    if around is None:
        return
    table = _TABLE.search(statement)
    verb = statement.split(None, 1)[0].upper()
    name = f"{verb} {table[1]}" if table else verb
    connection.info.setdefault(_PLACE, []).append(tracer.start_span(name, set_span_in_context(around), SpanKind.CLIENT, {"db.system.name": connection.dialect.name}))


def _answered(connection: Any) -> None:
    spans: list[Span] = connection.info.get(_PLACE, []) if connection is not None else []
    if spans:
        spans.pop().end()
