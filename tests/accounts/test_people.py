"""Caring for people: pages and operations of administrators."""

import re
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from hiring.accounts import queries
from hiring.accounts.models import Organisation, Person, RoleGrant
from hiring.accounts.operations import organisation, people
from hiring.accounts.operations.people import PersonDetails
from hiring.accounts.terms import Role
from hiring.core import clock
from hiring.core.errors import Refused, Stale
from hiring.core.text import Words
from hiring.db.session import db
from tests.conftest import MONDAY
from tests.factories.accounts import actor, make_person

DETAILS = {"name": "Aiko Mori", "name_ja": "森 愛子", "email": "aiko@example.com", "title": "Engineer", "level": "6", "manager_id": "", "locale": "ja", "zone": "Asia/Tokyo"}


@pytest.fixture
def aiko(stored):
    """A person to care for."""
    return stored(lambda: make_person("Aiko Mori", Role.INTERVIEWER, email="aiko@example.com", zone="Asia/Tokyo").id)


def row(seen, person_id):
    return seen(lambda: db.session.get(Person, person_id))


def test_a_person_is_added_invited_and_on_record(administrator, post, seen, acts):
    answer = post(administrator, "/people/new", **DETAILS)
    assert answer.status_code == 303
    person = seen(lambda: queries.person_by_email("AIKO@example.com"))
    assert (person.name, person.name_ja, person.level, person.zone) == ("Aiko Mori", "森 愛子", 6, "Asia/Tokyo")
    assert acts() == ["person.added", "person.link_made"]
    assert "森 愛子" in administrator.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "\u200b"),
        ("name", "a" * 201),
        ("email", "no address"),
        ("email", "a@b"),
        ("email", "a@example.com\nBcc: b@example.com"),
        ("email", "a" * 400 + "@example.com"),
        ("level", "0"),
        ("level", "13"),
        ("level", "six"),
        ("level", "3.5"),
        ("level", "9" * 40),
        ("zone", "Mars/Olympus"),
        ("locale", "fr"),
        ("manager_id", "999"),
        ("manager_id", "x"),
    ],
)
def test_a_wrong_field_is_refused_beside_it_and_the_rest_kept(administrator, post, seen, field, value):
    answer = post(administrator, "/people/new", **{**DETAILS, "title": "Keeper of lights", field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Keeper of lights" in answer.text
    assert seen(lambda: db.session.query(Person).count()) == 1


def test_case_20_fields_that_the_form_has_not_are_ignored(administrator, post, seen):
    post(administrator, "/people/new", **DETAILS, active="", password_hash="x", role="administrator", id="5", created_at="2001-01-01")
    person = seen(lambda: queries.person_by_email("aiko@example.com"))
    assert person.active
    assert person.password_hash is None
    assert person.id != 5
    assert seen(lambda: actor(person).roles) == frozenset()


def test_case_38_names_are_text_everywhere(administrator, post, stored):
    name = "<script>alert(1)</script>{{7*7}}"
    post(administrator, "/people/new", **{**DETAILS, "name": name, "title": '"><img src=x>'})
    page = administrator.get("/people").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_an_address_belongs_to_one_person(administrator, aiko, post):
    answer = post(administrator, "/people/new", **{**DETAILS, "email": "AIKO@Example.com"})
    assert answer.status_code == 422
    assert "is here already" in answer.text


def test_a_person_is_changed_and_the_log_names_the_fields(administrator, aiko, post, seen, acts):
    page = administrator.get(f"/people/{aiko}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page).group(1)
    assert post(administrator, f"/people/{aiko}/edit", **{**DETAILS, "level": "7"}, version=version).status_code == 303
    assert row(seen, aiko).level == 7
    assert acts() == ["person.changed"]


def test_invariant_18_a_stale_edit_is_409_and_keeps_the_text(administrator, aiko, post, seen):
    assert post(administrator, f"/people/{aiko}/edit", **{**DETAILS, "title": "First"}, version="1").status_code == 303
    answer = post(administrator, f"/people/{aiko}/edit", **{**DETAILS, "title": "Second"}, version="1")
    assert answer.status_code == 409
    assert 'value="Second"' in answer.text
    assert "First" in answer.text
    assert row(seen, aiko).title == "First"
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text).group(1)
    assert post(administrator, f"/people/{aiko}/edit", **{**DETAILS, "title": "Second"}, version=version).status_code == 303
    assert row(seen, aiko).title == "Second"


@pytest.mark.parametrize("version", ["", "0", "99", "-1", "x", "1" * 30])
def test_invariant_18_an_edit_without_the_right_version_is_stale(administrator, aiko, post, version):
    assert post(administrator, f"/people/{aiko}/edit", **DETAILS, version=version).status_code == 409


def test_invariant_18_ones_own_profile_too(aiko, client_of, post, seen):
    browser = client_of(aiko)
    fields = {"name": "Aiko M.", "name_ja": "", "locale": "ja", "zone": "Europe/Berlin"}
    assert post(browser, "/profile", **fields, version="1").status_code == 303
    assert '<html lang="ja">' in browser.get("/profile").text
    answer = post(browser, "/profile", **{**fields, "name": "Aiko N."}, version="1")
    assert answer.status_code == 409
    assert 'value="Aiko N."' in answer.text
    assert (row(seen, aiko).name, row(seen, aiko).zone) == ("Aiko M.", "Europe/Berlin")


def test_a_circle_in_the_reporting_line_is_refused(session):
    top = make_person("Top")
    middle = make_person("Middle", manager=top)
    low = make_person("Low", manager=middle)
    details = PersonDetails("Top", top.email, level=6, manager_id=low.id)
    with pytest.raises(Refused, match="circle"):
        people.change_person(top, details, actor(low), 1)


def test_a_manager_who_left_stays_until_another_is_chosen(administrator, stored, seen, post):
    manager, person = stored(lambda: _pair())
    page = administrator.get(f"/people/{person}/edit").text
    assert re.search(rf'<option[^>]*selected[^>]*value="{manager}"', page)
    fields = {**DETAILS, "email": "low@example.com", "manager_id": str(manager)}
    assert post(administrator, f"/people/{person}/edit", **fields, version="1").status_code == 303
    assert row(seen, person).manager_id == manager


def _pair():
    manager = make_person("Left", active=False)
    return manager.id, make_person("Low", email="low@example.com", manager=manager).id


@pytest.mark.parametrize(("start", "today", "tomorrow"), [(None, True, True), (MONDAY.date(), True, True), (MONDAY.date() + timedelta(days=1), False, True)])
def test_a_role_begins_on_its_day(session, start, today, tomorrow):
    person = make_person()
    people.grant(person, Role.RECRUITER, actor(person), starts_on=start)
    assert actor(person).has(Role.RECRUITER) is today
    with clock.held_at(MONDAY + timedelta(days=1)):
        assert actor(person).has(Role.RECRUITER) is tomorrow


@pytest.mark.parametrize("hour", [0, 8, 16, 23])
def test_a_role_given_now_works_now_wherever_the_person_is(session, hour):
    with clock.held_at(MONDAY.replace(hour=hour)):
        for zone in ("Pacific/Kiritimati", "Asia/Tokyo", "Pacific/Pago_Pago"):
            person = make_person(zone=zone)
            people.grant(person, Role.RECRUITER, actor(person))
            assert actor(person).has(Role.RECRUITER)


def test_a_certificate_ends_after_its_last_day_and_is_known_as_expired(session):
    person = make_person()
    people.grant(person, Role.INTERVIEWER, actor(person), ends_on=MONDAY.date())
    assert actor(person).has(Role.INTERVIEWER)
    with clock.held_at(MONDAY + timedelta(days=1)):
        assert not actor(person).has(Role.INTERVIEWER)
        assert queries.person_facts([person.id])[person.id].expired == {Role.INTERVIEWER}


def test_a_role_has_no_end_and_no_dates_run_backwards(administrator, aiko, post):
    answer = post(administrator, f"/people/{aiko}/roles", role="recruiter", ends_on="2027-01-01")
    assert answer.status_code == 422
    assert "Only certificates end by themselves" in answer.text
    assert "before the first" in post(administrator, f"/people/{aiko}/roles", role="core", starts_on="2027-01-02", ends_on="2027-01-01").text
    assert post(administrator, f"/people/{aiko}/roles", role="core", starts_on="31/12/2026").status_code == 422
    assert post(administrator, f"/people/{aiko}/roles", role="emperor").status_code == 422


def test_a_renewed_certificate_replaces_the_old_one(administrator, aiko, post, seen, acts):
    assert post(administrator, f"/people/{aiko}/roles", role="interviewer", ends_on="2027-06-30").status_code == 303
    standing = seen(lambda: db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == aiko, RoleGrant.withdrawn_at.is_(None))).all())
    assert [grant.ends_on for grant in standing] == [date(2027, 6, 30)]
    post(administrator, f"/people/{aiko}/roles/interviewer/withdraw")
    post(administrator, f"/people/{aiko}/roles/interviewer/withdraw")
    assert acts() == ["person.role_granted", "person.role_withdrawn"]


def test_leaving_and_coming_back_is_on_record_once(administrator, aiko, post, acts):
    for act in ("deactivate", "deactivate", "reactivate", "reactivate"):
        assert post(administrator, f"/people/{aiko}/{act}").status_code == 303
    assert acts() == ["person.deactivated", "person.reactivated"]


def test_case_28_the_last_administrator_stays(administrator, seen, post):
    noor = seen(lambda: queries.person_by_email("noor@example.com").id)
    for path, fields in (("deactivate", {}), ("roles/administrator/withdraw", {}), ("roles", {"role": "administrator", "starts_on": "2027-01-01"})):
        answer = post(administrator, f"/people/{noor}/{path}", **fields)
        assert answer.status_code == 422
        assert "last administrator" in answer.text
    assert administrator.get("/people/new").status_code == 200


def test_case_28_with_a_second_administrator_the_first_may_go(administrator, aiko, seen, post):
    noor = seen(lambda: queries.person_by_email("noor@example.com").id)
    post(administrator, f"/people/{aiko}/roles", role="administrator")
    assert post(administrator, f"/people/{noor}/roles/administrator/withdraw").status_code == 303
    assert administrator.get("/people/new").status_code == 303


def test_case_28_two_who_leave_at_once_do_not_leave_nobody(app, stored, seen):
    def two():
        db.session.add(Organisation(id=1, name=Words(en="Northlight"), zone="UTC"))
        return [make_person("", Role.ADMINISTRATOR).id for _ in range(2)]

    ids, together = stored(two), threading.Barrier(2)

    def leave(person_id):
        with app.app_context(), clock.held_at(MONDAY):
            together.wait()
            person = db.session.get(Person, person_id)
            try:
                people.withdraw_role(person, Role.ADMINISTRATOR, actor(person))
                db.session.commit()
            except Refused:
                db.session.rollback()

    leaving = [threading.Thread(target=leave, args=(person_id,)) for person_id in ids]
    for each in leaving:
        each.start()
    for each in leaving:
        each.join()
    assert len(seen(lambda: queries.holders(Role.ADMINISTRATOR))) == 1


def test_case_27_an_organisation_is_founded_once(session, acts):
    founder = organisation.found(Words(en="Northlight"), "Asia/Tokyo", administrator="Noor", email="noor@example.com", password="a quiet harbour at noon")
    session.commit()
    assert actor(founder).has(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="set up already"):
        organisation.found(Words(en="Other"), "UTC", administrator="Eve", email="eve@example.com", password="a quiet harbour at noon")
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_case_27_two_who_found_it_at_once_make_one_administrator(app, seen):
    start, refused = threading.Barrier(2), []

    def found(name):
        with app.app_context():
            start.wait()
            try:
                organisation.found(Words(en=name), "UTC", administrator=name, email=f"{name}@example.com", password="a quiet harbour at noon")
                db.session.commit()
            except Refused:
                db.session.rollback()
                refused.append(name)
            finally:
                db.session.remove()

    founders = [threading.Thread(target=found, args=(name,)) for name in ("noor", "eve")]
    for each in founders:
        each.start()
    for each in founders:
        each.join()
    assert len(refused) == 1
    assert seen(lambda: db.session.query(Person).count()) == 1


@pytest.mark.parametrize("hour", [0, 16, 23])
def test_a_founder_administers_from_the_first_moment(session, hour):
    with clock.held_at(MONDAY.replace(hour=hour)):
        founder = organisation.found(Words(en="Northlight"), "Asia/Tokyo", administrator="Noor", email="noor@example.com", password=None)
        assert actor(founder).has(Role.ADMINISTRATOR)


def test_the_organisation_changes_with_its_version(session, acts):
    founder = organisation.found(Words(en="Northlight"), "Asia/Tokyo", administrator="Noor", email="noor@example.com", password=None)
    house = queries.organisation()
    organisation.change_organisation(house, Words(en="Northlight", ja="ノースライト"), "Europe/Berlin", actor(founder), 1)
    session.commit()
    assert acts()[-1] == "organisation.changed"
    for name, zone, version, refusal in ((Words(en="x"), "UTC", 1, Stale), (Words(), "UTC", 2, Refused), (Words(en="x"), "Nowhere/At", 2, Refused)):
        with pytest.raises(refusal):
            organisation.change_organisation(house, name, zone, actor(founder), version)


def test_recruiters_see_the_list_and_nothing_behind_it(aiko, stored, client_of, post):
    browser = client_of(stored(lambda: make_person("", Role.RECRUITER).id))
    page = browser.get("/people").text
    assert "Aiko Mori" in page
    assert f"/people/{aiko}" not in page
    assert "/people/new" not in page
    for path in (f"/people/{aiko}", f"/people/{aiko}/edit", "/people/new", "/people/import"):
        assert browser.get(path).status_code == 404
    for path in ("/people/new", f"/people/{aiko}/edit", f"/people/{aiko}/roles", f"/people/{aiko}/deactivate", f"/people/{aiko}/invite", f"/people/{aiko}/roles/core/withdraw"):
        assert post(browser, path).status_code == 404


def test_a_wide_character_name_that_grows_when_folded_is_stored(administrator, post):
    assert post(administrator, "/people/new", **{**DETAILS, "name": "\ufdfa" * 200, "name_ja": "\ufdfa" * 200}).status_code == 303
