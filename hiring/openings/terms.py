"""Presets, the process rules they stand for, and the life of an opening."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hiring.core.terms import Term
from hiring.core.text import N_, Words
from hiring.principles.terms import JobFamily, Track


class Preset(Term):
    """How much of the mechanism an opening uses, so that ten people can start small."""

    BAR_RAISER = "bar_raiser", N_("Bar raiser"), N_("Everything: a Bar Raiser signs the brief, sits in the loop and holds one of two keys.")
    LOOP = "loop", N_("Loop"), N_("No certified Bar Raiser: a debrief lead named in the plan holds the second key.")
    FEEDBACK = "feedback", N_("Feedback"), N_("Sealed feedback only: the hiring manager decides with a reason once all of it is in.")


class OpeningStatus(Term):
    """The life of an opening."""

    DRAFT = "draft", N_("Draft"), N_("The brief is being written.")
    SIGN_OFF = "sign_off", N_("Waiting for sign-off"), N_("A Bar Raiser reads the brief.")
    OPEN = "open", N_("Open"), N_("Candidates can enter.")
    CLOSED = "closed", N_("Closed"), N_("No more candidates enter.")


class CloseReason(Term):
    """Why an opening was closed."""

    FILLED = "filled", N_("Filled"), N_("Somebody was hired.")
    CANCELLED = "cancelled", N_("No longer needed"), N_("The role is not filled after all.")
    PAUSED = "paused", N_("Paused"), N_("The search rests and may go on later.")


class Audience(Term):
    """Who asks a question of the FAQ."""

    EXTERNAL = "external", N_("Candidates ask"), N_("What somebody who might come wants to know.")
    INTERNAL = "internal", N_("We ask ourselves"), N_("Why now, what if not, and what could go wrong.")


class BriefGap(Term):
    """What an opening still lacks before somebody can sign it off or open it."""

    NO_HEADLINE = "no_headline", N_("Headline"), N_("Write the headline that you want to read a year after the hire.")
    NO_PRESS_RELEASE = "no_press_release", N_("Press release"), N_("Write what the hire changed for a customer, as news of a year from now.")
    NO_FAQ = "no_faq", N_("FAQ"), N_("Answer at least one question that a candidate or we ourselves would ask.")
    NO_OUTCOME = "no_outcome", N_("Outcomes"), N_("Name at least one thing that will be true in a year and can be measured.")
    NO_REQUIREMENT = "no_requirement", N_("Required principles"), N_("Choose the principles that every loop of this opening covers.")
    NO_CUSTOMER = "no_customer", N_("Customer principle"), N_("Add the customer principle: every opening requires it.")
    TOO_MUCH = "too_much", N_("More than a panel can cover"), N_("Require fewer principles, or allow a larger panel: no loop could cover all of this.")


class Dependence(Term):
    """Why somebody cannot hold the bar for an opening (invariant 1); the values are those of `loops.terms.Ineligible`."""

    INACTIVE = "inactive", N_("not active any more"), N_("This account is deactivated.")
    CERTIFICATE_EXPIRED = "certificate_expired", N_("certificate expired"), N_("The Bar Raiser certificate ended and must be renewed first.")
    NOT_BAR_RAISER = "not_bar_raiser", N_("not a certified Bar Raiser"), N_("Only a certified Bar Raiser holds the bar.")
    IS_MANAGER = "is_manager", N_("is the hiring manager"), N_("The hiring manager cannot hold the bar too.")
    IS_RECRUITER = "is_recruiter", N_("is the recruiter"), N_("The recruiter of the opening cannot hold the bar too.")
    IN_LINE = "in_line", N_("in the hiring manager’s reporting line"), N_("The Bar Raiser stands neither above nor below the hiring manager.")
    ON_TEAM = "on_team", N_("on the hiring team"), N_("The Bar Raiser is not on the hiring team.")
    LEVEL_LOW = "level_low", N_("below the level of the role"), N_("The Bar Raiser is at least at the level of the role.")


@dataclass(frozen=True)
class Facts:
    """What an opening is, apart from its brief."""

    title: Words
    family: JobFamily
    level: int
    track: Track
    zone: str
    hiring_manager_id: int
    recruiter_id: int
    location: str = ""
    confidential: bool = False


@dataclass(frozen=True)
class FaqEntry:
    """A question of the FAQ with its answer."""

    audience: Audience
    question: Words
    answer: Words


@dataclass(frozen=True)
class BriefText:
    """The text of a role brief."""

    headline: Words
    press_release: Words
    faq: tuple[FaqEntry, ...] = ()
    outcomes: tuple[Words, ...] = ()
    dated: date | None = None


@dataclass(frozen=True)
class ProcessRules:
    """The rules of one opening's process; hours and months are whole numbers, lengths are characters."""

    preset: Preset = Preset.BAR_RAISER
    panel_least: int = 4
    panel_most: int = 7
    coverage: int = 1
    customer_coverage: int = 2
    principles_least: int = 1
    principles_most: int = 3
    feedback_hours: int = 24
    debrief_hours: int = 24
    cool_off_months: int = 6
    offer_months: int = 12
    evidence_characters: int = 120
    evidence_japanese: int = 50

    @property
    def bar_raiser_required(self) -> bool:
        """Whether a certified Bar Raiser signs off, sits in the loop and holds a key."""
        return self.preset is Preset.BAR_RAISER

    @property
    def planned(self) -> bool:
        """Whether the plan must be proved complete before it is released."""
        return self.preset is not Preset.FEEDBACK

    @property
    def debriefed(self) -> bool:
        """Whether a debrief with two keys decides."""
        return self.preset is not Preset.FEEDBACK

    def stored(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def rules_from(stored: dict[str, Any]) -> ProcessRules:
    """The value object from what was stored; an unknown field is left out, a missing one has its default."""
    known = {name: value for name, value in stored.items() if name in ProcessRules.__dataclass_fields__}
    return ProcessRules(**{**known, "preset": Preset(known.get("preset", Preset.BAR_RAISER))})


PRESETS: dict[Preset, ProcessRules] = {
    Preset.BAR_RAISER: ProcessRules(preset=Preset.BAR_RAISER),
    Preset.LOOP: ProcessRules(preset=Preset.LOOP, panel_least=3),
    Preset.FEEDBACK: ProcessRules(preset=Preset.FEEDBACK, panel_least=1),
}
