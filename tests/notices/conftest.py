"""A real mail server in a thread, and notices to send."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from hiring.core import clock
from hiring.core.settings import Settings
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeKind


class Mailbox:
    """What the server took, as it came over the line; `answers` are given once each before it takes anything."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []
        self.refused: dict[str, str] = {}
        self.arrived = threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.raw.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        self.arrived.set()
        return "250 taken"

    @property
    def mails(self) -> list[EmailMessage]:
        return [BytesParser(policy=default).parsebytes(each) for each in self.raw]  # type: ignore[misc]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mail_server(mailbox: Mailbox, free_port: int) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port)
    yield controller
    with contextlib.suppress(AssertionError, RuntimeError):
        controller.stop()


@pytest.fixture
def with_mail(app: Flask, free_port: int) -> Settings:
    """Settings that name the mail server."""
    settings: Settings = app.extensions["settings"]
    return replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port}", mail_from="Hiring <hiring@example.com>")


@pytest.fixture
def notice(session: Any) -> Callable[..., Notice]:
    """A notice that waits, committed, as a plain value that holds no transaction open."""

    def make(**values: Any) -> Notice:
        made = Notice(
            **{
                "kind": NoticeKind.FEEDBACK_DUE,
                "person_id": 1,
                "address": "aiko@example.com",
                "locale": "en",
                "subject": "Feedback is due",
                "body": "Hello Aiko,\n\nplease write.",
                "once": f"test:{len(session.new)}:{values}",
                "next_try_at": clock.now(),
                **values,
            }
        )
        session.add(made)
        session.commit()
        session.refresh(made)
        session.expunge(made)
        session.rollback()
        return made

    return make
