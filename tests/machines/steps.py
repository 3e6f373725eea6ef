"""What the room waits for: the next right act, so that random runs come to an end now and then."""

from typing import Any

from hiring.debriefs.terms import KeyAnswer, Phase, VerdictValue
from hiring.feedback.terms import Vote
from hiring.loops.terms import KeyKind, LoopStatus, Seat
from tests.machines.model import CERTIFIED, NEEDS, Model

Step = tuple[str, dict[str, Any]]
GO_ON = {Phase.READING: Phase.VOTING, Phase.VOTING: Phase.DISCUSSION, Phase.DISCUSSION: Phase.DECISION}


def next_step(model: Model, vote: Vote, answer: KeyAnswer) -> Step | None:
    """The act and its values; None where nothing is left to do, or nothing that this knows of."""
    if model.status is LoopStatus.RELEASED:
        return _towards_debrief(model, vote)
    if model.status is LoopStatus.DEBRIEF:
        return _in_debrief(model, vote, answer)
    return None


def _towards_debrief(model: Model, vote: Vote) -> Step:
    for talk in model.planned:
        if not talk.vote and not talk.excused and talk.hour <= model.hour:
            act = {"actor": talk.person, "talk": talk}
            return ("seal", {**act, "vote": vote}) if talk.draft == "whole" else ("write", {**act, "kind": "whole"})
    if any(not talk.vote and not talk.excused for talk in model.planned):
        return "wait", {"hours": 1}
    if model.gaps():
        return _mend(model)
    return "open_debrief", {"actor": model.lead}


def _mend(model: Model) -> Step:
    """One more interview against a gap: the seat that is empty, or whatever is not covered."""
    gaps = model.gaps()
    seat = next((each for each in (Seat.BAR_RAISER, Seat.HIRING_MANAGER) if each in gaps), Seat.INTERVIEWER)
    person = next((each for each in sorted(CERTIFIED) if model.fits(each, seat)), "outsider")
    return "add", {"actor": "recruiter", "person": person, "seat": seat, "hour": max(talk.hour for talk in model.talks) + model.hour + 1, "covers": tuple(NEEDS)[:3]}


def _in_debrief(model: Model, vote: Vote, answer: KeyAnswer) -> Step | None:
    for person in (*model.members, *model.holders.values()):
        member = model.members.get(person)
        if not (member and (member.confirmed or member.excused)) and model.may_confirm(person):
            return "confirm", {"actor": person}
    if model.phase is Phase.VOTING:
        for person, member in model.members.items():
            if member.votes and not member.excused and person not in model.finals:
                return "vote", {"actor": person, "vote": vote, "reason": "It changed my mind."}
    if model.phase is Phase.DISCUSSION and (open_ := sorted(NEEDS.keys() - model.verdicts.keys())):
        return "find", {"actor": model.lead, "principle": open_[0], "value": VerdictValue.MET, "cites": (0,)}
    if model.phase in GO_ON:
        return "go_to", {"actor": model.lead, "wanted": GO_ON[model.phase]}
    for kind in KeyKind:
        if kind not in model.keys:
            return "turn", {"actor": model.holders[kind], "key": kind, "answer": answer, "reason": "As I said."}
    return "decide", {"actor": model.lead, "reason": "The evidence carried it."}
