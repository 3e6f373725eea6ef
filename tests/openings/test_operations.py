"""Openings through their operations, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from hiring.accounts.terms import Role
from hiring.core.errors import Missing, Refused, Stale
from hiring.core.text import Words
from hiring.notices.models import Notice
from hiring.openings import operations, queries
from hiring.openings.models import Opening, Requirement
from hiring.openings.terms import PRESETS, Audience, CloseReason, FaqEntry, OpeningStatus, Preset, ProcessRules
from hiring.principles.terms import JobFamily, Track
from tests.factories.accounts import actor, make_person
from tests.factories.openings import Cast, brief, draft_opening, facts, make_cast, open_opening, principles_of
from tests.factories.principles import adopted_set


@pytest.fixture
def cast(session) -> Cast:
    return make_cast()


def test_an_opening_begins_as_a_draft_with_the_adopted_set(cast):
    adopted = adopted_set()
    opening = operations.create(facts(cast), actor(cast.recruiter))
    assert (opening.status, opening.set_id, opening.rules) == (OpeningStatus.DRAFT, adopted.id, ProcessRules())


def test_only_recruiters_begin_openings(cast):
    adopted_set()
    with pytest.raises(Missing):
        operations.create(facts(cast), actor(cast.manager))


def test_without_an_adopted_set_nothing_begins(cast):
    with pytest.raises(Refused, match="No principle set"):
        operations.create(facts(cast), actor(cast.recruiter))


@pytest.mark.parametrize(
    ("more", "field"),
    [({"level": 13}, "level"), ({"zone": "Mars/Base"}, "zone"), ({"title": Words()}, "title_en"), ({"hiring_manager_id": 1}, "hiring_manager_id")],
)
def test_impossible_facts_are_refused(cast, more, field):
    adopted_set()
    with pytest.raises(Refused) as refusal:
        operations.create(facts(cast, **more), actor(cast.recruiter))
    assert refusal.value.field == field


def test_the_recruiter_must_be_one(cast):
    adopted_set()
    with pytest.raises(Refused) as refusal:
        operations.create(facts(cast, recruiter_id=cast.bar_raiser.id), actor(cast.recruiter))
    assert refusal.value.field == "recruiter_id"


def test_the_way_to_open(cast, session):
    opening = draft_opening(cast)
    operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    assert opening.status is OpeningStatus.SIGN_OFF
    notice = session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.link.endswith(f"/openings/{opening.id}")) == (cast.bar_raiser.id, True)
    operations.sign_off(opening, actor(cast.bar_raiser), opening.version)
    session.commit()
    assert opening.status is OpeningStatus.OPEN
    assert queries.opening(opening.id).brief.signed_off_by_id == cast.bar_raiser.id


def test_asking_twice_is_asking_once(cast, session):
    opening = draft_opening(cast)
    for _ in range(2):
        operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    assert len(session.scalars(select(Notice)).all()) == 1


def test_an_incomplete_brief_is_not_signed_off(cast):
    opening = draft_opening(cast)
    operations.write_brief(opening, brief(outcomes=()), actor(cast.recruiter), opening.version)
    with pytest.raises(Refused, match="missing"):
        operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))


def test_invariant_01_a_dependent_bar_raiser_is_not_asked(cast):
    opening = draft_opening(cast)
    above = make_person("Above", Role.BAR_RAISER, level=10)
    cast.head.manager_id = above.id
    for person in (above, cast.manager, cast.recruiter, make_person("Low", Role.BAR_RAISER, level=5), make_person("Old", expired=(Role.BAR_RAISER,), level=9)):
        with pytest.raises(Refused) as refusal:
            operations.ask_sign_off(opening, person.id, actor(cast.recruiter))
        assert refusal.value.field == "bar_raiser_id"


def test_invariant_01_holds_again_when_the_bar_raiser_signs(cast, session):
    opening = draft_opening(cast)
    operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    cast.bar_raiser.manager_id = cast.manager.id
    session.flush()
    with pytest.raises(Refused, match="independent"):
        operations.sign_off(opening, actor(cast.bar_raiser), opening.version)


def test_only_the_bar_raiser_who_was_asked_signs_off(cast):
    opening = draft_opening(cast)
    operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    another = make_person("Another", Role.BAR_RAISER, level=9)
    for person in (another, cast.manager, cast.recruiter):
        with pytest.raises(Missing):
            operations.sign_off(opening, actor(person), opening.version)


def test_signing_off_what_was_not_read_is_stale(cast):
    opening = draft_opening(cast)
    operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    seen = opening.version
    operations.set_team(opening, [make_person().id], actor(cast.recruiter), seen)
    with pytest.raises(Stale):
        operations.sign_off(opening, actor(cast.bar_raiser), seen)


def test_a_brief_goes_back_with_a_reason(cast):
    opening = draft_opening(cast)
    operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    with pytest.raises(Refused):
        operations.send_back(opening, "  ", actor(cast.bar_raiser), opening.version)
    operations.send_back(opening, "Which customer gains?", actor(cast.bar_raiser), opening.version)
    assert (opening.status, opening.brief.returned_reason) == (OpeningStatus.DRAFT, "Which customer gains?")


@pytest.mark.parametrize("act", ["brief", "requirements", "rules", "level", "faq"])
def test_a_change_of_substance_takes_the_sign_off_away(cast, act):
    opening, recruiter = open_opening(cast), actor(cast.recruiter)
    if act == "brief":
        operations.write_brief(opening, brief(headline=Words(en="Other news")), recruiter, opening.version)
    elif act == "requirements":
        operations.set_requirements(opening, [principles_of(opening)["customer-first"].id], recruiter, opening.version)
    elif act == "rules":
        operations.set_rules(opening, replace(opening.rules, panel_most=6), recruiter, opening.version)
    elif act == "level":
        operations.change(opening, facts(cast, level=7), recruiter, opening.version)
    else:
        operations.add_faq(opening, FaqEntry(Audience.INTERNAL, Words(en="Why?"), Words(en="Because.")), recruiter, opening.version)
    assert (opening.status, opening.brief.signed_off_by_id) == (OpeningStatus.DRAFT, None)


def test_the_same_brief_again_keeps_the_sign_off(cast):
    opening = open_opening(cast)
    operations.write_brief(opening, brief(), actor(cast.recruiter), opening.version)
    operations.change(opening, facts(cast, location="Osaka"), actor(cast.recruiter), opening.version)
    assert opening.status is OpeningStatus.OPEN


@pytest.mark.parametrize("preset", [Preset.LOOP, Preset.FEEDBACK])
def test_smaller_presets_open_without_sign_off(cast, preset):
    opening = open_opening(cast, preset)
    assert opening.status is OpeningStatus.OPEN
    with pytest.raises(Refused, match="needs no sign-off"):
        operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))


def test_the_full_preset_does_not_open_without_sign_off(cast):
    with pytest.raises(Refused, match="signs off"):
        operations.open_without_sign_off(draft_opening(cast), actor(cast.recruiter))


def test_invariant_04_the_process_freezes_with_the_first_candidate(cast):
    opening, recruiter = open_opening(cast), actor(cast.recruiter)
    operations.freeze(opening, recruiter)
    for act in (
        lambda: operations.set_rules(opening, replace(opening.rules, coverage=2), recruiter, opening.version),
        lambda: operations.set_requirements(opening, [principles_of(opening)["customer-first"].id], recruiter, opening.version),
        lambda: operations.change(opening, facts(cast, level=7), recruiter, opening.version),
        lambda: operations.change(opening, facts(cast, track=Track.MANAGER), recruiter, opening.version),
        lambda: operations.change(opening, facts(cast, family=JobFamily.PRODUCT), recruiter, opening.version),
        lambda: operations.write_brief(opening, brief(headline=Words(en="Other news")), recruiter, opening.version),
    ):
        with pytest.raises(Refused):
            act()
    assert opening.status is OpeningStatus.OPEN


def test_invariant_04_people_place_and_faq_may_still_change(cast):
    opening, recruiter = open_opening(cast), actor(cast.recruiter)
    operations.freeze(opening, recruiter)
    operations.change(opening, facts(cast, location="Osaka"), recruiter, opening.version)
    operations.set_team(opening, [make_person().id], recruiter, opening.version)
    operations.add_faq(opening, FaqEntry(Audience.EXTERNAL, Words(en="When?"), Words(en="Soon.")), recruiter, opening.version)
    assert (opening.status, opening.location, len(opening.brief.faq)) == (OpeningStatus.OPEN, "Osaka", 2)


@pytest.mark.parametrize("column", ["level = 7", "track = 'manager'", "family = 'product'", "frozen_at = NULL", 'rules = \'{"preset": "loop"}\''])
def test_invariant_04_the_database_holds_the_freeze(cast, session, column):
    opening = open_opening(cast)
    operations.freeze(opening, actor(cast.recruiter))
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE opening SET {column} WHERE id = :id"), {"id": opening.id})


@pytest.mark.parametrize("act", ["insert", "update", "delete"])
def test_invariant_04_the_database_holds_the_requirements(cast, session, act):
    opening = open_opening(cast)
    keys = principles_of(opening)
    operations.set_requirements(opening, [keys["customer-first"].id, keys["own-it"].id], actor(cast.recruiter), opening.version)
    operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    operations.sign_off(opening, actor(cast.bar_raiser), opening.version)
    operations.freeze(opening, actor(cast.recruiter))
    session.commit()
    statements = {
        "insert": lambda: session.execute(Requirement.__table__.insert().values(opening_id=opening.id, principle_id=keys["coding"].id, position=9)),
        "update": lambda: session.execute(update(Requirement).where(Requirement.principle_id == keys["own-it"].id).values(principle_id=keys["coding"].id)),
        "delete": lambda: session.execute(Requirement.__table__.delete().where(Requirement.opening_id == opening.id)),
    }
    with pytest.raises(IntegrityError):
        statements[act]()


def test_freezing_twice_keeps_the_first_moment(cast, session):
    opening = open_opening(cast)
    operations.freeze(opening, actor(cast.recruiter))
    version = opening.version
    operations.freeze(opening, actor(cast.recruiter))
    assert opening.version == version


def test_candidates_enter_open_openings_only(cast):
    with pytest.raises(Refused, match="open"):
        operations.freeze(draft_opening(cast), actor(cast.recruiter))


def test_a_stale_form_is_refused(cast):
    opening, recruiter = draft_opening(cast), actor(cast.recruiter)
    seen = opening.version
    operations.set_team(opening, [make_person().id], recruiter, seen)
    with pytest.raises(Stale):
        operations.change(opening, facts(cast), recruiter, seen)


def test_closing_and_reopening(cast):
    opening, recruiter = open_opening(cast), actor(cast.recruiter)
    operations.close(opening, CloseReason.PAUSED, recruiter)
    assert opening.close_reason is CloseReason.PAUSED
    with pytest.raises(Refused, match="closed"):
        operations.set_team(opening, [], recruiter, opening.version)
    operations.reopen(opening, recruiter)
    assert (opening.status, opening.close_reason) == (OpeningStatus.OPEN, None)


def test_a_draft_reopens_as_a_draft(cast):
    opening, recruiter = draft_opening(cast), actor(cast.recruiter)
    operations.ask_sign_off(opening, cast.bar_raiser.id, recruiter)
    operations.close(opening, CloseReason.CANCELLED, recruiter)
    operations.reopen(opening, recruiter)
    assert opening.status is OpeningStatus.DRAFT


def test_strangers_change_nothing(cast):
    opening = draft_opening(cast)
    stranger = actor(make_person("Stranger", Role.RECRUITER))
    for act in (
        lambda: operations.change(opening, facts(cast), stranger, opening.version),
        lambda: operations.set_team(opening, [], stranger, opening.version),
        lambda: operations.close(opening, CloseReason.FILLED, stranger),
        lambda: operations.set_rules(opening, PRESETS[Preset.LOOP], stranger, opening.version),
    ):
        with pytest.raises(Missing):
            act()


def test_competencies_belong_to_their_family(cast):
    opening, recruiter = draft_opening(cast), actor(cast.recruiter)
    operations.change(opening, facts(cast, family=JobFamily.PRODUCT), recruiter, opening.version)
    keys = principles_of(opening)
    assert keys["coding"].id not in [requirement.principle_id for requirement in opening.requirements]
    with pytest.raises(Refused, match="job family"):
        operations.set_requirements(opening, [keys["coding"].id], recruiter, opening.version)


def test_a_future_report_is_not_the_manager(cast):
    opening, recruiter = draft_opening(cast), actor(cast.recruiter)
    with pytest.raises(Refused):
        operations.set_future_reports(opening, [cast.manager.id], recruiter, opening.version)
    report = make_person("Report")
    operations.set_future_reports(opening, [report.id], recruiter, opening.version)
    assert queries.future_report_ids(opening.id) == {report.id}


def test_people_who_left_cannot_join_the_team(cast):
    opening = draft_opening(cast)
    gone = make_person("Gone", active=False)
    with pytest.raises(Refused):
        operations.set_team(opening, [gone.id], actor(cast.recruiter), opening.version)


def test_the_process_default_is_for_administrators(cast):
    with pytest.raises(Missing):
        operations.set_process_default(PRESETS[Preset.LOOP], actor(cast.recruiter))
    operations.set_process_default(PRESETS[Preset.LOOP], actor(make_person("Admin", Role.ADMINISTRATOR)))
    adopted_set()
    assert operations.create(facts(cast), actor(cast.recruiter)).rules == PRESETS[Preset.LOOP]


def test_requirements_come_with_the_anchors_of_the_track(cast, session):
    opening = draft_opening(cast, track=Track.MANAGER)
    session.commit()
    found = {measure.key: str(measure.anchors["meets_bar"]) for measure in queries.requirements_of(opening.id)}
    assert (found["customer-first"], found["own-it"]) == ("manager meets_bar", "individual meets_bar")


def test_an_opening_survives_in_the_database(cast, session):
    opening = open_opening(cast, Preset.LOOP, confidential=True)
    session.commit()
    number = opening.id
    session.expunge_all()
    again = session.get(Opening, number)
    assert (again.rules, again.confidential) == (PRESETS[Preset.LOOP], True)
