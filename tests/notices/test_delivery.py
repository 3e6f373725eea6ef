"""Sending from the outbox to a real mail server."""

import threading
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta

import pytest

from hiring.core import clock
from hiring.db.session import own_transaction
from hiring.notices import delivery
from hiring.notices.delivery import CLAIM, LONGEST_PAUSE, deliver_due, pause_after
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeStatus, Problem
from tests.conftest import MONDAY


def again(made: Notice) -> Notice:
    """The row as it is stored now; no transaction stays open."""
    with own_transaction() as reading:
        return reading.get(Notice, made.id)


def test_a_notice_is_sent_once(notice, mail_server, mailbox, with_mail):
    mail_server.start()
    made = notice()
    assert deliver_due(with_mail).sent == 1
    assert deliver_due(with_mail).sent == 0
    assert mailbox.recipients == [["aiko@example.com"]]
    stored = again(made)
    assert (stored.status, stored.sent_at, stored.problem) == (NoticeStatus.SENT, MONDAY, "")


def test_the_mail_says_who_it_is_for_and_that_a_machine_wrote_it(notice, mail_server, mailbox, with_mail):
    mail_server.start()
    made = notice(subject="フィードバックの期限です", body="愛子さん、\n\nお願いします。", locale="ja")
    deliver_due(with_mail)
    mail = mailbox.mails[0]
    assert mail["Subject"] == "フィードバックの期限です"
    assert mail["From"] == "Hiring <hiring@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ja"
    assert mail["Message-ID"] == f"<notice-{made.id}@localhost>"
    assert "お願いします。" in mail.get_content()
    assert mailbox.raw[0].isascii()


def test_what_is_not_due_waits(notice, mail_server, mailbox, with_mail):
    mail_server.start()
    notice(next_try_at=clock.now() + timedelta(minutes=1))
    assert deliver_due(with_mail).sent == 0
    assert mailbox.raw == []


def test_without_a_mail_server_everything_is_left_alone(notice, with_mail):
    made = notice()
    assert deliver_due(replace(with_mail, smtp_url="")) == delivery.Tally()
    assert (again(made).tries, made.next_try_at) == (0, MONDAY)


def test_a_server_that_is_down_delays_and_a_server_that_is_back_gets_it(notice, mail_server, mailbox, with_mail):
    made, other = notice(next_try_at=MONDAY - timedelta(seconds=1)), notice(address="other@example.com")
    assert deliver_due(with_mail).delayed == 1
    stored = again(made)
    assert (stored.status, stored.problem, stored.next_try_at) == (NoticeStatus.WAITING, Problem.UNREACHABLE.value, MONDAY + pause_after(1))
    assert again(other).tries == 0
    mail_server.start()
    with clock.held_at(MONDAY + pause_after(1)):
        assert deliver_due(with_mail).sent == 2
    assert again(made).problem == ""


def test_pauses_double_up_to_a_cap():
    assert [pause_after(tries) // timedelta(minutes=1) for tries in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert pause_after(100) == LONGEST_PAUSE


@pytest.mark.parametrize(("answer", "status", "problem"), [("550 no such user", NoticeStatus.FAILED, Problem.RECIPIENT), ("450 come back", NoticeStatus.WAITING, Problem.BUSY)])
def test_a_refused_recipient_fails_for_good_only_when_the_server_says_so(notice, mail_server, mailbox, with_mail, answer, status, problem):
    mail_server.start()
    mailbox.refused["aiko@example.com"] = answer
    made, other = notice(), notice(address="other@example.com")
    deliver_due(with_mail)
    stored = again(made)
    assert (stored.status, stored.problem) == (status, problem.value)
    assert again(other).status is NoticeStatus.SENT


def test_a_mail_refused_for_good_is_not_tried_again_and_names_nobody(notice, mail_server, mailbox, with_mail):
    mail_server.start()
    mailbox.answers = ["554 aiko@example.com writes spam"]
    made = notice()
    assert deliver_due(with_mail).failed == 1
    with clock.held_at(MONDAY + timedelta(days=30)):
        assert deliver_due(with_mail) == delivery.Tally()
    assert again(made).problem == Problem.CONTENT.value


@pytest.mark.parametrize(
    "address",
    [
        "aiko@example.com\r\nBcc: evil@example.com",
        "aiko@example.com\nRCPT TO:<evil@example.com>",
        "aiko@example.com,evil@example.com",
        "aiko@example.com, evil@example.com",
        '"admin@corp" <evil@example.com>',
        "aiko@example.com\u2028evil@example.com",
        "aiko@exa\u202emple.com",
        "aiko@example.com>",
        "@example.com",
        "aiko",
        "",
    ],
)
def test_an_address_that_is_not_one_address_is_never_sent_to(notice, mail_server, mailbox, with_mail, address):
    mail_server.start()
    made = notice(address=address)
    assert deliver_due(with_mail).failed == 1
    assert mailbox.raw == []
    assert again(made).problem == Problem.ADDRESS.value


EVIL = ["\r\nBcc: evil@example.com", "\nBcc: evil@example.com", "\u2028Bcc: evil@example.com", "\u2029Bcc: a", "\x85Bcc: a", "\x0bBcc: a", "\u202eBcc: a", ", evil@example.com"]


@pytest.mark.parametrize("evil", EVIL)
def test_a_subject_stays_one_header_whatever_stands_in_a_name(notice, mail_server, mailbox, with_mail, evil):
    mail_server.start()
    notice(subject=f"Feedback on Mallory{evil} and 愛子", body=f"Hello Mallory{evil},")
    deliver_due(with_mail)
    mail = mailbox.mails[0]
    assert mailbox.recipients == [["aiko@example.com"]]
    assert sorted(mail.keys()) == ["Auto-Submitted", "Content-Language", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
    assert "\u202e" not in mail["Subject"]
    assert len(str(mail["Subject"]).splitlines()) == 1


def test_a_domain_in_other_letters_is_written_as_servers_write_it(notice, mail_server, mailbox, with_mail):
    mail_server.start()
    notice(address="aiko@例え.jp")
    assert deliver_due(with_mail).sent == 1
    assert mailbox.recipients == [["aiko@xn--r8jz45g.jp"]]


def test_two_senders_at_once_send_each_mail_once(app, notice, mail_server, mailbox, with_mail):
    mail_server.start()
    for number in range(8):
        notice(address=f"person{number}@example.com")
    start = threading.Barrier(2)
    tallies = []

    def work() -> None:
        start.wait(10)
        with app.app_context():
            tallies.append(deliver_due(with_mail))

    threads = [threading.Thread(target=copy_context().run, args=(work,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(each for (each,) in mailbox.recipients) == [f"person{number}@example.com" for number in range(8)]
    assert sum(tally.sent for tally in tallies) == 8


def test_a_sender_killed_before_the_mark_leaves_a_repeat_with_the_same_message_id(notice, mail_server, mailbox, with_mail):
    mail_server.start()
    made = notice()
    claimed = delivery._claim()
    with delivery.connected(delivery.server_from(with_mail.smtp_url)) as line:
        delivery._send(line, claimed, with_mail)
    assert again(made).status is NoticeStatus.WAITING
    assert deliver_due(with_mail).sent == 0
    with clock.held_at(MONDAY + CLAIM):
        assert deliver_due(with_mail).sent == 1
    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<notice-{made.id}@localhost>"] * 2


def test_a_sender_whose_claim_ran_out_does_not_overwrite_what_came_after(notice, with_mail):
    made = notice()
    slow = delivery._claim()
    with clock.held_at(MONDAY + CLAIM):
        quick = delivery._claim()
        delivery._mark_sent(quick, delivery.Tally())
        delivery._mark_undelivered(slow, Problem.CONTENT, delivery.Tally())
    assert again(made).status is NoticeStatus.SENT
