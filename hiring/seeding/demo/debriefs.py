"""Debriefs: opened, read, voted again, discussed, decided; each as far as its loop is today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from hiring.candidates import operations as candidates
from hiring.candidates.models import Application
from hiring.db.session import db
from hiring.debriefs.models import Debrief
from hiring.debriefs.operations import decisions, findings, gate, phases
from hiring.debriefs.operations.decisions import default_cool_off
from hiring.debriefs.terms import Another, BarAnswer, KeyAnswer, Phase, Result
from hiring.feedback.models import Feedback
from hiring.feedback.operations.reading import record_reads
from hiring.feedback.terms import VOTE_SCORES
from hiring.loops.models import Loop
from hiring.loops.queries import whole_loop
from hiring.loops.terms import KeyKind
from hiring.openings.terms import Preset
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import meeting, workday
from hiring.seeding.demo.news import told
from hiring.seeding.demo.texts import VOTES
from hiring.seeding.demo.verdicts import found_on
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table

_ORDER = list(Phase)


@dataclass(frozen=True)
class Room:
    """A debrief that is being told: the file's lines, who is in it, and who leads."""

    world: World
    candidate: Table
    plan: Table
    loop_id: int
    application_id: int

    @property
    def opening(self) -> Table:
        """What the file says of the opening."""
        return self.world.opening(self.candidate["opening"])

    @property
    def lead(self) -> str:
        """Who runs it: the Bar Raiser or debrief lead; where there is none, the hiring manager decides."""
        return str(next((line["who"] for line in self.plan["panel"] if "seat" in line), self.opening["hiring_manager"]))

    @property
    def debrief(self) -> Debrief:
        """Its row."""
        return db.session.scalars(select(Debrief).where(Debrief.loop_id == self.loop_id)).one()

    @property
    def loop(self) -> Loop:
        """The loop's row."""
        return db.session.get_one(Loop, self.loop_id)

    @property
    def result(self) -> Result:
        """What the keys will have decided."""
        return Result.HIRE if all(KeyAnswer(key) is KeyAnswer.YES for key in self.plan["keys"]) else Result.NO_HIRE

    def reaches(self, phase: Phase) -> bool:
        """Whether this debrief has come that far."""
        return _ORDER.index(phase) <= _ORDER.index(Phase(self.plan["until"]))

    def reason(self, who: str) -> str:
        """The reason of a decision in somebody's language."""
        kind = "hire_reasons" if self.result is Result.HIRE else "no_hire_reasons"
        return self.world.texts.phrase(kind, self.world.person(who)["locale"])


def story(world: World, candidate: Table, plan: Table, loop_id: int, application_id: int, day: date) -> Story:
    """From the last feedback to what follows the decision."""
    room = Room(world, candidate, plan, loop_id, application_id)
    if Preset(room.opening["preset"]) is Preset.FEEDBACK:
        yield from _alone(room, day)
    else:
        yield from _together(room, day)
    if room.reaches(Phase.CLOSED):
        yield from _afterwards(room, workday(day, 3))


def _alone(room: Room, day: date) -> Story:
    """Where feedback is only sealed, the hiring manager reads all of it and decides."""
    manager = room.opening["hiring_manager"]
    yield room.world.at(manager, day, "10:20")
    _read(room, manager)
    yield room.world.at(manager, day, "15:10")
    decisions.decide_alone(room.loop, room.result, room.reason(manager), _bar(room), room.world.actor(manager))


def _together(room: Room, day: date) -> Story:
    """Reading on the first day, the second vote on the next, then one meeting."""
    opened = room.world.at(room.lead, day, "09:40")
    yield opened
    gate.open(room.loop, room.world.actor(room.lead))
    for moment, who in _in_time(room, day, ("09:20", "10:05", "11:15", "13:05", "15:30", "16:20"), opened):
        if who not in room.plan.get("unread", ()):
            yield moment
            _read(room, who)
            phases.confirm_reading(room.debrief, room.world.actor(who))
    if room.reaches(Phase.VOTING):
        yield from _voted(room, workday(day, 1))
    if room.reaches(Phase.DISCUSSION):
        zones = [str(room.world.person(line["who"])["zone"]) for line in room.plan["panel"]]
        yield from _discussed(room, meeting(workday(day, 2), str(room.world.person(room.lead)["zone"]), zones))


def _in_time(room: Room, day: date, hours: tuple[str, ...], after: datetime) -> list[tuple[datetime, str]]:
    """Everybody of the panel at an hour of their own, though not before a moment, in the order of time."""
    walls = [(room.world.at(line["who"], day, hours[place % len(hours)]), str(line["who"])) for place, line in enumerate(room.plan["panel"])]
    return sorted((max(wall, after + timedelta(minutes=17 * place)), who) for place, (wall, who) in enumerate(walls, start=1))


def _read(room: Room, who: str) -> None:
    """Somebody reads everything, on the record."""
    actor = room.world.actor(who)
    record_reads(actor, list(db.session.scalars(select(Feedback).where(Feedback.loop_id == room.loop_id))), db.session())


def _voted(room: Room, day: date) -> Story:
    """The second vote, unseen by the others."""
    begun = room.world.at(room.lead, day, "09:00")
    yield begun
    phases.begin_voting(room.debrief, room.world.actor(room.lead))
    lines = {str(line["who"]): line for line in room.plan["panel"]}
    for moment, who in _in_time(room, day, ("09:30", "11:20", "12:50", "14:10", "15:40", "16:50"), begun):
        if who not in room.plan.get("unvoted", ()):
            yield moment
            _vote_again(room, lines[who])


def _vote_again(room: Room, line: Table) -> None:
    first, final = VOTES[line["vote"]], VOTES[line.get("final", line["vote"])]
    reason = ""
    if first is not final:
        direction = "up" if VOTE_SCORES[final] > VOTE_SCORES[first] else "down"
        reason = room.world.texts.phrase("vote_change_reasons", room.world.person(line["who"])["locale"], "direction", direction)
    phases.cast_vote(room.debrief, final, reason, room.world.actor(line["who"]))


def _discussed(room: Room, start: datetime) -> Story:
    """One meeting: reveal, verdicts, dissent, and the keys where it comes to them."""
    yield start
    lead = room.world.actor(room.lead)
    phases.begin_discussion(room.debrief, lead)
    required = [requirement.principle_id for requirement in whole_loop(room.loop_id).application.opening.requirements]
    settled = required if room.reaches(Phase.DECISION) else required[: len(required) // 2]
    for place, principle in enumerate(settled, start=1):
        yield start + timedelta(minutes=6 * place)
        found = found_on(room.loop_id, principle)
        findings.set_verdict(room.debrief, principle, found.value, found.cited, room.world.texts.phrase("verdict_reasons", lead.locale, "verdict", found.value.value), lead)
    if room.reaches(Phase.DECISION):
        yield from _decided(room, start + timedelta(minutes=50))


def _decided(room: Room, start: datetime) -> Story:
    """The keys, one after the other, and the decision that they make."""
    for place, who in enumerate(_dissenters(room)):
        yield start + timedelta(minutes=place)
        text = room.world.texts.phrase("dissents", room.world.person(who)["locale"], "against", room.result.value)
        findings.record_dissent(room.debrief, text, "", room.world.actor(who))
    yield start + timedelta(minutes=5)
    phases.begin_decision(room.debrief, room.world.actor(room.lead))
    for place, (kind, answer) in enumerate(zip(KeyKind, room.plan["keys"], strict=False), start=1):
        yield start + timedelta(minutes=5 + 3 * place)
        who = room.opening["hiring_manager"] if kind is KeyKind.MANAGER else room.lead
        decisions.turn_key(room.debrief, kind, KeyAnswer(answer), room.reason(who), room.world.actor(who))
    if room.reaches(Phase.CLOSED):
        yield start + timedelta(minutes=20)
        decisions.decide(room.debrief, room.reason(room.lead), _bar(room), room.world.actor(room.lead))


def _dissenters(room: Room) -> Iterator[str]:
    """Who voted against what the keys decide, but for their holders."""
    for line in room.plan["panel"]:
        score = VOTE_SCORES[VOTES[line.get("final", line["vote"])]]
        if line["who"] not in (room.lead, room.opening["hiring_manager"]) and (score > 0) is not (room.result is Result.HIRE):
            yield str(line["who"])


def _bar(room: Room) -> BarAnswer:
    return BarAnswer.YES if room.result is Result.HIRE else BarAnswer.NO


def _afterwards(room: Room, day: date) -> Story:
    """After a yes the candidate answers within days; after a no it is said how to go on."""
    recruiter, state = room.opening["recruiter"], room.candidate["state"]
    yield from told(room.world, room.application_id, recruiter, day)
    if room.result is Result.NO_HIRE:
        yield room.world.at(recruiter, day, "11:50")
        loop = whole_loop(room.loop_id)
        decisions.set_follow_up(loop, Another.NO, Another.YES, default_cool_off(loop), room.candidate["reject_reason"]["text"], room.world.actor(recruiter))
    elif state in ("hired", "declined"):
        yield room.world.at(recruiter, workday(day, 7), "16:30")
        application = db.session.get_one(Application, room.application_id)
        if state == "hired":
            candidates.mark_hired(application, room.world.actor(recruiter))
        else:
            candidates.decline_offer(application, room.world.actor(recruiter), room.candidate["reject_reason"]["text"])
