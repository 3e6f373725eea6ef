"""Sealing feedback, once, and adding to it afterwards."""

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates.operations.seats import seat_settled
from hiring.core import clock
from hiring.core.errors import Missing, Refused, Stale
from hiring.core.ids import new_salt
from hiring.core.text import say, tidy
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.feedback import queries
from hiring.feedback.body import CHARACTERS_MOST, Body, parse
from hiring.feedback.models import Addendum, Evidence, Feedback, PrincipleRating
from hiring.feedback.operations.drafts import hold, require_writable
from hiring.feedback.rules import Assigned, Content, Reasons, obstacle_to_sealing, problems, rating_of, require_complete
from hiring.feedback.terms import Vote
from hiring.loops.models import Interview


def submit(interview: Interview, vote: Vote, reasons: Reasons, actor: Actor, version: int) -> Feedback:
    """Seal the draft of an interview with a first vote; sent twice, it is one submission."""
    held = hold(interview, actor)
    if held.submitted_at is not None:
        return _sealed_before(held, vote, reasons)
    require_writable(held)
    draft = queries.draft_of(actor, held.id)
    require_version(version, draft.version if draft else 0)
    body = parse(draft.body if draft else {})
    _require_sealable(held, body)
    feedback = _seal(held, _content(held, body, vote, _tidied(reasons)))
    if draft is not None:
        db.session.delete(draft)
    held.submitted_at = feedback.submitted_at
    held.excused_at, held.excused_reason = None, ""  # whoever was to be missing is not; the record keeps that they were excused
    db.session.flush()
    seat_settled(held.loop.application, actor.id)
    record(Event.FEEDBACK_SUBMITTED, actor_id=actor.id, subject=feedback.id, loop=held.loop_id, interview=held.id, commitment=feedback.commitment)
    return feedback


def add_addendum(feedback: Feedback, text: str, actor: Actor) -> Addendum:
    """Put a dated correction under one's own sealed feedback; the same text twice in a row is one addendum."""
    if feedback.author_id != actor.id:
        raise Missing
    words = tidy(text)
    if not words or len(words) > CHARACTERS_MOST:
        raise Refused(say("Write what you want to correct, in at most %(most)s characters.", most=CHARACTERS_MOST), "text")
    last = db.session.scalar(select(Addendum).where(Addendum.feedback_id == feedback.id).order_by(Addendum.at.desc(), Addendum.id.desc()).limit(1))
    if last is not None and last.text == words:
        return last
    addendum = Addendum(feedback_id=feedback.id, text=words, at=clock.now())
    db.session.add(addendum)
    db.session.flush()
    record(Event.ADDENDUM_ADDED, actor_id=actor.id, subject=feedback.id, loop=feedback.loop_id)
    return addendum


def assigned(interview: Interview) -> list[Assigned]:
    """The principles of an interview as plain values, in order."""
    return [Assigned(each.principle_id, each.principle.name, each.not_covered_at is not None) for each in interview.principles]


def _sealed_before(interview: Interview, vote: Vote, reasons: Reasons) -> Feedback:
    """What was sealed already, when it says the same; else the second text is handed back."""
    feedback = queries.sealed_of(interview.id)
    if feedback is None:
        raise Missing
    tidied = _tidied(reasons)
    if (feedback.vote, feedback.reason_for, feedback.reason_against) != (vote, tidied.strongest_for, tidied.strongest_against):
        raise Stale(say("This feedback was sealed meanwhile and does not change any more. To correct it, write an addendum."))
    return feedback


def _require_sealable(interview: Interview, body: Body) -> None:
    """Refuse before the interview has begun, and while something is missing."""
    obstacle = obstacle_to_sealing(interview.starts_at, clock.now())
    if obstacle is not None:
        raise Refused(obstacle)
    require_complete(problems(body, assigned(interview), interview.loop.application.opening.rules))


def _tidied(reasons: Reasons) -> Reasons:
    return Reasons(tidy(reasons.strongest_for), tidy(reasons.strongest_against))


def _content(interview: Interview, body: Body, vote: Vote, reasons: Reasons) -> Content:
    """Everything that is sealed, in the order of the plan."""
    ratings, evidence = [], []
    for principle in assigned(interview):
        answer = body.on(principle.id)
        rating = rating_of(principle, answer)
        if rating is not None:
            ratings.append((principle.id, rating, answer.reason))
        evidence += [(principle.id, story) for story in answer.told]
    return Content(interview.loop_id, interview.id, interview.interviewer_id, vote, reasons, body.notes, tuple(ratings), tuple(evidence))


def _seal(interview: Interview, content: Content) -> Feedback:
    """Insert what was written, evidence before the ratings that stand on it."""
    salt = new_salt()
    feedback = Feedback(
        interview_id=interview.id,
        loop_id=interview.loop_id,
        author_id=content.author,
        vote=content.vote,
        reason_for=content.reasons.strongest_for,
        reason_against=content.reasons.strongest_against,
        notes=content.notes,
        submitted_at=clock.now(),
        salt=salt,
        commitment=content.commitment(salt),
    )
    db.session.add(feedback)
    db.session.flush()
    for number, (principle, story) in enumerate(content.evidence):
        db.session.add(Evidence(feedback_id=feedback.id, principle_id=principle, position=number, **story.parts()))
    db.session.flush()
    for number, (principle, rating, reason) in enumerate(content.ratings):
        db.session.add(PrincipleRating(feedback_id=feedback.id, principle_id=principle, position=number, rating=rating, reason=reason))
    db.session.flush()
    return feedback
