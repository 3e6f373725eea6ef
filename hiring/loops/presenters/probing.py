"""Principles that were not covered: who asks about them later, and who could."""

from dataclasses import dataclass

from flask_babel import gettext as _

from hiring.core.clock import now
from hiring.core.text import Words, lang_of
from hiring.loops.forms import ProbeForm, prefix_of
from hiring.loops.models import Interview
from hiring.loops.queries import Plan
from hiring.web.forms import choice
from hiring.web.words import spoken


@dataclass(frozen=True)
class Missed:
    """A principle that an interviewer did not cover; `form` where a later one can still ask, `later` who does already."""

    principle: Words
    name: str
    later: Interview | None
    principle_id: int
    form: ProbeForm | None


def missed_in(plan: Plan) -> tuple[Missed, ...]:
    """Every principle that was marked as not covered, by the hour of the interview."""
    names = {each.principle_id: each.principle.name for each in plan.loop.application.opening.requirements}
    return tuple(_missed(plan, principle_id, names[principle_id], interview) for principle_id, interview in plan.missed.items() if principle_id in names)


def _missed(plan: Plan, principle_id: int, principle: Words, interview: Interview) -> Missed:
    after = [each for each in plan.planned if each.id != interview.id and each.submitted_at is None and _is_later(each, interview)]
    later = next((each for each in after if principle_id in {assigned.principle_id for assigned in each.principles}), None)
    free = [each for each in after if _has_room(each, plan)]
    form = _form(principle_id, interview, free) if free and later is None else None
    return Missed(principle, interview.interviewer.name, later, principle_id, form)


def _has_room(interview: Interview, plan: Plan) -> bool:
    """Whether it lies ahead and its interviewer can ask about one principle more."""
    ahead = interview.starts_at is None or interview.starts_at > now()
    return ahead and len(interview.principles) < plan.rules.principles_most


def _is_later(one: Interview, other: Interview) -> bool:
    return one.starts_at is None or (other.starts_at is not None and one.starts_at > other.starts_at)


def _form(principle_id: int, interview: Interview, free: list[Interview]) -> ProbeForm:
    """The form with its reason written already: a fact of the plan, no word of what was said."""
    reason = _("Not covered in the interview of %(name)s.", name=interview.interviewer.name)
    form = ProbeForm(formdata=None, prefix=prefix_of(principle_id), reason=reason)
    form.interview_id.choices = [choice(each.id, _said(each), lang=lang_of(each.interviewer.name)) for each in free]
    return form


def _said(interview: Interview) -> str:
    when = f" · {spoken(interview.starts_at)}" if interview.starts_at else ""
    return interview.interviewer.name + when
