"""Breaking the seal of a loop, in the open: with a reason, on the record, and the panel is told."""

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.accounts.queries import recipients
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.errors import Missing, Refused
from hiring.core.text import say, tidy
from hiring.db.session import db
from hiring.feedback import policy, queries
from hiring.feedback.models import GlassBreak
from hiring.feedback.rules import require_glass_reason
from hiring.loops.models import Loop
from hiring.loops.terms import LoopStatus
from hiring.notices.operations import post
from hiring.notices.terms import NoticeKind


def break_glass(loop: Loop, actor: Actor, reason: str) -> GlassBreak:
    """Let an administrator read the sealed feedback of a loop; done twice, the first reason stands."""
    if not actor.has(Role.ADMINISTRATOR):
        raise Missing
    db.session.execute(select(Loop.id).where(Loop.id == loop.id).with_for_update())
    _require_outsider(loop, actor)
    before = db.session.scalar(select(GlassBreak).where(GlassBreak.loop_id == loop.id, GlassBreak.person_id == actor.id))
    if before is not None:
        return before
    words = tidy(reason)
    require_glass_reason(words)
    broken = GlassBreak(loop_id=loop.id, person_id=actor.id, reason=words)
    db.session.add(broken)
    db.session.flush()
    record(Event.GLASS_BROKEN, actor_id=actor.id, subject=loop.id)
    _tell_panel(broken, actor)
    return broken


def _require_outsider(loop: Loop, actor: Actor) -> None:
    """Refuse the panel itself, people who are blind on the candidate, and plans in which nothing is sealed yet."""
    if loop.status is LoopStatus.PLANNING:
        raise Refused(say("This loop is still being planned: there is nothing sealed in it."), "reason")
    if not policy.may_break_glass(actor, queries.standing(actor, loop.id)):
        raise Refused(say("You take part in interviewing this candidate, so you cannot break this seal. Ask another administrator."), "reason")


def _tell_panel(broken: GlassBreak, actor: Actor) -> None:
    """One mail to everybody in the loop, with the reason in the administrator's own words."""
    panel = [each.interviewer_id for each in queries.panel(broken.loop_id)]
    for person in recipients(panel):
        post(
            NoticeKind.GLASS_BROKEN,
            person,
            subject=say("The seal of a loop you sit in was broken"),
            lines=[
                say("%(name)s, an administrator, broke the seal of a loop you sit in and can now read its feedback.", name=actor.name),
                say("The reason given: %(reason)s", reason=broken.reason),
            ],
            path=f"/loops/{broken.loop_id}",
            once=f"glass:{broken.id}:{person.id}",
        )
