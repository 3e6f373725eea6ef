"""Seats of a panel, the life of loops and interviews, amendments, and the gaps that a plan can have."""

from dataclasses import dataclass
from datetime import datetime

from hiring.core.terms import Term
from hiring.core.text import N_


class LoopStatus(Term):
    """The life of a loop."""

    PLANNING = "planning", N_("Planning"), N_("The plan is not complete or not released yet.")
    RELEASED = "released", N_("Interviews"), N_("The plan is frozen; interviews and feedback are under way.")
    DEBRIEF = "debrief", N_("Debrief"), N_("All feedback is in; the panel reads and decides.")
    DECIDED = "decided", N_("Decided"), N_("The decision is made.")
    CANCELLED = "cancelled", N_("Cancelled"), N_("The loop was given up with a reason.")


LIVE = frozenset({LoopStatus.PLANNING, LoopStatus.RELEASED, LoopStatus.DEBRIEF})


class Seat(Term):
    """Why somebody sits in a loop."""

    INTERVIEWER = "interviewer", N_("Interviewer"), N_("Asks, listens and writes feedback.")
    BAR_RAISER = "bar_raiser", N_("Bar Raiser"), N_("Independent of the team; runs the debrief and holds a key.")
    HIRING_MANAGER = "hiring_manager", N_("Hiring manager"), N_("Owns the role and holds a key.")
    DEBRIEF_LEAD = "debrief_lead", N_("Debrief lead"), N_("Runs the debrief and holds the second key where no Bar Raiser is required.")


LEADS = frozenset({Seat.BAR_RAISER, Seat.DEBRIEF_LEAD})


class ShadowKind(Term):
    """How a trainee sits in beside the host of an interview."""

    SHADOW = "shadow", N_("Shadow"), N_("Listens while the host asks, and writes practice feedback.")
    REVERSE_SHADOW = "reverse_shadow", N_("Reverse shadow"), N_("Asks while the host listens, and writes practice feedback.")


class InterviewStatus(Term):
    """The life of one interview."""

    PLANNED = "planned", N_("Planned"), N_("Will take place, or took place.")
    CANCELLED = "cancelled", N_("Cancelled"), N_("Taken out of the plan by amendment.")
    NOT_HELD = "not_held", N_("Not held"), N_("The hour came and the interview did not take place.")


class NotHeldReason(Term):
    """Why an interview did not take place."""

    CANDIDATE_ABSENT = "candidate_absent", N_("Candidate did not come"), N_("The candidate was not there.")
    INTERVIEWER_ABSENT = "interviewer_absent", N_("Interviewer did not come"), N_("The interviewer was not there.")
    TECHNICAL = "technical", N_("Technical trouble"), N_("The call or the room did not work.")


class AmendmentKind(Term):
    """How a released plan was changed."""

    REPLACED = "replaced", N_("Interviewer replaced"), N_("Another person takes an interview over.")
    ADDED = "added", N_("Interview added"), N_("One more interview.")
    CANCELLED = "cancelled", N_("Interview cancelled"), N_("One interview less.")
    REASSIGNED = "reassigned", N_("Principles changed"), N_("An interview has other principles or questions.")
    SUCCESSOR = "successor", N_("Key handed on"), N_("A successor holds a key of the debrief.")
    NOT_HELD = "not_held", N_("Not held"), N_("An interview did not take place and is out of the plan.")


class KeyKind(Term):
    """The two keys of a hire."""

    MANAGER = "manager", N_("Hiring manager’s key"), N_("The person who owns the role.")
    BAR = "bar", N_("Bar Raiser’s key"), N_("The person who holds the bar: Bar Raiser or debrief lead.")


class Gap(Term):
    """What a plan lacks; the proof is the list of gaps being empty."""

    NO_BAR_RAISER = "no_bar_raiser", N_("No Bar Raiser"), N_("Name one Bar Raiser who is independent of the hiring manager’s line.")
    NO_LEAD = "no_lead", N_("No debrief lead"), N_("Name a certified interviewer, not the hiring manager, who leads the debrief.")
    NO_MANAGER = "no_manager", N_("Hiring manager missing"), N_("The hiring manager takes one of the interviews.")
    PANEL_SMALL = "panel_small", N_("Panel too small"), N_("Add interviewers until the least panel size is reached.")
    PANEL_LARGE = "panel_large", N_("Panel too large"), N_("Take interviewers out until the largest panel size is kept.")
    UNCOVERED = "uncovered", N_("Principle not covered"), N_("Assign this principle to another interviewer.")
    TOO_FEW = "too_few", N_("No principle assigned"), N_("Give this interviewer a principle to ask about.")
    TOO_MANY = "too_many", N_("Too many principles"), N_("Nobody can ask about that many well; take some away.")
    NOT_REQUIRED = "not_required", N_("Not required"), N_("The opening does not require this principle; take it out.")
    NO_TIME = "no_time", N_("No time"), N_("Set when this interview begins.")
    OVERLAP = "overlap", N_("Two at once"), N_("The candidate cannot be in two interviews at the same time.")
    NOT_ELIGIBLE = "not_eligible", N_("Not eligible"), N_("Choose somebody who may take this seat.")
    LEAKED = "leaked", N_("Question known outside"), N_("Swap this question: people outside know it.")


class Ineligible(Term):
    """Why a person may not take a seat."""

    INACTIVE = "inactive", N_("Not active"), N_("This account is deactivated.")
    NOT_CERTIFIED = "not_certified", N_("Not certified"), N_("Only people certified to interview alone may sit here.")
    CERTIFICATE_EXPIRED = "certificate_expired", N_("Certificate expired"), N_("The certificate ended and must be renewed first.")
    NOT_BAR_RAISER = "not_bar_raiser", N_("Not a Bar Raiser"), N_("This seat needs a certified Bar Raiser.")
    IS_MANAGER = "is_manager", N_("Is the hiring manager"), N_("The hiring manager cannot hold the bar too.")
    IS_RECRUITER = "is_recruiter", N_("Is the recruiter"), N_("The recruiter of the opening cannot hold the bar too.")
    IN_LINE = "in_line", N_("In the reporting line"), N_("The Bar Raiser stands neither above nor below the hiring manager.")
    ON_TEAM = "on_team", N_("On the hiring team"), N_("The Bar Raiser is not on the hiring team.")
    LEVEL_LOW = "level_low", N_("Level too low"), N_("The Bar Raiser is at least at the role’s level, an interviewer at most one below.")
    FUTURE_REPORT = "future_report", N_("Future report"), N_("Nobody interviews the person they would report to.")
    CONFLICT = "conflict", N_("Conflict declared"), N_("This person declared a conflict of interest.")
    IS_CANDIDATE = "is_candidate", N_("Is the candidate"), N_("Nobody interviews themselves.")
    HAS_READ = "has_read", N_("Has read feedback"), N_("Whoever has read a colleague’s feedback of this loop cannot interview in it.")
    NOT_MANAGER = "not_manager", N_("Not the hiring manager"), N_("This seat is for the hiring manager of the opening.")
    ALREADY_SEATED = "already_seated", N_("Already in the loop"), N_("One interview a person.")
    HOLDS_OTHER_KEY = "holds_other_key", N_("Holds the other key"), N_("Two keys are two people.")
    SHADOWS = "shadows", N_("Sits in as a trainee"), N_("Whoever sits in a loop as a trainee has no interview and no key in it, and sits there once.")
    NOT_TRAINEE = "not_trainee", N_("Sits in nowhere now"), N_("This person’s step on the ladder asks for no shadowing.")
    NO_LEAD_HOST = "no_lead_host", N_("Host does not hold the bar"), N_("A Bar Raiser in training sits in beside the Bar Raiser of a loop.")
    CONFIDENTIAL = "confidential", N_("Confidential opening"), N_("Nobody sits in on loops of a confidential opening.")
    ABSENT = "absent", N_("Excused from feedback"), N_("Whoever was excused from this debrief cannot hold a key of it.")


@dataclass(frozen=True)
class Appointment:
    """When and where an interview is: the time on the wall and its zone (the loop's where none is named), how long, and the place.

    `second` says which of the two is meant when the clocks go back and the time happens twice.
    """

    start: datetime | None = None
    zone: str = ""
    minutes: int = 60
    second: bool | None = None
    place: str = ""
    link: str = ""


UNTIMED = Appointment()


@dataclass(frozen=True)
class TemplateLine:
    """One interview of a template; `after_minutes` is its start after the first one's."""

    seat: Seat = Seat.INTERVIEWER
    minutes: int = 60
    after_minutes: int = 0
    principle_keys: tuple[str, ...] = ()
