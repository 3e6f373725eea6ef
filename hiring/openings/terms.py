"""Presets, the process rules they stand for, and the life of an opening."""

from dataclasses import asdict, dataclass
from typing import Any

from hiring.core.terms import Term
from hiring.core.text import N_


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
