"""The log in a real database: written with its act, never changed, one chain however many write."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from hiring.audit import queries
from hiring.audit.models import AuditEntry
from hiring.audit.operations import record
from hiring.audit.rules import first_fault
from hiring.audit.terms import Event
from hiring.db.session import db

_TRIGGERS = {
    "sqlite": ("DROP TRIGGER guard_audit_entry_no_update", "DROP TRIGGER guard_audit_entry_no_delete"),
    "postgresql": ("ALTER TABLE audit_entry DISABLE TRIGGER ALL",),
}
_SWAP = "UPDATE audit_entry SET number = CASE number WHEN 2 THEN 1003 ELSE 1002 END WHERE number IN (2, 3)"


def write(count=5):
    for number in range(1, count + 1):
        record(Event.PERSON_ADDED, actor_id=7, subject=number, fields=["name"])
    db.session.commit()


def verify():
    return first_fault(queries.links())


def tamper(*statements):
    """What somebody does who owns the database."""
    for statement in (*_TRIGGERS[db.engine.dialect.name], *statements):
        db.session.execute(text(statement))
    db.session.commit()


def test_invariant_17_an_entry_is_written_with_its_act(session):
    write(3)
    assert verify() is None
    assert queries.head()[0] == 3
    assert [entry.subject for entry in queries.page(before=None, event=None, actor_id=None, subject=None, size=10)] == [3, 2, 1]


def test_invariant_17_what_was_rolled_back_left_no_entry(session):
    record(Event.PERSON_ADDED, actor_id=7, subject=1)
    session.rollback()
    write(1)
    assert queries.head()[0] == 1


def test_invariant_17_a_commit_that_fails_leaves_no_entry(session):
    write(1)
    record(Event.PERSON_ADDED, actor_id=7, subject=99)
    session.execute(text("INSERT INTO failed_try (id, bucket, since, count) SELECT 1, 'a', at, 0 FROM audit_entry"))
    with pytest.raises(IntegrityError):
        session.execute(text("INSERT INTO failed_try (id, bucket, since, count) SELECT 2, 'a', at, 0 FROM audit_entry"))
    session.rollback()
    assert queries.head()[0] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_id = 8 WHERE number = 2",
        "UPDATE audit_entry SET facts = facts",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_entry",
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE number = 2",
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE number = 2 ON CONFLICT (number) DO UPDATE SET actor_id = 8",
    ],
)
def test_invariant_17_the_applications_connection_changes_nothing(session, statement):
    write()
    with pytest.raises(IntegrityError):
        session.execute(text(statement))
    session.rollback()
    assert verify() is None
    assert queries.head()[0] == 5


def test_invariant_17_no_other_statement_overwrites_or_empties_it(session):
    write()
    replacing = "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 2" if db.engine.dialect.name == "sqlite" else "TRUNCATE audit_entry"
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(replacing))
    session.rollback()
    assert queries.head()[0] == 5


@pytest.mark.parametrize(
    ("statements", "number"),
    [
        (("UPDATE audit_entry SET actor_id = 8 WHERE number = 3",), 3),
        (("UPDATE audit_entry SET event = 'junk' WHERE number = 3",), 3),
        (('UPDATE audit_entry SET facts = \'{"fields": ["level"]}\' WHERE number = 2',), 2),
        (("DELETE FROM audit_entry WHERE number = 2",), 2),
        (("DELETE FROM audit_entry WHERE number = 1",), 1),
        ((_SWAP, "UPDATE audit_entry SET number = number - 1000 WHERE number > 1000"), 2),
        (("UPDATE audit_entry SET number = 99 WHERE number = 4",), 4),
        (("INSERT INTO audit_entry SELECT 6, at, event, actor_id, subject, facts, seal, 'forged' FROM audit_entry WHERE number = 5",), 6),
    ],
)
def test_invariant_17_verifying_names_the_first_bad_entry(session, statements, number):
    write()
    tamper(*statements)
    assert verify().number == number


def test_invariant_17_an_entry_full_of_junk_does_not_stop_the_check(session):
    write()
    if db.engine.dialect.name == "postgresql":
        tamper("UPDATE audit_entry SET facts = '[1, 2]', at = '1999-01-01' WHERE number = 4")
    else:
        tamper("UPDATE audit_entry SET facts = '{', at = 'never' WHERE number = 4")
    assert verify().number == 4


def test_invariant_17_a_cut_tail_does_not_match_the_head_kept_elsewhere(session):
    write()
    number, seal = queries.head()
    tamper("DELETE FROM audit_entry WHERE number > 3")
    write(2)
    assert verify() is None
    assert queries.seal_at(number) != seal


def test_invariant_17_many_writers_keep_one_chain(app):
    def worker(who):
        with app.app_context():
            for _ in range(6):
                record(Event.PERSON_ADDED, actor_id=who)
                db.session.commit()

    writers = [threading.Thread(target=worker, args=(who,)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with app.app_context():
        assert verify() is None
        assert queries.head()[0] == 24


def test_pages_of_the_log_are_filtered_and_end(session):
    record(Event.PERSON_CHANGED, actor_id=8, subject=1)
    write(3)
    page = queries.page(before=4, event=Event.PERSON_ADDED, actor_id=7, subject=None, size=2)
    assert [entry.number for entry in page] == [3, 2]
    assert all(isinstance(entry, AuditEntry) for entry in page)
