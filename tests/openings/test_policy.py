"""Who sees an opening: the table of the plan, row by row, in list, count and page."""

import pytest
from sqlalchemy import select

from hiring.accounts.terms import Role
from hiring.core.errors import Missing
from hiring.openings import operations, policy, queries
from hiring.openings.models import Opening
from tests.factories.accounts import actor, make_person
from tests.factories.openings import draft_opening, make_cast

NOTHING, TITLE, FULL = "nothing", "title", "full"


@pytest.fixture
def people(session):
    cast = make_cast()
    names = {
        "hiring manager": cast.manager,
        "recruiter": cast.recruiter,
        "other recruiter": make_person("Other", Role.RECRUITER),
        "team": make_person("Team"),
        "asked Bar Raiser": cast.bar_raiser,
        "other Bar Raiser": make_person("Another", Role.BAR_RAISER, level=9),
        "Core": make_person("Core", Role.CORE, Role.BAR_RAISER, level=9),
        "administrator": make_person("Admin", Role.ADMINISTRATOR),
        "head": cast.head,
        "interviewer": make_person("Interviewer", Role.INTERVIEWER),
        "future report": make_person("Report"),
    }
    return cast, names


def sight(person, opening_id):
    try:
        return FULL if queries.glimpse(actor(person), opening_id)[1] else TITLE
    except Missing:
        return NOTHING


SIGHT = {
    "hiring manager": (FULL, FULL),
    "recruiter": (FULL, FULL),
    "other recruiter": (FULL, NOTHING),
    "team": (FULL, FULL),
    "asked Bar Raiser": (FULL, FULL),
    "other Bar Raiser": (NOTHING, NOTHING),
    "Core": (NOTHING, NOTHING),
    "administrator": (TITLE, TITLE),
    "head": (NOTHING, NOTHING),
    "interviewer": (NOTHING, NOTHING),
    "future report": (NOTHING, NOTHING),
}


@pytest.mark.parametrize("confidential", [False, True])
def test_the_table_of_sight(people, session, confidential):
    cast, names = people
    opening = draft_opening(cast, confidential=confidential)
    recruiter = actor(cast.recruiter)
    operations.set_team(opening, [names["team"].id], recruiter, opening.version)
    operations.set_future_reports(opening, [names["future report"].id], recruiter, opening.version)
    operations.ask_sign_off(opening, cast.bar_raiser.id, recruiter)
    session.commit()
    assert {name: sight(person, opening.id) for name, person in names.items()} == {name: pair[confidential] for name, pair in SIGHT.items()}
    for name, person in names.items():
        there = SIGHT[name][confidential] != NOTHING
        assert sum(queries.counts(actor(person)).values()) == there, name
        assert len(queries.page(actor(person), status=None, before=None, size=9)) == there, name


def test_predicate_and_clause_agree(people, session):
    cast, names = people
    openings = [draft_opening(cast), draft_opening(cast, confidential=True)]
    for opening in openings:
        operations.set_team(opening, [names["team"].id], actor(cast.recruiter), opening.version)
        operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    for person in names.values():
        who = actor(person)
        clause = set(session.scalars(select(Opening.id).where(policy.in_full(who))))
        edited = set(session.scalars(select(Opening.id).where(policy.edited_by(who))))
        for opening in openings:
            whole = queries.opening(opening.id)
            assert policy.reads_in_full(who, whole) == (opening.id in clause)
            assert policy.edits(who, whole) == (opening.id in edited)


def test_a_withdrawn_role_ends_the_sight(people, session):
    cast, _ = people
    opening = draft_opening(cast, confidential=True)
    operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
    for person in (cast.recruiter, cast.bar_raiser):
        without = actor(person).__class__(id=person.id, name=person.name)
        assert not policy.reads_in_full(without, queries.opening(opening.id))
        with pytest.raises(Missing):
            queries.opening_for(without, opening.id)


def test_a_seat_on_a_panel_opens_the_page(people, session, monkeypatch):
    cast, names = people
    opening = draft_opening(cast, confidential=True)
    interviewer = names["interviewer"]
    monkeypatch.setattr(policy, "_SEATS", [])
    policy.seats(lambda person_id: select(Opening.id).where(Opening.id == opening.id, Opening.level == (6 if person_id == interviewer.id else 0)))
    assert sight(interviewer, opening.id) == FULL
    assert sight(names["head"], opening.id) == NOTHING
