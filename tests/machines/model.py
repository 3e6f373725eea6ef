"""What a loop and its debrief may do, said once more in plain Python: no database, no operation, no rule of the house."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hiring.debriefs.terms import KeyAnswer, Phase, VerdictValue
from hiring.feedback.terms import Vote
from hiring.loops.terms import InterviewStatus, KeyKind, LoopStatus, Seat

PEOPLE = ("manager", "raiser", "aiko", "liam", "elena", "recruiter", "stranger", "outsider", "core", "admin", "mate")
RECRUITERS = frozenset({"recruiter", "stranger", "liam"})
PLANNERS = RECRUITERS | {"manager"}
CERTIFIED = frozenset({"manager", "raiser", "aiko", "liam", "elena", "outsider", "core", "mate"})
BAR_RAISERS = frozenset({"raiser", "core"})
NEEDS = {"customer-first": 2, "own-it": 1, "look-closely": 1, "coding": 1}
LEAST, MOST = 4, 7
PHASES = tuple(Phase)
PLANNED = InterviewStatus.PLANNED


@dataclass
class Talk:
    """One interview."""

    id: int
    person: str
    seat: Seat
    hour: int
    covers: tuple[str, ...]
    status: InterviewStatus = PLANNED
    draft: str = ""
    version: int = 0
    vote: Vote | None = None
    excused: bool = False


@dataclass
class Member:
    """One of the room."""

    votes: bool
    excused: bool = False
    confirmed: bool = False


@dataclass
class Model:
    """A loop, its debrief and its decision; hours count from the first interview."""

    talks: list[Talk]
    hour: int = 0
    status: LoopStatus = LoopStatus.RELEASED
    holders: dict[KeyKind, str] = field(default_factory=lambda: {KeyKind.MANAGER: "manager", KeyKind.BAR: "raiser"})
    phase: Phase | None = None
    members: dict[str, Member] = field(default_factory=dict)
    finals: dict[str, Vote] = field(default_factory=dict)
    verdicts: dict[str, tuple[VerdictValue, frozenset[int]]] = field(default_factory=dict)
    keys: dict[KeyKind, tuple[str, KeyAnswer]] = field(default_factory=dict)
    decision: tuple[bool, str] | None = None
    read: dict[str, set[str]] = field(default_factory=dict)

    # who stands where

    @property
    def planned(self) -> list[Talk]:
        return [talk for talk in self.talks if talk.status is PLANNED]

    @property
    def sealed(self) -> dict[str, Vote]:
        """First votes by author."""
        return {talk.person: talk.vote for talk in self.talks if talk.vote}

    @property
    def lead(self) -> str:
        return self.holders[KeyKind.BAR]

    def seat_of(self, person: str) -> Talk | None:
        return next((talk for talk in self.planned if talk.person == person), None)

    def pending(self, person: str) -> bool:
        """Owes feedback: in the loop, not submitted; an excused absentee until the decision."""
        talk = self.seat_of(person)
        return bool(talk and not talk.vote and self.status is not LoopStatus.CANCELLED and not (talk.excused and self.status is LoopStatus.DECIDED))

    def entitled(self, person: str) -> bool:
        talk = self.seat_of(person)
        member = bool(talk and (talk.vote or (talk.excused and self.status is LoopStatus.DECIDED)))
        oversees = person in RECRUITERS or person in ("manager", "core", *self.holders.values())
        return member or (oversees and self.status in (LoopStatus.DEBRIEF, LoopStatus.DECIDED))

    def may_read_loop(self, person: str) -> bool:
        return self.entitled(person) and not self.pending(person)

    def readable(self, person: str) -> set[str]:
        """The authors whose feedback a person may read (invariant 5)."""
        known = self.read.get(person, set())
        others = {author for author in self.sealed if self.entitled(person) and (author in known or not self.pending(person))}
        return others | ({person} & set(self.sealed))

    def seen_finals(self, person: str) -> dict[str, Vote]:
        """The second votes that a person may read (invariant 9)."""
        revealed = self.phase in PHASES[2:]
        return {voter: vote for voter, vote in self.finals.items() if revealed or voter == person}

    # the plan (invariants 2, 3, 5)

    def gaps(self, talks: list[Talk] | None = None) -> dict[object, int]:
        """What a plan lacks, and how far it is from having it."""
        plan = self.planned if talks is None else talks
        return {about: abs(far) for about, far in self._lacks(plan) if far}

    def _lacks(self, plan: list[Talk]) -> Iterator[tuple[object, int]]:
        for kind, seat in ((KeyKind.BAR, Seat.BAR_RAISER), (KeyKind.MANAGER, Seat.HIRING_MANAGER)):
            have = [talk.seat for talk in plan].count(seat)
            yield seat, 0 if not have and self.handed_on(kind, seat) else 1 - have
        yield "small", max(LEAST - len(plan), 0)
        yield "large", max(len(plan) - MOST, 0)
        for principle, need in NEEDS.items():
            yield principle, max(need - len({talk.person for talk in plan if principle in talk.covers}), 0)
        for talk in plan:
            yield ("few", talk.person), int(not talk.covers)
        yield "overlap", len(plan) - len({talk.hour for talk in plan})

    def handed_on(self, kind: KeyKind, seat: Seat) -> bool:
        """Whether a successor holds a key: somebody who never had the seat of it."""
        return not any(talk.person == self.holders[kind] and talk.seat is seat for talk in self.talks)

    def tears(self, after: list[Talk]) -> bool:
        """Whether a change opens or widens a gap."""
        before = self.gaps()
        return any(far > before.get(about, 0) for about, far in self.gaps(after).items())

    def natural(self, person: str, seat: Seat) -> Seat:
        return Seat.HIRING_MANAGER if seat is Seat.INTERVIEWER and person == "manager" else seat

    def fits(self, person: str, seat: Seat, instead: str = "") -> bool:
        """Whether somebody may take a seat."""
        seat = self.natural(person, seat)
        free = person == instead or self.seat_of(person) is None
        fit = {Seat.BAR_RAISER: person in BAR_RAISERS, Seat.HIRING_MANAGER: person == "manager", Seat.INTERVIEWER: True}[seat]
        return fit and free and person in CERTIFIED and person not in self.read

    def amendable(self, actor: str, talk: Talk) -> bool:
        return actor in PLANNERS and self.status is LoopStatus.RELEASED and talk.status is PLANNED and not talk.vote

    def may_move(self, actor: str, talk: Talk, hour: int) -> bool:
        busy = any(other.hour == hour for other in self.planned if other is not talk)
        return self.amendable(actor, talk) and (hour == talk.hour or hour > self.hour) and not busy

    def may_cancel(self, actor: str, talk: Talk) -> bool:
        rest = [other for other in self.planned if other is not talk]
        return self.amendable(actor, talk) and talk.hour > self.hour and not self.tears(rest)

    def may_replace(self, actor: str, talk: Talk, person: str) -> bool:
        """The key of a Bar Raiser goes with the seat, so whoever holds the other key cannot take it."""
        if not self.amendable(actor, talk) or talk.hour <= self.hour or not self.fits(person, talk.seat, talk.person):
            return False
        seat = self.natural(person, talk.seat)
        if seat is Seat.BAR_RAISER and self.lead == talk.person and self.holders[KeyKind.MANAGER] == person:
            return False
        return not self.tears([other for other in self.planned if other is not talk] + [Talk(0, person, seat, talk.hour, talk.covers)])

    def replace(self, talk: Talk, person: str, new: int) -> None:
        talk.status = InterviewStatus.CANCELLED
        seat = self.natural(person, talk.seat)
        self.talks.append(Talk(new, person, seat, talk.hour, talk.covers))
        if seat is Seat.BAR_RAISER and self.lead == talk.person:
            self.holders[KeyKind.BAR] = person

    def may_add(self, actor: str, new: Talk) -> bool:
        fit = self.fits(new.person, new.seat) and new.hour > self.hour
        return actor in PLANNERS and self.status is LoopStatus.RELEASED and fit and not self.tears([*self.planned, new])

    def may_miss(self, actor: str, talk: Talk) -> bool:
        """Whether somebody may say that an interview was not held."""
        begun = self.status is LoopStatus.RELEASED and talk.status is PLANNED and not talk.vote and talk.hour <= self.hour
        return begun and (actor == talk.person or actor in PLANNERS)

    def may_cancel_loop(self, actor: str) -> bool:
        return actor in PLANNERS and self.status is LoopStatus.RELEASED

    def cancel_loop(self) -> None:
        self.status = LoopStatus.CANCELLED
        for talk in self.planned:
            talk.status = talk.status if talk.vote else InterviewStatus.CANCELLED

    def may_hand_on(self, actor: str, kind: KeyKind, person: str) -> bool:
        """Whether a planner may name this successor (invariant 8)."""
        other = self.holders[KeyKind.MANAGER if kind is KeyKind.BAR else KeyKind.BAR]
        alive = actor in PLANNERS and self.status in (LoopStatus.RELEASED, LoopStatus.DEBRIEF)
        fit = (actor in RECRUITERS and person in BAR_RAISERS) if kind is KeyKind.BAR else person != "recruiter"
        here = self.seat_of(person)
        return alive and fit and not (here and here.excused) and person not in (actor, self.holders[kind], other)

    # feedback (invariants 6, 7)

    def may_write(self, actor: str, talk: Talk) -> bool:
        return actor == talk.person and talk.status is PLANNED and self.status is LoopStatus.RELEASED and not talk.vote

    def may_seal(self, actor: str, talk: Talk, vote: Vote) -> bool:
        """Once and complete, from the hour on; the same sent twice is one."""
        again = actor == talk.person and talk.vote is vote
        return again or (self.may_write(actor, talk) and talk.draft == "whole" and talk.hour <= self.hour)

    # the debrief (invariants 8 to 11)

    def may_excuse_absentee(self, actor: str, person: str) -> bool:
        talk = self.seat_of(person)
        if actor != self.lead or talk is None:
            return False
        return talk.excused or (self.status is LoopStatus.RELEASED and person not in self.holders.values() and not talk.vote)

    def may_open(self, actor: str) -> bool:
        if actor not in (self.lead, "recruiter"):
            return False
        missing = [talk for talk in self.planned if not talk.vote and not talk.excused]
        absent = [talk for talk in self.planned if talk.excused and talk.person in self.holders.values()]
        return self.phase is not None or (self.status is LoopStatus.RELEASED and not missing and not absent and not self.gaps())

    def open(self) -> None:
        if self.phase is None:
            self.phase, self.status = Phase.READING, LoopStatus.DEBRIEF
            self.members = {talk.person: Member(bool(talk.vote), talk.excused) for talk in self.planned}
            for holder in self.holders.values():
                self.members.setdefault(holder, Member(False))

    def may_confirm(self, actor: str) -> bool:
        member = self.members.get(actor)
        here = (member and member.votes) or actor in self.holders.values()
        if not here or not self.may_read_loop(actor):
            return False
        phases = (Phase.READING,) if member and member.votes else PHASES[:-1]
        return bool(member and member.confirmed) or self.phase in phases

    def may_vote(self, actor: str, vote: Vote, reason: str) -> bool:
        member = self.members.get(actor)
        if actor in self.finals or member is None:
            return self.finals.get(actor) is vote
        return self.phase is Phase.VOTING and member.votes and member.confirmed and not member.excused and (bool(reason) or self.sealed[actor] is vote)

    def may_excuse_voter(self, actor: str, person: str) -> bool:
        member = self.members.get(person)
        if actor != self.lead or member is None:
            return False
        return member.excused or (self.phase in PHASES[:2] and person not in self.holders.values() and person not in self.finals)

    def may_go_to(self, actor: str, wanted: Phase) -> bool:
        """One phase forward, when what the room waits for is done; twice is once."""
        place = PHASES.index(wanted)
        waits = {
            1: any(not (member.confirmed or member.excused) for member in self.members.values()),
            2: any(member.votes and not member.excused and person not in self.finals for person, member in self.members.items()),
            3: self.verdicts.keys() != NEEDS.keys(),
        }
        return actor == self.lead and (self.phase is wanted or (self.phase is PHASES[place - 1] and not waits[place]))

    def may_find(self, actor: str, principle: str, value: VerdictValue, cited: frozenset[int], evidence: set[int]) -> bool:
        if actor != self.lead:
            return False
        stands = cited <= evidence and (value is VerdictValue.NO_DATA) == (not cited)
        return self.verdicts.get(principle) == (value, cited) or (self.phase is Phase.DISCUSSION and stands)

    def may_turn(self, actor: str, kind: KeyKind, answer: KeyAnswer, reason: str) -> bool:
        """Each key once, by its holder, who has read; two keys are two people (invariant 10)."""
        if kind in self.keys:
            return self.keys[kind] == (actor, answer)
        member = self.members.get(actor)
        mine = self.holders[kind] == actor and bool(member and member.confirmed)
        return mine and self.phase is Phase.DECISION and (answer is KeyAnswer.YES or bool(reason)) and actor not in {person for person, _ in self.keys.values()}

    def may_decide(self, actor: str, reason: str) -> bool:
        if actor != self.lead or self.decision is not None:
            return actor == self.lead and self.decision is not None and self.decision[1] == reason
        return self.phase is Phase.DECISION and len(self.keys) == 2 and bool(reason)

    def decide(self, reason: str) -> None:
        if self.decision is None:
            self.decision = all(answer is KeyAnswer.YES for _, answer in self.keys.values()), reason
            self.phase, self.status = Phase.CLOSED, LoopStatus.DECIDED
