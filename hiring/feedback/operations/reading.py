"""Reading colleagues' feedback on the record: nobody sees a line of it before the log says so."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.core.errors import Missing
from hiring.db.session import own_transaction
from hiring.db.types import BigId
from hiring.feedback.models import Feedback, FeedbackRead
from hiring.feedback.policy import readable_ids
from hiring.loops.models import Loop, LoopReader


def read(actor: Actor, feedbacks: Sequence[Feedback]) -> None:
    """Record the first read of each feedback in this sign-in, in a transaction of its own, before anything is shown."""
    others = [each for each in feedbacks if each.author_id != actor.id]
    if not others:
        return
    try:
        with own_transaction() as session:
            record_reads(actor, others, session)
    except IntegrityError:  # a second tab was quicker: what it recorded stands, the rest follows
        with own_transaction() as session:
            record_reads(actor, others, session)


def record_reads(actor: Actor, feedbacks: Sequence[Feedback], session: Session) -> None:
    """The same inside a transaction that is under way; own feedback is never recorded."""
    others = {each.id: each.loop_id for each in feedbacks if each.author_id != actor.id}
    _still_readable(actor, others, session)
    for feedback_id in sorted(others.keys() - _recorded(actor, others, session)):
        session.add(FeedbackRead(feedback_id=feedback_id, person_id=actor.id, sign_in_id=actor.sign_in_id, at=clock.now()))
        record(Event.FEEDBACK_READ, actor_id=actor.id, subject=feedback_id, session=session, loop=others[feedback_id])
    known = session.scalars(select(LoopReader.loop_id).where(LoopReader.person_id == actor.id, LoopReader.loop_id.in_(others.values())))
    for loop_id in sorted(set(others.values()) - set(known)):
        session.add(LoopReader(loop_id=loop_id, person_id=actor.id, since=clock.now()))
    session.flush()


def _still_readable(actor: Actor, others: dict[int, int], session: Session) -> None:
    """Hold the loops and look again: a reader may have been given an interview a moment ago."""
    session.execute(select(Loop.id).where(Loop.id.in_(others.values())).order_by(Loop.id).with_for_update())
    if set(session.scalars(_readable(actor.roles), {**actor.bound, "ids": list(others)})) != others.keys():
        raise Missing


@cache
def _readable(roles: frozenset[Role]) -> Select[int]:
    """Which of these feedbacks whoever has these roles may read; built once."""
    return readable_ids(somebody(roles)).where(Feedback.id.in_(bindparam("ids", expanding=True, type_=BigId)))


def _recorded(actor: Actor, others: dict[int, int], session: Session) -> set[int]:
    """What this sign-in has on record already; work outside a sign-in counts as one."""
    same = FeedbackRead.sign_in_id == actor.sign_in_id if actor.sign_in_id is not None else FeedbackRead.sign_in_id.is_(None)
    return set(session.scalars(select(FeedbackRead.feedback_id).where(FeedbackRead.person_id == actor.id, FeedbackRead.feedback_id.in_(others), same)))
