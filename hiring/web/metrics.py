"""Numbers about this process for Prometheus: labelled by the names of endpoints, never by addresses, ids or words of people.

Where `PROMETHEUS_MULTIPROC_DIR` is set, the processes of one host add their numbers up there.
"""

import os
import time
from collections.abc import Iterable

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
"""What is told of a request's method: a stranger may write any word there."""
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """What is counted in one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("hiring_requests", "Requests answered.", ["endpoint", "method", "status"], registry=self.registry)
        self.seconds = Histogram("hiring_request_seconds", "Time from request to answer.", ["endpoint"], buckets=_BUCKETS, registry=self.registry)
        self.rounds = Counter("hiring_rounds", "Rounds of the worker.", ["name", "outcome"], registry=self.registry)


class Gauges(Collector):
    """Numbers that are read when somebody asks."""

    def __init__(self, values: dict[str, tuple[str, float | None]]) -> None:
        self.values = values

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One gauge each; what is not known is left out."""
        for name, (sentence, value) in self.values.items():
            if value is not None:
                yield GaugeMetricFamily(name, sentence, value=value)


def install(app: Flask) -> None:
    """Count every request of an application."""
    app.extensions["meters"] = Meters()
    app.before_request(_begin)
    app.after_request(_count)


def meters() -> Meters:
    """What is counted in this application."""
    found: Meters = current_app.extensions["meters"]
    return found


def told_method() -> str:
    """The method of this request, or that it is another."""
    return request.method if request.method in _METHODS else "OTHER"


def exposition(gauges: Gauges) -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library left it untyped
        counted = generate_latest(registry)
    else:
        counted = generate_latest(meters().registry)
    now = CollectorRegistry()
    now.register(gauges)
    return counted + generate_latest(now)


def _begin() -> None:
    g.counted_from = time.perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    meters().requests.labels(endpoint, told_method(), str(response.status_code)).inc()
    meters().seconds.labels(endpoint).observe(time.perf_counter() - g.get("counted_from", time.perf_counter()))
    return response
