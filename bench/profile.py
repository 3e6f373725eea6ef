"""`python -m bench.profile URL PAGE`: where the product's own time goes on one page, by cProfile on the application itself."""

import cProfile
import pstats
import sys
import tempfile
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.cases import Case, Cases, Request
from bench.client import Target, product
from bench.world.load import known, settings_of
from bench.world.plan import plan_for
from hiring.app import create_app

_ROUNDS = 30


def main(url: str, name: str, size: int, moment: str) -> None:
    """Profile a page of a filled database."""
    folder = Path(tempfile.mkdtemp())
    plan = plan_for(size, datetime.fromisoformat(moment))
    world, settings = known(url, folder, plan), settings_of(url, folder)
    app, target = create_app(settings), product(0, world.house.people, plan.seed, settings)
    case = next(case for case in Cases(world, 5).all() if case.name == name)
    for request in _requests(case, 5):
        call(app.wsgi_app, target, request)
    requests = _requests(case, _ROUNDS)
    began = time.process_time()
    for request in requests:
        call(app.wsgi_app, target, request)
    print(f"{name}: {(time.process_time() - began) / _ROUNDS * 1000:.2f} ms of processor a request")
    profile = cProfile.Profile()
    profile.enable()
    for request in requests:
        call(app.wsgi_app, target, request)
    profile.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(45)


def _requests(case: Case, count: int) -> list[Request]:
    return [case.draw()[0] for _ in range(count)]


def call(wsgi: Any, target: Target, request: Request) -> bytes:
    """One request straight into the application."""
    path, _, query = request.path.partition("?")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": target.cookies[request.person],
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    return b"".join(wsgi(environ, lambda status, headers, exc=None: None))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
