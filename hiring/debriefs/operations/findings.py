"""What the panel finds: a verdict on each principle with the evidence it cites, and dissent on record."""

from collections.abc import Collection

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing
from hiring.db.commit import require_version
from hiring.db.session import db
from hiring.debriefs import policy
from hiring.debriefs.models import Citation, Debrief, Dissent, Verdict
from hiring.debriefs.operations.seats import seat_of
from hiring.debriefs.queries import records, rooms
from hiring.debriefs.rules import findings as rules
from hiring.debriefs.rules.decisions import require_reason
from hiring.debriefs.rules.findings import Found
from hiring.debriefs.rules.phases import require_phase
from hiring.debriefs.terms import Phase, VerdictValue


def set_verdict(debrief: Debrief, principle_id: int, value: VerdictValue, evidence_ids: Collection[int], reason: str, actor: Actor, version: int = 0) -> Verdict:
    """The lead writes what the panel found on a principle; `version` is 0 where the form showed no verdict yet."""
    debrief = rooms.held(debrief.id)
    policy.require_lead(debrief.loop, debrief.loop.application.opening, actor)
    if principle_id not in rooms.required(debrief):
        raise Missing
    found = Found(value, frozenset(evidence_ids))
    verdict = next((verdict for verdict in debrief.verdicts if verdict.principle_id == principle_id), None)
    if verdict is not None and (rooms.finding(verdict), verdict.reason) == (found, reason):
        return verdict
    require_phase(debrief.phase, Phase.DISCUSSION)
    require_version(verdict.version if verdict else 0, version)
    rules.require_verdict(found, rooms.evidence_ids(debrief.loop_id))
    return _write(debrief, verdict or Verdict(debrief_id=debrief.id, principle_id=principle_id, citations=[]), found, reason, actor)


def _write(debrief: Debrief, verdict: Verdict, found: Found, reason: str, actor: Actor) -> Verdict:
    """Put a verdict and its citations into the record."""
    verdict.value, verdict.reason, verdict.by_id, verdict.at = found.value, reason, actor.id, now()
    db.session.add(verdict)
    kept = [citation for citation in verdict.citations if citation.evidence_id in found.cited]
    new = found.cited - {citation.evidence_id for citation in kept}
    verdict.citations = kept + [Citation(evidence_id=evidence) for evidence in sorted(new)]
    record(Event.VERDICT_SET, actor_id=actor.id, subject=debrief.id, principle=verdict.principle_id, value=str(found.value), evidence=sorted(found.cited))
    db.session.flush()
    return verdict


def record_dissent(debrief: Debrief, reason: str, proof: str, actor: Actor) -> Dissent:
    """A member puts a minority view on record, and what would prove it right; once, and for good."""
    debrief = rooms.held(debrief.id)
    standing = records.own_dissent(debrief.id, actor.id)
    if standing is not None:
        rules.require_same_dissent((standing.reason, standing.proof), (reason, proof))
        return standing
    policy.require_present(debrief, actor)
    require_phase(debrief.phase, Phase.DISCUSSION, Phase.DECISION)
    require_reason(reason)
    seat_of(debrief, actor.id)
    dissent = Dissent(debrief_id=debrief.id, person_id=actor.id, reason=reason, proof=proof, at=now())
    db.session.add(dissent)
    record(Event.DISSENT_RECORDED, actor_id=actor.id, subject=debrief.id)
    db.session.flush()
    return dissent
