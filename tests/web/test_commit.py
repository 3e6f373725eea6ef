"""The commit hook: what an unsafe request that succeeds did is stored, and nothing else ever is."""

import pytest

from hiring.accounts.models import Organisation
from hiring.core.text import Words
from hiring.db.session import db


@pytest.mark.parametrize("status", [200, 204, 303])
def test_a_post_below_400_commits(probed, client_of, post, rows, status):
    assert post(client_of(), f"/probe/write?status={status}").status_code == status
    assert rows() == 1


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500])
def test_a_post_from_400_on_rolls_back(probed, client_of, post, rows, status):
    assert post(client_of(), f"/probe/write?status={status}").status_code == status
    assert rows() == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_safe_request_never_writes(probed, client_of, rows, method):
    assert client_of().open("/probe/write", method=method).status_code == 200
    assert rows() == 0


def test_a_refusal_rolls_back_what_was_flushed_before_it(probed, client_of, post, rows):
    answer = post(client_of(), "/probe/refused")
    assert answer.status_code == 422
    assert "The rule says no. Do this instead." in answer.text
    assert rows() == 0


def test_a_constraint_broken_at_commit_is_a_refusal_with_every_header(probed, client_of, post, rows):
    answer = post(client_of(), "/probe/late", note="kept " * 30)
    assert answer.status_code == 422
    assert rows() == 0
    assert "kept kept" in answer.text
    assert answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Request-Id"]


def test_invariant_18_a_race_lost_at_commit_is_409_and_overwrites_nothing(probed, stored, client_of, post, seen):
    stored(lambda: db.session.add(Organisation(id=1, name=Words(en="First"), zone="UTC")))
    answer = post(client_of(), "/probe/stale", note="what I wrote\nat length")
    assert answer.status_code == 409
    assert "what I wrote\nat length" in answer.text
    assert seen(lambda: db.session.get(Organisation, 1).name) == Words(en="First")


def test_a_database_that_does_not_answer_is_503_with_the_text(probed, client_of, post):
    answer = post(client_of(), "/probe/busy", note="a long afternoon of writing " * 5)
    assert answer.status_code == 503
    assert "a long afternoon of writing" in answer.text
