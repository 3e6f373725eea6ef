"""`hiring serve` and `hiring worker`: the running program."""

import ctypes
import gc
import signal
import sys
import threading

import click
import waitress
from flask import Flask

from hiring.cli.installation import ready_app, running_settings
from hiring.workspace.worker import run_worker, start_worker

_ARENA_MAX = -8
"""M_ARENA_MAX of mallopt(3)."""
_FIRST_PAGES = 1.0
"""Seconds for whoever waits at the door; mail and reminders come after."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=16, show_default=True)
@click.option("--worker/--no-worker", "works", default=True, help="Send mail and reminders beside the pages, or leave that to `hiring worker`.")
def serve(host: str, port: int, threads: int, works: bool) -> None:
    """Serve the pages, and send mail and reminders beside them."""
    serve_app(ready_app(running_settings()), host, port, threads, works)


def serve_app(app: Flask, host: str, port: int, threads: int = 16, works: bool = True) -> None:
    """Serve an application until it is told to stop."""
    stop = threading.Event()
    _share_memory()
    if works:
        start_worker(app, stop, after=_FIRST_PAGES)
    signal.signal(signal.SIGTERM, _leave)
    trusted = app.extensions["settings"].trusted_proxies  # waitress would take the headers away that ProxyFix reads
    limits = {"channel_timeout": 60, "max_request_body_size": app.config["MAX_CONTENT_LENGTH"]}
    server = waitress.create_server(app, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=not trusted, **limits)
    gc.freeze()  # the program itself stays: no search for garbage goes through it while somebody waits for a page
    click.echo(f"Serving on http://{host}:{port}", err=True)
    try:
        server.run()
    finally:
        stop.set()


def _share_memory() -> None:
    """Let all threads take memory from one heap where the system is glibc: a heap for each would keep a fifth more of it."""
    allocator = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if allocator is not None:
        allocator(_ARENA_MAX, 1)


def _leave(number: int, frame: object) -> None:
    """A system's stop ends the server as the keyboard's does."""
    raise SystemExit(0)


@click.command()
def worker() -> None:
    """Send mail and reminders only, beside servers that run elsewhere."""
    app = ready_app(running_settings())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(app, stop)
