"""What a plan lacks (invariant 3), and the proof that it lacks nothing."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hiring.loops.rules.eligibility import lead_seat
from hiring.loops.terms import Gap, Ineligible, KeyKind, Seat
from hiring.openings.terms import ProcessRules


@dataclass(frozen=True)
class Slot:
    """One planned interview as the rules see it; `unfit` are the reasons why its person may not sit there any more, `leaked` the questions that people outside know."""

    interview_id: int
    person_id: int
    seat: Seat = Seat.INTERVIEWER
    principles: tuple[int, ...] = ()
    questions: tuple[int, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    unfit: tuple[Ineligible, ...] = ()
    leaked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Need:
    """A principle or competency that the opening requires."""

    principle_id: int
    customer: bool = False


@dataclass(frozen=True)
class Lack:
    """One gap of a plan: what is missing, where, and how many there are of how many there must be."""

    gap: Gap
    person_id: int | None = None
    principle_id: int | None = None
    have: int = 0
    need: int = 0
    reasons: tuple[Ineligible, ...] = ()

    @property
    def about(self) -> tuple[Gap, int | None, int | None]:
        """What makes it the same gap in another state of the plan."""
        return self.gap, self.person_id, self.principle_id

    @property
    def distance(self) -> int:
        """How far the plan is from closing it."""
        return abs(self.need - self.have)


def needed(need: Need, rules: ProcessRules) -> int:
    """By how many interviewers a principle must be covered."""
    return rules.customer_coverage if need.customer else rules.coverage


def covered(principle_id: int, plan: Sequence[Slot]) -> int:
    """By how many interviewers a principle is covered."""
    return len({slot.person_id for slot in plan if principle_id in slot.principles})


def gaps(plan: Sequence[Slot], rules: ProcessRules, requirements: Sequence[Need], handed_on: Collection[KeyKind] = ()) -> list[Lack]:
    """Everything that a plan lacks, in the order in which one mends it; empty is the proof.

    Where only feedback is sealed, a plan is not proved: it needs an interview, times, and people who may sit there.
    A key that was handed on to a successor needs no seat in the plan any more (invariant 8).
    """
    if not rules.planned:
        return [*_nobody(plan), *_times(plan), *_unfit(plan), *_leaked(plan)]
    panel = [*_seats(plan, rules, handed_on), *_size(plan, rules), *_coverage(plan, rules, requirements), *_heads(plan, rules, requirements)]
    return [*panel, *_times(plan), *_unfit(plan), *_leaked(plan)]


def opened(before: Sequence[Lack], after: Sequence[Lack]) -> list[Lack]:
    """The gaps that a change tears open or widens."""
    known = {lack.about: lack.distance for lack in before}
    return [lack for lack in after if lack.about not in known or lack.distance > known[lack.about]]


def _nobody(plan: Sequence[Slot]) -> Iterator[Lack]:
    if not plan:
        yield Lack(Gap.PANEL_SMALL, have=0, need=1)


def _seats(plan: Sequence[Slot], rules: ProcessRules, handed_on: Collection[KeyKind]) -> Iterator[Lack]:
    """Exactly one who holds the bar, and the hiring manager; where a successor holds the key, at most one."""
    seats = [slot.seat for slot in plan]
    lead = lead_seat(rules)
    keys = (
        (KeyKind.BAR, lead, Gap.NO_BAR_RAISER if lead is Seat.BAR_RAISER else Gap.NO_LEAD),
        (KeyKind.MANAGER, Seat.HIRING_MANAGER, Gap.NO_MANAGER),
    )
    for key, seat, gap in keys:
        have = sum(each is seat for each in seats)
        if seat is not None and have != 1 and (have or key not in handed_on):
            yield Lack(gap, have=have, need=1)


def _size(plan: Sequence[Slot], rules: ProcessRules) -> Iterator[Lack]:
    if len(plan) < rules.panel_least:
        yield Lack(Gap.PANEL_SMALL, have=len(plan), need=rules.panel_least)
    if len(plan) > rules.panel_most:
        yield Lack(Gap.PANEL_LARGE, have=len(plan), need=rules.panel_most)


def _coverage(plan: Sequence[Slot], rules: ProcessRules, requirements: Sequence[Need]) -> Iterator[Lack]:
    for need in requirements:
        have = covered(need.principle_id, plan)
        if have < needed(need, rules):
            yield Lack(Gap.UNCOVERED, principle_id=need.principle_id, have=have, need=needed(need, rules))


def _heads(plan: Sequence[Slot], rules: ProcessRules, requirements: Sequence[Need]) -> Iterator[Lack]:
    """So many principles a head as one can ask about, and only those that the opening requires."""
    required = {need.principle_id for need in requirements}
    for slot in plan:
        count = len(slot.principles)
        if count < rules.principles_least:
            yield Lack(Gap.TOO_FEW, person_id=slot.person_id, have=count, need=rules.principles_least)
        if count > rules.principles_most:
            yield Lack(Gap.TOO_MANY, person_id=slot.person_id, have=count, need=rules.principles_most)
        for principle_id in slot.principles:
            if principle_id not in required:
                yield Lack(Gap.NOT_REQUIRED, person_id=slot.person_id, principle_id=principle_id)


def _times(plan: Sequence[Slot]) -> Iterator[Lack]:
    """Every interview has its hour, and the candidate sits in one at a time."""
    busy_until: datetime | None = None
    for slot in sorted(plan, key=lambda slot: (slot.starts_at is None, slot.starts_at, slot.interview_id)):
        if slot.starts_at is None or slot.ends_at is None:
            yield Lack(Gap.NO_TIME, person_id=slot.person_id)
            continue
        if busy_until is not None and slot.starts_at < busy_until:
            yield Lack(Gap.OVERLAP, person_id=slot.person_id)
        busy_until = max(busy_until or slot.ends_at, slot.ends_at)


def _unfit(plan: Sequence[Slot]) -> Iterator[Lack]:
    for slot in plan:
        if slot.unfit:
            yield Lack(Gap.NOT_ELIGIBLE, person_id=slot.person_id, reasons=slot.unfit)


def _leaked(plan: Sequence[Slot]) -> Iterator[Lack]:
    for slot in plan:
        if slot.leaked:
            yield Lack(Gap.LEAKED, person_id=slot.person_id, have=len(slot.leaked))


def proof(plan: Sequence[Slot], rules: ProcessRules, requirements: Sequence[Need], handed_on: Collection[KeyKind] = ()) -> dict[str, Any]:
    """The plan, the rules it was held against and what came of it, as plain values to keep."""
    return {
        "rules": rules.stored(),
        "requirements": [
            {"principle": need.principle_id, "customer": need.customer, "needed": needed(need, rules), "covered": covered(need.principle_id, plan)} for need in requirements
        ],
        "interviews": [_kept(slot) for slot in sorted(plan, key=lambda slot: slot.interview_id)],
        "gaps": [{"gap": lack.gap.value, "person": lack.person_id, "principle": lack.principle_id} for lack in gaps(plan, rules, requirements, handed_on)],
    }


def _kept(slot: Slot) -> dict[str, Any]:
    moments = {name: moment.isoformat() if moment else None for name, moment in (("starts_at", slot.starts_at), ("ends_at", slot.ends_at))}
    return {"interview": slot.interview_id, "person": slot.person_id, "seat": slot.seat.value, "principles": list(slot.principles), "questions": list(slot.questions), **moments}


def digest(kept: dict[str, Any]) -> str:
    """The fingerprint of a proof: SHA-256 over its one canonical spelling."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
