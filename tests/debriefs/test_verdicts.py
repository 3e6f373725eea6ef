"""Invariant 11: verdicts on evidence, and dissent on record, in the operations and in the database."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError, IntegrityError

from hiring.core.clock import now
from hiring.core.errors import Missing, Refused, Stale
from hiring.db.session import db
from hiring.debriefs.models import Citation, Debrief, Dissent, Verdict
from hiring.debriefs.operations import findings, phases
from hiring.debriefs.queries import rooms
from hiring.debriefs.terms import Phase, VerdictValue
from tests.factories.debriefs import brought_to, evidence_on, raw, ready_scene, who


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def in_discussion():
    scene, debrief = brought_to(Phase.DISCUSSION)
    principle = scene.principles("own-it")[0]
    return scene, debrief, principle, evidence_on(scene.loop.id, principle)


# invariant 11: verdicts


def test_invariant_11_a_verdict_cites_evidence(session):
    scene, debrief, principle, stories = in_discussion()
    verdict = findings.set_verdict(debrief, principle, VerdictValue.MET, stories, "Twice.", who(scene, "raiser"))
    assert rooms.finding(verdict).cited == frozenset(stories)
    with pytest.raises(Refused, match="stands on evidence"):
        findings.set_verdict(debrief, scene.principles("coding")[0], VerdictValue.MET, [], "", who(scene, "raiser"))


def test_invariant_11_only_evidence_of_this_loop_is_cited(session):
    other = ready_scene()
    scene, debrief, principle, _ = in_discussion()
    foreign = evidence_on(other.loop.id, other.principles("own-it")[0])
    with pytest.raises(Refused, match="of this loop"):
        findings.set_verdict(debrief, principle, VerdictValue.MET, foreign, "", who(scene, "raiser"))
    verdict = findings.set_verdict(debrief, principle, VerdictValue.NO_DATA, [], "", who(scene, "raiser"))
    with pytest.raises(IntegrityError, match="its own loop"):
        session.execute(raw(Citation, verdict_id=verdict.id, evidence_id=foreign[0]))


def test_invariant_11_no_decision_before_every_principle_has_its_verdict(session):
    scene, debrief, principle, stories = in_discussion()
    findings.set_verdict(debrief, principle, VerdictValue.MET, stories, "", who(scene, "raiser"))
    with pytest.raises(Refused, match="needs a verdict"):
        phases.begin_decision(debrief, who(scene, "raiser"))
    with pytest.raises(IntegrityError, match="every required principle"):
        session.execute(update(Debrief).values(phase=Phase.DECISION).execution_options(synchronize_session=False))


def test_invariant_11_the_database_counts_a_verdict_without_citation_as_none(session):
    scene, debrief, *_ = in_discussion()
    for principle in scene.principles():
        session.execute(raw(Verdict, debrief_id=debrief.id, principle_id=principle, value=VerdictValue.MET, reason="", by_id=scene.aiko.id, at=now(), version=1))
    with pytest.raises(IntegrityError, match="every required principle"):
        session.execute(update(Debrief).values(phase=Phase.DECISION).execution_options(synchronize_session=False))


@pytest.mark.parametrize("statement", ["UPDATE verdict SET value = 'raised'", "DELETE FROM citation"])
def test_invariant_11_verdicts_stay_once_the_discussion_is_over(session, statement):
    scene, debrief = brought_to(Phase.DECISION)
    with pytest.raises(Refused, match="phase"):
        findings.set_verdict(debrief, scene.principles("own-it")[0], VerdictValue.NO_DATA, [], "", who(scene, "raiser"), 1)
    with pytest.raises(IntegrityError):
        session.execute(db.text(statement))


def test_invariant_18_a_stale_verdict_changes_nothing(session):
    scene, debrief, principle, stories = in_discussion()
    lead = who(scene, "raiser")
    findings.set_verdict(debrief, principle, VerdictValue.MET, stories, "First.", lead)
    with pytest.raises(Stale):
        findings.set_verdict(debrief, principle, VerdictValue.NOT_MET, stories, "Second.", lead, 0)
    again = findings.set_verdict(debrief, principle, VerdictValue.MET, stories, "First.", lead, 0)
    assert again.version == 1
    changed = findings.set_verdict(debrief, principle, VerdictValue.NOT_MET, stories[:1], "Second.", lead, 1)
    assert (changed.value, rooms.finding(changed).cited) == (VerdictValue.NOT_MET, frozenset(stories[:1]))


def test_only_the_lead_sets_verdicts_and_only_on_required_principles(session):
    scene, debrief, principle, stories = in_discussion()
    with pytest.raises(Refused, match="runs the debrief"):
        findings.set_verdict(debrief, principle, VerdictValue.MET, stories, "", who(scene, "manager"))
    with pytest.raises(Missing):
        findings.set_verdict(debrief, 17, VerdictValue.MET, stories, "", who(scene, "raiser"))


def test_invariant_11_a_dissent_has_its_reason_and_stays(session):
    scene, debrief, *_ = in_discussion()
    aiko = who(scene, "aiko")
    with pytest.raises(Refused, match="write the reason"):
        findings.record_dissent(debrief, "", "", aiko)
    findings.record_dissent(debrief, "The story is stronger.", "No write lost.", aiko)
    findings.record_dissent(debrief, "The story is stronger.", "No write lost.", aiko)
    with pytest.raises(Refused, match="on record already"):
        findings.record_dissent(debrief, "Something else.", "", aiko)
    assert count(Dissent) == 1
    with pytest.raises(Missing):
        findings.record_dissent(debrief, "Me too.", "", who(scene, "recruiter"))
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(db.text("DELETE FROM dissent"))
