"""The worker: a thread that sends what waits, goes on after a mistake, and stops when told."""

import threading
from dataclasses import replace

from sqlalchemy import select

from hiring.db.session import db, own_transaction
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind, NoticeStatus
from hiring.workspace import worker
from hiring.workspace.worker import Round, start_worker
from tests.conftest import MONDAY
from tests.notices.conftest import Mailbox, free_port, mail_server, mailbox

__all__ = ["Mailbox", "free_port", "mail_server", "mailbox"]


def test_the_worker_sends_what_waits_and_stops_when_told(app, session, mail_server, mailbox, free_port):
    mail_server.start()
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=f"smtp://127.0.0.1:{free_port}")
    session.add(Notice(kind=NoticeKind.RESET, person_id=1, address="aiko@example.com", locale="en", subject="s", body="b", once="worker:1", next_try_at=MONDAY))
    session.commit()
    stop = threading.Event()
    thread = start_worker(app, stop)
    assert mailbox.arrived.wait(30)
    mailbox.arrived.clear()
    session.add(Notice(kind=NoticeKind.RESET, person_id=1, address="aiko@example.com", locale="en", subject="s", body="b", once="worker:2", next_try_at=MONDAY))
    session.commit()
    worker.ring()
    assert mailbox.arrived.wait(30)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    with own_transaction() as reading:
        assert set(reading.scalars(select(Notice.status))) == {NoticeStatus.SENT}


def test_a_round_that_fails_is_rolled_back_and_the_next_one_goes_on(app, session):
    tries = []

    def fail_once() -> None:
        tries.append(1)
        db.session.add(Notice(kind=NoticeKind.RESET, person_id=1, address="a@example.com", locale="en", subject="s", body="b", once=f"round:{len(tries)}", next_try_at=MONDAY))
        db.session.flush()
        if len(tries) == 1:
            raise RuntimeError("lost")

    again = Round("test", fail_once, 0)
    again.run(app)
    again.run(app)
    assert session.scalars(select(Notice.once)).all() == ["round:2"]
