"""The work beside the pages: mail goes out within seconds, reminders are queued every minute, résumés are read, what was left behind is swept."""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field

from flask import Flask, current_app

from hiring.accounts.operations.leftovers import sweep_tries
from hiring.candidates.operations import read_texts, sweep_files
from hiring.core.settings import Settings
from hiring.db.session import db
from hiring.notices.delivery import deliver_due
from hiring.web.logs import log
from hiring.web.metrics import meters
from hiring.workspace.reminders import queue_reminders
from hiring.workspace.watch import start_watch

_TICK = 0.5
_DAY, _SETTLED = 24 * 3600, 60
_BELL = "mail_bell"


@dataclass
class Round:
    """Something that is done again and again; a mistake is logged and the next round goes on."""

    name: str
    act: Callable[[], object]
    seconds: float
    next_at: float = field(default=0.0)
    on_bell: bool = False

    def run(self, app: Flask) -> None:
        """Do it once, in a transaction of its own."""
        self.next_at = time.monotonic() + self.seconds
        with app.app_context():
            try:
                self.act()
                db.session.commit()
                meters().rounds.labels(self.name, "done").inc()
            except Exception:  # one failed round must not end all later ones
                log().exception("round", name=self.name)
                meters().rounds.labels(self.name, "failed").inc()
                db.session.rollback()


def rounds() -> list[Round]:
    """Everything that is done beside the pages."""
    return [
        Round("reminders", queue_reminders, 60),
        Round("mail", _deliver, 5, on_bell=True),
        Round("texts", read_texts, 5),
        Round("files", sweep_files, _DAY, next_at=time.monotonic() + _SETTLED),
        Round("tries", sweep_tries, _DAY, next_at=time.monotonic() + _SETTLED),
    ]


def _deliver() -> None:
    settings: Settings = current_app.extensions["settings"]
    deliver_due(settings)


def ring() -> None:
    """Have what waits sent now instead of in a few seconds."""
    bell: threading.Event | None = current_app.extensions.get(_BELL)
    if bell is not None:
        bell.set()


def run_worker(app: Flask, stop: threading.Event, after: float = 0) -> None:
    """Work until told to stop; what was begun is finished first."""
    stop.wait(after)
    bell: threading.Event = app.extensions.setdefault(_BELL, threading.Event())
    work = rounds()
    start_watch(app, stop)
    while not stop.is_set():
        rung = bell.is_set()
        bell.clear()
        for each in work:
            if (rung and each.on_bell) or time.monotonic() >= each.next_at:
                each.run(app)
        stop.wait(_TICK)


def start_worker(app: Flask, stop: threading.Event, after: float = 0) -> threading.Thread:
    """The same in a thread beside a server, with the clock of whoever starts it, from so many seconds on."""
    thread = threading.Thread(target=copy_context().run, args=(run_worker, app, stop, after), name="worker", daemon=True)
    thread.start()
    return thread
