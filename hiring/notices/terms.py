"""What a notice is about, and how far it got."""

from hiring.core.terms import Term
from hiring.core.text import N_


class NoticeKind(Term):
    """Why somebody is written to."""

    INVITATION = "invitation", N_("Invitation"), N_("Somebody was invited to this organisation.")
    RESET = "reset", N_("New password"), N_("Somebody asked for a new password.")
    ASSIGNMENT = "assignment", N_("Assignment"), N_("Somebody was given an interview.")
    CHANGED_TIME = "changed_time", N_("Changed time"), N_("An interview was moved.")
    CANCELLED = "cancelled", N_("Cancelled"), N_("An interview was cancelled or given to somebody else.")
    FEEDBACK_DUE = "feedback_due", N_("Feedback due"), N_("Feedback is due, or late.")
    DEBRIEF_OPENED = "debrief_opened", N_("Debrief opened"), N_("A debrief began and waits for its readers.")
    SIGN_OFF_ASKED = "sign_off_asked", N_("Sign-off asked"), N_("A role brief waits for a Bar Raiser.")
    SECURITY = "security", N_("Safety of an account"), N_("The way in which somebody signs in was changed.")
    GLASS_BROKEN = "glass_broken", N_("Seal broken"), N_("An administrator broke the seal of a loop with a reason.")


class NoticeStatus(Term):
    """How far a notice got."""

    WAITING = "waiting", N_("Waiting"), N_("Will be sent at the next try.")
    SENT = "sent", N_("Sent"), N_("The mail server took it.")
    FAILED = "failed", N_("Failed"), N_("The mail server refused it for good.")


class Problem(Term):
    """Why a notice was not taken; a code without anybody's words."""

    UNREACHABLE = "unreachable", N_("No connection"), N_("The mail server could not be reached. We keep trying.")
    INSECURE = "insecure", N_("No safe connection"), N_("The mail server offered no encryption that we can trust. Check its certificate.")
    SIGN_IN = "sign_in", N_("Sign-in refused"), N_("The mail server refused our name or password. Check the mail settings of this server.")
    SENDER = "sender", N_("Sender refused"), N_("The mail server does not let us send from our address. Check the mail settings of this server.")
    BUSY = "busy", N_("Put off"), N_("The mail server asked us to come back later. We keep trying.")
    ADDRESS = "address", N_("Not an address"), N_("No mail can be sent to this address. Correct it on the page of the person.")
    RECIPIENT = "recipient", N_("Recipient refused"), N_("The mail server knows no such recipient. Correct the address of the person, then try again.")
    CONTENT = "content", N_("Mail refused"), N_("The mail server refused this mail for good.")


FINAL = frozenset({Problem.ADDRESS, Problem.RECIPIENT, Problem.CONTENT})
"""Problems that another try does not mend."""
