"""Whom one may choose for a seat, how busy they are, and when they are taken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from hiring.accounts.actor import Actor
from hiring.accounts.queries import PersonFacts, person_facts
from hiring.candidates.models import Application
from hiring.core.clock import now, zone_of
from hiring.db.session import db
from hiring.loops import policy
from hiring.loops.models import Interview, Loop
from hiring.loops.queries.plan import Plan
from hiring.loops.rules.eligibility import seat_ineligible, seats_of, successor_ineligible
from hiring.loops.terms import Ineligible, InterviewStatus, KeyKind, Seat
from hiring.openings.models import Opening


@dataclass(frozen=True)
class Choice:
    """Somebody who may be chosen, or the reasons why not."""

    person: PersonFacts
    reasons: tuple[Ineligible, ...] = ()

    @property
    def eligible(self) -> bool:
        """Whether nothing stands against them."""
        return not self.reasons


def everybody() -> dict[int, PersonFacts]:
    """All active people; one statement."""
    return {person_id: person for person_id, person in person_facts().items() if person.active}


def choices(plan: Plan, seat: Seat, people: dict[int, PersonFacts]) -> list[Choice]:
    """Everybody for a seat of this plan: those who may sit there first, each of the others with their reasons."""
    made = [Choice(person, tuple(seat_ineligible(seat, person, plan.ground))) for person in people.values()]
    return sorted(made, key=lambda choice: not choice.eligible)


def choices_by_seat(plan: Plan, people: dict[int, PersonFacts]) -> dict[Seat, list[Choice]]:
    """The same for every seat that the plan has."""
    return {seat: choices(plan, seat, people) for seat in seats_of(plan.rules)}


def successors(plan: Plan, kind: KeyKind, people: dict[int, PersonFacts]) -> list[Choice]:
    """Everybody as a successor for a key, eligible people first; its holder is not their own successor."""
    holder, other = (plan.loop.bar_key_id, plan.loop.manager_key_id) if kind is KeyKind.BAR else (plan.loop.manager_key_id, plan.loop.bar_key_id)
    made = [Choice(person, tuple(successor_ineligible(kind, person, plan.ground, other))) for person in people.values() if person.id != holder]
    return sorted(made, key=lambda choice: not choice.eligible)


def week_of(plan: Plan) -> tuple[datetime, datetime]:
    """Monday to Monday of the week in which the plan begins (this week where it has no time yet), in the loop's zone."""
    first = min((slot.starts_at for slot in plan.slots if slot.starts_at), default=now()).astimezone(zone_of(plan.loop.zone))
    monday = (first - timedelta(days=first.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return monday, monday + timedelta(days=7)


def load(actor: Actor, person_ids: Collection[int], week: tuple[datetime, datetime]) -> dict[int, int]:
    """How many interviews each of these people has in a week; confidential loops count only for those who see them."""
    chosen = (
        select(Interview.interviewer_id, func.count())
        .join(Interview.loop)
        .join(Loop.application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(Interview.interviewer_id.in_(person_ids), Interview.status == InterviewStatus.PLANNED, Interview.starts_at >= week[0], Interview.starts_at < week[1])
        .where(or_(Opening.confidential.is_(False), policy.read_by(actor)))
        .group_by(Interview.interviewer_id)
    )
    return {person_id: count for person_id, count in db.session.execute(chosen)}


def taken(person_id: int, starts_at: datetime, ends_at: datetime, except_interview: int | None = None) -> Interview | None:
    """Another planned interview of this person that overlaps a time."""
    overlaps = (Interview.starts_at < ends_at, Interview.ends_at > starts_at)
    chosen = select(Interview).where(Interview.interviewer_id == person_id, Interview.status == InterviewStatus.PLANNED, *overlaps)
    return db.session.scalar(chosen.where(Interview.id != except_interview).limit(1) if except_interview is not None else chosen.limit(1))
