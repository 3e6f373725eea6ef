"""Writing the role brief, and having it signed off by a Bar Raiser who is independent (invariant 1)."""

from hiring.accounts import queries as people
from hiring.accounts.actor import Actor
from hiring.accounts.queries import PersonFacts
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.text import say
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.notices.operations import post
from hiring.notices.terms import NoticeKind
from hiring.openings import queries
from hiring.openings.models import BriefQuestion, Opening, Outcome
from hiring.openings.operations.steps import begin_change, end_change, unsettle
from hiring.openings.policy import was_asked
from hiring.openings.rules import FAQ_MOST, require_complete, require_independent, require_reason, require_text
from hiring.openings.terms import BriefText, FaqEntry, OpeningStatus


def write_brief(row: Opening, text: BriefText, actor: Actor, seen: int) -> None:
    """Write the brief; a sign-off falls with it, and after the first candidate only the FAQ grows."""
    opening = begin_change(row, actor, seen)
    require_text(text)
    if queries.text_of(opening) == text:
        return
    if opening.frozen_at is not None:
        raise Refused(say("Candidates were invited with this brief, so its press release and outcomes stay. You can still add questions to its FAQ."))
    brief = opening.brief
    brief.dated, brief.headline, brief.press_release = text.dated, text.headline, text.press_release
    brief.faq.clear()
    brief.outcomes.clear()
    db.session.flush()
    brief.faq.extend(_entry(entry, place) for place, entry in enumerate(text.faq, start=1))
    brief.outcomes.extend(Outcome(text=words, position=place) for place, words in enumerate(text.outcomes, start=1))
    unsettle(opening)
    end_change(opening, actor, Event.BRIEF_CHANGED)


def add_faq(row: Opening, entry: FaqEntry, actor: Actor, seen: int) -> None:
    """Add a question to the FAQ, after the first candidate too: what was promised stays, what was asked grows."""
    opening = begin_change(row, actor, seen)
    require_text(BriefText(opening.brief.headline, opening.brief.press_release, faq=(entry,)))
    if len(opening.brief.faq) >= FAQ_MOST:
        raise Refused(say("An FAQ has at most %(most)s questions; keep those that people really ask.", most=FAQ_MOST))
    opening.brief.faq.append(_entry(entry, max((each.position for each in opening.brief.faq), default=0) + 1))
    unsettle(opening)
    end_change(opening, actor, Event.BRIEF_CHANGED, "faq")


def ask_sign_off(row: Opening, bar_raiser_id: int, actor: Actor) -> None:
    """Ask a Bar Raiser to sign off a complete brief; asking somebody else takes the request from the first."""
    opening = begin_change(row, actor)
    if not opening.rules.bar_raiser_required:
        raise Refused(say("This process needs no sign-off. Open the opening as soon as its brief is complete."))
    if opening.status not in (OpeningStatus.DRAFT, OpeningStatus.SIGN_OFF):
        raise Refused(say("The brief of this opening is signed off already. Change it to have it read again."))
    require_complete(queries.gaps_of(opening))
    _require_independent(opening, bar_raiser_id)
    brief = opening.brief
    if opening.status is OpeningStatus.SIGN_OFF and brief.asked_id == bar_raiser_id:
        return
    brief.submitted_at, brief.asked_id, brief.returned_reason = now(), bar_raiser_id, ""
    opening.status = OpeningStatus.SIGN_OFF
    end_change(opening, actor, Event.BRIEF_SUBMITTED)
    _tell(opening, bar_raiser_id)


def sign_off(row: Opening, actor: Actor, seen: int) -> None:
    """Sign off the brief that was read; the opening takes candidates from now on."""
    opening = _begin_answer(row, actor, seen)
    require_complete(queries.gaps_of(opening))
    _require_independent(opening, actor.id)
    opening.brief.signed_off_at, opening.brief.signed_off_by_id = now(), actor.id
    opening.status, opening.opened_at = OpeningStatus.OPEN, opening.opened_at or now()
    end_change(opening, actor, Event.BRIEF_SIGNED_OFF)
    record(Event.OPENING_OPENED, actor_id=actor.id, subject=opening.id)


def send_back(row: Opening, reason: str, actor: Actor, seen: int) -> None:
    """Return the brief with a reason; the hiring manager writes on."""
    opening = _begin_answer(row, actor, seen)
    require_reason(reason)
    opening.brief.submitted_at, opening.brief.returned_reason = None, reason
    opening.status = OpeningStatus.DRAFT
    end_change(opening, actor, Event.BRIEF_RETURNED)


def _begin_answer(row: Opening, actor: Actor, seen: int) -> Opening:
    """The opening in the state that was read, for the Bar Raiser who was asked, while the request stands."""
    opening = queries.opening(row.id)
    if not was_asked(actor, opening):
        raise Missing
    if opening.status is not OpeningStatus.SIGN_OFF:
        raise Refused(say("Nothing waits for your sign-off here: the brief was changed or answered meanwhile."))
    require_version(opening.version, seen)
    return opening


def _require_independent(opening: Opening, person_id: int) -> None:
    """Invariant 1, applied to the sign-off."""
    facts: PersonFacts | None = people.person_facts([person_id]).get(person_id)
    if facts is None:
        raise Refused(say("Choose a Bar Raiser from the list."), "bar_raiser_id")
    require_independent(facts, queries.side_of(opening), people.reporting_lines())


def _entry(entry: FaqEntry, place: int) -> BriefQuestion:
    return BriefQuestion(position=place, audience=entry.audience, question=entry.question, answer=entry.answer)


def _tell(opening: Opening, person_id: int) -> None:
    """Write to the Bar Raiser who was asked."""
    for recipient in people.recipients([person_id]):
        post(
            NoticeKind.SIGN_OFF_ASKED,
            recipient,
            subject=say("A role brief waits for your sign-off: %(title)s", title=opening.title),
            lines=[say("You were asked to read the role brief of “%(title)s”. Sign it off, or send it back with a reason.", title=opening.title)],
            path=f"/openings/{opening.id}",
            once=f"sign_off-{opening.id}-{opening.version}",
        )
    db.session.flush()
