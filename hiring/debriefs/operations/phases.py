"""Reading, voting again and going on: each phase begins when the one before is complete (invariant 9)."""

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, FinalVote, Member
from hiring.debriefs.operations.seats import seat_of
from hiring.debriefs.queries import rooms, votes
from hiring.debriefs.rules import phases as rules
from hiring.debriefs.rules.decisions import require_reason
from hiring.debriefs.rules.findings import require_all_verdicts
from hiring.debriefs.rules.phases import Chair
from hiring.debriefs.terms import Phase
from hiring.feedback import queries as feedback
from hiring.feedback.policy import may_read_loop
from hiring.feedback.terms import Vote


def confirm_reading(debrief: Debrief, actor: Actor) -> None:
    """A member says that they have read all feedback; saying it twice is saying it once."""
    debrief = rooms.held(debrief.id)
    member = _own_seat(debrief, actor)
    if member.confirmed_at is not None:
        return
    rules.require_phase(debrief.phase, *((Phase.READING,) if member.votes else rules.ORDER[:-1]))
    member.confirmed_at = now()
    record(Event.READING_CONFIRMED, actor_id=actor.id, subject=debrief.id)
    db.session.flush()


def _own_seat(debrief: Debrief, actor: Actor) -> Member:
    """The actor's seat, for whoever is of the room and may read."""
    policy.require_present(debrief, actor)
    if not may_read_loop(feedback.standing(actor, debrief.loop_id)):
        raise Missing
    return seat_of(debrief, actor.id)


def begin_voting(debrief: Debrief, actor: Actor) -> None:
    """The lead goes on to the second vote once everybody has read."""
    debrief = rooms.held(debrief.id)
    if _goes_on(debrief, Phase.VOTING, actor):
        rules.require_all_read(rooms.chairs(debrief))
        _begin(debrief, Phase.VOTING, actor)


def cast_vote(debrief: Debrief, vote: Vote, reason: str, actor: Actor) -> FinalVote:
    """A member votes again, unseen; the vote never changes, and the same vote sent twice is one."""
    debrief = rooms.held(debrief.id)
    standing = votes.own_final_vote(debrief.id, actor.id)
    if standing is not None:
        rules.require_same_vote(standing.vote, vote)
        return standing
    rules.require_phase(debrief.phase, Phase.VOTING)
    rules.require_voter(_chair(debrief, actor.id))
    rules.require_vote_reason(votes.first_vote(debrief.loop_id, actor.id), vote, reason)
    cast = FinalVote(debrief_id=debrief.id, person_id=actor.id, vote=vote, reason=reason, at=now())
    db.session.add(cast)
    db.session.flush()
    next(member for member in debrief.members if member.person_id == actor.id).voted_at = cast.at
    record(Event.FINAL_VOTE_CAST, actor_id=actor.id, subject=debrief.id)
    db.session.flush()
    return cast


def excuse_voter(debrief: Debrief, person_id: int, reason: str, actor: Actor) -> None:
    """The lead excuses a member who cannot read or vote, with a reason; the first vote stays."""
    debrief = rooms.held(debrief.id)
    policy.require_lead(debrief.loop, debrief.loop.application.opening, actor)
    chair = _chair(debrief, person_id)
    if chair.excused:
        return
    rules.require_phase(debrief.phase, Phase.READING, Phase.VOTING)
    rules.require_absent(chair, policy.keys_of(debrief.loop))
    require_reason(reason)
    member = next(member for member in debrief.members if member.person_id == person_id)
    member.excused_at, member.excused_reason = now(), reason
    record(Event.VOTER_EXCUSED, actor_id=actor.id, subject=debrief.id, person=person_id)
    db.session.flush()


def begin_discussion(debrief: Debrief, actor: Actor) -> None:
    """The lead reveals the votes once all are cast or excused."""
    debrief = rooms.held(debrief.id)
    if _goes_on(debrief, Phase.DISCUSSION, actor):
        rules.require_all_voted(rooms.chairs(debrief))
        debrief.revealed_at = now()
        _begin(debrief, Phase.DISCUSSION, actor)


def begin_decision(debrief: Debrief, actor: Actor) -> None:
    """The lead goes on to the two keys once every required principle has its verdict (invariant 11)."""
    debrief = rooms.held(debrief.id)
    if _goes_on(debrief, Phase.DECISION, actor):
        require_all_verdicts(rooms.required(debrief), rooms.findings(debrief), rooms.evidence_ids(debrief.loop_id))
        _begin(debrief, Phase.DECISION, actor)


def _goes_on(debrief: Debrief, wanted: Phase, actor: Actor) -> bool:
    """Whether the step is still to be taken; taken already by a double click, it is one step."""
    policy.require_lead(debrief.loop, debrief.loop.application.opening, actor)
    if debrief.phase is wanted:
        return False
    rules.require_step(debrief.phase, wanted)
    return True


def _begin(debrief: Debrief, phase: Phase, actor: Actor) -> None:
    """Enter a phase."""
    debrief.phase, debrief.phase_since = phase, now()
    record(Event.PHASE_BEGUN, actor_id=actor.id, subject=debrief.id, phase=str(phase))
    db.session.flush()


def _chair(debrief: Debrief, person_id: int) -> Chair:
    """The chair of a person; whoever has none finds no room here."""
    chair = rooms.chair_of(debrief, person_id)
    if chair is None:
        raise Missing
    return chair
