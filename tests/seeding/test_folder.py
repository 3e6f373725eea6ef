"""The folder of a demonstration: whole or not there, the same for the same day, and opened by its personas."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hiring.core.errors import Refused
from hiring.core.settings import Mode
from hiring.seeding.demo import build, opened
from hiring.seeding.demo.personas import CAST, personas
from tests.conftest import settings_for, token_of
from tests.seeding.demonstration import digest, settings_in


def test_it_says_how_far_it_is(demonstration: Any) -> None:
    shares = [int(number) for line in demonstration.said for number in re.findall(r"… (\d+) %$", line)]
    assert len(shares) == len(demonstration.said) >= 8
    assert shares == sorted(shares)
    assert shares[-1] == 100


def test_what_a_killed_build_left_is_gone(demonstration: Any) -> None:
    assert {path.name for path in demonstration.folder.iterdir() if path.is_file() and not path.name.endswith(("-wal", "-shm"))} == {"hiring.db", "demo.json"}
    assert len(list((demonstration.folder / "files").iterdir())) == 60


def test_a_half_built_folder_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "demo.begun").touch()
    (tmp_path / "hiring.db").touch()
    assert opened(settings_in(tmp_path)) is None


def test_a_whole_folder_is_opened_as_it_is(demonstration: Any) -> None:
    before = digest(demonstration.folder)
    assert opened(settings_in(demonstration.folder)) == demonstration.built
    assert digest(demonstration.folder) == before


def test_the_same_day_tells_the_same_history(demonstration: Any, tmp_path: Path) -> None:
    """In another process, whose sets are in another order."""
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-m", "tests.seeding.demonstration", str(tmp_path)], check=True, env=environment)
    assert digest(tmp_path) == digest(demonstration.folder)


def test_an_installation_that_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hiring.db").write_bytes(b"somebody's work")
    with pytest.raises(Refused, match="no demonstration"):
        build(settings_in(tmp_path), print)
    assert (tmp_path / "hiring.db").read_bytes() == b"somebody's work"


def test_only_sqlite_in_its_own_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="SQLite"):
        build(settings_for("postgresql://127.0.0.1/hiring", tmp_path, mode=Mode.DEMONSTRATION), print)


def test_the_sign_in_page_offers_the_personas_in_both_languages(served: Flask) -> None:
    with served.test_client() as visitor:
        english, japanese = (visitor.get(f"/sign-in?lang={lang}").text for lang in ("en", "ja"))
    assert all(each.role in english and each.sentence in english for each in CAST)
    assert "Hiring manager" not in japanese
    assert "コアメンバー" in japanese


@pytest.mark.parametrize("place", range(len(CAST)), ids=[each.key for each in CAST])
def test_a_persona_signs_in_with_a_click_and_finds_work(served: Flask, post: Any, place: int) -> None:
    with served.test_request_context():
        persona = personas()[place]
    visitor = served.test_client()
    assert post(visitor, f"/sign-in/as/{persona.id}").status_code == 303
    page = visitor.get("/")
    assert page.status_code == 200
    assert re.search(r'href="/(interviews|loops|openings)/\d+', page.text)


def test_the_password_that_is_said_opens_the_door(served: Flask, demonstration: Any) -> None:
    for account in demonstration.built.accounts:
        visitor = served.test_client()
        answer = visitor.post("/sign-in", data={"csrf_token": token_of(visitor), "email": account.email, "password": account.password})
        assert answer.status_code == 303, account


def test_nobody_but_a_persona_is_entered_with_a_click(served: Flask, post: Any) -> None:
    assert post(served.test_client(), "/sign-in/as/1").status_code == 404
