"""Interviews: notes while they last, feedback within hours, sometimes late, sometimes corrected."""

import zlib
from dataclasses import replace
from datetime import datetime, timedelta

from hiring.core.clock import zone_of
from hiring.db.session import db
from hiring.feedback.body import Answer, Body
from hiring.feedback.models import Feedback
from hiring.feedback.operations.drafts import save_draft
from hiring.feedback.operations.submission import add_addendum, submit
from hiring.feedback.queries import sealed_of
from hiring.loops import operations as loops
from hiring.loops import queries
from hiring.loops.models import Interview
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import is_workday, moment, workday
from hiring.seeding.demo.panels import Chair
from hiring.seeding.demo.personas import KEYS
from hiring.seeding.demo.texts import VOTES, ratings_for
from hiring.seeding.demo.world import World

_MINUTES_AFTER = (70, 115, 45, 185, 95, 240, 60, 150, 80, 1600)
"""How long people take to submit after an interview; one in ten is late, but no persona."""

_LATE = 1830
_BEFORE_THE_END = timedelta(minutes=5)


def sealed_at(world: World, chair: Chair) -> datetime:
    """When the feedback of an interview is submitted: after it, in waking hours, on a working day."""
    usual = _MINUTES_AFTER[:-1] if chair.who in KEYS else _MINUTES_AFTER
    minutes = _LATE if chair.line.get("feedback") == "late" else usual[zlib.crc32(f"{chair.who} {chair.slot.wall}".encode()) % len(usual)]
    zone = str(world.person(chair.who)["zone"])
    wanted = (chair.slot.ends_at + timedelta(minutes=minutes)).astimezone(zone_of(zone))
    if is_workday(wanted.date()) and 7 <= wanted.hour < 22:
        return wanted
    return moment(workday(wanted.date() + timedelta(days=1 if wanted.hour >= 22 else 0)), "08:50", zone)


def story(world: World, loop_id: int, chair: Chair, interview_id: int) -> Story:
    """A draft that waits, or the feedback, and perhaps a correction."""
    state = chair.line.get("feedback", "sealed")
    if state == "missing":
        return
    yield chair.slot.ends_at - _BEFORE_THE_END
    if chair.line.get("not_covered"):
        _say_not_covered(world, chair, interview_id)
    body = body_of(world, loop_id, chair)
    if state == "draft":
        save_draft(_interview(interview_id), _unfinished(body), world.actor(chair.who), 0)
        return
    yield sealed_at(world, chair)
    _submit(world, chair, interview_id, body)
    if chair.line.get("addendum"):
        yield world.at(chair.who, workday(sealed_at(world, chair).date(), 1), "09:25")
        add_addendum(_sealed(interview_id), world.texts.phrase("addenda", world.person(chair.who)["locale"]), world.actor(chair.who))


def _interview(interview_id: int) -> Interview:
    return db.session.get_one(Interview, interview_id)


def _sealed(interview_id: int) -> Feedback:
    found = sealed_of(interview_id)
    assert found is not None
    return found


def _submit(world: World, chair: Chair, interview_id: int, body: Body) -> None:
    """What was written with its ratings, and after them the vote."""
    actor, vote = world.actor(chair.who), VOTES[chair.line["vote"]]
    version = save_draft(_interview(interview_id), body, actor, 0).version
    submit(_interview(interview_id), vote, world.texts.reasons(vote, actor.locale), actor, version)


def _say_not_covered(world: World, chair: Chair, interview_id: int) -> None:
    """Time ran out before the last principle."""
    actor = world.actor(chair.who)
    loops.mark_not_covered(queries.interview_for(actor, interview_id), world.principles[chair.principles[-1]], actor)


def body_of(world: World, loop_id: int, chair: Chair) -> Body:
    """A story on every principle that was covered, rated as the vote will be."""
    locale, covered = str(world.person(chair.who)["locale"]), chair.principles[:-1] if chair.line.get("not_covered") else chair.principles
    rated = zip(covered, ratings_for(VOTES[chair.line["vote"]], len(covered)), strict=True)
    return Body({world.principles[key]: world.texts.answer(loop_id, key, rating, locale) for key, rating in rated})


def _unfinished(body: Body) -> Body:
    """What stands there before anything is rated; the last story has no end yet."""
    answers = {principle: Answer(answer.stories) for principle, answer in body.answers.items()}
    last = list(answers)[-1]
    answers[last] = Answer(tuple(replace(told, action="", result="") for told in answers[last].stories))
    return Body(answers)
