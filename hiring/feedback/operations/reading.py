"""Reading colleagues' feedback on the record: nobody sees a line of it before the log says so."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Insert, Select, bindparam, case, exists, insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hiring.accounts.actor import Actor, somebody
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.core.errors import Missing
from hiring.core.ids import new_id
from hiring.db.locks import hold_first
from hiring.db.session import ONE_PLAN, hold_rows, own_transaction
from hiring.db.types import BigId
from hiring.feedback.models import Feedback, FeedbackRead
from hiring.feedback.policy import readable_ids
from hiring.feedback.queries import readable
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


def read_loop(actor: Actor, loop_id: int, *, unread: bool) -> list[Feedback]:
    """The feedback of a loop that somebody may read; what this sign-in has not on record is read and recorded in one transaction, so that nothing is asked twice."""
    if not unread:
        return readable(actor, loop_id).feedbacks
    try:
        return _read_at_once(actor, loop_id)
    except IntegrityError:  # a second tab was quicker: what it recorded stands, the rest follows
        return _read_at_once(actor, loop_id)


def _read_at_once(actor: Actor, loop_id: int) -> list[Feedback]:
    with own_transaction() as session:
        hold_first(session, select(Loop.id).where(Loop.id == loop_id).with_for_update())
        shown = readable(actor, loop_id, session)
        _write(actor, {each.id: loop_id for each in shown.feedbacks if each.author_id != actor.id and each.id not in shown.recorded}, session)
        return shown.feedbacks


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
    if fresh:
        _still_readable(actor, fresh, session)
        _write(actor, fresh, session)


def _write(actor: Actor, fresh: dict[int, int], session: Session) -> None:
    """Write down what is read for the first time, and that its reader can sit in none of its loops any more."""
    if not fresh:
        return
    at = clock.now()
    seen = [{"id": new_id(), "feedback_id": each, "person_id": actor.id, "sign_in_id": actor.sign_in_id, "at": at} for each in fresh]
    loops = sorted(set(fresh.values()))
    known = exists(select(LoopReader.id).where(LoopReader.loop_id == Loop.id, LoopReader.person_id == actor.id))
    ids = case({each: new_id() for each in loops}, value=Loop.id)
    rows = select(ids, Loop.id, literal(actor.id), literal(at, LoopReader.since.type)).where(Loop.id.in_(loops), ~known)
    _at_once(session, insert(FeedbackRead).values(seen), insert(LoopReader).from_select(["id", "loop_id", "person_id", "since"], rows))
    for feedback_id, loop_id in fresh.items():
        record(Event.FEEDBACK_READ, actor_id=actor.id, subject=feedback_id, session=session, loop=loop_id)


def _at_once(session: Session, first: Insert, second: Insert) -> None:
    """Two inserts, in one statement where the database knows how."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(second.add_cte(first.cte()))
        return
    session.execute(first)
    session.execute(second)


def _still_readable(actor: Actor, others: dict[int, int], session: Session) -> None:
    """Hold the loops and look again: a reader may have been given an interview a moment ago."""
    hold_rows(session, select(Loop.id).where(Loop.id.in_(others.values())).order_by(Loop.id).with_for_update())
    if set(session.scalars(_readable(actor.roles), {**actor.bound, "ids": list(others)})) != others.keys():
        raise Missing


@cache
def _readable(roles: frozenset[Role]) -> Select[int]:
    """Which of these feedbacks whoever has these roles may read; built once."""
    return readable_ids(somebody(roles)).where(Feedback.id.in_(bindparam("ids", expanding=True, type_=BigId))).execution_options(**ONE_PLAN)
