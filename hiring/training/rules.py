"""Pure rules of the ladder: what agreement is, what a step asks, who may propose and vote, how long a certificate holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hiring.accounts.terms import Role
from hiring.core.errors import Refused
from hiring.core.text import Sentence, say
from hiring.feedback.terms import VOTE_SCORES, Vote
from hiring.loops.rules.eligibility import Need
from hiring.loops.terms import LoopStatus, ShadowKind
from hiring.principles.terms import SCALE, Rating
from hiring.training.terms import Asks, Outcome, Step

SAME, NEAR, APART = 2, 1, 0
"""Half points: the same rating is one whole, the next one on the scale half, anything further nothing."""
PRACTICE_MOST, MONTHS_MOST, VOTES_MOST = 20, 60, 9
_MOST = {"needed": PRACTICE_MOST, "agreement": 100, "votes": VOTES_MOST, "months": MONTHS_MOST}
RENEW_BEFORE = timedelta(days=60)

_CERTIFICATES = {Step.SOLO: Role.INTERVIEWER, Step.RAISER: Role.BAR_RAISER, Step.CORE: Role.CORE}
_NEEDS = {
    Step.SHADOW: Need(ShadowKind.SHADOW),
    Step.REVERSE_SHADOW: Need(ShadowKind.REVERSE_SHADOW),
    Step.RAISER_TRAINING: Need(ShadowKind.SHADOW, beside_lead=True),
}


def points(own: Rating, host: Rating) -> int | None:
    """How near two ratings of one principle are; None where one of them saw no data."""
    if Rating.NO_DATA in (own, host):
        return None
    return max(SAME - abs(SCALE.index(own) - SCALE.index(host)), APART)


def same_side(own: Vote, host: Vote) -> bool:
    """Whether two votes lean the same way."""
    return (VOTE_SCORES[own] > 0) == (VOTE_SCORES[host] > 0)


@dataclass(frozen=True)
class Agreement:
    """How near the ratings of a trainee came to the host's: pairs of ratings and their half points."""

    pairs: int = 0
    points: int = 0

    @property
    def percent(self) -> int | None:
        """Out of a hundred, rounded down so that nobody passes by rounding; None without a pair."""
        return 100 * self.points // (SAME * self.pairs) if self.pairs else None


def agreement(own: Mapping[int, Rating], host: Mapping[int, Rating]) -> Agreement:
    """The agreement over the principles that both rated."""
    given = [found for key in own.keys() & host.keys() if (found := points(own[key], host[key])) is not None]
    return Agreement(len(given), sum(given))


@dataclass(frozen=True)
class Record:
    """What a trainee has shown on their step, in loops whose debrief has begun: compared practice, agreement, votes, and what waits for its comparison."""

    compared: int = 0
    agreement: Agreement = Agreement()
    same_side: int = 0
    waiting: int = 0


def next_step(step: Step) -> Step | None:
    """The step above; None at the top."""
    steps = list(Step)
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else None


def first_step(roles: Iterable[Role]) -> Step:
    """Where somebody begins, by the certificates that they hold already."""
    held = set(roles)
    return next((step for step, role in reversed(_CERTIFICATES.items()) if role in held), Step.COURSE)


def certificate_of(step: Step) -> Role | None:
    """The certificate that a step gives."""
    return _CERTIFICATES.get(step)


def need_of(step: Step) -> Need | None:
    """How somebody on this step sits in; None where the step asks for none."""
    return _NEEDS.get(step)


def lacks(step: Step, asks: Asks, record: Record, course_at: datetime | None) -> list[Sentence]:
    """Everything that stands between somebody and the next step."""
    found = []
    if next_step(step) is None:
        found.append(say("This is the top of the ladder."))
    if step is Step.COURSE and course_at is None:
        found.append(say("The course is not completed yet. Note it here once it is."))
    if record.waiting:
        found.append(say("%(count)s sealed practice feedback waits to be compared. Whoever wrote it opens it and keeps the comparison.", count=record.waiting))
    if record.compared < asks.needed:
        found.append(say("This step asks for %(needed)s compared practice feedbacks; there are %(count)s.", needed=asks.needed, count=record.compared))
    if asks.needed and (record.agreement.percent or 0) < asks.agreement:
        found.append(
            say("This step asks for an agreement of %(needed)s %%; it is %(percent)s %% now. Sit in once more.", needed=asks.agreement, percent=record.agreement.percent or 0)
        )
    return found


def require_ready(step: Step, asks: Asks, record: Record, course_at: datetime | None) -> Step:
    """The next step; refused with everything that is missing (the numbers and the agreement)."""
    missing, above = lacks(step, asks, record, course_at), next_step(step)
    if missing or above is None:
        raise Refused(missing[0])
    return above


def outcome(yes: int, no: int, needed: int) -> Outcome:
    """How the votes of Core stand: as many of one kind as the step asks for settle it."""
    if yes >= needed:
        return Outcome.GRANTED
    return Outcome.REFUSED if no >= needed else Outcome.PENDING


def may_vote(person_id: int, roles: Iterable[Role], trainee_id: int, mentor_id: int | None) -> bool:
    """Core members other than the mentor, and never on oneself."""
    return Role.CORE in set(roles) and person_id not in (trainee_id, mentor_id)


def may_renew(ends_on: date | None, today: date) -> bool:
    """A certificate is renewed when it ends within sixty days, or has ended."""
    return ends_on is not None and ends_on - today <= RENEW_BEFORE


def require_renewable(ends_on: date | None, today: date) -> None:
    """Refuse to renew what holds for longer, or was never given."""
    if not may_renew(ends_on, today):
        raise Refused(say("A certificate is renewed in its last %(days)s days, or after them. Come back then.", days=RENEW_BEFORE.days))


def asked_on(step: Step) -> tuple[str, ...]:
    """The numbers that mean something on a step: practice where one sits in, votes below the top, months where a certificate is given."""
    practice = ("needed", "agreement") if need_of(step) is not None else ()
    votes = ("votes",) if next_step(step) is not None else ()
    return (*practice, *votes, *(("months",) if certificate_of(step) is not None else ()))


def require_sensible(step: Step, asks: Asks) -> None:
    """Refuse numbers that no ladder could mean, above all practice on a step that sends nobody to sit in: nobody would ever leave it."""
    if any(number for name, number in vars(asks).items() if name not in asked_on(step)):
        raise Refused(say("This step knows no such number: practice is asked where somebody sits in, votes below the top, months where a certificate is given."))
    if any(not 0 <= number <= _MOST[name] for name, number in vars(asks).items()):
        raise Refused(
            say("At most %(most)s practice feedbacks, 100 %% agreement, %(votes)s votes and %(months)s months.", most=PRACTICE_MOST, votes=VOTES_MOST, months=MONTHS_MOST)
        )
    if certificate_of(step) is not None and not asks.months:
        raise Refused(say("A certificate ends one day. Say after how many months, at least one."))
    if step is Step.RAISER_TRAINING and not asks.votes:
        raise Refused(say("Nobody becomes a Bar Raiser without a vote of Core. Ask for at least one."))


def obstacle_to_practice(loop: LoopStatus, starts_at: datetime | None, moment: datetime) -> Sentence | None:
    """Why practice feedback cannot be sealed, or None."""
    if loop not in (LoopStatus.RELEASED, LoopStatus.DEBRIEF):
        return say("This loop is over, so no practice feedback is asked of you any more.")
    if starts_at is None or starts_at > moment:
        return say("Practice feedback can be sealed once the interview has begun. Your notes are kept until then.")
    return None
