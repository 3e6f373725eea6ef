"""Who may take a seat or hold a key (invariants 1 and 2), with every reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hiring.accounts.queries import PersonFacts
from hiring.accounts.rules import in_line
from hiring.accounts.terms import Role
from hiring.loops.terms import LEADS, Ineligible, KeyKind, Seat, ShadowKind
from hiring.openings.rules import HiringSide, bar_raiser_problems
from hiring.openings.terms import Preset, ProcessRules

LEVELS_BELOW = 1
"""How far an interviewer may stand below the role."""

_SEATS: dict[Preset, tuple[Seat, ...]] = {
    Preset.BAR_RAISER: (Seat.INTERVIEWER, Seat.BAR_RAISER, Seat.HIRING_MANAGER),
    Preset.LOOP: (Seat.INTERVIEWER, Seat.DEBRIEF_LEAD, Seat.HIRING_MANAGER),
    Preset.FEEDBACK: (Seat.INTERVIEWER, Seat.HIRING_MANAGER),
}


@dataclass(frozen=True)
class Ground:
    """What the opening and the loop know of the people around them when somebody is to be seated."""

    side: HiringSide
    rules: ProcessRules
    managers: Mapping[int, int | None] = field(default_factory=dict)
    future_reports: frozenset[int] = frozenset()
    candidate_person_id: int | None = None
    conflicted: frozenset[int] = frozenset()
    readers: frozenset[int] = frozenset()
    seated: frozenset[int] = frozenset()
    absent: frozenset[int] = frozenset()
    shadows: frozenset[int] = frozenset()
    confidential: bool = False


@dataclass(frozen=True)
class Need:
    """What the ladder asks of a trainee now; `beside_lead`: the host must hold the bar."""

    kind: ShadowKind
    beside_lead: bool = False


def seats_of(rules: ProcessRules) -> tuple[Seat, ...]:
    """The seats that a loop under these rules has."""
    return _SEATS[rules.preset]


def lead_seat(rules: ProcessRules) -> Seat | None:
    """The seat whose holder runs the debrief and has the second key; None where there is no debrief."""
    return next((seat for seat in seats_of(rules) if seat in (Seat.BAR_RAISER, Seat.DEBRIEF_LEAD)), None)


def bar_raiser_ineligible(person: PersonFacts, ground: Ground) -> list[Ineligible]:
    """Why a person cannot be the Bar Raiser of this loop (invariant 1); empty means eligible."""
    return [Ineligible(problem.value) for problem in bar_raiser_problems(person, ground.side, ground.managers)]


def debrief_lead_ineligible(person: PersonFacts, ground: Ground) -> list[Ineligible]:
    """Why a person cannot lead the debrief where no Bar Raiser is required: a certified interviewer, not the hiring manager."""
    is_manager = [Ineligible.IS_MANAGER] if person.id == ground.side.hiring_manager_id else []
    return [*_uncertified(person), *is_manager]


def interviewer_ineligible(person: PersonFacts, ground: Ground) -> list[Ineligible]:
    """Why a person cannot interview in this loop (invariant 2, and 5 for readers); empty means eligible."""
    return [
        *_unfit(person, ground),
        *_uncertified(person),
        *([Ineligible.LEVEL_LOW] if person.level < ground.side.level - LEVELS_BELOW else []),
        *([Ineligible.HAS_READ] if person.id in ground.readers else []),
        *([Ineligible.ALREADY_SEATED] if person.id in ground.seated else []),
        *([Ineligible.SHADOWS] if person.id in ground.shadows else []),
    ]


def shadow_ineligible(person: PersonFacts, need: Need | None, host: Seat, ground: Ground) -> list[Ineligible]:
    """Why a trainee cannot sit in beside a host; no certificate and no level is asked."""
    checks = (
        (ground.confidential, Ineligible.CONFIDENTIAL),
        (need is None, Ineligible.NOT_TRAINEE),
        (need is not None and need.beside_lead and host not in LEADS, Ineligible.NO_LEAD_HOST),
        (person.id in ground.readers, Ineligible.HAS_READ),
        (person.id in ground.seated, Ineligible.ALREADY_SEATED),
        (person.id in ground.shadows, Ineligible.SHADOWS),
    )
    return [*_unfit(person, ground), *(reason for broken, reason in checks if broken)]


def seat_ineligible(seat: Seat, person: PersonFacts, ground: Ground) -> list[Ineligible]:
    """Why a person cannot take this seat: what holds for every interviewer, and what the seat asks beyond it."""
    return _once([*interviewer_ineligible(person, ground), *_seat_asks(seat, person, ground)])


def successor_ineligible(kind: KeyKind, person: PersonFacts, ground: Ground, other_key: int | None) -> list[Ineligible]:
    """Why a person cannot hold a key in somebody's place (invariant 8); they need not sit in the loop."""
    asks = _bar_key(person, ground) if kind is KeyKind.BAR else _manager_key(person, ground, other_key)
    two_people = [Ineligible.HOLDS_OTHER_KEY] if person.id == other_key else []
    absent = [Ineligible.ABSENT] if person.id in ground.absent else []
    shadows = [Ineligible.SHADOWS] if person.id in ground.shadows else []
    return _once([*_unfit(person, ground), *asks, *two_people, *absent, *shadows])


def natural_seat(person_id: int, seat: Seat, ground: Ground) -> Seat:
    """The hiring manager always sits as the hiring manager; everybody else where they were put."""
    return Seat.HIRING_MANAGER if seat is Seat.INTERVIEWER and person_id == ground.side.hiring_manager_id else seat


def _seat_asks(seat: Seat, person: PersonFacts, ground: Ground) -> list[Ineligible]:
    if seat is Seat.BAR_RAISER:
        return bar_raiser_ineligible(person, ground)
    if seat is Seat.DEBRIEF_LEAD:
        return debrief_lead_ineligible(person, ground)
    if seat is Seat.HIRING_MANAGER and person.id != ground.side.hiring_manager_id:
        return [Ineligible.NOT_MANAGER]
    return []


def _bar_key(person: PersonFacts, ground: Ground) -> list[Ineligible]:
    return bar_raiser_ineligible(person, ground) if ground.rules.bar_raiser_required else debrief_lead_ineligible(person, ground)


def _manager_key(person: PersonFacts, ground: Ground, bar_key: int | None) -> list[Ineligible]:
    """The recruiter does not decide, and nobody decides together with somebody of their own line."""
    in_line_with_bar = ground.rules.bar_raiser_required and bar_key is not None and in_line(person.id, bar_key, ground.managers)
    checks = (
        (person.id == ground.side.recruiter_id, Ineligible.IS_RECRUITER),
        (person.level < ground.side.level - LEVELS_BELOW, Ineligible.LEVEL_LOW),
        (in_line_with_bar, Ineligible.IN_LINE),
    )
    return [reason for broken, reason in checks if broken]


def _unfit(person: PersonFacts, ground: Ground) -> list[Ineligible]:
    """What keeps a person out of every seat and from every key."""
    checks = (
        (not person.active, Ineligible.INACTIVE),
        (person.id == ground.candidate_person_id, Ineligible.IS_CANDIDATE),
        (person.id in ground.conflicted, Ineligible.CONFLICT),
        (person.id in ground.future_reports, Ineligible.FUTURE_REPORT),
    )
    return [reason for broken, reason in checks if broken]


def _uncertified(person: PersonFacts) -> list[Ineligible]:
    """Whether the certificate for interviews alone is missing, or ran out."""
    if Role.INTERVIEWER in person.roles:
        return []
    return [Ineligible.CERTIFICATE_EXPIRED if Role.INTERVIEWER in person.expired else Ineligible.NOT_CERTIFIED]


def _once(reasons: list[Ineligible]) -> list[Ineligible]:
    """Each reason once, in its first place."""
    return list(dict.fromkeys(reasons))
