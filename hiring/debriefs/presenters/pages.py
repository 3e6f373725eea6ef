"""Which page a debrief is for its reader now, and everything its template needs."""

from typing import Any

from wtforms import HiddenField, StringField

from hiring.debriefs import policy
from hiring.debriefs.forms import AloneForm, DecisionForm, DissentForm, ExcuseForm, FollowUpForm, KeyForm, PrefixedForm, VerdictForm, VoteForm
from hiring.debriefs.operations.decisions import default_cool_off
from hiring.debriefs.policy import Sight
from hiring.debriefs.presenters import room as rooms
from hiring.debriefs.presenters import talk
from hiring.debriefs.presenters.talk import Topic
from hiring.debriefs.queries.scenes import Scene
from hiring.debriefs.rules.decisions import result_of
from hiring.debriefs.terms import KeyAnswer, Phase, Result
from hiring.feedback.terms import Vote
from hiring.loops.terms import KeyKind, LoopStatus

Filled = dict[type[PrefixedForm], PrefixedForm]


def template_of(scene: Scene) -> str:
    """The template of the phase, or of what there is instead."""
    if scene.debrief is None:
        return "debriefs/before.html"
    return f"debriefs/{scene.debrief.phase if scene.sight is Sight.FULL else 'status'}.html"


def context(scene: Scene, asked: int | None, filled: Filled, *, stale: bool = False) -> dict[str, Any]:
    """What the template needs; `filled` are forms that were refused and come back with the writer's text, `stale` because somebody was quicker."""
    shown: dict[str, Any] = {
        "refused": next(iter(filled.values()), None),
        "written": _written(filled),
        "scene": scene,
        "loop": scene.loop,
        "opening": scene.opening,
        "candidate": scene.loop.application.candidate,
    }
    if scene.debrief is None:
        return {**shown, **_before(scene, filled), **_after(scene, filled)}
    if scene.sight is Sight.STATUS:
        return shown
    room = rooms.room(scene)
    listed = talk.topics(scene) if scene.feedbacks else []
    topic = talk.chosen(listed, asked)
    shown |= {"stories": talk.stories(scene), "vote_terms": Vote, "answer_terms": KeyAnswer, "receipt": talk.own_receipt(scene)}
    shown |= {"room": room, "topics": listed, "topic": topic, "next_topic": talk.following(listed, topic) if topic else None, "rows": talk.rows(scene)}
    return {**shown, **_room_forms(scene, room, filled), **_verdict_form(topic, filled, stale), **_decision_forms(scene, filled), **_after(scene, filled)}


def _written(filled: Filled) -> list[tuple[str, str]]:
    """What the writer of a refused form wrote, field by field: it comes back even where the phase has gone on."""
    fields = [field for form in filled.values() for field in form if isinstance(field, StringField) and not isinstance(field, HiddenField)]
    return [(str(field.label.text), field.data) for field in fields if field.data]


def _before(scene: Scene, filled: Filled) -> dict[str, Any]:
    """Who is missing, and who may excuse, open or decide."""
    places = rooms.places(scene.loop)
    excusable = [(line.interview.interviewer_id, line.interview.interviewer.name) for line in places if line.excusable]
    running = scene.loop.status is LoopStatus.RELEASED
    return {
        "places": places,
        "missing": rooms.missing(places),
        "running": running,
        "may_open": running and policy.may_open(scene.actor, scene.loop, scene.opening),
        "excuse_form": _excuse(filled, excusable) if running and scene.leads and excusable else None,
        "alone_form": filled.get(AloneForm) or AloneForm(formdata=None),
    }


def _excuse(filled: Filled, people: list[tuple[int, str]]) -> ExcuseForm:
    """The form to excuse one of these people."""
    form = filled.get(ExcuseForm) or ExcuseForm(formdata=None)
    return form.offer(people) if isinstance(form, ExcuseForm) else ExcuseForm(formdata=None).offer(people)


def _room_forms(scene: Scene, room: rooms.Room, filled: Filled) -> dict[str, Any]:
    """Vote, excuse and dissent."""
    excusable = room.excusable(scene.loop)
    return {
        "my": next((line for line in room.members if line.person.id == scene.actor.id), None),
        "own_vote": scene.finals.get(scene.actor.id),
        "vote_form": filled.get(VoteForm) or VoteForm(formdata=None),
        "excuse_form": _excuse(filled, excusable) if scene.leads and excusable else None,
        "dissent_form": filled.get(DissentForm) or DissentForm(formdata=None),
        "own_dissent": next((each for each in scene.dissents if each.person_id == scene.actor.id), None),
    }


def _verdict_form(topic: Topic | None, filled: Filled, stale: bool) -> dict[str, Any]:
    """The verdict on the topic at hand, filled from what stands."""
    if topic is None:
        return {}
    form, standing = filled.get(VerdictForm), topic.verdict
    if form is not None and stale:
        form.catch_up(standing.version if standing else 0)
    if form is None:
        values = {"value": standing.value, "reason": standing.reason, "version": standing.version} if standing else {"version": 0}
        form = VerdictForm(formdata=None, data={**values, "evidence": sorted(topic.cited)})
    return {"verdict_form": form}


def _decision_forms(scene: Scene, filled: Filled) -> dict[str, Any]:
    """Keys and decision."""
    keys, turned = policy.keys_of(scene.loop), {key.kind: key for key in scene.keys}
    return {
        "held_key": keys.held_by(scene.actor.id),
        "key_holders": [(kind, scene.holders.get(keys.holder(kind) or 0)) for kind in KeyKind],
        "turned": turned,
        "result_now": result_of(*(turned[kind].answer for kind in (KeyKind.MANAGER, KeyKind.BAR))) if len(turned) == len(KeyKind) else None,
        "key_form": filled.get(KeyForm) or KeyForm(formdata=None),
        "decision_form": filled.get(DecisionForm) or DecisionForm(formdata=None),
    }


def _after(scene: Scene, filled: Filled) -> dict[str, Any]:
    """What follows a no."""
    wanted = scene.decision is not None and scene.decision.result is Result.NO_HIRE and scene.follow_up is None and scene.sight is Sight.FULL
    if not (wanted and policy.may_follow_up(scene.actor, scene.loop, scene.opening)):
        return {"after_form": None}
    return {"after_form": filled.get(FollowUpForm) or FollowUpForm(formdata=None, data={"cool_off_until": default_cool_off(scene.loop)})}


def moves_on(scene: Scene) -> bool:
    """Whether the page may load itself again when the phase changes: nothing can be typed on it."""
    if scene.debrief is None or scene.leads:
        return False
    writes = {Phase.VOTING: scene.present and not _has_voted(scene), Phase.DISCUSSION: scene.present, Phase.DECISION: scene.present}
    return not writes.get(scene.debrief.phase, False)


def _has_voted(scene: Scene) -> bool:
    return any(member.person_id == scene.actor.id and member.voted_at for member in scene.debrief.members) if scene.debrief else False
