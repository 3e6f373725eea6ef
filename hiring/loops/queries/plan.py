"""A loop with what its rules make of it: who sits where, what is covered, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from hiring.accounts.queries import PersonFacts, person_facts, reporting_lines
from hiring.db.session import db
from hiring.loops.models import Conflict, Interview, Loop, LoopReader
from hiring.loops.queries.loops import whole_loop
from hiring.loops.rules.coverage import Lack, Need, Slot, gaps
from hiring.loops.rules.eligibility import Ground, seat_ineligible
from hiring.loops.shadow_models import Shadow
from hiring.loops.terms import LEADS, InterviewStatus, KeyKind
from hiring.openings.rules import HiringSide
from hiring.openings.terms import ProcessRules


@dataclass(frozen=True)
class Plan:
    """A loop loaded whole, the ground its people stand on, and the gaps of its plan."""

    loop: Loop
    ground: Ground
    people: dict[int, PersonFacts]
    needs: tuple[Need, ...]
    slots: tuple[Slot, ...]
    gaps: tuple[Lack, ...]

    @property
    def rules(self) -> ProcessRules:
        """The process rules of the opening."""
        return self.ground.rules

    def without(self, person_id: int) -> "Plan":
        """The same plan with the seat of a person free, to ask who else may take it."""
        return replace(self, ground=replace(self.ground, seated=self.ground.seated - {person_id}))

    @property
    def handed_on(self) -> frozenset[KeyKind]:
        """The keys that successors hold."""
        return _handed_on(self.loop)

    @property
    def planned(self) -> list[Interview]:
        """The interviews that the plan consists of, by time."""
        return planned(self.loop)

    @property
    def missed(self) -> dict[int, Interview]:
        """The principles that were marked as not covered, with the first interview that says so."""
        said = [(assignment.principle_id, interview) for interview in self.planned for assignment in interview.principles if assignment.not_covered_at is not None]
        return dict(reversed(said))


def plan_of(loop_id: int) -> Plan:
    """The plan of a loop as it stands now, in a fixed number of statements."""
    return plan_from(whole_loop(loop_id))


def plan_from(loop: Loop) -> Plan:
    """The plan of a loop that was loaded whole."""
    ground = ground_of(loop)
    people = person_facts([interview.interviewer_id for interview in planned(loop)])
    needs = tuple(Need(requirement.principle_id, requirement.principle.customer) for requirement in loop.application.opening.requirements)
    slots = tuple(slot_of(interview, people, ground) for interview in planned(loop))
    return Plan(loop, ground, people, needs, slots, tuple(gaps(slots, ground.rules, needs, _handed_on(loop))))


def _handed_on(loop: Loop) -> frozenset[KeyKind]:
    return handed_on(loop.bar_key_id, loop.manager_key_id, loop.application.opening.hiring_manager_id, loop.interviews)


def handed_on(bar_key_id: int | None, manager_key_id: int | None, manager_id: int, interviews: Iterable[Any]) -> frozenset[KeyKind]:
    """The keys of a released loop whose holder never sat in the seat of that key: successors hold them (invariant 8)."""
    leads = {interview.interviewer_id for interview in interviews if interview.seat in LEADS}
    bar = bar_key_id is not None and bar_key_id not in leads
    manager = manager_key_id is not None and manager_key_id != manager_id
    return frozenset(kind for kind, successor in ((KeyKind.BAR, bar), (KeyKind.MANAGER, manager)) if successor)


def planned(loop: Loop) -> list[Interview]:
    """The interviews of a loop that are in its plan, by time; those without one come last."""
    kept = [interview for interview in loop.interviews if interview.status is InterviewStatus.PLANNED]
    return sorted(kept, key=lambda interview: (interview.starts_at is None, interview.starts_at, interview.id))


def ground_of(loop: Loop) -> Ground:
    """What the rules of eligibility must know of a loop that was loaded whole."""
    opening = loop.application.opening
    side = HiringSide(opening.level, opening.hiring_manager_id, opening.recruiter_id, frozenset(member.person_id for member in opening.team))
    return Ground(
        side=side,
        rules=opening.rules,
        managers=reporting_lines(),
        future_reports=frozenset(report.person_id for report in opening.future_reports),
        candidate_person_id=loop.application.candidate.person_id,
        conflicted=frozenset(db.session.scalars(select(Conflict.person_id).where(Conflict.loop_id == loop.id))),
        readers=frozenset(db.session.scalars(select(LoopReader.person_id).where(LoopReader.loop_id == loop.id))),
        seated=frozenset(interview.interviewer_id for interview in planned(loop)),
        shadows=frozenset(db.session.scalars(select(Shadow.trainee_id).where(Shadow.loop_id == loop.id, Shadow.withdrawn_at.is_(None)))),
        confidential=opening.confidential,
        absent=frozenset(interview.interviewer_id for interview in planned(loop) if interview.excused_at is not None),
    )


def slot_of(interview: Interview, people: dict[int, PersonFacts], ground: Ground) -> Slot:
    """A planned interview as the rules see it; who has submitted or was excused is not asked again."""
    settled = interview.submitted_at is not None or interview.excused_at is not None
    here = replace(ground, seated=ground.seated - {interview.interviewer_id})
    unfit = () if settled else tuple(seat_ineligible(interview.seat, people[interview.interviewer_id], here))
    return Slot(
        interview_id=interview.id,
        person_id=interview.interviewer_id,
        seat=interview.seat,
        principles=tuple(assignment.principle_id for assignment in interview.principles),
        questions=tuple(asked.question_id for asked in interview.questions),
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        unfit=unfit,
        leaked=() if settled else tuple(asked.question_id for asked in interview.questions if asked.question.leaked_at is not None),
    )
