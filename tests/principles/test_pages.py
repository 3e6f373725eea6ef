"""Pages of principle sets, in a browser's way."""

import re

import pytest

from hiring.accounts.terms import Role
from hiring.principles import queries
from tests.factories.accounts import make_person
from tests.factories.principles import adopted_set, draft_set


@pytest.fixture
def core(stored, client_of):
    return client_of(stored(lambda: make_person("Core", Role.CORE).id))


@pytest.fixture
def reader(stored, client_of):
    return client_of(stored(lambda: make_person("Reader", locale="ja").id))


def test_an_empty_house_says_what_to_do(reader):
    page = reader.get("/principles")
    assert page.status_code == 200


def test_everybody_reads_the_adopted_set(stored, reader):
    done = stored(lambda: adopted_set().id)
    page = reader.get(f"/principles/{done}").get_data(as_text=True)
    assert "社の原則" in page and "manager raises_bar" in page
    assert "/copy" not in page
    assert reader.get("/principles").get_data(as_text=True).count("Customer First") >= 1


def test_readers_do_not_write(stored, reader, post):
    draft = stored(lambda: draft_set().id)
    for path in ("new", f"{draft}/edit", f"{draft}/add"):
        assert reader.get(f"/principles/{path}").status_code == 404
    for path in (f"{draft}/publish", f"{draft}/copy", f"{draft}/adopt"):
        assert post(reader, f"/principles/{path}").status_code == 404


def test_making_a_set_from_nothing_to_adopted(stored, core, post):
    answer = post(core, "/principles/new", name_en="Our Way", name_ja="行動指針")
    assert answer.status_code == 303
    path = answer.headers["Location"].split("#")[0]
    anchors = {f"individual-{rating}_en": rating for rating in ("well_below_bar", "below_bar", "meets_bar", "raises_bar")}
    behaviours = {"behaviours-0-text_en": "Asks.", "behaviours-1-text_en": ""}
    answer = post(core, f"{path}/add", kind="principle", customer="y", name_en="Customers", summary_en="They decide.", **behaviours, **anchors)
    assert answer.status_code == 303
    assert "Asks." in core.get(path).get_data(as_text=True)
    assert post(core, f"{path}/publish").status_code == 303
    assert post(core, f"{path}/adopt").status_code == 303
    assert "Our Way" in core.get("/principles").get_data(as_text=True)
    copy = post(core, f"{path}/copy")
    assert copy.status_code == 303
    assert "Asks." in core.get(copy.headers["Location"]).get_data(as_text=True)


def test_a_refused_form_keeps_the_text(stored, core, post):
    draft = stored(lambda: draft_set().id)
    answer = post(core, f"/principles/{draft}/add", kind="competency", name_en="Kept words", summary_en="Kept too")
    assert answer.status_code == 422
    assert "Kept words" in answer.get_data(as_text=True) and "Kept too" in answer.get_data(as_text=True)


def test_a_stale_form_keeps_the_text(stored, core, post):
    draft = stored(lambda: draft_set().id)
    answer = post(core, f"/principles/{draft}/edit", name_en="Kept words", version="1")
    assert answer.status_code == 409
    assert "Kept words" in answer.get_data(as_text=True)


def test_an_incomplete_set_is_not_published(stored, core, post):
    path = post(core, "/principles/new", name_en="Empty").headers["Location"]
    assert post(core, f"{path}/publish").status_code == 422
    assert "customers" in core.get(path).get_data(as_text=True)


def test_editing_shows_what_is_stored(stored, core, post):
    draft = stored(lambda: draft_set().id)
    principle = stored(lambda: queries.of_set(draft)[0].id)
    page = core.get(f"/principles/{draft}/{principle}").get_data(as_text=True)
    assert "What Customer First means." in page and "manager raises_bar" in page
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    answer = post(core, f"/principles/{draft}/{principle}", kind="principle", customer="y", name_en="Customers", summary_en="They decide.", version=version)
    assert answer.status_code == 303
    assert post(core, f"/principles/{draft}/{principle}/move", up="0").status_code == 303
    assert post(core, f"/principles/{draft}/{principle}/remove").status_code == 303
    assert core.get(f"/principles/{draft}/{principle}").status_code == 404


def test_a_principle_of_another_set_is_not_here(stored, core):
    first, second = stored(lambda: draft_set().id), stored(lambda: draft_set("other").id)
    principle = stored(lambda: queries.of_set(first)[0].id)
    assert core.get(f"/principles/{second}/{principle}").status_code == 404
