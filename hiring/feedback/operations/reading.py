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
from hiring.db.session import hold_rows, own_transaction
from hiring.db.types import BigId
from hiring.feedback.models import Feedback, FeedbackRead
from hiring.feedback.policy import readable_ids
from hiring.loops.models import Loop, LoopReader


def read(actor: Actor, feedbacks: Sequence[Feedback], recorded: frozenset[int]) -> None:
    """Record the first read of each feedback in this sign-in, in a transaction of its own, before anything is shown; who reads again writes nothing."""
    fresh = {each.id: each.loop_id for each in feedbacks if each.author_id != actor.id and each.id not in recorded}
    if not fresh:
        return
    try:
        with own_transaction() as session:
            _record(actor, fresh, session)
    except IntegrityError:  # a second tab was quicker: what it recorded stands, the rest follows
        with own_transaction() as session:
            record_reads(actor, feedbacks, session)


def record_reads(actor: Actor, feedbacks: Sequence[Feedback], session: Session) -> None:
    """The same inside a transaction that is under way; own feedback is never recorded."""
    _record(actor, _unrecorded(actor, feedbacks, session), session)


def _unrecorded(actor: Actor, feedbacks: Sequence[Feedback], session: Session) -> dict[int, int]:
    """Colleagues' feedback that this sign-in has not on record, with its loop; work outside a sign-in counts as one."""
    others = {each.id: each.loop_id for each in feedbacks if each.author_id != actor.id}
    if not others:
        return {}
    same = FeedbackRead.sign_in_id == actor.sign_in_id if actor.sign_in_id is not None else FeedbackRead.sign_in_id.is_(None)
    known = session.scalars(select(FeedbackRead.feedback_id).where(FeedbackRead.person_id == actor.id, FeedbackRead.feedback_id.in_(others), same))
    return {key: others[key] for key in sorted(others.keys() - set(known))}


def _record(actor: Actor, fresh: dict[int, int], session: Session) -> None:
    """Look again whether they may be read, then write down that they were."""
    if not fresh:
        return
    _still_readable(actor, fresh, session)
    for feedback_id, loop_id in fresh.items():
        session.add(FeedbackRead(feedback_id=feedback_id, person_id=actor.id, sign_in_id=actor.sign_in_id, at=clock.now()))
        record(Event.FEEDBACK_READ, actor_id=actor.id, subject=feedback_id, session=session, loop=loop_id)
    known = session.scalars(select(LoopReader.loop_id).where(LoopReader.person_id == actor.id, LoopReader.loop_id.in_(fresh.values())))
    for loop_id in sorted(set(fresh.values()) - set(known)):
        session.add(LoopReader(loop_id=loop_id, person_id=actor.id, since=clock.now()))
    session.flush()


def _still_readable(actor: Actor, others: dict[int, int], session: Session) -> None:
    """Hold the loops and look again: a reader may have been given an interview a moment ago."""
    hold_rows(session, select(Loop.id).where(Loop.id.in_(others.values())).order_by(Loop.id).with_for_update())
    if set(session.scalars(_readable(actor.roles), {**actor.bound, "ids": list(others)})) != others.keys():
        raise Missing


@cache
def _readable(roles: frozenset[Role]) -> Select[int]:
    """Which of these feedbacks whoever has these roles may read; built once."""
    return readable_ids(somebody(roles)).where(Feedback.id.in_(bindparam("ids", expanding=True, type_=BigId)))
