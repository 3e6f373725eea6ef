"""Votes."""

from hiring.core.terms import Term
from hiring.core.text import N_


class Vote(Term):
    """One person's view; there is no middle."""

    STRONGLY_INCLINED = "strongly_inclined", N_("Strongly inclined"), N_("I would argue for this hire.")
    INCLINED = "inclined", N_("Inclined"), N_("The evidence speaks for this hire.")
    NOT_INCLINED = "not_inclined", N_("Not inclined"), N_("The evidence speaks against this hire.")
    STRONGLY_NOT_INCLINED = "strongly_not_inclined", N_("Strongly not inclined"), N_("I would argue against this hire.")


VOTE_SCORES: dict[Vote, int] = {Vote.STRONGLY_INCLINED: 2, Vote.INCLINED: 1, Vote.NOT_INCLINED: -1, Vote.STRONGLY_NOT_INCLINED: -2}
