"""What a loop's page says about its feedback: one's own, whether the rest is open, and whether the seal was broken."""

from collections.abc import Sequence
from dataclasses import dataclass

from hiring.accounts.actor import Actor
from hiring.core.text import Sentence, say
from hiring.feedback import policy, queries
from hiring.feedback.models import GlassBreak
from hiring.feedback.policy import Standing
from hiring.loops.models import Interview, Loop
from hiring.loops.presenters.sections import Section, section
from hiring.loops.terms import InterviewStatus, LoopStatus


@dataclass(frozen=True)
class OfLoop:
    """The section of one reader."""

    loop_id: int
    own: Interview | None
    readable: bool
    sentence: Sentence | None
    breaks: Sequence[GlassBreak]
    may_break: bool

    @property
    def says_something(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.own or self.readable or self.sentence or self.breaks or self.may_break)


@section
def feedback_of_loop(actor: Actor, loop: Loop) -> Section | None:
    """The section, once the plan is released and where there is something to say to this reader."""
    if loop.status is LoopStatus.PLANNING:
        return None
    standing = queries.standing(actor, loop.id)
    own = next((each for each in loop.interviews if each.interviewer_id == actor.id and each.status is InterviewStatus.PLANNED), None)
    readable = policy.may_read_loop(standing)
    administers = policy.may_break_glass(actor, standing)
    found = OfLoop(
        loop_id=loop.id,
        own=own,
        readable=readable,
        sentence=None if readable else _why_not(standing, loop.status, own),
        breaks=queries.glass_breaks(loop.id) if standing.seated or administers else [],
        may_break=administers and not readable,
    )
    return Section("feedback/_of_loop.html", dict(vars(found))) if found.says_something else None


def _why_not(standing: Standing, status: LoopStatus, own: Interview | None) -> Sentence | None:
    """Why this reader sees no feedback, said before they look for it."""
    if status is LoopStatus.CANCELLED:
        return None
    if own is not None and own.submitted_at is None:
        return say("You read your colleagues’ feedback as soon as you have submitted your own.")
    if standing.pending:
        return say("You still owe feedback on this candidate in another loop. Submit it first; then this opens.")
    if standing.overseer:
        return say("Feedback is sealed until the debrief. Who has submitted stands below.")
    return None
