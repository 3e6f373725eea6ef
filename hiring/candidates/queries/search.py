"""The list of candidates by a part of a name, an address or a résumé: newest first, stopping at a page, whatever the size of the archive.

For whoever sees most of the archive the newest are looked through one by one: a fragment that many carry fills the page there.
One that few carry is found in the index, whose answer is short for the same reason. Whoever sees a few begins with the index
where its answer is short, and else looks through those few.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, not_, or_, select

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.terms import Role
from hiring.candidates import policy
from hiring.candidates.models import KEYS, TEXTS, Candidate, Resume, ResumeText
from hiring.candidates.queries.reach import Listed, Shape, before, between, comes_across, is_wide, listed, passes
from hiring.core.text import fold, fold_lines
from hiring.db.grams import among, holds, part
from hiring.db.session import db
from hiring.db.types import BigId

_RESUMES_AFTER = 86_400_000 << 20
"""A résumé comes after its candidate, and so does its id; a day is left for clocks that differ."""

LOOKED_THROUGH = 1500
"""How many of the newest; a fragment that three of a hundred carry fills a page among them."""


@dataclass(frozen=True)
class _Search:
    """What somebody looks for, with the values of its statements."""

    actor: Actor
    shape: Shape
    values: dict[str, Any]

    def run(self, statement: Callable[..., Any], **stretch: int) -> Any:
        """A statement that is built once, on a stretch of the list."""
        return db.session.execute(statement(self.actor.roles, self.shape), {**self.values, **stretch})

    def page(self, by_name: Callable[..., Any], **stretch: int) -> list[Listed]:
        """Whoever fits on a stretch, by name and by résumé."""
        found = [Listed(*row) for row in self.run(by_name, **stretch)]
        if "texts" in self.values:
            older = max(stretch["since"] - _RESUMES_AFTER, 0)
            found += [replace(Listed(*row), in_resume=True) for row in self.run(_in_resumes, **stretch, resumes_since=older)]
        return sorted(found, key=lambda each: -each.id)[: self.shape.most]


def search(actor: Actor, wanted: str, shape: Shape, values: dict[str, Any]) -> list[Listed]:
    """A page of candidates whose name, or address or résumé where they may be seen, holds a text."""
    dialect, name, lines = shape.dialect, fold(wanted), fold_lines(wanted)
    values = {**values, **actor.bound, "looked_through": LOOKED_THROUGH, "wanted": part(dialect, name), "grams": KEYS.asked(dialect, name)}
    if len(lines) >= TEXTS.least:
        values |= {"lines": part(dialect, lines), "texts": TEXTS.asked(dialect, lines)}
    this = _Search(actor, shape, values)
    if not is_wide(actor.roles):
        return this.page(_indexed if this.run(_holders).scalar() < LOOKED_THROUGH else _newest, since=0)
    edge = this.run(_edge).scalar()
    found = this.page(_newest, since=edge or 0)
    if edge is None or len(found) >= shape.most:
        return found
    return [*found, *this.page(_indexed, before=edge, since=0)][: shape.most]


@cache
def _edge(roles: frozenset[Role], shape: Shape) -> Any:
    """The oldest of the newest, or nothing where there are not so many."""
    ids = comes_across(somebody(roles), shape, before).subquery()
    return select(ids.c[0]).order_by(ids.c[0].desc()).offset(bindparam("looked_through", type_=BigId)).limit(1)


@cache
def _holders(roles: frozenset[Role], shape: Shape) -> Any:
    """How many the index names, counted no further than one looks through."""
    return KEYS.count(shape.dialect, "grams", "looked_through")


@cache
def _newest(roles: frozenset[Role], shape: Shape) -> Any:
    """Whoever fits among the newest, or among all of somebody who sees a few."""
    actor = somebody(roles)
    chosen = _matching(listed(actor, between, shape.most), actor, shape)
    if is_wide(roles) and not shape.filtered:
        return chosen
    return chosen.where(among(shape.dialect, Candidate.id, comes_across(actor, shape, between)))


@cache
def _indexed(roles: frozenset[Role], shape: Shape) -> Any:
    """Whoever fits among all the others."""
    actor = somebody(roles)
    return _matching(listed(actor, before, shape.most).where(KEYS.holding(shape.dialect, "grams")), actor, shape)


def _matching(chosen: Any, actor: Actor, shape: Shape) -> Any:
    """The text first, which is cheap to look at, then whose address this person sees, then whom they see at all."""
    name, mail = _named(shape)
    return chosen.where(or_(name, mail), or_(name, policy.in_full_if_visible(actor)), passes(actor, shape))


def _named(shape: Shape) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether the name holds the text, and whether the address does."""
    return holds(shape.dialect, Candidate.name_key, "wanted"), holds(shape.dialect, Candidate.email_key, "wanted")


@cache
def _in_resumes(roles: frozenset[Role], shape: Shape) -> Any:
    """Whoever is seen in full and fits by a résumé alone, on any stretch; no résumé is read before its turn comes."""
    actor = somebody(roles)
    held = select(ResumeText.resume_id).where(TEXTS.holding(shape.dialect, "texts", "resumes_since"))
    theirs: Any = select(Resume.candidate_id).where(among(shape.dialect, Resume.id, held))
    if not is_wide(roles):
        theirs = select(comes_across(actor, shape, between).subquery().c[0]).intersect(theirs)
    own = select(Resume.id).join(Resume.reading).where(Resume.candidate_id == Candidate.id, holds(shape.dialect, ResumeText.text_key, "lines"))
    says = own.limit(1).scalar_subquery().is_not(None)  # not `exists`, which PostgreSQL may turn into a walk through every text
    chosen = listed(actor, between, shape.most).where(among(shape.dialect, Candidate.id, theirs), not_(or_(*_named(shape))))
    return chosen.where(policy.in_full_if_visible(actor), passes(actor, shape), says)
