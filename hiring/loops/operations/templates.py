"""Loop templates: saved from scratch or from a plan, changed, retired."""

from collections.abc import Sequence
from datetime import datetime

from hiring.accounts.actor import Actor
from hiring.accounts.policy import recruits
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.loops import queries
from hiring.loops.models import LoopTemplate, TemplateSlot
from hiring.loops.queries import Plan
from hiring.loops.rules import life
from hiring.loops.terms import LEADS, Seat, TemplateLine

NAME_MOST, LINES_MOST = 120, 12


def save_template(name: str, lines: Sequence[TemplateLine], actor: Actor, template: LoopTemplate | None = None, version: int | None = None) -> LoopTemplate:
    """Save a template under a name of its own: a new one, or a change of one that is there."""
    _require_keeper(actor)
    name = _free_name(name, template)
    _require_lines(lines)
    if template is None:
        template = LoopTemplate(name=name, created_by_id=actor.id, slots=[])
        db.session.add(template)
    elif version is not None:
        require_version(template.version, version)
    template.name, template.slots = name, []
    db.session.flush()
    template.slots = [_slot(position, line) for position, line in enumerate(lines)]
    db.session.flush()
    record(Event.TEMPLATE_SAVED, actor_id=actor.id, subject=template.id, interviews=len(lines))
    return template


def retire_template(template: LoopTemplate, actor: Actor) -> None:
    """Offer a template no more; loops that began from it stay as they are."""
    _require_keeper(actor)
    template.retired_at = now()
    db.session.flush()
    record(Event.TEMPLATE_SAVED, actor_id=actor.id, subject=template.id, retired=True)


def lines_of(plan: Plan) -> list[TemplateLine]:
    """The interviews of a plan as lines of a template, without their people."""
    keys = {requirement.principle_id: requirement.principle.key for requirement in plan.loop.application.opening.requirements}
    first = min((slot.starts_at for slot in plan.slots if slot.starts_at), default=None)
    return [
        TemplateLine(
            seat=interview.seat,
            minutes=interview.minutes,
            after_minutes=_after(first, interview.starts_at),
            principle_keys=tuple(keys[assignment.principle_id] for assignment in interview.principles if assignment.principle_id in keys),
        )
        for interview in plan.planned
    ]


def _after(first: datetime | None, start: datetime | None) -> int:
    return int((start - first).total_seconds() // 60) if first and start else 0


def _slot(position: int, line: TemplateLine) -> TemplateSlot:
    return TemplateSlot(position=position, seat=line.seat, minutes=line.minutes, after_minutes=line.after_minutes, principle_keys=list(line.principle_keys))


def _require_keeper(actor: Actor) -> None:
    """Recruiters keep the templates."""
    if not recruits(actor):
        raise Missing


def _free_name(name: str, template: LoopTemplate | None) -> str:
    """The name, tidied; refused where it is empty, too long or taken."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_MOST:
        raise Refused(say("Give the template a name of at most %(most)s characters.", most=NAME_MOST), "name")
    other = queries.template_named(name)
    if other is not None and other is not template:
        raise Refused(say("Another template has this name, in use or retired. Choose a name of its own."), "name")
    return name


def _require_lines(lines: Sequence[TemplateLine]) -> None:
    if not 1 <= len(lines) <= LINES_MOST:
        raise Refused(say("A template has from 1 to %(most)s interviews.", most=LINES_MOST), "lines")
    for line in lines:
        life.require_length(line.minutes)
        if not 0 <= line.after_minutes <= 60 * 24 * 14:
            raise Refused(say("An interview of a template begins within two weeks of the first."), "lines")
    seats = [line.seat for line in lines]
    if sum(seat in LEADS for seat in seats) > 1 or seats.count(Seat.HIRING_MANAGER) > 1:
        raise Refused(say("A loop has one Bar Raiser or debrief lead, and one hiring manager. Make the others interviewers."), "lines")
