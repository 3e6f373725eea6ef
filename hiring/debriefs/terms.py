"""Phases, verdicts, keys and outcomes."""

from hiring.core.terms import Term
from hiring.core.text import N_


class Phase(Term):
    """The phases of a debrief, in their one order."""

    READING = "reading", N_("Reading"), N_("Everybody reads all feedback in silence and confirms it.")
    VOTING = "voting", N_("Vote again"), N_("Everybody votes again, unseen by the others.")
    DISCUSSION = "discussion", N_("Discussion"), N_("Votes are revealed; the widest gaps are discussed first and principles get their verdicts.")
    DECISION = "decision", N_("Decision"), N_("Two keys: the hiring manager and the Bar Raiser each give an answer.")
    CLOSED = "closed", N_("Closed"), N_("The decision is made and sealed.")


class VerdictValue(Term):
    """What the panel found on one principle."""

    RAISED = "raised", N_("Raised"), N_("Better than half of the people who do this role today.")
    MET = "met", N_("Met"), N_("The evidence shows this principle at the bar.")
    NOT_MET = "not_met", N_("Not met"), N_("The evidence does not reach the bar.")
    NO_DATA = "no_data", N_("No data"), N_("The loop gave no evidence.")


class KeyAnswer(Term):
    """The answer of a key; unsure is no."""

    YES = "yes", N_("Yes"), N_("I want this hire and I answer for it.")
    NO = "no", N_("No"), N_("I do not want this hire.")
    UNSURE = "unsure", N_("Unsure"), N_("I cannot say yes, and unsure is no.")


class Result(Term):
    """What was decided."""

    HIRE = "hire", N_("Hire"), N_("Both keys said yes.")
    NO_HIRE = "no_hire", N_("No hire"), N_("At least one key did not say yes.")


class BarAnswer(Term):
    """The bar question of every decision: better than half of the people who hold this role today?"""

    YES = "yes", N_("Yes"), N_("Better than half of the people in this role at this level.")
    NO = "no", N_("No"), N_("Not better than half of the people in this role at this level.")


class Another(Term):
    """Whether something else would fit after a no."""

    NO = "no", N_("No"), N_("Not that either.")
    YES = "yes", N_("Yes"), N_("Worth a talk.")
