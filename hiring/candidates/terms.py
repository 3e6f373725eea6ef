"""Stages, reasons, sources and the kinds of screen."""

from hiring.core.terms import Term
from hiring.core.text import N_


class Stage(Term):
    """How far an application is."""

    APPLIED = "applied", N_("Applied"), N_("Nobody has looked yet.")
    SCREENING = "screening", N_("Screening"), N_("Résumé review and phone screen.")
    LOOP = "loop", N_("In the loop"), N_("Interviews are planned or under way.")
    DEBRIEF = "debrief", N_("Debrief"), N_("All feedback is in; the panel reads and decides.")
    OFFER = "offer", N_("Offer"), N_("The decision is hire.")
    HIRED = "hired", N_("Hired"), N_("The offer was accepted.")
    REJECTED = "rejected", N_("Not going on"), N_("We ended this application, with a reason.")
    WITHDRAWN = "withdrawn", N_("Withdrawn"), N_("The candidate ended this application.")


ENDED = frozenset({Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN})

OUTCOMES = frozenset({Stage.OFFER, Stage.HIRED, Stage.REJECTED})
"""Stages that tell what others thought."""


class StageReason(Term):
    """Why an application ended or was reopened."""

    MISSING_EXPERIENCE = "missing_experience", N_("Experience is missing"), N_("The role needs something that is not there yet.")
    LEVEL_MISMATCH = "level_mismatch", N_("Another level"), N_("Strong, but for a role of another level.")
    LOCATION = "location", N_("Location"), N_("Place or time zone do not fit.")
    SALARY = "salary", N_("Pay"), N_("Expectations are too far apart.")
    NOT_AT_BAR = "not_at_bar", N_("Not at the bar"), N_("The evidence did not reach the bar.")
    POSITION_FILLED = "position_filled", N_("Filled meanwhile"), N_("Somebody else was hired.")
    WITHDREW = "withdrew", N_("Withdrew"), N_("The candidate chose otherwise.")
    OFFER_DECLINED = "offer_declined", N_("Offer declined"), N_("The candidate did not take the offer.")
    DECIDED = "decided", N_("Decided in debrief"), N_("The decision of the debrief.")
    MISTAKE = "mistake", N_("Ended by mistake"), N_("The application goes on where it was.")
    NEW_FACTS = "new_facts", N_("New facts"), N_("Something changed that was not known before.")


class Source(Term):
    """How a candidate came to us."""

    APPLICATION = "application", N_("Own application"), N_("Wrote to us.")
    REFERRAL = "referral", N_("Referral"), N_("Somebody here knows this person.")
    SOURCED = "sourced", N_("Approached"), N_("We wrote first.")
    AGENCY = "agency", N_("Agency"), N_("Came through an agency.")
    EVENT = "event", N_("Event"), N_("We met at an event.")


class ScreenKind(Term):
    """What kind of look was taken before the loop."""

    RESUME_REVIEW = "resume_review", N_("Résumé review"), N_("Somebody read the résumé against the brief.")
    PHONE_SCREEN = "phone_screen", N_("Phone screen"), N_("A short talk about a few principles.")


class ScreenResult(Term):
    """What the screener recommends; in doubt it is a no."""

    GO_ON = "go_on", N_("Go on"), N_("Worth the time of a loop.")
    STOP = "stop", N_("Stop"), N_("In doubt, the answer is no.")


class Likeness(Term):
    """Why two candidates may be the same person, strongest sign first."""

    EMAIL = "email", N_("Same e-mail"), N_("Both have this e-mail address.")
    PHONE = "phone", N_("Same phone"), N_("The last nine digits of the phone are the same.")
    NAME = "name", N_("Same name"), N_("The names are the same, whatever the order of their words.")


class TextStatus(Term):
    """What became of reading the text of a résumé, which the search will look in."""

    WAITING = "waiting", N_("Waiting"), N_("The text of this file is read within a minute.")
    READ = "read", N_("Read"), N_("The text of this file was read.")
    BLANK = "blank", N_("No text inside"), N_("This file holds pictures only, so a search does not find its words.")
    LOCKED = "locked", N_("Locked by a password"), N_("This file opens with a password only, so a search does not find its words.")
    DAMAGED = "damaged", N_("Damaged inside"), N_("The inside of this file could not be read, so a search does not find its words.")
    COSTLY = "costly", N_("Too large inside"), N_("Reading the inside of this file took too much time or memory, so a search does not find its words.")

    @property
    def hinders(self) -> bool:
        """Whether no search finds the words of the file, which is said beside it."""
        return self in (TextStatus.BLANK, TextStatus.LOCKED, TextStatus.DAMAGED, TextStatus.COSTLY)


class Act(Term):
    """What people do with an application: its name, and what is said when it is done."""

    SCREENING = "screening", N_("Begin the screening"), N_("The screening has begun.")
    HIRED = "hired", N_("Offer accepted"), N_("Hired. Close the opening if it is filled.")
    REJECT = "reject", N_("Do not go on"), N_("The application is ended. The candidate waits to hear it from you.")
    WITHDRAW = "withdraw", N_("Candidate withdraws"), N_("The withdrawal is on record.")
    DECLINE = "decline", N_("Offer declined"), N_("It is on record that the offer was declined.")
    REOPEN = "reopen", N_("Reopen"), N_("The application goes on where it was.")
    SCREEN = "screen", N_("Record a screen"), N_("The screen is on record.")
    NOTE = "note", N_("Write a note"), N_("The note is on record.")
    TOLD = "told", N_("Candidate was told"), N_("It is on record that the candidate knows.")


NEWS = frozenset({Stage.OFFER, Stage.REJECTED})
"""Stages of which a candidate is told."""

ENDING = frozenset({Act.REJECT, Act.WITHDRAW, Act.DECLINE})
"""Acts that end an application."""
