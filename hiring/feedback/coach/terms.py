"""What the coach can say."""

from hiring.core.terms import Term
from hiring.core.text import N_


class Hint(Term):
    """One thing that would make a piece of evidence stronger; a trait carries a reason of its own besides."""

    NO_SITUATION = "no_situation", N_("Situation is missing"), N_("Where and when was this? A reader who was not in the room needs the setting.")
    NO_TASK = "no_task", N_("Task is missing"), N_("What was the candidate asked to do, or what did they take on themselves?")
    NO_ACTION = "no_action", N_("Action is missing"), N_("What did the candidate do? Without it there is nothing to rate.")
    NO_RESULT = "no_result", N_("Result is missing"), N_("What came of it? Write the number or the change, or that it is not known.")
    ONLY_VERBATIM = "only_verbatim", N_("Only their own words"), N_("A good quotation. Add the situation, the task, the action and the result, so that it stands alone.")
    WE_ONLY = "we_only", N_("“We” without “I”"), N_("This says “we” and never who. What did the candidate do in person?")
    BARE_ADJECTIVE = "bare_adjective", N_("A judgement without a fact"), N_("What did you see or hear that made you think so? Write that, and the adjective is not needed.")
    HEARSAY = "hearsay", N_("Hearsay"), N_("This seems to come from somebody else. Evidence is what the candidate told you in this interview.")
    HYPOTHETICAL = "hypothetical", N_("What they would do"), N_("This seems to tell what the candidate would do. Ask for a time when it really happened, and write what they did.")
    TRAIT = "trait", N_("A protected trait"), N_("This seems to be about a trait that has no place in a hiring decision. Leave it out and write what the candidate did.")
    RATING_ALONE = "rating_alone", N_("A rating without an example"), N_("Which moment in the interview is this rating about? Write it down while you remember it.")
    LOW_RATING_ALONE = (
        "low_rating_alone",
        N_("A low rating without an example"),
        N_("A rating below the bar above all needs an example: what was asked, and what was missing from the answer? If nothing was asked, choose “No data”."),
    )
