"""Pure decisions: sane process rules, a complete brief, who may hold the bar, and what is frozen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hiring.accounts.queries import PersonFacts
from hiring.accounts.rules import in_line
from hiring.accounts.terms import Role
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.openings.terms import BriefGap, BriefText, Dependence, Facts, OpeningStatus, ProcessRules

LEVELS = range(1, 13)
FAQ_MOST, OUTCOMES_MOST = 20, 12

LIMITS: dict[str, tuple[int, int]] = {
    "panel_least": (1, 12),
    "panel_most": (1, 12),
    "coverage": (1, 6),
    "customer_coverage": (1, 6),
    "principles_least": (1, 5),
    "principles_most": (1, 5),
    "feedback_hours": (1, 336),
    "debrief_hours": (1, 336),
    "cool_off_months": (0, 36),
    "offer_months": (1, 24),
    "evidence_characters": (20, 2000),
    "evidence_japanese": (10, 1000),
}


@dataclass(frozen=True)
class HiringSide:
    """The side of an opening that a Bar Raiser must be independent of, and the level they must reach."""

    level: int
    hiring_manager_id: int
    recruiter_id: int
    team: frozenset[int]


@dataclass(frozen=True)
class BriefState:
    """What of a brief is there, as counts and yes or no."""

    headline: bool
    press_release: bool
    faq: int
    outcomes: int
    requirements: int
    customer: bool


def bar_raiser_problems(person: PersonFacts, side: HiringSide, managers: Mapping[int, int | None]) -> list[Dependence]:
    """Every reason why a person cannot hold the bar for an opening (invariant 1); none means eligible."""
    certified = Role.BAR_RAISER in person.roles
    checks = (
        (not person.active, Dependence.INACTIVE),
        (not certified and Role.BAR_RAISER in person.expired, Dependence.CERTIFICATE_EXPIRED),
        (not certified and Role.BAR_RAISER not in person.expired, Dependence.NOT_BAR_RAISER),
        (person.id == side.hiring_manager_id, Dependence.IS_MANAGER),
        (person.id == side.recruiter_id, Dependence.IS_RECRUITER),
        (in_line(person.id, side.hiring_manager_id, managers), Dependence.IN_LINE),
        (person.id in side.team, Dependence.ON_TEAM),
        (person.level < side.level, Dependence.LEVEL_LOW),
    )
    return [problem for broken, problem in checks if broken]


def require_independent(person: PersonFacts, side: HiringSide, managers: Mapping[int, int | None]) -> None:
    """Refuse a sign-off by somebody who is not independent of the hiring side (invariant 1)."""
    problems = bar_raiser_problems(person, side, managers)
    if problems:
        raise Refused(say("A Bar Raiser signs off only where they are independent. %(name)s: %(why)s. Choose another Bar Raiser.", name=person.name, why=problems), "bar_raiser_id")


def gaps(brief: BriefState, rules: ProcessRules) -> list[BriefGap]:
    """What is missing before an opening can be signed off or opened, in the order in which one writes it."""
    needed = rules.coverage * (brief.requirements - 1) + rules.customer_coverage
    checks = (
        (not brief.headline, BriefGap.NO_HEADLINE),
        (not brief.press_release, BriefGap.NO_PRESS_RELEASE),
        (brief.faq < 1, BriefGap.NO_FAQ),
        (brief.outcomes < 1, BriefGap.NO_OUTCOME),
        (brief.requirements < 1, BriefGap.NO_REQUIREMENT),
        (not brief.customer, BriefGap.NO_CUSTOMER),
        (rules.planned and needed > rules.panel_most * rules.principles_most, BriefGap.TOO_MUCH),
    )
    return [gap for missing, gap in checks if missing]


def require_complete(missing: Sequence[BriefGap]) -> None:
    """Refuse to go on with a brief that lacks something."""
    if missing:
        raise Refused(say("This is still missing: %(gaps)s. Complete it, then try again.", gaps=list(missing)))


def require_facts(facts: Facts) -> None:
    """Refuse an opening without a title, with an impossible level, or run by one person alone."""
    if not facts.title:
        raise Refused(say("Give the opening a title in at least one language."), "title_en")
    if facts.level not in LEVELS:
        raise Refused(say("Levels run from %(least)s to %(most)s.", least=LEVELS[0], most=LEVELS[-1]), "level")
    if facts.hiring_manager_id == facts.recruiter_id:
        raise Refused(say("The hiring manager and the recruiter are two people. Choose somebody else for one of them."), "recruiter_id")


def require_text(text: BriefText) -> None:
    """Refuse questions without an answer, empty outcomes, and lists that nobody would read to their end."""
    if any(not entry.question or not entry.answer for entry in text.faq):
        raise Refused(say("Every question of the FAQ needs its answer, and every answer its question."), "faq")
    if not all(text.outcomes):
        raise Refused(say("An outcome needs words in at least one language."), "outcomes")
    if len(text.faq) > FAQ_MOST:
        raise Refused(say("An FAQ has at most %(most)s questions; keep those that people really ask.", most=FAQ_MOST), "faq")
    if len(text.outcomes) > OUTCOMES_MOST:
        raise Refused(say("A brief has at most %(most)s outcomes; keep those that decide whether the hire was right.", most=OUTCOMES_MOST), "outcomes")


def require_rules(rules: ProcessRules) -> None:
    """Refuse process rules that contradict themselves or that no loop could follow."""
    _require_limits(rules)
    if rules.panel_least > rules.panel_most:
        sentence = say("The smallest panel (%(least)s) is larger than the largest (%(most)s). Swap the two, or make room.", least=rules.panel_least, most=rules.panel_most)
        raise Refused(sentence, "panel_least")
    if rules.debriefed and rules.panel_least < 2:
        raise Refused(say("A debrief has two keys, so a panel has at least two people. Ask for two or more, or choose the preset that only seals feedback."), "panel_least")
    if rules.principles_least > rules.principles_most:
        sentence = say("The fewest principles a head (%(least)s) are more than the most (%(most)s). Swap the two.", least=rules.principles_least, most=rules.principles_most)
        raise Refused(sentence, "principles_least")
    if rules.customer_coverage < rules.coverage:
        raise Refused(say("The customer principle is covered at least as often as the others: %(least)s times or more.", least=rules.coverage), "customer_coverage")
    if max(rules.coverage, rules.customer_coverage) > rules.panel_most:
        raise Refused(say("A principle cannot be covered by more people than the panel has (%(most)s).", most=rules.panel_most), "customer_coverage")


def _require_limits(rules: ProcessRules) -> None:
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(rules, name) <= most:
            raise Refused(say("Choose a whole number from %(least)s to %(most)s.", least=least, most=most), name)


def require_thawed(frozen: bool) -> None:
    """Refuse a change to what froze when the first candidate entered (invariant 4)."""
    if frozen:
        raise Refused(say("One process for every candidate: its rules and principles froze when the first candidate entered. For a different process begin a new opening."))


def require_same(old: Mapping[str, object], new: Mapping[str, object], frozen: bool) -> None:
    """Refuse a change to frozen facts, naming the first that differs (invariant 4)."""
    for field, value in old.items():
        if frozen and new[field] != value:
            raise Refused(say("One process for every candidate: this froze when the first candidate entered. For a different role begin a new opening."), field)


def require_running(status: OpeningStatus) -> None:
    """Refuse to change a closed opening."""
    if status is OpeningStatus.CLOSED:
        raise Refused(say("This opening is closed. Reopen it first, then change it."))


def require_open(status: OpeningStatus) -> None:
    """Refuse a candidate where the opening does not take any."""
    if status is not OpeningStatus.OPEN:
        raise Refused(say("Candidates enter only an opening that is open. Complete its brief and open it first."), "opening_id")


def require_reason(reason: str) -> None:
    """Refuse to send a brief back without a word."""
    if not reason.strip():
        raise Refused(say("Say in a sentence what the brief needs, so that the hiring manager knows what to write."), "reason")


def require_no_report(manager: int, reports: Collection[int]) -> None:
    """Refuse a hiring manager who would report to their own hire."""
    if manager in reports:
        raise Refused(say("The hiring manager cannot report to the person they hire. Take them out of this list."), "future_reports")
