"""Traces (an extra): what a collector is sent names routes and tables, and nothing of a person."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config import Unusable, from_environment
from hiring.db.session import db
from tests.conftest import token_of
from tests.factories.accounts import make_person

collecting = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2", reason="the extra `traces` is not installed")

CANARY = "Zqcanary"
ABOVE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def traced(app_with):
    """An application that sends its traces to an address until the test ends."""
    made = []

    def make(address):
        made.append(app_with(traces_url=address))
        return made[-1]

    yield make
    for app in made:
        app.extensions["traces"].shutdown()


@pytest.fixture
def collector():
    """A collector's door: its address, and the bodies that came."""
    came = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            came.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *parts):
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", came
    server.shutdown()
    server.server_close()


def spans(came):
    """Every span that came, by name."""
    found = {}
    for path, body in came:
        assert path == "/v1/traces"
        request = collecting.ExportTraceServiceRequest.FromString(body)
        found |= {span.name: span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans}
    return found


def values(span):
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_a_request_and_its_statements_are_spans_without_a_word_of_anybody(traced, collector):
    address, came = collector
    app = traced(address)
    with app.app_context():
        person = make_person(name=f"{CANARY} Person", email=f"{CANARY}@example.com")
        db.session.commit()
        number = str(person.id)
    client = app.test_client()
    client.get(f"/sign-in?q={CANARY}", headers={"traceparent": f"00-{ABOVE}-00f067aa0ba902b7-01"})
    tried = {"csrf_token": token_of(client), "email": f"{CANARY}@example.com", "password": CANARY}
    answer = client.post("/sign-in", data=tried)
    client.get(f"/people/{number}")
    client.open("/sign-in", method=CANARY.upper())
    app.extensions["traces"].force_flush()
    found = spans(came)
    assert found["GET /sign-in"].trace_id.hex() == ABOVE
    posted = found["POST /sign-in"]
    told = {"http.request.method": "POST", "http.route": "/sign-in", "http.response.status_code": answer.status_code}
    assert values(posted) == {**told, "hiring.request": answer.headers["X-Request-Id"]}
    asked = [span for name, span in found.items() if name == "SELECT person"]
    assert [span.parent_span_id for span in asked] == [posted.span_id]
    assert "GET /people/<int:person_id>" in found
    whole = b"".join(body for _, body in came)
    assert CANARY.encode().lower() not in whole.lower() and number.encode() not in whole


def test_a_collector_that_is_away_stops_no_page(traced):
    app = traced("http://127.0.0.1:9")
    assert app.test_client().get("/sign-in").status_code == 200


def test_without_a_collector_nothing_is_traced(app):
    assert "traces" not in app.extensions


def test_an_address_that_is_none_is_refused():
    with pytest.raises(Unusable, match="HIRING_TRACES"):
        from_environment({"HIRING_MODE": "test", "HIRING_TRACES": "collector:4318"})
