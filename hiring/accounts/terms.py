"""Roles and certificates, what a one-time link is for, and who needs a second factor."""

from hiring.core.terms import Term
from hiring.core.text import N_


class Role(Term):
    """What a person may be here; the last three are certificates and may expire."""

    ADMINISTRATOR = "administrator", N_("Administrator"), N_("Cares for people, roles and settings; reads no feedback.")
    RECRUITER = "recruiter", N_("Recruiter"), N_("Adds candidates, plans loops and keeps them moving.")
    INTERVIEWER = "interviewer", N_("Interviewer"), N_("Certified to interview alone.")
    BAR_RAISER = "bar_raiser", N_("Bar Raiser"), N_("Certified to hold the bar: signs off briefs and runs debriefs.")
    CORE = "core", N_("Core"), N_("A senior Bar Raiser who looks after the programme.")


CERTIFICATES = frozenset({Role.INTERVIEWER, Role.BAR_RAISER, Role.CORE})


class LinkPurpose(Term):
    """What a one-time link lets its holder do."""

    INVITATION = "invitation", N_("Invitation"), N_("Choose a first password.")
    RESET = "reset", N_("New password"), N_("Choose a new password.")


class SecondFactorFor(Term):
    """Who must have a second factor besides the password."""

    NOBODY = "nobody", N_("Nobody"), N_("Everybody may set up a second factor, nobody has to.")
    ADMINISTRATORS_CORE = "administrators_core", N_("Administrators and Core"), N_("Administrators and Core members must have one; the others may.")
    EVERYBODY = "everybody", N_("Everybody"), N_("Whoever signs in must have one.")


class Locale(Term):
    """The language in which a person reads."""

    EN = "en", N_("English"), N_("Pages and mails in English.")
    JA = "ja", N_("Japanese"), N_("Pages and mails in Japanese.")
