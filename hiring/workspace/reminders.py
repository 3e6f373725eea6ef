"""Reminding of feedback: four hours before it is due, when it is due, and every day while it is late."""

from flask_babel import force_locale

from hiring.accounts.models import Person
from hiring.core.clock import now
from hiring.core.text import Sentence, say
from hiring.db.session import db
from hiring.db.turns import Alone, go_alone
from hiring.notices.operations import Recipient, post
from hiring.notices.queries import queued
from hiring.notices.terms import NoticeKind
from hiring.web.words import moment_text
from hiring.workspace.queries.interviews import Owing, owing
from hiring.workspace.rules import Step, reminder_at
from hiring.workspace.terms import Reminder

_SUBJECTS = {
    Reminder.SOON: say("Feedback on %(candidate)s is due soon"),
    Reminder.DUE: say("Feedback on %(candidate)s is due now"),
    Reminder.LATE: say("Feedback on %(candidate)s is late"),
}
_LINES = {
    Reminder.SOON: say("Your interview with %(candidate)s for “%(opening)s” is over. Please write your feedback by %(time)s (%(zone)s), while you still hear the answers."),
    Reminder.DUE: say("Your feedback on %(candidate)s for “%(opening)s” is due now (%(time)s, %(zone)s). Your draft is where you left it."),
    Reminder.LATE: say("Your feedback on %(candidate)s for “%(opening)s” was due on %(time)s (%(zone)s). The panel cannot decide without it; please hand it in today."),
}


def queue_reminders() -> int:
    """Queue every reminder that has come up and was not queued before; how many there were. Workers on several hosts go one by one."""
    go_alone(db.session(), Alone.REMINDERS)
    due = [(step, each) for each in owing() if (step := _step(each)) is not None]
    known = queued([_once(step, each) for step, each in due])
    fresh = [(step, each) for step, each in due if _once(step, each) not in known]
    for step, each in fresh:
        _remind(step, each)
    return len(fresh)


def _step(each: Owing) -> Step | None:
    ends_at, due_at = each.interview.ends_at, each.due_at
    return reminder_at(ends_at, due_at, now()) if ends_at and due_at else None


def _once(step: Step, each: Owing) -> str:
    """The same reminder for the same person and the same hour of the interview."""
    ended = int(each.interview.ends_at.timestamp()) if each.interview.ends_at else 0
    return f"feedback-due:{each.interview.id}:{each.person.id}:{ended}:{step.key}"


def _remind(step: Step, each: Owing) -> None:
    """One reminder, in the person's language and on their clock."""
    application = each.interview.loop.application
    values = {"candidate": application.candidate.name, "opening": application.opening.title, "time": _wall(each), "zone": each.person.zone}
    post(
        NoticeKind.FEEDBACK_DUE,
        _recipient(each.person),
        subject=Sentence(_SUBJECTS[step.kind].message, values),
        lines=[Sentence(_LINES[step.kind].message, values)],
        path=f"/interviews/{each.interview.id}/feedback",
        once=_once(step, each),
    )


def _wall(each: Owing) -> str:
    """The deadline as the person's own clock shows it."""
    with force_locale(str(each.person.locale)):
        return moment_text(each.due_at, each.person.zone) if each.due_at else ""


def _recipient(person: Person) -> Recipient:
    return Recipient(person.id, person.email, person.name, str(person.locale))
