"""Reading debriefs: what an act must know, held against others who act; and what a page shows, a fixed number of statements."""

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from hiring.accounts.actor import Actor
from hiring.candidates.models import Application
from hiring.core.errors import Missing
from hiring.core.text import Words
from hiring.db.session import db
from hiring.debriefs import policy
from hiring.debriefs.models import Citation, Debrief, Decision, Dissent, FinalVote, FollowUp, Key, Member, Verdict
from hiring.debriefs.rules import Chair, Found
from hiring.feedback.models import Evidence, Feedback
from hiring.feedback.terms import Vote
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import InterviewStatus
from hiring.openings.models import Opening, Requirement

_ROOM = (
    joinedload(Debrief.loop).joinedload(Loop.application).joinedload(Application.opening).selectinload(Opening.requirements).joinedload(Requirement.principle),
    selectinload(Debrief.members).joinedload(Member.person),
    selectinload(Debrief.verdicts).options(selectinload(Verdict.citations), joinedload(Verdict.principle)),
)


def held(debrief_id: int) -> Debrief:
    """A debrief with its members and verdicts as they stand now, held until this transaction ends: acts come one by one."""
    chosen = select(Debrief).where(Debrief.id == debrief_id).options(*_ROOM).with_for_update(of=Debrief)
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def held_loop(loop_id: int) -> Loop:
    """A loop with its planned interviews and opening, held until this transaction ends."""
    chosen = (
        select(Loop)
        .where(Loop.id == loop_id)
        .options(joinedload(Loop.application).joinedload(Application.opening), selectinload(Loop.interviews).joinedload(Interview.interviewer))
        .with_for_update(of=Loop)
    )
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def room(loop_id: int) -> Debrief | None:
    """The debrief of a loop as its page shows it, or None before it was opened."""
    return db.session.scalar(select(Debrief).where(Debrief.loop_id == loop_id).options(*_ROOM))


def debrief_id_of(loop_id: int) -> int | None:
    """The debrief of a loop, if it was opened."""
    return db.session.scalar(select(Debrief.id).where(Debrief.loop_id == loop_id))


# Second votes: every way to their values asks the policy


def final_votes(debrief_id: int, actor: Actor) -> dict[int, FinalVote]:
    """The second votes that somebody may see, by voter."""
    chosen = select(FinalVote).join(Debrief, Debrief.id == FinalVote.debrief_id).where(FinalVote.debrief_id == debrief_id, policy.seen_final_votes(actor))
    return {cast.person_id: cast for cast in db.session.scalars(chosen)}


def own_final_vote(debrief_id: int, person_id: int) -> FinalVote | None:
    """Somebody's own second vote."""
    return db.session.scalar(select(FinalVote).where(FinalVote.debrief_id == debrief_id, FinalVote.person_id == person_id))


def voters(debrief_id: int) -> frozenset[int]:
    """Who has voted again: a fact; what they voted is not told."""
    return frozenset(db.session.scalars(select(FinalVote.person_id).where(FinalVote.debrief_id == debrief_id)))


def first_vote(loop_id: int, person_id: int) -> Vote | None:
    """Somebody's own first vote."""
    return db.session.scalar(select(Feedback.vote).where(Feedback.loop_id == loop_id, Feedback.author_id == person_id))


# The room as plain values for the rules


def chairs(debrief: Debrief) -> list[Chair]:
    """The members as the rules see them."""
    cast = voters(debrief.id)
    return [
        Chair(member.person_id, member.person.name, member.votes, member.confirmed_at is not None, member.excused_at is not None, member.person_id in cast)
        for member in debrief.members
    ]


def chair_of(debrief: Debrief, person_id: int) -> Chair:
    """One member as the rules see them; whoever is none finds nothing."""
    for chair in chairs(debrief):
        if chair.person == person_id:
            return chair
    raise Missing


def required(debrief: Debrief) -> dict[int, Words]:
    """The principles and competencies that need a verdict, by id, in the order of the opening."""
    return {need.principle_id: need.principle.name for need in debrief.loop.application.opening.requirements}


def finding(verdict: Verdict) -> Found:
    """A verdict as the rules see it."""
    return Found(verdict.value, frozenset(citation.evidence_id for citation in verdict.citations))


def findings(debrief: Debrief) -> dict[int, Found]:
    """Every verdict as the rules see it, by principle."""
    return {verdict.principle_id: finding(verdict) for verdict in debrief.verdicts}


def evidence_ids(loop_id: int) -> frozenset[int]:
    """The evidence that a verdict of this loop may cite."""
    return frozenset(db.session.scalars(select(Evidence.id).join(Feedback, Feedback.id == Evidence.feedback_id).where(Feedback.loop_id == loop_id)))


# What was said and decided


def dissents(debrief_id: int) -> list[Dissent]:
    """Dissents on record, oldest first."""
    return list(db.session.scalars(select(Dissent).where(Dissent.debrief_id == debrief_id).options(joinedload(Dissent.person)).order_by(Dissent.at, Dissent.id)))


def own_dissent(debrief_id: int, person_id: int) -> Dissent | None:
    """Somebody's own dissent."""
    return db.session.scalar(select(Dissent).where(Dissent.debrief_id == debrief_id, Dissent.person_id == person_id))


def keys(debrief_id: int) -> list[Key]:
    """The keys that were turned, with their people."""
    return list(db.session.scalars(select(Key).where(Key.debrief_id == debrief_id).options(joinedload(Key.person)).order_by(Key.kind.desc())))


def decision(loop_id: int) -> Decision | None:
    """The decision of a loop."""
    return db.session.scalar(select(Decision).where(Decision.loop_id == loop_id).options(joinedload(Decision.by)))


def follow_up(loop_id: int) -> FollowUp | None:
    """What follows a no."""
    return db.session.scalar(select(FollowUp).where(FollowUp.loop_id == loop_id))
