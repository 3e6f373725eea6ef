"""The list of candidates by a part of a name or an address: newest first, stopping at a page, whatever the size of the archive.

The newest that somebody comes across are looked through one by one: a fragment that many carry fills the page there. One
that few carry is found in the index, whose answer is short for the same reason.
"""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.terms import Role
from hiring.candidates import policy
from hiring.candidates.models import KEYS, Candidate
from hiring.candidates.queries.reach import Listed, Shape, before, between, comes_across, is_wide, listed, passes
from hiring.db.session import db
from hiring.db.types import BigId

LOOKED_THROUGH = 1500
"""How many of the newest; a fragment that three of a hundred carry fills a page among them."""


def search(actor: Actor, wanted: str, shape: Shape, values: dict[str, Any]) -> list[Listed]:
    """A page of candidates whose name, or address where it may be seen, holds a folded text."""
    dialect = db.session.get_bind().dialect.name
    values = {**values, **actor.bound, "wanted": like(wanted), "grams": KEYS.asked(dialect, wanted), "looked_through": LOOKED_THROUGH}
    edge = db.session.scalar(_edge(actor.roles, shape), values)
    found = [Listed(*row) for row in db.session.execute(_newest(actor.roles, shape), {**values, "since": edge or 0})]
    if edge is None or len(found) >= shape.most:
        return found
    found += [Listed(*row) for row in db.session.execute(_indexed(actor.roles, shape, dialect), {**values, "before": edge})]
    return found[: shape.most]


def like(wanted: str) -> str:
    """A pattern for whatever holds this text."""
    for sign in "/%_":
        wanted = wanted.replace(sign, f"/{sign}")
    return f"%{wanted}%"


@cache
def _edge(roles: frozenset[Role], shape: Shape) -> Any:
    """The oldest of the newest, or nothing where there are not so many."""
    ids = comes_across(somebody(roles), shape, before).subquery()
    return select(ids.c[0]).order_by(ids.c[0].desc()).offset(bindparam("looked_through", type_=BigId)).limit(1)


@cache
def _newest(roles: frozenset[Role], shape: Shape) -> Any:
    """Whoever fits among the newest."""
    actor = somebody(roles)
    chosen = _matching(listed(actor, between, shape.most), actor, shape)
    return chosen.where(Candidate.id.in_(comes_across(actor, shape, between))) if shape.filtered or not is_wide(roles) else chosen


@cache
def _indexed(roles: frozenset[Role], shape: Shape, dialect: str) -> Any:
    """Whoever fits among all the others."""
    actor = somebody(roles)
    return _matching(listed(actor, before, shape.most).where(KEYS.holding(dialect, "grams")), actor, shape)


def _matching(chosen: Any, actor: Actor, shape: Shape) -> Any:
    """The text first, which is cheap to look at, then whose address this person sees, then whom they see at all."""
    in_name, in_mail = (key.like(bindparam("wanted"), escape="/") for key in (Candidate.name_key, Candidate.email_key))
    return chosen.where(or_(in_name, in_mail), or_(in_name, policy.in_full_if_visible(actor)), passes(actor, shape))
