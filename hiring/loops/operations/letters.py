"""Mail to interviewers: an interview was given to them, moved, or taken away; times are in the reader's zone and language."""

from flask_babel import force_locale

from hiring.accounts.queries import recipients, zones_of
from hiring.core.text import Sentence, say
from hiring.loops.models import Interview, Loop
from hiring.loops.shadow_models import Shadow
from hiring.notices.operations import Recipient, post
from hiring.notices.terms import NoticeKind
from hiring.principles.models import Principle
from hiring.web.words import moment_text


def tell_assigned(loop: Loop, interview: Interview) -> None:
    """Somebody has an interview."""
    lines = [
        say("You interview %(candidate)s for “%(opening)s” (%(seat)s)."),
        say("When: %(time)s (%(zone)s), %(minutes)s minutes."),
        say("Your kit holds the principles you cover, the questions and the résumé. Write your feedback there within %(hours)s hours after the interview."),
    ]
    _write(NoticeKind.ASSIGNMENT, loop, interview, say("Interview with %(candidate)s"), lines, f"/interviews/{interview.id}")


def tell_moved(loop: Loop, interview: Interview) -> None:
    """An interview has another time or place."""
    lines = [
        say("Your interview with %(candidate)s for “%(opening)s” has a new time or place."),
        say("When: %(time)s (%(zone)s), %(minutes)s minutes."),
    ]
    _write(NoticeKind.CHANGED_TIME, loop, interview, say("Moved: interview with %(candidate)s"), lines, f"/interviews/{interview.id}")


def tell_called_off(loop: Loop, interview: Interview) -> None:
    """An interview is not this person's any more."""
    lines = [say("Your interview with %(candidate)s for “%(opening)s” on %(time)s (%(zone)s) is called off, or somebody else took it over. You need not do anything.")]
    _write(NoticeKind.CANCELLED, loop, interview, say("Called off: interview with %(candidate)s"), lines, "")


def tell_shadow(loop: Loop, interview: Interview, shadow: Shadow) -> None:
    """A trainee sits in on an interview."""
    lines = [
        say("You sit in on an interview with %(candidate)s for “%(opening)s” (%(kind)s)."),
        say("Your host is %(host)s. When: %(time)s (%(zone)s), %(minutes)s minutes."),
        say("Your practice form opens now. Write it alone; what you write counts nowhere in the loop. Once it is sealed you see your host’s beside it."),
    ]
    _post(NoticeKind.ASSIGNMENT, loop, interview, shadow, say("You sit in on an interview"), lines, f"/interviews/{interview.id}/practice")


def tell_shadow_off(loop: Loop, interview: Interview, shadow: Shadow) -> None:
    """A trainee does not sit in after all."""
    lines = [say("You do not sit in on the interview with %(candidate)s on %(time)s (%(zone)s) after all. You need not do anything.")]
    _post(NoticeKind.CANCELLED, loop, interview, shadow, say("Called off: you do not sit in"), lines, "")


def tell_shadows_moved(loop: Loop, interview: Interview, shadows: list[Shadow]) -> None:
    """The interview on which trainees sit in has another time or place."""
    lines = [say("The interview on which you sit in with %(host)s has a new time or place."), say("When: %(time)s (%(zone)s), %(minutes)s minutes.")]
    for shadow in shadows:
        _post(NoticeKind.CHANGED_TIME, loop, interview, shadow, say("Moved: the interview on which you sit in"), lines, f"/interviews/{interview.id}/practice")


def _post(kind: NoticeKind, loop: Loop, interview: Interview, shadow: Shadow, subject: Sentence, lines: list[Sentence], path: str) -> None:
    """One mail to a trainee, once for each state of the seat."""
    for person in recipients([shadow.trainee_id]):
        values = {**_values(loop, interview, person), "host": interview.interviewer.name, "kind": shadow.kind}
        once = f"shadow:{kind.value}:{shadow.id}:{shadow.version}:{interview.sequence}"
        post(kind, person, subject=Sentence(subject.message, values), lines=[Sentence(line.message, values) for line in lines], path=path, once=once)


def tell_probe(loop: Loop, interview: Interview, principle: Principle) -> None:
    """Somebody asks about one principle more; who did not cover it, and why, is not said."""
    lines = [
        say("Please ask about “%(principle)s” too in your interview with %(candidate)s for “%(opening)s”: an earlier interview did not cover it."),
        say("When: %(time)s (%(zone)s), %(minutes)s minutes."),
    ]
    subject = say("One principle more: interview with %(candidate)s")
    _write(NoticeKind.ASSIGNMENT, loop, interview, subject, lines, f"/interviews/{interview.id}", principle)


def _write(kind: NoticeKind, loop: Loop, interview: Interview, subject: Sentence, lines: list[Sentence], path: str, about: Principle | None = None) -> None:
    """One mail to the interviewer, once for each state of the interview."""
    for person in recipients([interview.interviewer_id]):
        values = {**_values(loop, interview, person), "principle": about.name if about else ""}
        filled = [Sentence(line.message, values) for line in lines]
        once = f"{kind.value}:{interview.id}:{interview.interviewer_id}:{interview.sequence}" + (f":{about.id}" if about else "")
        post(kind, person, subject=Sentence(subject.message, values), lines=filled, path=path, once=once)


def _values(loop: Loop, interview: Interview, person: Recipient) -> dict[str, object]:
    """What the sentences name; the time on this reader's wall."""
    zone = zones_of([person.id])[person.id]
    with force_locale(person.locale):
        time = moment_text(interview.starts_at, zone) if interview.starts_at else ""
    opening = loop.application.opening
    return {
        "candidate": loop.application.candidate.name,
        "opening": opening.title,
        "seat": interview.seat,
        "time": time,
        "zone": zone,
        "minutes": interview.minutes,
        "hours": opening.rules.feedback_hours,
    }
