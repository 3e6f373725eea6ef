"""Answers for machines: living, ready, counted; none says anything of a person or of what an address carried."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from hiring.app import create_app
from hiring.audit.models import RecordCheck
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core import clock
from hiring.db import schema
from hiring.db.session import db, only_reading
from hiring.keeping.proof import Finding, check_record, keep, last_check
from hiring.workspace import watch
from tests.conftest import MONDAY, settings_for
from tests.keeping.release import tell

TOKEN = "a-token-of-sixteen-and-more"


def answer(client, path="/readyz", **more):
    found = client.get(path, **more)
    return found.status_code, found.get_json()


def test_a_living_process_says_so_to_everybody_and_asks_no_database(client_of, recorded_sql):
    with recorded_sql() as statements:
        assert answer(client_of(None), "/healthz") == (200, {"status": "ok"})
    assert statements == []


def test_a_process_is_ready_when_its_database_answers_and_is_current(client_of, monkeypatch):
    monkeypatch.setattr(schema, "create_engine", lambda *rest, **more: pytest.fail("an engine of its own for each call"))
    assert answer(client_of(None)) == (200, {"status": "ok"})


def test_without_a_current_schema_a_process_is_not_ready_and_says_nothing_of_it(app, client_of):
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()
    try:
        assert answer(client_of(None)) == (503, {"status": "unavailable"})
    finally:
        with app.app_context():
            db.session.execute(text(f"UPDATE alembic_version SET version_num = '{schema.newest()}'"))
            db.session.commit()


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_without_its_database_a_process_is_not_ready(tmp_path, url):
    lost = create_app(settings_for(url, tmp_path))
    assert answer(lost.test_client()) == (503, {"status": "unavailable"})


def test_a_folder_that_takes_no_file_is_not_ready(app, client_of):
    client = client_of(None)
    app.extensions["settings"] = replace(app.extensions["settings"], data=app.extensions["settings"].data / "gone")
    assert answer(client) == (503, {"status": "unavailable"})


def test_a_record_that_was_found_broken_is_said_at_once_and_work_goes_on(app, client_of):
    with app.app_context():
        keep(Finding(None, "Entry 7 was changed."))
    assert answer(client_of(None)) == (200, {"status": "degraded", "record": "broken"})
    with app.app_context():
        keep(Finding((9, "f" * 64)))
    assert answer(client_of(None)) == (200, {"status": "ok"})


def test_the_head_of_one_check_is_the_anchor_of_the_next(app):
    """A tail that is cut between two checks is seen, although the chain that is left holds."""
    with app.app_context():
        for subject in range(3):
            record(Event.SETTINGS_CHANGED, actor_id=None, subject=subject)
        db.session.commit()
        found = check_record()
        db.session.rollback()
        keep(found)
        before = last_check()
        db.session.rollback()
        assert before.head[0] == 3
        keep(Finding(None, "Entry 2 was changed."))
        assert last_check() == Finding(before.head, "Entry 2 was changed.")
        db.session.rollback()
        assert check_record((4, "f" * 64)).fault == "Entry 4 is missing: the tail was cut."
        assert check_record(before.head).fault == ""
        assert db.session.get_one(RecordCheck, 1).at == MONDAY


def test_the_watch_checks_in_a_process_of_its_own_and_reports_what_it_finds(app):
    with app.app_context():
        record(Event.SETTINGS_CHANGED, actor_id=None)
        db.session.commit()
    watch.check(app)
    with app.app_context():
        with only_reading():
            assert last_check().head[0] == 1
            db.session.rollback()
        keep(Finding(None, "Entry 1 was changed."))
    with capture_logs() as logged:
        watch.report(app)
    assert [(each["log_level"], each["fault"]) for each in logged] == [("error", "Entry 1 was changed.")]


def lines(client, **more) -> dict[str, float]:
    found = client.get("/metrics", **more)
    assert found.status_code == 200
    return {name: float(value) for name, value in re.findall(r"^(\w\S*(?: \S+=\S+)*) (\S+)$", found.text, re.MULTILINE)}


def test_metrics_count_by_the_names_of_endpoints_and_nothing_else(app, client_of):
    client = client_of(None)
    for path in ("/candidates/123456789", "/sign-in?next=/secret", "/CANARY-name", "/static/CANARY.css"):
        client.get(path)
    client.open("/sign-in", method="CANARYMETHOD")
    found = client.get("/metrics")
    assert 'hiring_requests_total{endpoint="candidates.show",method="GET",status="303"} 1.0' in found.text
    assert 'hiring_requests_total{endpoint="none",method="GET",status="404"} 1.0' in found.text
    assert "hiring_notices_waiting 0.0" in found.text
    assert not re.search("CANARY|123456789|secret", found.text)


def test_metrics_say_how_old_the_last_backup_and_check_are(app, client_of):
    client = client_of(None)
    assert "hiring_backup_age_seconds" not in client.get("/metrics").text
    with app.app_context():
        record(Event.BACKUP_TAKEN, actor_id=None)
        db.session.commit()
        keep(Finding((1, "f" * 64)))
    with clock.held_at(MONDAY + timedelta(hours=1)):
        found = lines(client)
    assert (found["hiring_backup_age_seconds"], found["hiring_record_check_age_seconds"], found["hiring_record_broken"]) == (3600, 3600, 0)


def test_metrics_are_for_this_machine_or_for_the_token(app, client_of):
    client = client_of(None)
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    assert client.get("/metrics", headers={"Host": "hiring.example.com"}).status_code == 404
    app.extensions["settings"] = replace(app.extensions["settings"], metrics_token=TOKEN)
    assert client.get("/metrics").status_code == 404
    for wrong in ("", "Bearer ", "Bearer wrong", TOKEN[:-1], "Bearer ü"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404
    far = {"REMOTE_ADDR": "10.0.0.9"}
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", "Host": "10.0.0.5:8000"}, environ_base=far).status_code == 200


def test_metrics_of_many_processes_are_added_up_where_a_folder_is_named(tmp_path):
    program = (
        "import os, sys; from pathlib import Path; from tests.conftest import settings_for; from hiring.app import create_app; from hiring.web.metrics import Gauges, exposition\n"
        "app = create_app(settings_for('sqlite://', Path(sys.argv[1])))\n"
        "app.test_client().get('/healthz')\n"
        "with app.app_context(): print(exposition(Gauges({})).decode())\n"
    )
    environment = {"PATH": "", "PYTHONPATH": ".", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    for count in ("1.0", "2.0"):
        done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environment, capture_output=True, text=True, check=True)
        assert f'hiring_requests_total{{endpoint="health.alive",method="GET",status="200"}} {count}' in done.stdout


@pytest.mark.parametrize("given", ["0123456789abcdef", "f47ac10b-58cc-4372-a567-0e02b2c3d479"])
def test_a_number_that_a_proxy_gave_is_kept(client_of, given):
    assert client_of(None).get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "short", "Aiko-Tanaka-aiko@example.com", "a" * 33, "0123456789abcdef; drop", "0123456789abcdeg"])
def test_what_does_not_look_like_a_number_is_replaced(client_of, given):
    number = client_of(None).get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{16}", number)
    assert number != given


def test_a_decision_that_was_changed_behind_the_record_is_reported_and_shown(app, client_of, database_url):
    """Case 74: the row says otherwise than the log; the next check says so, in the log and at /readyz."""
    tell(app)
    watch.check(app)
    assert answer(client_of(None)) == (200, {"status": "ok"})
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            for (guard,) in db.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decision'")).all():
                db.session.execute(text(f"DROP TRIGGER {guard}"))
        else:
            db.session.execute(text("ALTER TABLE decision DISABLE TRIGGER USER"))
        db.session.execute(text("UPDATE decision SET reason = 'another reason'"))
        db.session.commit()
    watch.check(app)
    with capture_logs() as logged:
        watch.report(app)
    assert [each["fault"].startswith("The decision ") for each in logged] == [True]
    assert answer(client_of(None)) == (200, {"status": "degraded", "record": "broken"})
