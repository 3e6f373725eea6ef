"""Beginning an opening and giving it its shape: facts, people, what it requires, and its process."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from hiring.accounts import queries as people
from hiring.accounts.actor import Actor
from hiring.accounts.policy import administrates
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import zone_of
from hiring.core.errors import Missing, Refused
from hiring.core.text import Words, say
from hiring.db.session import db
from hiring.openings import queries
from hiring.openings.models import FutureReport, Opening, ProcessDefault, Requirement, RoleBrief, TeamMember
from hiring.openings.operations.steps import begin_change, end_change, require_active, unsettle
from hiring.openings.policy import creates
from hiring.openings.rules import require_facts, require_no_report, require_rules, require_same, require_thawed
from hiring.openings.terms import Facts, ProcessRules
from hiring.principles import queries as principles
from hiring.principles.models import Principle

_FROZEN = ("family", "level", "track")


def create(facts: Facts, actor: Actor) -> Opening:
    """Begin an opening as a draft, with the adopted principles and the organisation's process."""
    if not creates(actor):
        raise Missing
    _require_possible(facts)
    adopted = principles.adopted()
    if adopted is None:
        raise Refused(say("No principle set is adopted yet. An administrator or a Core member adopts one under Principles."))
    opening = Opening(**asdict(facts) | {"title": facts.title}, set_id=adopted.id, rules=queries.process_default(), brief=RoleBrief(headline=Words(), press_release=Words()))
    db.session.add(opening)
    db.session.flush()
    record(Event.OPENING_CREATED, actor_id=actor.id, subject=opening.id)
    return opening


def change(row: Opening, facts: Facts, actor: Actor, seen: int) -> None:
    """Change the facts of an opening; level, track and family only until it freezes, and then a sign-off falls."""
    opening = begin_change(row, actor, seen)
    _require_possible(facts)
    require_no_report(facts.hiring_manager_id, {report.person_id for report in opening.future_reports})
    old = {name: getattr(opening, name) for name in asdict(facts)}
    new = {name: getattr(facts, name) for name in old}
    require_same({name: old[name] for name in _FROZEN}, new, opening.frozen_at is not None)
    changed = [name for name in old if old[name] != new[name]]
    for name in changed:
        setattr(opening, name, new[name])
    if not set(changed).isdisjoint(_FROZEN):
        _drop_foreign_competencies(opening)
        unsettle(opening)
    end_change(opening, actor, Event.OPENING_CHANGED, *changed)


def set_team(row: Opening, ids: Collection[int], actor: Actor, seen: int) -> None:
    """Say who is on the hiring team; hiring manager and recruiter are named apart."""
    opening = begin_change(row, actor, seen)
    wanted = frozenset(ids) - {opening.hiring_manager_id, opening.recruiter_id}
    standing = {member.person_id: member for member in opening.team}
    require_active(wanted - standing.keys(), "team")
    opening.team[:] = [standing.get(each) or TeamMember(person_id=each) for each in sorted(wanted)]
    end_change(opening, actor, Event.OPENING_CHANGED, "team")


def set_future_reports(row: Opening, ids: Collection[int], actor: Actor, seen: int) -> None:
    """Say who would report to the hire; they never interview for this opening."""
    opening = begin_change(row, actor, seen)
    require_no_report(opening.hiring_manager_id, ids)
    standing = {report.person_id: report for report in opening.future_reports}
    require_active(frozenset(ids) - standing.keys(), "future_reports")
    opening.future_reports[:] = [standing.get(each) or FutureReport(person_id=each) for each in sorted(set(ids))]
    end_change(opening, actor, Event.OPENING_CHANGED, "future_reports")


def set_requirements(row: Opening, ids: Sequence[int], actor: Actor, seen: int) -> None:
    """Say which principles and competencies every loop covers, in this order; until the opening freezes (invariant 4)."""
    opening = begin_change(row, actor, seen)
    wanted = list(dict.fromkeys(ids))
    if wanted == [requirement.principle_id for requirement in opening.requirements]:
        return
    require_thawed(opening.frozen_at is not None)
    _require_fitting(opening, wanted)
    opening.requirements.clear()
    db.session.flush()
    opening.requirements.extend(Requirement(principle_id=each, position=place) for place, each in enumerate(wanted, start=1))
    unsettle(opening)
    end_change(opening, actor, Event.OPENING_CHANGED, "requirements")


def set_rules(row: Opening, rules: ProcessRules, actor: Actor, seen: int) -> None:
    """Choose the process of an opening; until it freezes (invariant 4)."""
    opening = begin_change(row, actor, seen)
    if rules == opening.rules:
        return
    require_thawed(opening.frozen_at is not None)
    require_rules(rules)
    opening.rules = rules
    unsettle(opening)
    end_change(opening, actor, Event.OPENING_CHANGED, "rules")


def set_process_default(rules: ProcessRules, actor: Actor) -> None:
    """Choose the process that new openings begin with."""
    if not administrates(actor):
        raise Missing
    require_rules(rules)
    standing = db.session.get(ProcessDefault, 1)
    if standing is None:
        db.session.add(ProcessDefault(id=1, rules=rules))
    else:
        standing.rules = rules
    record(Event.SETTINGS_CHANGED, actor_id=actor.id, fields=["process"])
    db.session.flush()


def _require_possible(facts: Facts) -> None:
    """Sound facts, a zone that exists, people who are active, a recruiter who is one."""
    require_facts(facts)
    zone_of(facts.zone)
    found = people.person_facts([facts.hiring_manager_id, facts.recruiter_id])
    manager, recruiter = found.get(facts.hiring_manager_id), found.get(facts.recruiter_id)
    if manager is None or not manager.active:
        raise Refused(say("The hiring manager must be an active person of the organisation. Choose one from the list."), "hiring_manager_id")
    if recruiter is None or not recruiter.active or Role.RECRUITER not in recruiter.roles:
        raise Refused(say("The recruiter of an opening holds the role of recruiter. Choose one from the list."), "recruiter_id")


def _require_fitting(opening: Opening, wanted: Sequence[int]) -> None:
    """Refuse what is not of the opening's set, and competencies of another job family."""
    offered = {principle.id: principle for principle in principles.of_set(opening.set_id)}
    for each in wanted:
        if each not in offered:
            raise Refused(say("Choose from the principles of this opening’s own set."), "principles")
        if not fits(opening, offered[each]):
            raise Refused(say("“%(name)s” is a competency of another job family. Choose one of this opening’s family.", name=offered[each].name), "principles")


def fits(opening: Opening, principle: Principle) -> bool:
    """Whether an opening may require a principle: competencies stand for their job family only."""
    return principle.family is None or principle.family == opening.family


def _drop_foreign_competencies(opening: Opening) -> None:
    """After a change of family the competencies of the old one are not required any more."""
    for requirement in [each for each in opening.requirements if not fits(opening, each.principle)]:
        opening.requirements.remove(requirement)
