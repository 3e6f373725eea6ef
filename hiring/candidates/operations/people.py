"""Candidates themselves: added with a warning where they look like somebody else, and changed."""

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import queries, rules
from hiring.candidates.models import Candidate
from hiring.candidates.rules import Facts
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db

_OF_FACTS = ("name", "name_ja", "email", "phone", "locale", "zone", "source", "person_id")


def add_candidate(facts: Facts, actor: Actor, *, different: bool = False) -> Candidate:
    """A recruiter adds a candidate; refused once where they look like one who is there, until said to be `different`.

    The same facts sent twice within a moment are one candidate.
    """
    if not actor.has(Role.RECRUITER):
        raise Missing
    facts = _true(facts, actor)
    db.session.execute(select(Person.id).where(Person.id == actor.id).with_for_update())
    sent_before = queries.just_added(actor, facts)
    if sent_before is not None:
        return sent_before
    _require_unknown(facts, actor, different)
    candidate = Candidate(added_by_id=actor.id)
    _write(candidate, facts)
    db.session.add(candidate)
    db.session.flush()
    record(Event.CANDIDATE_ADDED, actor_id=actor.id, subject=candidate.id)
    return candidate


def change_candidate(candidate: Candidate, facts: Facts, actor: Actor, *, seen: int | None = None) -> None:
    """A recruiter changes what is known of a candidate; the log names the fields, not what they say."""
    if not actor.has(Role.RECRUITER):
        raise Missing
    queries.candidate_in_full(actor, candidate.id)
    if seen is not None:
        require_version(candidate.version, seen)
    facts, before = _true(facts, actor, candidate.id), queries.facts_of(candidate)
    changed = [name for name in _OF_FACTS if getattr(before, name) != getattr(facts, name)]
    if changed:
        _write(candidate, facts)
        db.session.flush()
        record(Event.CANDIDATE_CHANGED, actor_id=actor.id, subject=candidate.id, fields=changed)


def _true(facts: Facts, actor: Actor, besides: int | None = None) -> Facts:
    """The facts as they are stored; whoever works here is linked once, and not by themselves."""
    facts = rules.checked(facts)
    if facts.person_id is None:
        return facts
    if facts.person_id == actor.id:
        raise Refused(say("Nobody keeps their own application. Ask another recruiter to add you."), "person_id")
    linked = db.session.scalar(select(Candidate.id).where(Candidate.person_id == facts.person_id))
    if db.session.get(Person, facts.person_id) is None or linked not in (None, besides):
        raise Refused(say("This person cannot be linked here. Choose another one of the list, or nobody."), "person_id")
    return facts


def _require_unknown(facts: Facts, actor: Actor, different: bool) -> None:
    """Warn once before a second record of one person is made."""
    if not different and queries.lookalikes(actor, facts):
        raise Refused(say("We may know this person already. Compare below, then open that candidate or say that this is somebody else."), "different")


def _write(candidate: Candidate, facts: Facts) -> None:
    """Facts and the keys by which they are found."""
    for name in _OF_FACTS:
        setattr(candidate, name, getattr(facts, name))
    candidate.name_key = rules.name_key(facts.name, facts.name_ja)
    candidate.email_key = rules.email_key(facts.email)
    candidate.phone_key = rules.phone_key(facts.phone)
