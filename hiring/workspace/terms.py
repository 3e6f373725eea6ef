"""What a reader may be asked to do, and how far their own draft is."""

from hiring.core.terms import Term
from hiring.core.text import N_


class PartOfDay(Term):
    """How one greets at an hour."""

    MORNING = "morning", N_("Morning"), N_("From five until noon.")
    AFTERNOON = "afternoon", N_("Afternoon"), N_("From noon until six.")
    EVENING = "evening", N_("Evening"), N_("From six until five.")


class DraftState(Term):
    """How far one's own draft is."""

    NONE = "none", N_("not begun"), N_("Nothing is written yet.")
    NOTES = "notes", N_("notes only"), N_("There are notes, but no story under a principle yet.")
    STORIES = "stories", N_("with stories"), N_("Stories stand under the principles.")


class Ask(Term):
    """What a debrief waits for from one reader; the last two are somebody else's turn."""

    OPEN = "open", N_("Open the debrief"), N_("All feedback is in. Open the debrief so that everybody can read.")
    DECIDE_ALONE = "decide_alone", N_("Decide"), N_("All feedback is in. Read it and decide with a reason.")
    READ = "read", N_("Read the feedback"), N_("Read everything in silence, then confirm it.")
    VOTE = "vote", N_("Vote again"), N_("Vote again, unseen by the others.")
    BEGIN_VOTE = "begin_vote", N_("Begin the vote"), N_("Everybody has read. Go on to the second vote.")
    REVEAL = "reveal", N_("Reveal the votes"), N_("Everybody has voted. Reveal the votes and begin the discussion.")
    RUN = "run", N_("Run the discussion"), N_("The widest gaps first, then a verdict on each principle.")
    KEY = "key", N_("Turn your key"), N_("Give your answer with your reason.")
    DECIDE = "decide", N_("Write the decision"), N_("Both keys have answered. Write the decision down.")
    DISCUSS = "discuss", N_("Discussion"), N_("The panel talks about the widest gaps.")
    WAIT = "wait", N_("Under way"), N_("Nothing to do for you now.")


YOUR_TURN = frozenset(ask for ask in Ask if ask not in (Ask.DISCUSS, Ask.WAIT))


class Reminder(Term):
    """Which reminder of feedback goes out."""

    SOON = "soon", N_("Due soon"), N_("Feedback is due in a few hours.")
    DUE = "due", N_("Due"), N_("Feedback is due now.")
    LATE = "late", N_("Late"), N_("Feedback is late, by whole days.")


class MailState(Term):
    """Whether this installation sends mail."""

    SENDING = "sending", N_("Mail is sent"), N_("A mail server is set. Notices leave within seconds.")
    SILENT = "silent", N_("No mail server"), N_("Notices wait in the outbox, and you hand invitations on by their link.")
