"""Roles and certificates, and what a one-time link is for."""

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


class Locale(Term):
    """The language in which a person reads."""

    EN = "en", N_("English"), N_("Pages and mails in English.")
    JA = "ja", N_("Japanese"), N_("Pages and mails in Japanese.")
