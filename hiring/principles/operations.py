"""What can be done with principle sets; `actor=None` is the installation itself, loading its seeds."""

from dataclasses import replace

from sqlalchemy import func, select, update
from sqlalchemy.orm.attributes import flag_modified

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Refused
from hiring.core.ids import new_id
from hiring.core.text import Words, say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.principles import queries
from hiring.principles.models import Anchor, Principle, PrincipleSet
from hiring.principles.policy import require_keeps_sets
from hiring.principles.rules import key_from, require_draft, require_publishable, require_published, require_sound
from hiring.principles.terms import PrincipleText, SetStatus


def create_set(key: str, name: Words, description: Words, actor: Actor | None) -> PrincipleSet:
    """Begin a set of one's own as a draft."""
    require_keeps_sets(actor)
    if not name:
        raise Refused(say("Give the set a name in at least one language."), "name_en")
    key = key or key_from(name) or f"set-{new_id()}"
    if queries.newest(key) is not None:
        raise Refused(say("There is a set of that name already. Copy it as a new version, or choose another name."), "name_en")
    return _begin(PrincipleSet(key=key, number=1, name=name, description=description), actor)


def new_version(old: PrincipleSet, actor: Actor | None) -> PrincipleSet:
    """Copy a version with all its principles and anchors into a draft."""
    require_keeps_sets(actor)
    last = db.session.scalar(select(func.max(PrincipleSet.number)).where(PrincipleSet.key == old.key)) or 0
    draft = _begin(PrincipleSet(key=old.key, number=last + 1, name=old.name, description=old.description), actor)
    for principle in queries.whole_set(old.id).principles:
        _put(draft, queries.text_of(principle), principle.position)
    db.session.flush()
    return draft


def describe_set(draft: PrincipleSet, name: Words, description: Words, actor: Actor | None, seen: int) -> None:
    """Change name and description of a draft."""
    _require_change(draft, actor, seen)
    if not name:
        raise Refused(say("Give the set a name in at least one language."), "name_en")
    draft.name, draft.description = name, description
    _changed(draft, actor, "name", "description")


def add_principle(draft: PrincipleSet, text: PrincipleText, actor: Actor | None) -> Principle:
    """Add a principle or competency to a draft."""
    _require_change(draft, actor, draft.version)
    require_sound(text)
    key = text.key or key_from(text.name) or f"principle-{new_id()}"
    if db.session.scalar(select(Principle.id).where(Principle.set_id == draft.id, Principle.key == key)) is not None:
        raise Refused(say("This set has a principle of that name already. Change that one, or choose another name."), "name_en")
    last = db.session.scalar(select(func.max(Principle.position)).where(Principle.set_id == draft.id)) or 0
    _only_customer(draft.id, text)
    principle = _put(draft, replace(text, key=key), last + 1)
    _changed(draft, actor, "principles")
    return principle


def change_principle(principle: Principle, text: PrincipleText, actor: Actor | None, seen: int) -> None:
    """Change a principle of a draft with its anchors; its key stays, because questions know it by that."""
    _require_change(principle.set, actor, seen)
    require_sound(text)
    _only_customer(principle.set_id, text)
    principle.kind, principle.family, principle.customer = text.kind, text.family, text.customer
    principle.name, principle.summary, principle.behaviours = text.name, text.summary, list(text.behaviours)
    principle.anchors.clear()
    db.session.flush()
    principle.anchors.extend(_anchors(text))
    _changed(principle.set, actor, "principles")


def remove_principle(principle: Principle, actor: Actor | None) -> None:
    """Take a principle out of a draft."""
    _require_change(principle.set, actor, principle.set.version)
    draft = principle.set
    db.session.delete(principle)
    _changed(draft, actor, "principles")


def move(principle: Principle, up: bool, actor: Actor | None) -> None:
    """Move a principle of a draft one place up or down."""
    _require_change(principle.set, actor, principle.set.version)
    order = queries.of_set(principle.set_id)
    here = order.index(principle)
    there = max(0, min(len(order) - 1, here + (-1 if up else 1)))
    order.insert(there, order.pop(here))
    for position, row in enumerate(order, start=1):
        row.position = position
    _changed(principle.set, actor, "order")


def publish(draft: PrincipleSet, actor: Actor | None) -> None:
    """Publish a complete draft; from now on it does not change."""
    require_keeps_sets(actor)
    require_draft(draft.status)
    require_publishable([queries.text_of(principle) for principle in queries.whole_set(draft.id).principles])
    draft.status, draft.published_at = SetStatus.PUBLISHED, now()
    record(Event.SET_PUBLISHED, actor_id=actor.id if actor else None, subject=draft.id)
    db.session.flush()


def adopt(published: PrincipleSet, actor: Actor | None) -> None:
    """Let new openings use this set from now on; openings that exist keep theirs."""
    require_keeps_sets(actor)
    require_published(published.status)
    if published.adopted:
        return
    before = queries.adopted()
    if before is not None:
        before.adopted = False
        db.session.flush()
    published.adopted = True
    record(Event.SET_ADOPTED, actor_id=actor.id if actor else None, subject=published.id)
    db.session.flush()


def _begin(draft: PrincipleSet, actor: Actor | None) -> PrincipleSet:
    draft.created_by = actor.id if actor else None
    db.session.add(draft)
    db.session.flush()
    record(Event.SET_CREATED, actor_id=draft.created_by, subject=draft.id)
    return draft


def _require_change(draft: PrincipleSet, actor: Actor | None, seen: int) -> None:
    """Who may, on a draft, from its newest state."""
    require_keeps_sets(actor)
    require_draft(draft.status)
    require_version(draft.version, seen)


def _only_customer(set_id: int, text: PrincipleText) -> None:
    """A set has one customer principle: the new one takes the mark from the old one."""
    if text.customer:
        db.session.execute(update(Principle).where(Principle.set_id == set_id, Principle.customer).values(customer=False))


def _put(draft: PrincipleSet, text: PrincipleText, position: int) -> Principle:
    principle = Principle(set=draft, key=text.key, position=position, kind=text.kind, family=text.family, customer=text.customer)
    principle.name, principle.summary, principle.behaviours, principle.anchors = text.name, text.summary, list(text.behaviours), _anchors(text)
    db.session.add(principle)
    return principle


def _anchors(text: PrincipleText) -> list[Anchor]:
    return [Anchor(track=track, rating=rating, text=words) for track, scale in text.anchors.items() for rating, words in scale.items() if words]


def _changed(draft: PrincipleSet, actor: Actor | None, *fields: str) -> None:
    """Count the version up, so that a form filled before is stale, and note what was changed."""
    flag_modified(draft, "name")
    record(Event.SET_CHANGED, actor_id=actor.id if actor else None, subject=draft.id, fields=list(fields))
    db.session.flush()
