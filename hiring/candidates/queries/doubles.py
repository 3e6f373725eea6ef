"""Candidates who may be one person: those who look like somebody who is to be added, and a form that was sent twice."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, select, union_all

from hiring.accounts.actor import Actor
from hiring.candidates import policy, rules
from hiring.candidates.models import KEYS, Candidate
from hiring.candidates.rules import Facts
from hiring.candidates.terms import Likeness
from hiring.core.clock import now
from hiring.db.session import db

_RESENT = timedelta(minutes=1)
_LOOKALIKES = 200


@dataclass(frozen=True)
class Lookalike:
    """A candidate who may be the same person, and why."""

    candidate: Candidate
    signs: list[Likeness]


def lookalikes(actor: Actor, facts: Facts, besides: int | None = None) -> list[Lookalike]:
    """Candidates this person may see who may be the same person, strongest sign first."""
    newest = [select(Candidate.id).where(sign, policy.candidate_in_full(actor)).order_by(Candidate.id.desc()).limit(_LOOKALIKES) for sign in _signs(facts)]
    ids = union_all(*(select(each.subquery().c.id) for each in newest))
    chosen = select(Candidate).where(Candidate.id.in_(ids)).order_by(Candidate.id.desc()).limit(_LOOKALIKES)
    found = [Lookalike(each, rules.likeness(facts, facts_of(each))) for each in db.session.scalars(chosen) if each.id != besides]
    return sorted((each for each in found if each.signs), key=lambda each: rules.strongest(each.signs))


def _signs(facts: Facts) -> list[Any]:
    """What two records of one person share: the address, the number, every word of a name; each is found along an index."""
    names = [words for words in map(rules.name_words, (facts.name, facts.name_ja)) if words]
    return [
        and_(Candidate.email_key != "", Candidate.email_key == rules.email_key(facts.email)),
        and_(Candidate.phone_key != "", Candidate.phone_key == rules.phone_key(facts.phone)),
        *(_named(words, f"words_{number}") for number, words in enumerate(names)),
    ]


def _named(words: list[str], name: str) -> Any:
    dialect = db.session.get_bind().dialect.name
    held = KEYS.holding(dialect, name).bindparams(**{name: KEYS.asked(dialect, *words)})
    return and_(held, *(Candidate.name_key.contains(word, autoescape=True) for word in words))


def facts_of(candidate: Candidate) -> Facts:
    """What is known of a candidate, as a plain value."""
    return Facts(
        name=candidate.name,
        name_ja=candidate.name_ja,
        email=candidate.email,
        phone=candidate.phone,
        locale=candidate.locale,
        zone=candidate.zone,
        source=candidate.source,
        person_id=candidate.person_id,
    )


def just_added(actor: Actor, facts: Facts) -> Candidate | None:
    """The candidate whom this person added with the very same facts a moment ago: a form that was sent twice."""
    recent = db.session.scalars(select(Candidate).where(Candidate.added_by_id == actor.id, Candidate.created_at > now() - _RESENT))
    return next((each for each in recent if facts_of(each) == facts), None)
