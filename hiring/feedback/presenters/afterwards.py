"""What happens after a feedback is sealed: facts of the plan, never what somebody wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hiring.core.clock import now, working_day_after
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import LoopStatus


@dataclass(frozen=True)
class Afterwards:
    """Who is still to hand in, whether colleagues are open to read, and until when the debrief is or was expected."""

    missing: list[str]
    opened: bool
    debriefed: bool
    debrief_by: datetime | None
    late: bool


def afterwards(loop: Loop, panel: Sequence[Interview], *, opened: bool) -> Afterwards | None:
    """What is ahead of somebody who has handed in; nothing once the debrief has begun or the loop is given up."""
    if loop.status is not LoopStatus.RELEASED:
        return None
    ends = [each.ends_at for each in panel if each.ends_at is not None]
    debriefed = loop.application.opening.rules.debriefed
    missing = [each.interviewer.name for each in panel if each.submitted_at is None and each.excused_at is None]
    expected = working_day_after(max(ends), loop.zone) if ends and debriefed else None
    return Afterwards(missing, opened, debriefed, expected, late=expected is not None and expected < now())
