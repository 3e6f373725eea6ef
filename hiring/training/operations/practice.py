"""Practice feedback: written and sealed like an interviewer's, in a table that no loop counts; then compared."""

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused, Stale
from hiring.core.ids import new_salt
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db, hold_rows, own_transaction
from hiring.feedback.body import Body
from hiring.feedback.operations.reading import read, record_reads
from hiring.feedback.operations.submission import assigned
from hiring.feedback.queries import kit_beside
from hiring.feedback.rules import problems, require_complete, require_fits
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.loops.operations import practice_is_in
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import ShadowKind
from hiring.training import queries
from hiring.training.models import Comparison, Practice, PracticeRead
from hiring.training.queries import Pair
from hiring.training.rules import agreement, obstacle_to_practice, same_side
from hiring.training.terms import Step
from hiring.training.witness import commitment_of


def save_practice(interview_id: int, body: Body, actor: Actor, version: int) -> Practice:
    """Keep what a trainee has written so far; `version` is the one it was written from, 0 for the first."""
    shadow = _held(interview_id, actor)
    if obstacle_to_practice(shadow.loop.status, now(), now()):
        raise Refused(say("This loop is over, so no practice feedback is asked of you any more."))
    require_fits(body)
    practice = queries.practice_of(shadow.id)
    require_version(version, practice.version if practice else 0)
    interview = kit_beside(interview_id)
    stored = body.within([each.principle_id for each in interview.principles]).stored()
    if practice is None:
        practice = Practice(shadow_id=shadow.id, author_id=actor.id, body=stored, saved_at=now())
        db.session.add(practice)
    elif practice.body != stored:
        practice.body, practice.saved_at = stored, now()
    db.session.flush()
    return practice


def seal_practice(interview_id: int, body: Body, vote: Vote, actor: Actor, version: int) -> Practice:
    """Seal practice feedback with its vote, complete as an interviewer's must be (invariant 6)."""
    before = _sealed_before(interview_id, body, vote, actor)
    if before is not None:
        return before
    practice = save_practice(interview_id, body, actor, version)
    shadow, interview, moment = queries.seat_for(actor, interview_id), kit_beside(interview_id), now()
    obstacle = obstacle_to_practice(shadow.loop.status, interview.starts_at, moment)
    if obstacle is not None:
        raise Refused(obstacle)
    require_complete(problems(body, assigned(interview), interview.loop.application.opening.rules))
    practice.salt = new_salt()
    practice.vote, practice.submitted_at = vote, moment
    practice.commitment = commitment_of(practice)
    db.session.flush()
    practice_is_in(shadow.loop, shadow, moment)
    record(Event.PRACTICE_SEALED, actor_id=actor.id, subject=practice.id, loop=shadow.loop_id, interview=interview_id, commitment=practice.commitment)
    return practice


def read_pair(pair: Pair, actor: Actor) -> None:
    """Reading the other side goes on record before anything is shown."""
    recorded = frozenset({pair.host.id}) if pair.recorded else frozenset()
    read(actor, [pair.host], recorded)
    if actor.id != pair.practice.author_id:
        _record_practice_read(pair, actor)


def keep_comparison(pair: Pair, actor: Actor) -> Comparison:
    """The trainee keeps the figures of a comparison on the ladder, once; figures only."""
    if actor.id != pair.shadow.trainee_id:
        raise Missing
    standing = db.session.scalar(select(Comparison).where(Comparison.shadow_id == pair.shadow.id))
    if standing is not None:
        return standing
    record_reads(actor, [pair.host], db.session())
    found = agreement(pair.own_ratings, pair.host_ratings)
    kept = Comparison(
        shadow_id=pair.shadow.id,
        trainee_id=actor.id,
        step=_step(pair.shadow, actor),
        pairs=found.pairs,
        points=found.points,
        same_side=same_side(_vote(pair.practice), pair.host.vote),
        at=now(),
    )
    db.session.add(kept)
    db.session.flush()
    record(Event.PRACTICE_COMPARED, actor_id=actor.id, subject=kept.id, loop=pair.shadow.loop_id)
    return kept


def _vote(practice: Practice) -> Vote:
    if practice.vote is None:
        raise Missing
    return practice.vote


def _step(shadow: Shadow, actor: Actor) -> Step:
    """The step that a seat belongs to: whoever interviews alone already sits in to hold the bar."""
    if shadow.kind is ShadowKind.REVERSE_SHADOW:
        return Step.REVERSE_SHADOW
    place = queries.trainee_of(actor.id)
    early = place is None or place.step in (Step.COURSE, Step.SHADOW, Step.REVERSE_SHADOW)
    return Step.SHADOW if early else Step.RAISER_TRAINING


def _held(interview_id: int, actor: Actor) -> Shadow:
    """The actor's seat, held until the transaction ends; sealed practice feedback is stale."""
    shadow = queries.seat_for(actor, interview_id)
    loop, own = select(Loop.id).where(Loop.id == shadow.loop_id), select(Shadow.id).where(Shadow.id == shadow.id)
    hold_rows(db.session(), loop.with_for_update(read=True), own.with_for_update())
    shadow = queries.seat_for(actor, interview_id)
    if shadow.submitted_at is not None:
        raise Stale(say("This practice feedback was sealed meanwhile and does not change any more."))
    return shadow


def _sealed_before(interview_id: int, body: Body, vote: Vote, actor: Actor) -> Practice | None:
    """What was sealed already, when it says the same: sent twice, it is one act."""
    shadow = queries.seat_for(actor, interview_id)
    practice = queries.practice_of(shadow.id) if shadow.submitted_at is not None else None
    same = practice is not None and practice.vote is vote and practice.body["answers"] == body.stored()["answers"]
    return practice if same else None


def _record_practice_read(pair: Pair, actor: Actor) -> None:
    """The host's first read in this sign-in, in a transaction of its own."""
    known = select(PracticeRead.id).where(PracticeRead.practice_id == pair.practice.id, PracticeRead.person_id == actor.id, PracticeRead.sign_in_id == actor.sign_in_id)
    if db.session.scalar(known) is not None:
        return
    with own_transaction() as session:
        session.add(PracticeRead(practice_id=pair.practice.id, person_id=actor.id, sign_in_id=actor.sign_in_id, at=now()))
        record(Event.PRACTICE_READ, actor_id=actor.id, subject=pair.practice.id, session=session, loop=pair.shadow.loop_id)
