"""The key of unsaved text: one for each person, the same after every sign-in, for signed-in pages only, kept by nobody."""

import base64

from flask import Flask

from hiring.accounts.draft_keys import draft_key
from hiring.db.session import db
from tests.factories.accounts import make_person


def test_a_person_has_one_key_and_nobody_shares_it(app: Flask):
    with app.app_context():
        assert draft_key(1) == draft_key(1) != draft_key(2)
        assert len(base64.b64decode(draft_key(1))) == 32
        before = draft_key(1)
        app.config["SECRET_KEY"] = "another " * 8
        assert draft_key(1) != before


def test_only_a_signed_in_page_is_given_it_and_no_cache_keeps_it(app, client_of, post):
    with app.app_context():
        person_id = make_person("Aiko").id
        db.session.commit()
    first, again = post(client_of(person_id), "/profile/draft-key"), post(client_of(person_id), "/profile/draft-key")
    assert first.json["key"] == again.json["key"]
    assert first.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in first.headers
    assert "key" not in (post(client_of(None), "/profile/draft-key").get_json(silent=True) or {})
