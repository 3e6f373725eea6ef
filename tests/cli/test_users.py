"""`hiring user reset-second-factor`: for the last administrator who lost phone and codes."""

from hiring.accounts.models import Person, RecoveryCode, SecondFactor
from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.core import clock
from hiring.db.session import db
from hiring.notices.models import Notice
from tests.factories.accounts import make_person


def locked_out(email="noor@example.com"):
    person = make_person("Noor Haddad", Role.ADMINISTRATOR, email=email, second_factor_since=clock.now())
    db.session.add(SecondFactor(person_id=person.id, sealed="sealed with a key that is lost", confirmed_at=clock.now()))
    db.session.add(RecoveryCode(person_id=person.id, code_hash="0" * 64))
    return person.id


def test_it_takes_the_second_factor_away_with_an_entry_and_a_mail(command, stored, seen):
    person = stored(locked_out)
    answer = command("user", "reset-second-factor", "Noor@example.com")
    assert answer.exit_code == 0, answer.output
    assert seen(lambda: db.session.get(Person, person).second_factor_since) is None
    assert seen(lambda: db.session.query(SecondFactor).count() + db.session.query(RecoveryCode).count()) == 0
    [entry] = seen(lambda: db.session.query(AuditEntry).all())
    assert (entry.event.value, entry.actor_id, entry.subject) == ("person.second_factor_reset", None, person)
    assert seen(lambda: db.session.query(Notice).one().person_id) == person


def test_it_refuses_plainly(command, stored, seen):
    stored(lambda: make_person(email="aiko@example.com").id)
    for email, says in (("aiko@example.com", "no second factor"), ("nobody@example.com", "Nobody here")):
        answer = command("user", "reset-second-factor", email)
        assert answer.exit_code == 1
        assert says in answer.output
    assert seen(lambda: db.session.query(AuditEntry).count()) == 0
