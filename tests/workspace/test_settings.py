"""Settings of the organisation."""

from dataclasses import replace

import pytest

from hiring.accounts.models import Organisation
from hiring.audit.models import AuditEntry
from hiring.audit.terms import Event
from hiring.core.text import Words
from hiring.db.session import db
from hiring.openings.forms import process_values
from hiring.openings.queries import process_default
from hiring.openings.terms import PRESETS, Preset
from hiring.principles import operations as principles
from hiring.principles.queries import adopted
from tests import world as told
from tests.world import MONDAY

PATHS = ("/settings", "/settings/organisation", "/settings/principles", "/settings/process")


@pytest.mark.parametrize("path", PATHS)
def test_only_administrators_see_settings(world, browser_of, path):
    assert browser_of("admin").get(path).status_code == 200
    for name in ("recruiter", "core", "aiko"):
        assert browser_of(name).get(path).status_code == 404


def test_name_and_zone_are_changed_once_and_a_stale_form_keeps_its_text(world, browser_of):
    client = browser_of("admin")
    assert client.post("/settings/organisation", name_en="Kawabe Works", name_ja="", zone="Europe/Berlin", version=1).status_code == 303
    db.session.expire_all()
    house = db.session.get_one(Organisation, 1)
    assert (house.name, house.zone) == (Words(en="Kawabe Works"), "Europe/Berlin")
    stale = client.post("/settings/organisation", name_en="Another name", name_ja="", zone="Asia/Tokyo", version=1)
    assert stale.status_code == 409 and "Another name" in stale.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get_one(Organisation, 1).name == Words(en="Kawabe Works")


def test_an_organisation_needs_a_name_and_a_zone_of_the_list(world, browser_of):
    client = browser_of("admin")
    nameless = client.post("/settings/organisation", name_en="", name_ja="", zone="Asia/Tokyo", version=1)
    assert nameless.status_code == 422 and "Give the organisation a name" in nameless.get_data(as_text=True)
    assert client.post("/settings/organisation", name_en="K", name_ja="", zone="Moon/Base", version=1).status_code == 422


def test_new_openings_begin_with_the_rules_that_are_set(world, browser_of):
    client = browser_of("admin")
    wanted = replace(PRESETS[Preset.LOOP], feedback_hours=48)
    assert client.post("/settings/process", **process_values(wanted)).status_code == 303
    db.session.expire_all()
    assert process_default() == wanted
    refused = client.post("/settings/process", **process_values(replace(wanted, panel_least=9, panel_most=4)))
    assert refused.status_code == 422
    db.session.expire_all()
    assert process_default() == wanted


def test_a_published_set_is_adopted_and_a_draft_is_not(world, browser_of):
    client = browser_of("admin")
    first = adopted()
    with told.step("draft", MONDAY):
        draft = principles.new_version(first, world.actor("admin"))
    assert client.post("/settings/principles", set_id=draft.id).status_code == 422
    with told.step("publish", MONDAY):
        principles.publish(draft, world.actor("admin"))
    assert client.post("/settings/principles", set_id=draft.id).status_code == 303
    db.session.expire_all()
    assert adopted().id == draft.id
    assert db.session.query(AuditEntry).filter_by(event=Event.SET_ADOPTED, subject=draft.id).count() == 1


def test_the_state_of_mail_is_said_without_user_or_password(world, browser_of, app):
    client = browser_of("admin")
    assert "HIRING_SMTP_URL" in client.get("/settings").get_data(as_text=True)
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://mailer:hush-hush@mail.example.com:2525")
    page = client.get("/settings").get_data(as_text=True)
    assert "mail.example.com:2525" in page and "mailer" not in page and "hush-hush" not in page
