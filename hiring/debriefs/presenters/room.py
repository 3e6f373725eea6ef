"""The room: who is in it, what they have done, and where it stands among its phases."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from markupsafe import Markup, escape

from hiring.accounts.models import Person
from hiring.core.terms import Term
from hiring.core.text import Sentence, say
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, Member
from hiring.debriefs.queries import rooms
from hiring.debriefs.queries.scenes import Scene
from hiring.debriefs.rules.phases import ORDER, Chair
from hiring.debriefs.terms import Phase
from hiring.loops.models import Interview, Loop
from hiring.loops.queries.plan import planned
from hiring.loops.terms import KeyKind, Seat
from hiring.web.words import said


@dataclass(frozen=True)
class MemberLine:
    """A member and what they have done."""

    person: Person
    role: Term | None
    chair: Chair
    absent: bool
    excused_reason: str


@dataclass(frozen=True)
class Step:
    """A phase in the strip."""

    name: Term
    note: Sentence | None
    state: str


@dataclass(frozen=True)
class Room:
    """The state of a room as the status fragment shows it."""

    loop_id: int
    phase: Phase
    since: datetime
    pulse: int
    steps: list[Step]
    members: list[MemberLine]
    lead: str

    @property
    def chairs(self) -> list[Chair]:
        """The members whose act the phases wait for, absentees apart."""
        return [line.chair for line in self.members if not line.absent]

    @property
    def all_read(self) -> bool:
        """Whether voting can begin."""
        return not any(chair.still_reads for chair in self.chairs)

    @property
    def all_voted(self) -> bool:
        """Whether the votes can be revealed."""
        return not any(chair.still_votes for chair in self.chairs)

    def excusable(self, loop: Loop) -> list[tuple[int, str]]:
        """Members who may be excused from reading and voting."""
        keys = policy.keys_of(loop)
        waiting = [chair for chair in self.chairs if chair.still_reads or chair.still_votes]
        return [(chair.person, chair.name) for chair in waiting if keys.held_by(chair.person) is None]


def room(scene: Scene) -> Room:
    """The room of a scene."""
    debrief = scene.debrief
    if debrief is None:
        raise ValueError("a room needs a debrief")
    lines = [_line(member, scene) for member in sorted(debrief.members, key=lambda member: member.person.name_key)]
    lead = scene.holders.get(scene.loop.bar_key_id or 0)
    return Room(
        loop_id=scene.loop.id,
        phase=debrief.phase,
        since=debrief.phase_since,
        pulse=scene.pulse,
        steps=steps(scene, debrief, [line.chair for line in lines if not line.absent]),
        members=lines,
        lead=lead.name if lead else "",
    )


def _line(member: Member, scene: Scene) -> MemberLine:
    """One member of the room."""
    absent = not member.votes and member.excused_at is not None
    return MemberLine(member.person, role_of(member.person_id, scene.loop), rooms.chair(member), absent, member.excused_reason)


def role_of(person_id: int, loop: Loop) -> Term | None:
    """Why somebody matters here: the key they hold, or the seat that once came with one."""
    seats = {interview.interviewer_id: interview.seat for interview in planned(loop) if interview.seat is not Seat.INTERVIEWER}
    key = policy.keys_of(loop).held_by(person_id)
    if person_id in seats:
        return seats[person_id]
    return KeyKind(key) if key else None


def steps(scene: Scene, debrief: Debrief, chairs: list[Chair]) -> list[Step]:
    """The four phases with what is done in each."""
    notes = {
        Phase.READING: say("%(done)s of %(all)s confirmed", done=sum(chair.confirmed for chair in chairs), all=len(chairs)),
        Phase.VOTING: _votes_note(debrief, chairs),
        Phase.DISCUSSION: say("%(done)s of %(all)s principles have a verdict", done=len(debrief.verdicts), all=len(rooms.required(debrief))),
        Phase.DECISION: say("%(done)s of 2 keys turned", done=len(scene.keys)),
    }
    here = ORDER.index(debrief.phase)
    return [Step(phase, notes[phase] if place <= here else None, _state(place, here)) for place, phase in enumerate(ORDER[:-1])]


def _votes_note(debrief: Debrief, chairs: list[Chair]) -> Sentence:
    """How many voted again, and when the votes were revealed."""
    counts = {"done": sum(chair.voted for chair in chairs), "all": sum(chair.votes and not chair.excused for chair in chairs)}
    if debrief.revealed_at is None:
        return say("%(done)s of %(all)s cast, hidden", **counts)
    return say("%(done)s of %(all)s, revealed", **counts)


def _state(place: int, here: int) -> str:
    """Done, now or next."""
    if place == here:
        return "now"
    return "done" if place < here else "next"


@dataclass(frozen=True)
class PlaceLine:
    """An interview before the debrief: in, excused, or missing."""

    interview: Interview
    role: Term | None
    state: str
    excusable: bool


def places(loop: Loop) -> list[PlaceLine]:
    """Who has handed in, as facts of the plan."""
    keys = policy.keys_of(loop)
    return [
        PlaceLine(interview, role_of(interview.interviewer_id, loop), _in(interview), rooms.place(interview).open and keys.held_by(interview.interviewer_id) is None)
        for interview in planned(loop)
    ]


def _in(interview: Interview) -> str:
    """Submitted, excused or missing."""
    if interview.submitted_at is not None:
        return "submitted"
    return "excused" if interview.excused_at is not None else "missing"


def missing(lines: list[PlaceLine]) -> Markup:
    """The missing, by name."""
    return escape(gettext(", ")).join(said(line.interview.interviewer.name) for line in lines if line.state == "missing")
