"""What résumés say is searched too: by whoever sees the candidate in full, and by nobody else."""

import random
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from hiring.accounts.actor import Actor
from hiring.accounts.queries import actor_of
from hiring.accounts.terms import Role
from hiring.candidates import operations, queries
from hiring.candidates.models import Candidate, ResumeText
from hiring.candidates.queries import Listed, search
from hiring.candidates.terms import Stage
from hiring.core.text import fold, fold_lines
from hiring.db.session import db
from hiring.db.upgrades import downgrade, upgrade
from tests.candidates.test_seal import EXPECTED, World
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import facts, make_candidate
from tests.factories.openings import make_cast

TEXTS = ("Led a team of 12; Kubernetes, 100 % uptime", "機械学習と\n自然言語処理の研究。", "ﬁnance_analyst * “risk”", "Kubernetes\tand Rust", "ｶﾀｶﾅ と 漢字")


def read(candidate: Candidate, text: str, recruiter: Actor) -> int:
    """A résumé whose text the worker has read."""
    resume = operations.add_resume(candidate, BytesIO(f"{candidate.id} {text}".encode()), "cv.txt", recruiter)
    db.session.execute(update(ResumeText).where(ResumeText.resume_id == resume.id).values(status="read", text=text, text_key=fold_lines(text)))
    return resume.id


def look(reader: Actor, wanted: str, stage: Stage | None = None, size: int = 40) -> list[Listed]:
    return queries.page(reader, search=wanted, stage=stage, opening_id=None, after=None, size=size)


def marks(rows: list[Listed]) -> list[tuple[int, bool]]:
    return [(row.id, row.in_resume) for row in rows]


def test_a_line_broken_in_japanese_runs_on() -> None:
    assert fold_lines("機械学習と\n 自然言語。 Rust と C") == "機械学習と自然言語。 rust と c"
    assert fold_lines("山田 太郎") == "山田太郎"


@pytest.mark.parametrize("newest", [1, 8, 1500])
def test_resumes_are_found_exactly_and_names_come_first(session: Any, monkeypatch: pytest.MonkeyPatch, newest: int) -> None:
    monkeypatch.setattr(search, "LOOKED_THROUGH", newest)
    recruiter, chance = actor(make_person("", Role.RECRUITER)), random.Random(3)
    people = [operations.add_candidate(facts("" if number % 5 else f"Rust Kubernetes {number}"), recruiter, different=True) for number in range(24)]
    said: dict[int, list[str]] = {each.id: [chance.choice(TEXTS) for _ in range(chance.randint(0, 2))] for each in people}
    for each in people:
        for text in set(said[each.id]):
            read(each, text, recruiter)
    for wanted in ("kubernetes", "ＫＵＢＥ", "100 %", "機械学習と自然", "語処理", "finance_a", "_an", "“ri", "* “", "カタカナと漢字", "rust", "nobody", "ab", "と"):
        expected = []
        for each in sorted(people, key=lambda person: -person.id):
            by_name = fold(wanted) in each.name_key or fold(wanted) in each.email_key
            by_text = len(fold_lines(wanted)) >= 3 and any(fold_lines(wanted) in fold_lines(text) for text in said[each.id])
            expected += [(each.id, not by_name)] if by_name or by_text else []
        assert marks(look(recruiter, wanted)) == expected, wanted
        pages: list[Listed] = []
        while len(pages) < len(expected):
            pages += queries.page(recruiter, search=wanted, stage=None, opening_id=None, after=pages[-1].id if pages else None, size=3)[:3]
        assert marks(pages) == expected, wanted


@pytest.mark.parametrize("confidential", [False, True])
def test_invariant_05_whoever_does_not_see_in_full_learns_nothing_of_a_resume(session: Any, confidential: bool) -> None:
    """Twin worlds: one in which the résumé says the word, one in which it does not; every persona looks at both."""
    world = World(session, confidential)
    candidate = session.get_one(Candidate, world.application.candidate_id)
    readers = world.actors()
    before = {name: (marks(look(reader, "kubernetes")), marks(look(reader, "sakura"))) for name, reader in readers.items()}
    read(candidate, "Kubernetes and Sakura", actor(world.cast.recruiter))
    for name, reader in readers.items():
        full = any(each.sight.full for each in queries.applications_of(reader, [candidate.id]).get(candidate.id, []))
        after = (marks(look(reader, "kubernetes")), marks(look(reader, "sakura")))
        assert after == (([(candidate.id, True)], before[name][1]) if full else before[name]), name
        assert full or not EXPECTED[name][confidential][1], name


def test_a_blanked_text_is_found_no_more_and_its_key_cannot_stay(session: Any) -> None:
    recruiter = actor(make_person("", Role.RECRUITER))
    number = read(make_candidate(make_cast().recruiter, "Ann"), "Kubernetes", recruiter)
    assert len(look(recruiter, "kuber")) == 1
    chosen = update(ResumeText).where(ResumeText.resume_id == number)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(chosen.values(text=""))
    session.execute(chosen.values(text="", text_key=""))
    assert look(recruiter, "kuber") == []


def test_the_list_says_that_it_is_in_the_resume(stored: Any, client_of: Any) -> None:
    def build() -> tuple[int, int]:
        recruiter, administrator = make_person("", Role.RECRUITER), make_person("", Role.ADMINISTRATOR)
        read(make_candidate(recruiter, "Ann"), "Kubernetes", actor(recruiter))
        return recruiter.id, administrator.id

    recruiter, administrator = stored(build)
    assert b"In the r\xc3\xa9sum\xc3\xa9" in client_of(recruiter).get("/candidates?q=kubern").data
    assert b"In the r\xc3\xa9sum\xc3\xa9" not in client_of(recruiter).get("/candidates?q=ann").data
    assert b"Ann" not in client_of(administrator).get("/candidates?q=kubern").data


def test_a_migration_folds_what_was_read_before_and_fills_the_index(app: Any, stored: Any, seen: Any, database_url: str) -> None:
    def build() -> int:
        recruiter = make_person("", Role.RECRUITER)
        read(make_candidate(recruiter, "Ann"), "機械学習と\n自然言語 KUBERNETES", actor(recruiter))
        return recruiter.id

    recruiter = stored(build)
    for move in (lambda: downgrade(database_url, "0006"), lambda: upgrade(database_url)):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        move()
    for wanted, in_resume in (("学習と自然", True), ("kubern", True), ("nn", False)):
        assert [row.in_resume for row in seen(lambda wanted=wanted: look(actor_of(recruiter), wanted))] == [in_resume]
