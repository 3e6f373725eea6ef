"""`hiring doctor`: each unsafe set-up is named, a safe one is not, and the exit code says which it was."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from hiring.accounts import codes
from hiring.accounts.models import SecondFactor
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.cli.doctor import command as doctor
from hiring.cli.doctor import database, files
from hiring.core import clock
from hiring.db.locks import role_of
from hiring.db.session import database_address, db
from hiring.db.upgrades import downgrade
from tests.factories.accounts import make_person

SUPERUSER = {"superuser"}
"""The tests' own login at PostgreSQL."""


@pytest.fixture
def command(kept, command):
    """Doctor looks at an installation that is well kept."""
    return command


def found(answer):
    """The names of what was found, without what every test database has."""
    said = json.loads(answer.stdout)
    names = {each["name"] for each in said["findings"]}
    assert answer.exit_code == (1 if said["findings"] else 0)
    assert said["safe"] is not bool(said["findings"])
    assert all(each[part] for each in said["findings"] for part in ("what", "why", "do"))
    return names - SUPERUSER


def test_a_safe_installation_has_no_findings(command, database_url):
    assert found(command("doctor", "--json")) == set()
    if database_url.startswith("sqlite"):
        answer = command("doctor")
        assert (answer.exit_code, answer.stdout) == (0, "Nothing unsafe was found.\n")


UNSAFE = [
    ("https", {"HIRING_BASE_URL": "http://hiring.northlight.example"}),
    ("key", {"HIRING_SECRET_KEY": "change-me-change-me-change-me-change-me"}),
    ("key", {"HIRING_SECRET_KEY": "a1" * 20}),
    ("settings", {"HIRING_SECRET_KEY": "too short"}),
    ("settings", {"HIRING_SECRET_KEY": ""}),
    ("settings", {"HIRING_BASE_URL": "hiring.northlight.example"}),
    ("debug", {"FLASK_DEBUG": "1"}),
    ("debug", {"HIRING_MODE": "test"}),
    ("demonstration", {"HIRING_MODE": "demonstration"}),
    ("mail", {"HIRING_SMTP_URL": "smtp://user:password@mail.northlight.example:587"}),
    ("proxies", {"HIRING_TRUSTED_PROXIES": "0"}),
    ("proxies", {"HIRING_TRUSTED_PROXIES": "9"}),
    ("database", {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"}),
]


@pytest.mark.parametrize(("name", "environment"), UNSAFE, ids=[f"{name}-{next(iter(values.values()))[:24]}" for name, values in UNSAFE])
def test_each_unsafe_setting_is_named_and_no_other(command, name, environment):
    assert found(command("doctor", "--json", **environment)) == {name}


@pytest.mark.parametrize("environment", [{"HIRING_SMTP_URL": "smtp://localhost:25"}, {"HIRING_SMTP_URL": ""}, {"FLASK_DEBUG": "0"}, {"HIRING_TRUSTED_PROXIES": "2"}], ids=str)
def test_what_is_safe_is_not_named(command, environment):
    assert found(command("doctor", "--json", **environment)) == set()


def test_an_installation_on_ones_own_machine_lacks_only_https(command):
    assert found(command("doctor", "--json", HIRING_BASE_URL="http://127.0.0.1:8000", HIRING_TRUSTED_PROXIES="0")) == {"https"}
    assert found(command("doctor", "--json", HIRING_BASE_URL="http://127.0.0.1:8000", HIRING_TRUSTED_PROXIES="1")) == {"https", "proxies"}
    assert found(command("doctor", "--json", HIRING_BASE_URL="http://localhost:8000", HIRING_TRUSTED_PROXIES="0", HIRING_MODE="demonstration")) == set()


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o755, 0o777])
def test_a_data_folder_that_others_reach_is_named(command, tmp_path, mode):
    tmp_path.chmod(mode)
    assert found(command("doctor", "--json")) == {"files"}


def test_a_database_file_that_lies_elsewhere_is_looked_at_too(command, database_url, tmp_path):
    if not database_url.startswith("sqlite"):
        pytest.skip("SQLite alone is a file")
    inner = tmp_path / "inner"
    inner.mkdir(mode=0o700)
    (tmp_path / "hiring.db").chmod(0o644)
    assert found(command("doctor", "--json", HIRING_DATA=inner)) == {"files"}
    (tmp_path / "hiring.db").chmod(0o600)
    assert found(command("doctor", "--json", HIRING_DATA=inner)) == set()


def test_a_demonstration_served_as_real_is_named(command, tmp_path):
    (tmp_path / "demo.json").write_text("{}")
    assert found(command("doctor", "--json")) == {"demonstration-data"}


def test_an_old_schema_is_named(command, database_url):
    downgrade(database_url, "0001")
    answer = command("doctor", "--json")
    assert found(answer) == {"schema"}
    assert "hiring db upgrade" in answer.stdout


def test_an_administrator_without_a_second_factor_is_named(command, stored):
    stored(lambda: make_person("", Role.ADMINISTRATOR, email="bare@example.com").id)
    stored(lambda: make_person("", Role.ADMINISTRATOR, email="gone@example.com", active=False).id)
    stored(lambda: make_person("", Role.ADMINISTRATOR, email="safe@example.com", second_factor_since=clock.now()).id)
    stored(lambda: make_person("", Role.RECRUITER, email="other@example.com").id)
    answer = command("doctor", "--json")
    assert found(answer) == {"second-factor"}
    assert "bare@example.com" in answer.stdout
    assert not [each for each in ("gone@", "safe@", "other@") if each in answer.stdout]


def test_second_factors_under_another_key_are_named(command, app, stored):
    def enrol():
        person = make_person()
        db.session.add(SecondFactor(person_id=person.id, sealed=codes.sealed(codes.new_secret(), person.id)))

    stored(enrol)
    assert found(command("doctor", "--json", HIRING_SECRET_KEY=app.config["SECRET_KEY"])) == {"key"}, "the tests' own key is easy, and the secrets open"
    assert found(command("doctor", "--json")) <= {"second-factor-key", "key"}
    answer = command("doctor", HIRING_SECRET_KEY="5b1f0c7ae93d48627fd1c05e9ab3847216f0ed7c95a24b38")
    assert "sealed with another HIRING_SECRET_KEY: 1" in answer.stdout
    assert answer.exit_code == 1


def test_a_clock_that_went_back_is_named(command, stored):
    with clock.held_at(datetime.now().astimezone() + timedelta(days=1)):
        stored(lambda: record(Event.SIGNED_OUT, actor_id=None))
    assert found(command("doctor", "--json")) == {"clock-back"}


def test_a_database_whose_clock_is_far_from_ours_is_named(app, database_url):
    names = []
    with app.app_context():
        for distance in (timedelta(), timedelta(seconds=40), timedelta(seconds=-40)):
            with clock.held_at(datetime.now().astimezone() + distance):
                names.append([each.name for each in database.clocks_apart(app.extensions["settings"])])
    assert names == ([[], ["clock"], ["clock"]] if database_url.startswith("postgresql") else [[], [], []])


def test_a_superuser_is_named_and_a_plain_owner_is_not(command, database_url, postgres):
    if not database_url.startswith("postgresql"):
        assert "superuser" not in command("doctor", "--json").stdout
        return
    assert "superuser" in command("doctor", "--json").stdout
    plain = f"doctor_{make_url(database_url).database}"
    with postgres.connect() as admin, create_engine(database_address(database_url), isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as here:
        admin.execute(text(f"CREATE ROLE {plain} LOGIN"))
        try:
            here.execute(text(f"GRANT {role_of(make_url(database_url).database)} TO {plain}"))
            address = make_url(database_url).set(username=plain).render_as_string(hide_password=False)
            answer = command("doctor", "--json", DATABASE_URL=address, HIRING_OWNER_URL=database_url).stdout
            assert "superuser" not in answer and '"owner"' not in answer
        finally:
            here.execute(text(f"DROP OWNED BY {plain}"))
            admin.execute(text(f"DROP ROLE {plain}"))


@pytest.mark.parametrize(("free", "total", "full"), [(400, 10_000, True), (501, 10_000, False), (501, 100_000, True), (50_000, 100_000, False), (0, 1, True)])
def test_a_disk_nearly_full_is_named(free, total, full):
    assert bool(list(files.crowded(Path("/data"), free * 1024 * 1024, total * 1024 * 1024))) is full


def test_the_words_say_what_why_and_what_to_do(command):
    answer = command("doctor", HIRING_BASE_URL="http://hiring.northlight.example", HIRING_TRUSTED_PROXIES="0", HIRING_SECRET_KEY="a1" * 20)
    assert answer.exit_code == 1
    assert "things are not as they should be." in answer.stdout
    assert answer.stdout.count("Why it matters:") == answer.stdout.count("What to do:") >= 2


def test_no_secret_is_printed(command, installation):
    everything = command("doctor", "--json", HIRING_SMTP_URL="smtp://user:canary-4711@mail.northlight.example", HIRING_BASE_URL="http://x.example").stdout
    assert "canary-4711" not in everything
    assert installation["HIRING_SECRET_KEY"] not in everything


def test_every_check_is_in_a_list():
    assert len(doctor.OUTSIDE) >= 9
    assert len(doctor.INSIDE) >= 4
