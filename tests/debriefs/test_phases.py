"""Invariant 9: reading, vote, discussion, decision, in the operations and in the database."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError, IntegrityError

from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.db.session import db
from hiring.debriefs import policy
from hiring.debriefs.models import Debrief, FinalVote, Member
from hiring.debriefs.operations import phases
from hiring.debriefs.queries import votes
from hiring.debriefs.terms import Phase
from hiring.feedback.terms import Vote
from tests.factories.accounts import actor, make_person
from tests.factories.debriefs import brought_to, opened, raw, read_by_all, vote_by_all, who

STEPS = {Phase.VOTING: phases.begin_voting, Phase.DISCUSSION: phases.begin_discussion, Phase.DECISION: phases.begin_decision}


def phase_now(debrief):
    return db.session.scalar(db.select(Debrief.phase).where(Debrief.id == debrief.id))


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


@pytest.mark.parametrize("phase", list(Phase))
def test_invariant_09_no_phase_is_skipped_or_gone_back_to(session, phase):
    scene, debrief = brought_to(phase)
    for wanted, step in STEPS.items():
        order = list(Phase)
        if order.index(wanted) in (order.index(phase), order.index(phase) + 1):
            continue
        with pytest.raises(Refused):
            step(debrief, who(scene, "raiser"))
    assert phase_now(debrief) is phase


@pytest.mark.parametrize("phase", list(Phase))
def test_invariant_09_the_database_knows_one_direction(session, phase):
    _, debrief = brought_to(phase)
    order = list(Phase)
    shut = [wanted for wanted in Phase if order.index(wanted) not in (order.index(phase), order.index(phase) + 1)]
    assert len(shut) >= 3
    for wanted in shut:
        with pytest.raises(IntegrityError, match="one phase at a time"), session.begin_nested():
            session.execute(update(Debrief).where(Debrief.id == debrief.id).values(phase=wanted).execution_options(synchronize_session=False))


def test_invariant_09_the_database_waits_for_every_reader(session):
    scene, debrief = opened()
    read_by_all(scene, debrief, "liam")
    with pytest.raises(IntegrityError, match="reads before"):
        session.execute(update(Debrief).values(phase=Phase.VOTING).execution_options(synchronize_session=False))


def test_invariant_09_the_database_waits_for_every_vote(session):
    scene, debrief = brought_to(Phase.VOTING)
    vote_by_all(scene, debrief, "liam")
    with pytest.raises(IntegrityError, match="until all are cast"):
        session.execute(update(Debrief).values(phase=Phase.DISCUSSION).execution_options(synchronize_session=False))


def test_invariant_09_each_member_reads_before_the_vote(session):
    scene, debrief = opened()
    read_by_all(scene, debrief, "liam")
    with pytest.raises(Refused, match="Still reading: %"):
        phases.begin_voting(debrief, who(scene, "raiser"))
    phases.confirm_reading(debrief, who(scene, "liam"))
    phases.begin_voting(debrief, who(scene, "raiser"))
    assert phase_now(debrief) is Phase.VOTING


@pytest.mark.parametrize("name", ["manager", "aiko", "recruiter"])
def test_only_the_lead_goes_on(session, name):
    scene, debrief = opened()
    read_by_all(scene, debrief)
    with pytest.raises(Refused, match="runs the debrief"):
        phases.begin_voting(debrief, who(scene, name))


def test_a_double_click_is_one_step(session):
    scene, debrief = brought_to(Phase.VOTING)
    phases.begin_voting(debrief, who(scene, "raiser"))
    assert phase_now(debrief) is Phase.VOTING


def test_confirming_twice_is_confirming_once(session):
    scene, debrief = opened()
    phases.confirm_reading(debrief, who(scene, "aiko"))
    first = session.scalar(db.select(Member.confirmed_at).where(Member.person_id == scene.aiko.id))
    phases.confirm_reading(debrief, who(scene, "aiko"))
    assert session.scalar(db.select(Member.confirmed_at).where(Member.person_id == scene.aiko.id)) == first


def test_to_an_outsider_there_is_no_room(session):
    _, debrief = opened()
    with pytest.raises(Missing):
        phases.confirm_reading(debrief, actor(make_person()))


def test_invariant_09_both_votes_are_kept(session):
    scene, debrief = brought_to(Phase.VOTING)
    phases.cast_vote(debrief, Vote.NOT_INCLINED, "The logs speak against it.", who(scene, "aiko"))
    assert votes.first_vote(scene.loop.id, scene.aiko.id) is Vote.INCLINED
    assert votes.own_final_vote(debrief.id, scene.aiko.id).vote is Vote.NOT_INCLINED


def test_invariant_09_a_changed_mind_says_why(session):
    scene, debrief = brought_to(Phase.VOTING)
    with pytest.raises(Refused, match="changed your vote"):
        phases.cast_vote(debrief, Vote.NOT_INCLINED, "", who(scene, "aiko"))
    phases.cast_vote(debrief, Vote.INCLINED, "", who(scene, "aiko"))


def test_the_same_vote_twice_is_one_and_another_is_refused(session):
    scene, debrief = brought_to(Phase.VOTING)
    voter = who(scene, "aiko")
    cast = phases.cast_vote(debrief, Vote.INCLINED, "", voter)
    assert phases.cast_vote(debrief, Vote.INCLINED, "", voter).id == cast.id
    with pytest.raises(Refused, match="voted already"):
        phases.cast_vote(debrief, Vote.NOT_INCLINED, "Changed.", voter)
    assert count(FinalVote) == 1


def test_invariant_09_no_vote_before_its_phase_and_none_after_it(session):
    scene, debrief = opened()
    read_by_all(scene, debrief)
    lead, liam = who(scene, "raiser"), who(scene, "liam")
    with pytest.raises(Refused, match="phase"):
        phases.cast_vote(debrief, Vote.INCLINED, "", liam)
    phases.begin_voting(debrief, lead)
    phases.excuse_voter(debrief, liam.id, "Called away.", lead)
    vote_by_all(scene, debrief, "liam")
    phases.begin_discussion(debrief, lead)
    with pytest.raises(Refused, match="phase"):
        phases.cast_vote(debrief, Vote.INCLINED, "", liam)


def test_invariant_09_the_database_refuses_a_vote_before_its_phase(session):
    scene, debrief = opened()
    read_by_all(scene, debrief)
    with pytest.raises(IntegrityError, match="voting phase"):
        session.execute(raw(FinalVote, debrief_id=debrief.id, person_id=scene.aiko.id, vote=Vote.INCLINED, reason="", at=now()))


def test_invariant_09_the_database_refuses_a_vote_of_somebody_who_is_no_member(session):
    scene, debrief = brought_to(Phase.VOTING)
    with pytest.raises(IntegrityError, match="has read votes"):
        session.execute(raw(FinalVote, debrief_id=debrief.id, person_id=scene.cast.recruiter.id, vote=Vote.INCLINED, reason="", at=now()))


def test_invariant_09_the_database_refuses_a_second_second_vote(session):
    scene, debrief = brought_to(Phase.VOTING)
    phases.cast_vote(debrief, Vote.INCLINED, "", who(scene, "aiko"))
    with pytest.raises(IntegrityError):
        session.execute(raw(FinalVote, debrief_id=debrief.id, person_id=scene.aiko.id, vote=Vote.NOT_INCLINED, reason="x", at=now()))


@pytest.mark.parametrize("statement", ["UPDATE final_vote SET vote = 'not_inclined'", "DELETE FROM final_vote"])
def test_invariant_09_a_cast_vote_never_changes(session, statement):
    brought_to(Phase.DISCUSSION)
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(db.text(statement))


def test_invariant_09_the_missing_are_excused_with_a_reason(session):
    scene, debrief = brought_to(Phase.VOTING)
    vote_by_all(scene, debrief, "liam")
    lead = who(scene, "raiser")
    with pytest.raises(Refused, match="Still missing"):
        phases.begin_discussion(debrief, lead)
    with pytest.raises(Refused, match="reason"):
        phases.excuse_voter(debrief, scene.liam.id, "", lead)
    phases.excuse_voter(debrief, scene.liam.id, "Called away.", lead)
    with pytest.raises(Refused, match="excused"):
        phases.cast_vote(debrief, Vote.INCLINED, "", who(scene, "liam"))
    phases.begin_discussion(debrief, lead)
    assert phase_now(debrief) is Phase.DISCUSSION


def test_nobody_is_excused_who_voted_or_holds_a_key(session):
    scene, debrief = brought_to(Phase.VOTING)
    phases.cast_vote(debrief, Vote.INCLINED, "", who(scene, "aiko"))
    for person in (scene.aiko, scene.cast.manager):
        with pytest.raises(Refused):
            phases.excuse_voter(debrief, person.id, "Away.", who(scene, "raiser"))


# the seal of second votes


@pytest.mark.parametrize("phase", [Phase.VOTING, Phase.DISCUSSION, Phase.CLOSED])
def test_invariant_09_second_votes_of_others_are_unseen_until_the_reveal(session, phase):
    scene, debrief = brought_to(phase)
    if phase is Phase.VOTING:
        vote_by_all(scene, debrief)
    everybody = {member.person_id for member in debrief.members if member.voted_at}
    assert len(everybody) == 4
    for name in ("raiser", "manager", "aiko", "recruiter"):
        reader = who(scene, name)
        seen = {seat.member.person_id for seat in votes.seats(debrief.id, reader) if seat.final}
        assert seen == (everybody & {reader.id} if phase is Phase.VOTING else everybody)
        assert seen == {voter for voter in everybody if policy.sees_final_vote(reader, voter, phase)}
