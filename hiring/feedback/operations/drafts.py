"""Keeping what an interviewer writes, with every key; a trace of it reaches nobody else, the audit log neither."""

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.core import clock
from hiring.core.errors import Missing, Refused, Stale
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db, hold_rows
from hiring.feedback import queries
from hiring.feedback.body import Body, parse
from hiring.feedback.models import Draft
from hiring.feedback.rules import obstacle_to_writing, require_fits
from hiring.loops.models import Interview, Loop


def save_draft(interview: Interview, body: Body, actor: Actor, version: int) -> Draft:
    """Keep a draft; `version` is the one it was written from, 0 for the first."""
    held = hold(interview, actor)
    require_writable(held)
    require_fits(body)
    draft = queries.draft_of(actor, held.id)
    require_version(version, draft.version if draft else 0)
    return _written(draft, held, body, actor)


def _written(draft: Draft | None, interview: Interview, body: Body, actor: Actor) -> Draft:
    """The draft with its new text; answers on principles that were reassigned meanwhile stay."""
    before = parse(draft.body).answers if draft else {}
    known = {each.principle_id for each in interview.principles} | set(before)
    stored = body.within(known).stored()
    if draft is None:
        draft = Draft(interview_id=interview.id, author_id=actor.id, body=stored, saved_at=clock.now())
        db.session.add(draft)
    elif draft.body != stored:
        draft.body = stored
        draft.saved_at = clock.now()
    db.session.flush()
    return draft


def hold(interview: Interview, actor: Actor) -> Interview:
    """The interview of this actor, read anew and held until the transaction ends: saving, sealing and the loop's end take turns."""
    if interview.interviewer_id != actor.id:
        raise Missing
    loop, own = select(Loop.id).where(Loop.id == interview.loop_id), select(Interview.id).where(Interview.id == interview.id)
    hold_rows(db.session(), loop.with_for_update(read=True), own.with_for_update())
    return queries.interview_of(actor, interview.id)


def require_writable(interview: Interview) -> None:
    """Refuse to write for an interview that is over, out of the plan, or sealed."""
    if interview.submitted_at is not None:
        raise Stale(say("This feedback was sealed meanwhile and does not change any more. To correct it, write an addendum."))
    obstacle = obstacle_to_writing(interview.status, interview.loop.status)
    if obstacle is not None:
        raise Refused(obstacle)
