"""The list of people: search, filters, pages, and what it costs."""

import re

import pytest

from hiring.accounts.terms import Role
from tests.factories.accounts import make_person


def names(page):
    return re.findall(r'class="name"[^>]*><bdi[^>]*>([^<]+)</bdi>', page)


def test_people_stand_in_order_and_are_found_however_they_are_written(administrator, stored):
    stored(lambda: [make_person("Ｚoe Full", email="zoe@example.com"), make_person("aiko"), make_person("Bob Gone", active=False), make_person("Bo_b%")])
    assert names(administrator.get("/people").text) == ["aiko", "Bo_b%", "Noor Haddad", "Ｚoe Full"]
    assert names(administrator.get("/people?q=ZOE").text) == ["Ｚoe Full"]
    assert names(administrator.get("/people?q=zoe@EXAMPLE").text) == ["Ｚoe Full"]
    assert names(administrator.get("/people?q=%25").text) == ["Bo_b%"]
    assert names(administrator.get("/people?q=Bo&inactive=1").text) == ["Bo_b%", "Bob Gone"]
    assert "Nobody fits" in administrator.get("/people?q=nobody").text


def test_the_filter_by_role_knows_what_holds_today(administrator, stored):
    stored(lambda: [make_person("Now", Role.BAR_RAISER), make_person("Over", expired=(Role.BAR_RAISER,)), make_person("Never")])
    assert names(administrator.get("/people?role=bar_raiser").text) == ["Now"]


def test_pages_go_through_everybody_once(administrator, stored):
    stored(lambda: [make_person(f"Same name {'' if number % 3 else number}") for number in range(119)])
    page, found = administrator.get("/people").text, []
    while True:
        found += re.findall(r'href="/people/(\d+)"', page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if not further:
            break
        page = administrator.get(further.group(1).replace("&amp;", "&")).text
    assert len(found) == len(set(found)) == 120


@pytest.mark.parametrize("query", ["role=emperor", "after=x", "after=-1", "after=" + "9" * 40, "after=1%00", "q=a&q=b", "role=core&role=core", "q[]=a", "after=1.5"])
def test_case_49_an_address_no_page_of_ours_wrote_is_malformed(administrator, query):
    assert administrator.get(f"/people?{query}").status_code == 400


@pytest.mark.parametrize("query", ["q=%00", "q=%F0%9F%92%A9", "q=" + "a" * 5000, "q=%ff%fe", "after=5", "q='%3B--", "q=%5C"])
def test_case_49_odd_searches_find_nothing_and_break_nothing(administrator, query):
    assert administrator.get(f"/people?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/people", "/people/{id}"])
def test_a_page_costs_the_same_for_one_and_for_twenty(administrator, stored, recorded_sql, path):
    def team(size):
        lead = make_person("Lead", Role.INTERVIEWER)
        for _ in range(size):
            make_person("", Role.INTERVIEWER, Role.BAR_RAISER, manager=lead)
        return lead.id

    counts = []
    for size in (1, 20):
        lead = stored(lambda size=size: team(size))
        with recorded_sql() as statements:
            assert administrator.get(path.format(id=lead)).status_code == 200
        counts.append(len([each for each in statements if each.startswith("SELECT")]))
    assert counts[0] == counts[1]
    assert counts[0] <= 5
