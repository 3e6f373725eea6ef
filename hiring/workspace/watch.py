"""Watching over the record: half a minute after the start and then every day it is checked as a whole, in a process of its own.

The check reads every entry and every sealed row; beside the pages it would cost them time and memory.
"""

import os
import subprocess
import sys
import threading
from contextvars import copy_context

from flask import Flask

from hiring.core.places import PACKAGE
from hiring.core.settings import Settings
from hiring.db.session import db, only_reading
from hiring.keeping.proof import last_check
from hiring.web.logs import log

_FIRST, _AGAIN, _AT_MOST = 30, 24 * 3600, 6 * 3600


def start_watch(app: Flask, stop: threading.Event) -> threading.Thread:
    """Watch in a thread until told to stop."""
    thread = threading.Thread(target=copy_context().run, args=(_watch, app, stop), name="watch", daemon=True)
    thread.start()
    return thread


def _watch(app: Flask, stop: threading.Event) -> None:
    report(app)
    pause = _FIRST
    while not stop.wait(pause):
        check(app)
        report(app)
        pause = _AGAIN


def report(app: Flask) -> None:
    """Say in the log what the last check found wrong."""
    with app.app_context(), only_reading():
        try:
            found = last_check()
            if found and found.fault:
                log().error("record", fault=found.fault)
        except Exception:  # a database that does not answer is said by everything else
            log().exception("watch")
        finally:
            db.session.remove()


def check(app: Flask) -> None:
    """Check the record in a process of its own, which writes down what it finds."""
    settings: Settings = app.extensions["settings"]
    try:
        subprocess.run(
            [sys.executable, "-m", "hiring", "audit", "verify", "--keep"],
            env=_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_AT_MOST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        log().exception("watch")


def _environment(settings: Settings) -> dict[str, str]:
    """Our own environment, with what may have been set without it."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH")))),
        "HIRING_MODE": settings.mode,
        "HIRING_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "HIRING_SECRET_KEY": settings.secret_key,
        "HIRING_BASE_URL": settings.base_url,
    }
