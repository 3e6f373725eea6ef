"""The steps of the ladder, how a promotion ended, and what a step asks for."""

from dataclasses import dataclass

from hiring.core.terms import Term
from hiring.core.text import N_


class Step(Term):
    """Where somebody stands on the ladder, from the first day to Core."""

    COURSE = "course", N_("Course"), N_("Learns the principles, the questions and how to write evidence.")
    SHADOW = "shadow", N_("Shadow"), N_("Sits in with a host, writes practice feedback alone, then compares.")
    REVERSE_SHADOW = "reverse_shadow", N_("Reverse shadow"), N_("Asks while a host listens, writes practice feedback, then compares.")
    SOLO = "solo", N_("Solo interviewer"), N_("Certified to interview alone.")
    RAISER_TRAINING = "raiser_training", N_("Bar Raiser in training"), N_("Sits in with Bar Raisers; never the Bar Raiser of a loop.")
    RAISER = "raiser", N_("Bar Raiser"), N_("Certified to hold the bar.")
    CORE = "core", N_("Core"), N_("Looks after the ladder and votes on who becomes a Bar Raiser.")


class Outcome(Term):
    """How a proposal to promote somebody stands."""

    PENDING = "pending", N_("Core votes"), N_("Core members other than the mentor are voting.")
    GRANTED = "granted", N_("Promoted"), N_("The trainee went on to the next step.")
    REFUSED = "refused", N_("Not this time"), N_("Core did not promote; it can be proposed again.")


@dataclass(frozen=True)
class Asks:
    """What must be there before somebody leaves a step, and for how many months the certificate of a step holds."""

    needed: int = 0
    agreement: int = 0
    votes: int = 0
    months: int = 0


DEFAULTS: dict[Step, Asks] = {
    Step.COURSE: Asks(),
    Step.SHADOW: Asks(needed=3, agreement=60),
    Step.REVERSE_SHADOW: Asks(needed=2, agreement=70),
    Step.SOLO: Asks(months=24),
    Step.RAISER_TRAINING: Asks(needed=4, agreement=70, votes=2),
    Step.RAISER: Asks(votes=2, months=24),
    Step.CORE: Asks(months=24),
}
"""What the ladder asks until the organisation says otherwise."""
