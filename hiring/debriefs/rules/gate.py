"""The gate (invariant 8): when a debrief opens, and who may be missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hiring.candidates.terms import ENDED, Stage
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.debriefs.rules.decisions import Keys
from hiring.loops.terms import Gap, Ineligible, LoopStatus
from hiring.openings.terms import ProcessRules

STANDING_GAPS = frozenset({Gap.UNCOVERED, Gap.PANEL_SMALL})
"""What an interview that was not held leaves behind; a missing key holder is asked for by the keys themselves."""


@dataclass(frozen=True)
class Place:
    """One planned interview, as the gate sees it."""

    person: int
    name: str
    submitted: bool
    excused: bool = False

    @property
    def open(self) -> bool:
        """Whether the debrief still waits for this feedback."""
        return not self.submitted and not self.excused


def require_gate(places: Sequence[Place], keys: Keys, gaps: Collection[Gap] = ()) -> None:
    """Open only when all feedback is in, both keys have a holder and the plan that was held is whole."""
    require_all_in(places)
    if any(place.excused and keys.held_by(place.person) for place in places):
        raise Refused(say("Neither the Bar Raiser nor the hiring manager can be missing. Name a successor by an amendment of the plan."))
    if keys.manager is None or keys.bar is None or keys.manager == keys.bar:
        raise Refused(say("A debrief needs two people for its two keys: hiring manager and Bar Raiser. Name the missing one by an amendment of the plan."))
    if STANDING_GAPS.intersection(gaps):
        raise Refused(say("An interview was not held and the plan has a gap. Close it by an amendment first, then open the debrief."))


def require_excusable(place: Place, keys: Keys) -> None:
    """An absentee may be excused; whoever holds a key may not."""
    if keys.held_by(place.person):
        raise Refused(say("%(name)s holds a key of this debrief and cannot be excused. Name a successor by an amendment of the plan.", name=place.name))
    if place.submitted:
        raise Refused(say("%(name)s has submitted feedback and takes part. There is nobody to excuse.", name=place.name))


def require_all_in(places: Sequence[Place]) -> None:
    """All planned feedback is in, or its author excused."""
    if not places:
        raise Refused(say("There is no interview to talk about. Plan the loop first."))
    if waiting := [place.name for place in places if place.open]:
        raise Refused(say("This waits until all feedback is in. Still missing: %(names)s. Wait for it, or have the absent excused with a reason.", names=waiting))


def require_bar(problems: Sequence[Ineligible]) -> None:
    """Whoever holds the bar is still independent and certified when the debrief opens (invariant 1)."""
    if problems:
        raise Refused(say("The Bar Raiser is independent and certified when a debrief opens, and is not any more: %(why)s. Name a successor by an amendment.", why=list(problems)))


def require_before_debrief(status: LoopStatus) -> None:
    """Refuse what belongs between the release of a plan and its debrief."""
    if status is LoopStatus.PLANNING:
        raise Refused(say("The plan of this loop is not released yet. Release it, hold the interviews, then come back."))
    if status is not LoopStatus.RELEASED:
        raise Refused(say("It is too late for this: the loop is at “%(status)s”. Look at the page again.", status=status))


def require_going_on(stage: Stage) -> None:
    """Refuse a debrief or decision on an application that has ended."""
    if stage in ENDED:
        raise Refused(say("This application has ended: %(stage)s. Reopen it first, then go on.", stage=stage))


def require_debriefed(rules: ProcessRules) -> None:
    """Refuse a debrief where the process has none."""
    if not rules.debriefed:
        raise Refused(say("This opening seals feedback and has no debrief. The hiring manager decides with a reason once all feedback is in."))


def require_alone(rules: ProcessRules) -> None:
    """Refuse a decision by one person where two keys are needed."""
    if rules.debriefed:
        raise Refused(say("This opening decides in a debrief, with two keys. Open the debrief once all feedback is in."))
