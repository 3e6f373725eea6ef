"""Pages of openings, in a browser’s way."""

import re

import pytest

from hiring.accounts.queries import actor_of
from hiring.accounts.terms import Role
from hiring.openings import operations, queries
from hiring.openings.terms import OpeningStatus, Preset
from tests.factories.accounts import make_person
from tests.factories.openings import draft_opening, make_cast, open_opening
from tests.factories.principles import adopted_set

FACTS = {"title_en": "Engineer, Storage", "family": "engineering", "track": "individual", "level": "6", "zone": "Asia/Tokyo"}


@pytest.fixture
def people(stored):
    """The ids of manager, recruiter, Bar Raiser, administrator and a stranger."""

    def make():
        cast = make_cast()
        return {
            "manager": cast.manager.id,
            "recruiter": cast.recruiter.id,
            "bar_raiser": cast.bar_raiser.id,
            "admin": make_person("Admin", Role.ADMINISTRATOR).id,
            "stranger": make_person("Stranger", Role.INTERVIEWER).id,
        }

    return stored(make)


@pytest.fixture
def enter(people, client_of):
    made = {}
    return lambda name: made.setdefault(name, client_of(people[name]))


@pytest.fixture
def opening(stored):
    """The id of an opening with a cast of its own: manager, recruiter and Bar Raiser."""

    def make(kind=draft_opening, **more):
        def act():
            cast = make_cast()
            row = kind(cast, **more)
            return row.id, {"manager": cast.manager.id, "recruiter": cast.recruiter.id, "bar_raiser": cast.bar_raiser.id}

        return stored(act)

    return make


def version_in(client, path):
    return re.search(r'name="version"[^>]*value="(\d+)"', client.get(path).get_data(as_text=True))[1]


def principle_values(page):
    return re.findall(r'name="(?:principles|competencies)"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="(?:principles|competencies)"', page)


def test_empty_lists_say_what_to_do(enter):
    assert "Begin an opening" in enter("recruiter").get("/openings").get_data(as_text=True)
    assert "No opening for you yet" in enter("stranger").get("/openings").get_data(as_text=True)


def test_from_nothing_to_open(stored, people, enter, post):
    stored(adopted_set)
    recruiter = enter("recruiter")
    answer = post(recruiter, "/openings/new", **FACTS, hiring_manager_id=people["manager"], recruiter_id=people["recruiter"])
    assert answer.status_code == 303
    path = answer.headers["Location"]
    assert "Still missing" in recruiter.get(path).get_data(as_text=True)
    faq = {"faq-0-audience": "external", "faq-0-question_en": "What?", "faq-0-answer_en": "That."}
    brief = {"headline_en": "Nothing lost", "press_release_ja": "何も失われなかった。", "outcomes-0-text_en": "No loss", **faq}
    assert post(recruiter, f"{path}/brief", version=version_in(recruiter, f"{path}/brief"), **brief).status_code == 303
    page = recruiter.get(f"{path}/requirements").get_data(as_text=True)
    ids = ["".join(pair) for pair in principle_values(page)]
    assert len(ids) == 4
    assert post(recruiter, f"{path}/requirements", version=version_in(recruiter, f"{path}/requirements"), principles=ids[:3], competencies=ids[3:]).status_code == 303
    assert post(recruiter, f"{path}/ask", bar_raiser_id=people["bar_raiser"]).status_code == 303
    raiser = enter("bar_raiser")
    page = raiser.get(path).get_data(as_text=True)
    assert "Your sign-off" in page and "何も失われなかった。" in page
    assert post(raiser, f"{path}/sign-off", version=re.search(r'name="version" value="(\d+)"', page)[1]).status_code == 303
    number = int(path.rsplit("/", 1)[1])
    assert stored(lambda: queries.opening(number).status) is OpeningStatus.OPEN
    assert "Signed off" in recruiter.get(path).get_data(as_text=True)


def test_a_refused_opening_keeps_its_text(stored, people, enter, post):
    stored(adopted_set)
    answer = post(enter("recruiter"), "/openings/new", **{**FACTS, "title_ja": "残る言葉"}, hiring_manager_id=people["recruiter"], recruiter_id=people["recruiter"])
    assert answer.status_code == 422 and "残る言葉" in answer.get_data(as_text=True)
    answer = post(enter("recruiter"), "/openings/new", **{**FACTS, "level": "six"}, hiring_manager_id=people["manager"], recruiter_id=people["recruiter"])
    assert answer.status_code == 422


def test_a_stale_brief_keeps_both_texts(opening, client_of, post):
    number, cast = opening()
    path, recruiter = f"/openings/{number}/brief", client_of(cast["recruiter"])
    version = version_in(recruiter, path)
    assert post(recruiter, path, version=version, headline_en="First").status_code == 303
    answer = post(recruiter, path, version=version, headline_en="Second")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Second" in page
    assert "First" in recruiter.get(path).get_data(as_text=True)
    again = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    assert post(recruiter, path, version=again, headline_en="Second").status_code == 303


def test_sending_back_shows_the_reason(opening, stored, client_of, post):
    number, cast = opening()

    def ask():
        row = queries.opening(number)
        operations.ask_sign_off(row, cast["bar_raiser"], actor_of(cast["recruiter"]))

    stored(ask)
    raiser = client_of(cast["bar_raiser"])
    page = raiser.get(f"/openings/{number}").get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert post(raiser, f"/openings/{number}/send-back", version=version, reason="").status_code == 422
    assert post(raiser, f"/openings/{number}/send-back", version=version, reason="Which customer <b>gains</b>?").status_code == 303
    page = client_of(cast["manager"]).get(f"/openings/{number}").get_data(as_text=True)
    assert "Which customer &lt;b&gt;gains&lt;/b&gt;?" in page


def test_a_stranger_meets_nothing(opening, enter, post):
    number, _ = opening(confidential=True)
    stranger, admin = enter("stranger"), enter("admin")
    for end in ("", "/facts", "/brief", "/faq", "/team", "/requirements", "/process"):
        assert stranger.get(f"/openings/{number}{end}").status_code == 404
        missing = stranger.get(f"/openings/{number + 1}{end}")
        assert missing.status_code == 404
    for end in ("ask", "sign-off", "send-back", "open", "close", "reopen", "facts"):
        assert post(stranger, f"/openings/{number}/{end}", reason="filled").status_code == 404
        assert post(admin, f"/openings/{number}/{end}", reason="filled").status_code == 404
    page = admin.get(f"/openings/{number}").get_data(as_text=True)
    assert "Engineer, Storage" in page and "Nothing was lost" not in page and "Manager" not in re.sub(r"<(header|nav).*?</\1>", "", page, flags=re.S)


def test_people_process_and_closing(opening, stored, client_of, post, people):
    number, cast = opening(open_opening, preset=Preset.LOOP)
    path, manager = f"/openings/{number}", client_of(cast["manager"])
    assert post(manager, f"{path}/team", version=version_in(manager, f"{path}/team"), team=[people["stranger"]], future_reports=[people["admin"]]).status_code == 303
    assert stored(lambda: (queries.team_ids(number), queries.future_report_ids(number))) == ({people["stranger"]}, {people["admin"]})
    figures = {name: value for name, value in stored(lambda: queries.opening(number).rules.stored()).items() if name != "preset"}
    assert post(manager, f"{path}/process", version=version_in(manager, f"{path}/process"), preset="feedback", **{**figures, "feedback_hours": "48"}).status_code == 303
    rules = stored(lambda: queries.opening(number).rules)
    assert (rules.preset, rules.panel_least, rules.feedback_hours) == (Preset.FEEDBACK, 1, 48)
    assert post(manager, f"{path}/process", version=version_in(manager, f"{path}/process"), preset="feedback", **{**figures, "panel_most": "99"}).status_code == 422
    assert post(manager, f"{path}/open").status_code == 303
    assert post(manager, f"{path}/close").status_code == 422
    assert post(manager, f"{path}/close", reason="paused").status_code == 303
    assert post(manager, f"{path}/reopen").status_code == 303
    assert stored(lambda: queries.opening(number).status) is OpeningStatus.OPEN


def test_a_frozen_opening_says_so(opening, stored, client_of, post):
    number, cast = opening(open_opening)
    stored(lambda: operations.freeze(queries.opening(number), actor_of(cast["recruiter"])))
    recruiter = client_of(cast["recruiter"])
    page = recruiter.get(f"/openings/{number}").get_data(as_text=True)
    assert "Frozen since" in page and f"/openings/{number}/process" not in page and f"/openings/{number}/faq" in page
    version = version_in(recruiter, f"/openings/{number}/facts")
    answer = post(recruiter, f"/openings/{number}/facts", **{**FACTS, "level": "7"}, version=version, hiring_manager_id=cast["manager"], recruiter_id=cast["recruiter"])
    assert answer.status_code == 422 and "froze" in answer.get_data(as_text=True)
    assert post(recruiter, f"/openings/{number}/faq", version=version, audience="internal", question_en="Why?", answer_en="Because.").status_code == 303


@pytest.mark.parametrize("address", ["?status=lost", "?before=x", "?status=open&status=draft"])
def test_garbage_in_the_address_is_malformed(enter, address):
    assert enter("recruiter").get(f"/openings{address}").status_code == 400


def test_pages_follow_each_other_with_a_fixed_number_of_statements(stored, client_of, recorded_sql):
    def make(count):
        cast = make_cast()
        for _ in range(count):
            draft_opening(cast)
        return cast.recruiter.id

    recruiter = stored(lambda: make(1))
    client, spent = client_of(recruiter), []
    for more in (0, 34):
        stored(lambda count=more: make(count))
        with recorded_sql() as statements:
            first = client.get("/openings").get_data(as_text=True)
        spent.append(len(statements))
    assert spent[0] == spent[1]
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(older).get_data(as_text=True)
    seen = re.findall(r'href="(/openings/\d+)"', first) + re.findall(r'href="(/openings/\d+)"', second)
    assert len(set(seen)) == len(seen) == 35
