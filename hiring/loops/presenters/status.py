"""The status of loops: facts of the plan, never anything about what somebody wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hiring.accounts.actor import Actor
from hiring.candidates.policy import Sight
from hiring.candidates.terms import Stage
from hiring.core.clock import now
from hiring.loops import policy, queries
from hiring.loops.models import Amendment, Interview, Loop
from hiring.loops.presenters.gaps import gap_sentences
from hiring.loops.presenters.plan import history
from hiring.loops.presenters.probing import Missed, missed_in
from hiring.loops.presenters.sections import Section, sections_of
from hiring.loops.queries import Plan, Progress
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import InterviewStatus, LoopStatus, NotHeldReason
from hiring.openings.terms import ProcessRules
from hiring.web.paging import Page, cut

_TONES = {LoopStatus.PLANNING: "warn", LoopStatus.RELEASED: "accent", LoopStatus.DEBRIEF: "accent", LoopStatus.DECIDED: "ok", LoopStatus.CANCELLED: ""}


@dataclass(frozen=True)
class LoopLine:
    """A loop in the list: how far it is, and how many owe feedback past its hour."""

    loop: Loop
    progress: Progress
    late: int
    tone: str


@dataclass(frozen=True)
class Step:
    """An interview on the status page: its hour, and what is due from its interviewer."""

    interview: Interview
    state: str
    tone: str
    due_at: datetime | None


@dataclass(frozen=True)
class StatusPage:
    """What the page of one loop says."""

    loop: Loop
    plan: Plan
    tone: str
    steps: tuple[Step, ...]
    gaps: tuple[object, ...]
    sections: tuple[Section, ...]
    plans: bool
    reads: bool
    reads_reasons: bool
    missed: tuple[Missed, ...]
    shadows: tuple[Shadow, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the application ended while the loop goes on."""
        return self.loop.status in (LoopStatus.PLANNING, LoopStatus.RELEASED) and self.loop.application.stage in (Stage.REJECTED, Stage.WITHDRAWN)

    @property
    def amendments(self) -> list[tuple[Amendment, NotHeldReason | None]]:
        """How the plan came to be what it is, newest first."""
        return history(self.loop)

    @property
    def submitted(self) -> int:
        """How many have submitted."""
        return sum(step.state == "submitted" for step in self.steps)


def due_at(interview: Interview, rules: ProcessRules) -> datetime | None:
    """When the feedback of an interview is due: a clock that flags and never blocks."""
    return interview.ends_at + timedelta(hours=rules.feedback_hours) if interview.ends_at else None


def loop_lines(loops: Sequence[Loop], size: int) -> Page[LoopLine]:
    """A page of the list, with two statements whatever its length."""
    ids = [loop.id for loop in loops]
    progress, owed = queries.progress_of(ids), queries.owed(ids)
    lines = [LoopLine(loop, progress.get(loop.id, Progress()), _late(loop, owed), _TONES[loop.status]) for loop in loops]
    return cut(lines, size, lambda line: line.loop.id)


def _late(loop: Loop, owed: Sequence[tuple[int, datetime]]) -> int:
    limit = timedelta(hours=loop.application.opening.rules.feedback_hours)
    return sum(loop_id == loop.id and ended_at + limit < now() for loop_id, ended_at in owed)


def status_page(actor: Actor, plan: Plan, sight: Sight) -> StatusPage:
    """The page of a loop for whom it exists."""
    loop, reads = plan.loop, policy.reads_plan(sight)
    return StatusPage(
        loop=loop,
        plan=plan,
        tone=_TONES[loop.status],
        steps=tuple(_step(interview, plan.rules, loop.status) for interview in _shown(loop)),
        gaps=tuple(gap_sentences(plan)) if reads and loop.status in (LoopStatus.PLANNING, LoopStatus.RELEASED) else (),
        sections=tuple(sections_of(actor, loop)),
        plans=policy.plans(sight),
        reads=reads,
        reads_reasons=sight.reads,
        shadows=tuple(queries.shadows_of(loop.id)) if reads else (),
        missed=missed_in(plan) if loop.status is LoopStatus.RELEASED and policy.asks_for_probes(sight, leads=loop.bar_key_id == actor.id) else (),
    )


def _shown(loop: Loop) -> list[Interview]:
    """The plan, and what was not held, by time."""
    kept = [interview for interview in loop.interviews if interview.status is not InterviewStatus.CANCELLED]
    return sorted(kept, key=lambda interview: (interview.starts_at is None, interview.starts_at, interview.id))


def _step(interview: Interview, rules: ProcessRules, status: LoopStatus) -> Step:
    """Where an interview stands; `state` names the words of the page."""
    due = due_at(interview, rules)
    ended = interview.ends_at is not None and interview.ends_at <= now()
    states = (
        (interview.status is InterviewStatus.NOT_HELD, "not_held", ""),
        (interview.submitted_at is not None, "submitted", "ok"),
        (interview.excused_at is not None, "excused", ""),
        (interview.starts_at is None, "untimed", "warn"),
        (status is LoopStatus.PLANNING, "planned", ""),
        (ended and due is not None and due < now(), "late", "bad"),
        (ended, "due", "warn"),
        (interview.starts_at is not None and interview.starts_at <= now(), "running", "accent"),
        (True, "ahead", ""),
    )
    state, tone = next((name, tone) for holds, name, tone in states if holds)
    return Step(interview, state, tone, due)
