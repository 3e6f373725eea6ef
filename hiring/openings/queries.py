"""Reading openings: one for its reader, pages and counts, and what the floors above must know of one."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from hiring.accounts import queries as people
from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.core.errors import Missing
from hiring.db.session import db
from hiring.openings import policy
from hiring.openings.models import FutureReport, Opening, ProcessDefault, Requirement, RoleBrief, TeamMember
from hiring.openings.rules import BriefState, HiringSide, bar_raiser_problems, gaps
from hiring.openings.terms import PRESETS, BriefGap, BriefText, FaqEntry, OpeningStatus, Preset, ProcessRules
from hiring.principles.queries import Measure, measures
from hiring.principles.terms import Track

EVERYTHING = (
    joinedload(Opening.hiring_manager),
    joinedload(Opening.recruiter),
    joinedload(Opening.set),
    joinedload(Opening.brief).options(joinedload(RoleBrief.asked), joinedload(RoleBrief.signed_off_by), selectinload(RoleBrief.faq), selectinload(RoleBrief.outcomes)),
    selectinload(Opening.requirements).joinedload(Requirement.principle),
    selectinload(Opening.team).joinedload(TeamMember.person),
    selectinload(Opening.future_reports).joinedload(FutureReport.person),
)


@dataclass(frozen=True)
class Choice:
    """A Bar Raiser who may sign off an opening."""

    id: int
    name: str


def glimpse(actor: Actor, opening_id: int) -> tuple[Opening, bool]:
    """An opening that exists for this person, and whether they read it in full."""
    row = db.session.execute(select(Opening, policy.in_full(actor).label("full")).where(Opening.id == opening_id, policy.visible_to(actor))).first()
    if row is None:
        raise Missing
    return row.Opening, bool(row.full)


def opening_for(actor: Actor, opening_id: int) -> Opening:
    """An opening with everything in it, for a person who reads it in full."""
    return _one(select(Opening).where(Opening.id == opening_id, policy.in_full(actor)))


def opening_to_change(actor: Actor, opening_id: int) -> Opening:
    """An opening with everything in it, for a person who changes it."""
    return _one(select(Opening).where(Opening.id == opening_id, policy.edited_by(actor)))


def opening(opening_id: int) -> Opening:
    """An opening with everything in it, whoever asks: for operations and commands."""
    return _one(select(Opening).where(Opening.id == opening_id))


def _one(chosen: Select[Opening]) -> Opening:
    found = db.session.scalar(chosen.options(*EVERYTHING))
    if found is None:
        raise Missing
    return found


def page(actor: Actor, *, status: OpeningStatus | None, before: int | None, size: int) -> list[Opening]:
    """Openings that exist for this person, newest first; one more than `size`."""
    chosen = select(Opening).where(policy.visible_to(actor)).options(joinedload(Opening.hiring_manager), joinedload(Opening.recruiter)).order_by(Opening.id.desc()).limit(size + 1)
    if status is not None:
        chosen = chosen.where(Opening.status == status)
    if before is not None:
        chosen = chosen.where(Opening.id < before)
    return list(db.session.scalars(chosen))


def counts(actor: Actor) -> dict[OpeningStatus, int]:
    """How many openings of each status exist for this person."""
    rows = db.session.execute(select(Opening.status, func.count().label("number")).where(policy.visible_to(actor)).group_by(Opening.status))
    return {row.status: row.number for row in rows}


def read_in_full(actor: Actor, ids: list[int]) -> set[int]:
    """Which of these openings this person reads in full."""
    return set(db.session.scalars(select(Opening.id).where(Opening.id.in_(ids), policy.in_full(actor))))


def choices(actor: Actor, statuses: frozenset[OpeningStatus]) -> list[Opening]:
    """The openings of these statuses that this person reads in full, by age, for a select field."""
    return list(db.session.scalars(select(Opening).where(policy.in_full(actor), Opening.status.in_(statuses)).order_by(Opening.id.desc())))


def requirements_of(opening_id: int, track: Track | None = None) -> list[Measure]:
    """What every loop of the opening covers, in order, with the anchors of the opening's track."""
    chosen = select(Requirement.principle_id, Opening.track).join(Requirement.opening).where(Requirement.opening_id == opening_id)
    rows = db.session.execute(chosen.order_by(Requirement.position, Requirement.id)).all()
    if not rows:
        return []
    found = measures([row.principle_id for row in rows], track or rows[0].track)
    return [found[row.principle_id] for row in rows]


def team_ids(opening_id: int) -> frozenset[int]:
    """Who is on the hiring team."""
    return frozenset(db.session.scalars(select(TeamMember.person_id).where(TeamMember.opening_id == opening_id)))


def future_report_ids(opening_id: int) -> frozenset[int]:
    """Who would report to the hire."""
    return frozenset(db.session.scalars(select(FutureReport.person_id).where(FutureReport.opening_id == opening_id)))


def process_default() -> ProcessRules:
    """The process rules that new openings begin with."""
    return db.session.scalar(select(ProcessDefault.rules)) or PRESETS[Preset.BAR_RAISER]


def side_of(opening: Opening) -> HiringSide:
    """What the rule of independence must know of an opening that was loaded with its team."""
    return HiringSide(opening.level, opening.hiring_manager_id, opening.recruiter_id, frozenset(member.person_id for member in opening.team))


def text_of(opening: Opening) -> BriefText:
    """The brief of an opening that was loaded with everything, as a plain value."""
    brief = opening.brief
    faq = tuple(FaqEntry(entry.audience, entry.question, entry.answer) for entry in brief.faq)
    return BriefText(brief.headline, brief.press_release, faq, tuple(outcome.text for outcome in brief.outcomes), brief.dated)


def gaps_of(opening: Opening) -> list[BriefGap]:
    """What an opening that was loaded with everything still lacks."""
    brief = opening.brief
    customer = any(requirement.principle.customer for requirement in opening.requirements)
    return gaps(BriefState(bool(brief.headline), bool(brief.press_release), len(brief.faq), len(brief.outcomes), len(opening.requirements), customer), opening.rules)


def eligible_bar_raisers(opening: Opening) -> list[Choice]:
    """Who could sign off the brief of an opening that was loaded with its team, by name."""
    managers, side = people.reporting_lines(), side_of(opening)
    holders = [person.id for person in people.holders(Role.BAR_RAISER)]
    facts = people.person_facts(holders) if holders else {}
    return [Choice(person.id, person.name) for person in facts.values() if not bar_raiser_problems(person, side, managers)]


def active_ids(ids: frozenset[int]) -> frozenset[int]:
    """Which of these people are active."""
    return frozenset(db.session.scalars(select(Person.id).where(Person.id.in_(ids), Person.active)))
