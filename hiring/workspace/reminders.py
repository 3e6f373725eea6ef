"""Reminding of feedback and of practice feedback: four hours before it is due, when it is due, and every day while it is late."""

from flask_babel import force_locale

from hiring.core.clock import now
from hiring.core.text import Sentence, say
from hiring.db.session import db, only_reading
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

_OF_PRACTICE = {
    Reminder.SOON: say("Practice feedback on %(candidate)s is due soon"),
    Reminder.DUE: say("Practice feedback on %(candidate)s is due now"),
    Reminder.LATE: say("Practice feedback on %(candidate)s is late"),
}
_LINES_OF_PRACTICE = {
    Reminder.SOON: say("You sat in with %(candidate)s for “%(opening)s”. Please write your practice feedback by %(time)s (%(zone)s), while you still hear the answers."),
    Reminder.DUE: say("Your practice feedback on %(candidate)s for “%(opening)s” is due now (%(time)s, %(zone)s). Your draft is where you left it."),
    Reminder.LATE: say("Your practice feedback on %(candidate)s for “%(opening)s” was due on %(time)s (%(zone)s). Your host’s opens once yours is in; please hand it in today."),
}

_AT_ONCE = 200
"""Those of a long silence are queued in several rounds, so that nobody's writing waits for all of them."""


def queue_reminders() -> int:
    """Queue every reminder that has come up and was not queued before; how many there were. Workers on several hosts go one by one."""
    with only_reading():
        if not _fresh():
            return 0
    db.session.rollback()
    go_alone(db.session(), Alone.REMINDERS)
    fresh = _fresh()[:_AT_ONCE]
    for step, each in fresh:
        _remind(step, each)
    return len(fresh)


def _fresh() -> list[tuple[Step, Owing]]:
    """What has come up: looked for every minute, so nobody's writing waits for it."""
    due = [(step, each) for each in owing() if (step := _step(each)) is not None]
    known = queued([_once(step, each) for step, each in due])
    return [(step, each) for step, each in due if _once(step, each) not in known]


def _step(each: Owing) -> Step | None:
    return reminder_at(each.ends_at, each.due_at, now()) if each.due_at else None


def _once(step: Step, each: Owing) -> str:
    """The same reminder for the same person and the same hour of the interview."""
    return f"{'practice' if each.practice else 'feedback'}-due:{each.interview_id}:{each.person_id}:{int(each.ends_at.timestamp())}:{step.key}"


def _remind(step: Step, each: Owing) -> None:
    """One reminder, in the person's language and on their clock."""
    subjects, lines, page = (_OF_PRACTICE, _LINES_OF_PRACTICE, "practice") if each.practice else (_SUBJECTS, _LINES, "feedback")
    values = {"candidate": each.candidate, "opening": each.opening, "time": _wall(each), "zone": each.zone}
    post(
        NoticeKind.FEEDBACK_DUE,
        Recipient(each.person_id, each.email, each.name, str(each.locale)),
        subject=Sentence(subjects[step.kind].message, values),
        lines=[Sentence(lines[step.kind].message, values)],
        path=f"/interviews/{each.interview_id}/{page}",
        once=_once(step, each),
    )


def _wall(each: Owing) -> str:
    """The deadline as the person's own clock shows it."""
    with force_locale(str(each.locale)):
        return moment_text(each.due_at, each.zone) if each.due_at else ""
