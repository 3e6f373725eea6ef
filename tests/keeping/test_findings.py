"""What the doctor says about backups, files, the record and the numbers: one sentence each, and silence where all is well."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates.files import store
from hiring.candidates.models import Resume
from hiring.cli.doctor import keeping
from hiring.core import clock
from hiring.db.session import db
from hiring.keeping.proof import Finding, keep
from tests.conftest import MONDAY
from tests.factories.accounts import make_person
from tests.factories.candidates import make_candidate


def said(check, settings):
    """What a check says, in one sentence; nothing where all is well."""
    return " ".join(found.what for found in check(settings))


@pytest.fixture
def settings(app, session):
    return app.extensions["settings"]


def test_a_backup_that_is_missing_or_old_is_said(settings, session):
    assert "No backup was ever taken" in said(keeping.no_young_backup, settings)
    record(Event.BACKUP_TAKEN, actor_id=None)
    session.commit()
    assert said(keeping.no_young_backup, settings) == ""
    with clock.held_at(MONDAY + timedelta(days=8)):
        assert "8 days old" in said(keeping.no_young_backup, settings)
        assert said(keeping.no_young_backup, replace(settings, backup_days=9)) == ""


def test_a_record_that_does_not_hold_or_was_not_checked_is_said(settings, session):
    assert "never checked" in said(keeping.broken_record, settings)
    session.rollback()
    keep(Finding((1, "f" * 64)))
    assert said(keeping.broken_record, settings) == ""
    with clock.held_at(MONDAY + timedelta(days=4)):
        assert "4 days ago" in said(keeping.broken_record, settings)
    session.rollback()
    keep(Finding(None, "Entry 3 was changed."))
    assert "Entry 3 was changed." in said(keeping.broken_record, settings)


def test_uploads_that_are_gone_are_said(settings, session):
    recruiter = make_person("", Role.RECRUITER)
    key = "a" * 32
    values = {"file_name": "cv.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "added_by_id": recruiter.id}
    db.session.add(Resume(candidate_id=make_candidate(recruiter).id, storage_key=key, **values))
    session.flush()
    assert said(keeping.missing_uploads, settings).startswith("1 uploaded")
    store().put(key, b"x")
    assert said(keeping.missing_uploads, settings) == ""
    assert "does not answer" in said(keeping.missing_uploads, replace(settings, files_url="s3://nowhere/x", files_endpoint="http://127.0.0.1:1"))


def test_copies_keys_and_open_metrics_are_said(settings):
    assert said(keeping.copies_of_upgrades, settings) == ""
    if settings.database_url.startswith("sqlite"):
        (settings.data / "hiring.db.schema-0001").touch()
        assert "schema-0001" in said(keeping.copies_of_upgrades, settings)
    assert "not encrypted" in said(keeping.open_backups, settings)
    assert said(keeping.open_backups, replace(settings, backup_key="k" * 20)) == ""
    assert said(keeping.open_metrics, settings) == ""
    away = replace(settings, base_url="https://hiring.example.com")
    assert "HIRING_METRICS_TOKEN" in said(keeping.open_metrics, away)
    assert said(keeping.open_metrics, replace(away, metrics_token="t" * 20)) == ""
