"""First and second votes; every way to the value of a second vote asks the policy (invariant 9)."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import contains_eager

from hiring.accounts.actor import Actor, somebody
from hiring.db.session import ONE_PLAN, db
from hiring.db.types import BigId
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, Dissent, FinalVote, Member
from hiring.feedback.models import Feedback
from hiring.feedback.terms import Vote


class Seated(NamedTuple):
    """A member with their second vote, where it may be seen, and their dissent."""

    member: Member
    final: FinalVote | None
    dissent: Dissent | None


def seats(debrief_id: int, actor: Actor) -> list[Seated]:
    """The members with their people, the second votes that somebody may see, and what was said against the rest."""
    return [Seated(*row) for row in db.session.execute(_seats(), {**actor.bound, "debrief_id": debrief_id})]


@cache
def _seats() -> Any:
    cast = and_(FinalVote.debrief_id == Member.debrief_id, FinalVote.person_id == Member.person_id, policy.seen_final_votes(somebody(frozenset())))
    return (
        select(Member, FinalVote, Dissent)
        .join(Member.person)
        .join(Debrief, Debrief.id == Member.debrief_id)
        .join(FinalVote, cast, isouter=True)
        .join(Dissent, and_(Dissent.debrief_id == Member.debrief_id, Dissent.person_id == Member.person_id), isouter=True)
        .where(Member.debrief_id == bindparam("debrief_id", type_=BigId))
        .options(contains_eager(Member.person), contains_eager(Dissent.person))
        .order_by(Member.id)
        .execution_options(**ONE_PLAN)
    )


def own_final_vote(debrief_id: int, person_id: int) -> FinalVote | None:
    """Somebody's own second vote."""
    return db.session.scalar(select(FinalVote).where(FinalVote.debrief_id == debrief_id, FinalVote.person_id == person_id))


def first_vote(loop_id: int, person_id: int) -> Vote | None:
    """Somebody's own first vote."""
    return db.session.scalar(select(Feedback.vote).where(Feedback.loop_id == loop_id, Feedback.author_id == person_id))
