"""What lies before an interviewer: their interview, their draft, and the form of it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from hiring.accounts.actor import me
from hiring.candidates.queries import resumes_of
from hiring.feedback import forms, presenters, queries
from hiring.feedback.body import Body, parse
from hiring.feedback.forms import DraftForm
from hiring.feedback.models import Draft
from hiring.feedback.operations.drafts import require_writable, save_draft
from hiring.feedback.operations.submission import assigned
from hiring.feedback.rules import Problem, problems
from hiring.loops.models import Interview
from hiring.loops.queries import shadows_beside


@dataclass(frozen=True)
class Desk:
    """An interview with what its interviewer has written so far."""

    interview: Interview
    draft: Draft | None
    body: Body
    probes: tuple[int, ...]
    """The follow-ups of the questions."""

    @property
    def version(self) -> int:
        """The version of the draft; 0 before the first word."""
        return self.draft.version if self.draft else 0

    @property
    def principles(self) -> list[int]:
        """The assigned principles."""
        return [each.principle_id for each in self.interview.principles]

    def problems(self, body: Body) -> list[Problem]:
        """What a draft lacks before the vote."""
        return problems(body, assigned(self.interview), self.interview.loop.application.opening.rules)

    def form(self) -> DraftForm:
        """The form of the draft: what was sent, else what is stored."""
        form = forms.draft_form(self.principles, self.body)
        if not form.is_submitted():
            form.version.data = str(self.version)
        return form

    def told(self, form: DraftForm) -> Body:
        """The draft as the form has it."""
        body = forms.ticked(form.body(self.body, self.principles), self.probes)
        return forms.with_another(body, forms.asked_for_story(self.principles))

    def save(self, form: DraftForm) -> Draft:
        """Keep what the form holds."""
        return save_draft(self.interview, self.told(form), me(), form.seen_version)


def desk_of(interview_id: int) -> Desk:
    """The desk of the signed-in interviewer with everything that the pages show; the kit of anybody else does not exist."""
    interview = queries.kit_of(me(), interview_id)
    return _desk(interview, tuple(probe.id for asked in interview.questions for probe in asked.question.probes))


def desk_to_write(interview_id: int) -> Desk:
    """The desk as far as writing needs it, as long as something can be written on it."""
    interview = queries.interview_of(me(), interview_id)
    require_writable(interview)
    return _desk(interview, queries.probes_of(interview_id))


def _desk(interview: Interview, probes: tuple[int, ...]) -> Desk:
    draft = queries.draft_of(me(), interview.id)
    return Desk(interview, draft, parse(draft.body if draft else None), probes)


def stored_now(interview_id: int) -> dict[str, Any]:
    """Version and fields of the draft that a stale one met, for the script to lay beside it; nothing once it is sealed."""
    draft = queries.draft_of(me(), interview_id)
    if draft is None:
        return {}
    body = parse(draft.body)
    fields = {name: [value] if value else [] for name, value in forms.values_of(body)}
    return {"version": draft.version, "fields": {**fields, "asked": [str(probe) for probe in sorted(body.asked)]}}


def refreshed(form: Any, desk: Desk, status: int) -> None:
    """After a conflict the writer has seen the newer version: the next try goes on from it."""
    if status == 409:
        form.version.data = str(desk.version)


def _resume_url(candidate_id: int) -> str:
    """The newest résumé, or the candidate's page where there is none."""
    newest = next(iter(resumes_of(candidate_id)), None)
    if newest is None:
        return url_for("candidates.show", candidate_id=candidate_id)
    return url_for("candidates.resume", candidate_id=candidate_id, resume_id=newest.id)


def draft_key(interview: Interview) -> str:
    """Under which name a browser keeps unsaved text of this interview and person."""
    return f"interview-{interview.id}-{interview.interviewer_id}"


def page_of(desk: Desk, form: DraftForm, status: int) -> dict[str, Any]:
    """What the templates of kit and form are given."""
    counts = {principle: form.count(principle) for principle in desk.principles}
    return {
        "head": presenters.head(desk.interview),
        "brief": desk.interview.loop.application.opening.brief,
        "sections": presenters.sections(desk.interview, desk.body, counts),
        "asked": forms.ticked(desk.body, desk.probes).asked,
        "form": form,
        "sitting_in": shadows_beside(desk.interview.id),
        "draft": desk.draft,
        "stored": desk.body if status == 409 else None,
        "draft_body": desk.body,
        "resume_url": _resume_url(desk.interview.loop.application.candidate_id),
        "draft_url": url_for("interviews.save", interview_id=desk.interview.id),
        "draft_key": draft_key(desk.interview),
    }
