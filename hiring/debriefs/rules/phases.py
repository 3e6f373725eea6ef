"""The order (invariant 9): reading, vote, discussion, decision; what each phase waits for."""

from collections.abc import Iterable
from dataclasses import dataclass

from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.debriefs.rules.decisions import Keys
from hiring.debriefs.terms import Phase
from hiring.feedback.terms import Vote

ORDER = (Phase.READING, Phase.VOTING, Phase.DISCUSSION, Phase.DECISION, Phase.CLOSED)
REVEALED = frozenset({Phase.DISCUSSION, Phase.DECISION, Phase.CLOSED})
"""Phases in which everybody of the room sees the second votes of the others."""


@dataclass(frozen=True)
class Chair:
    """One member of the room: what they have done, never what they think."""

    person: int
    name: str
    votes: bool = True
    confirmed: bool = False
    excused: bool = False
    voted: bool = False

    @property
    def still_reads(self) -> bool:
        """Whether the room waits for this member's confirmation."""
        return not self.confirmed and not self.excused

    @property
    def still_votes(self) -> bool:
        """Whether the room waits for this member's second vote."""
        return self.votes and not self.voted and not self.excused


def require_step(current: Phase, wanted: Phase) -> None:
    """One phase forward: nothing is skipped, nothing is gone back to."""
    if ORDER.index(wanted) != ORDER.index(current) + 1:
        raise Refused(say("A debrief goes reading, vote, discussion, decision: no skipping, no going back. It is in the phase “%(phase)s”. Look at the page again.", phase=current))


def require_phase(current: Phase, *wanted: Phase) -> None:
    """Refuse an act that belongs to another phase."""
    if current not in wanted:
        raise Refused(say("This belongs to the phase “%(wanted)s”, and the debrief is in “%(phase)s”. Look at the page again.", wanted=wanted[0], phase=current))


def require_all_read(chairs: Iterable[Chair]) -> None:
    """Voting begins when every member has confirmed reading or is excused."""
    if waiting := [chair.name for chair in chairs if chair.still_reads]:
        raise Refused(say("Everybody reads before anybody votes. Still reading: %(names)s. Wait for them, or excuse the absent with a reason.", names=waiting))


def require_read(chair: Chair | None) -> None:
    """Whoever turns a key has read what it decides on."""
    if chair is None or not chair.confirmed:
        raise Refused(say("Please confirm first that you have read all feedback."))


def require_voter(chair: Chair) -> None:
    """A second vote belongs to a member who gave feedback, has read, and is not excused."""
    if not chair.votes:
        raise Refused(say("A second vote follows a first one. You gave no feedback in this loop, so you have no vote; your key is yours."))
    if chair.excused:
        raise Refused(say("You were excused from the second vote. Your first vote stands and everybody sees it."))
    require_read(chair)


def require_vote_reason(first: Vote | None, final: Vote, reason: str) -> None:
    """Changing one's mind is welcome and says why."""
    if first is not None and first != final and not reason.strip():
        raise Refused(say("You changed your vote, which is what reading is for. Say in a sentence what changed your mind."), "reason")


def require_all_voted(chairs: Iterable[Chair]) -> None:
    """Votes are revealed when all are cast or the missing ones are excused."""
    if waiting := [chair.name for chair in chairs if chair.still_votes]:
        raise Refused(say("Votes stay hidden until all are cast. Still missing: %(names)s. Wait for them, or excuse the absent with a reason.", names=waiting))


def require_absent(chair: Chair, keys: Keys) -> None:
    """A member may be excused from reading and voting, but not a key holder and not after the vote."""
    if keys.held_by(chair.person):
        raise Refused(say("%(name)s holds a key of this debrief and cannot be excused. Name a successor by an amendment of the plan.", name=chair.name))
    if chair.voted:
        raise Refused(say("%(name)s has voted already. There is nobody to excuse.", name=chair.name))


def require_same_vote(standing: Vote, again: Vote) -> None:
    """The same vote sent twice is one vote; another one comes too late."""
    if standing is not again:
        raise Refused(say("You have voted already: %(vote)s. A second vote never changes; say in the discussion what you think now.", vote=standing))
