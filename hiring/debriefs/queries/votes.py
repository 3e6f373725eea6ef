"""First and second votes; every way to the value of a second vote asks the policy (invariant 9)."""

from functools import cache

from sqlalchemy import Select, bindparam, select

from hiring.accounts.actor import Actor, somebody
from hiring.db.session import db
from hiring.db.types import BigId
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, FinalVote, Member
from hiring.feedback.models import Feedback
from hiring.feedback.terms import Vote


def final_votes(debrief_id: int, actor: Actor) -> dict[int, FinalVote]:
    """The second votes that somebody may see, by voter."""
    return {cast.person_id: cast for cast in db.session.scalars(_seen(), {**actor.bound, "debrief_id": debrief_id})}


@cache
def _seen() -> Select[FinalVote]:
    shown = policy.seen_final_votes(somebody(frozenset()))
    return select(FinalVote).join(Debrief, Debrief.id == FinalVote.debrief_id).where(FinalVote.debrief_id == bindparam("debrief_id", type_=BigId), shown)


def own_final_vote(debrief_id: int, person_id: int) -> FinalVote | None:
    """Somebody's own second vote."""
    return db.session.scalar(select(FinalVote).where(FinalVote.debrief_id == debrief_id, FinalVote.person_id == person_id))


def voters(debrief_id: int) -> frozenset[int]:
    """Who has voted again: a fact of the room; the votes themselves are not asked."""
    return frozenset(db.session.scalars(select(Member.person_id).where(Member.debrief_id == debrief_id, Member.voted_at.is_not(None))))


def first_vote(loop_id: int, person_id: int) -> Vote | None:
    """Somebody's own first vote."""
    return db.session.scalar(select(Feedback.vote).where(Feedback.loop_id == loop_id, Feedback.author_id == person_id))
