"""The list by part of a name: exactly what looking at everybody would find, through an index, for whoever asks."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates import operations, policy, queries, rules
from hiring.candidates.models import KEYS, Candidate
from hiring.candidates.queries import search
from hiring.candidates.terms import Source, Stage
from hiring.core.text import fold
from hiring.db.grams import grams_of
from hiring.db.session import db
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import facts, make_application, make_candidate
from tests.factories.openings import make_cast, open_opening

LATIN, JAPANESE, SIGNS = "aabbcdeéßﬁİ -.'", "山田太郎花子纐纈さくらガｶﾞ々 𠮷", "%_\"*/\\'^:(){}@AND \n\t。ー"
CROWD = 150


@dataclass
class Crowd:
    """Many people with names made by chance, and who looks at them."""

    recruiter: Person
    readers: dict[str, Actor]
    opening_id: int
    ids: list[int]


def name_by_chance(chance: random.Random) -> str:
    letters = chance.choice((LATIN, JAPANESE, LATIN + SIGNS, JAPANESE + SIGNS))
    return "".join(chance.choice(letters) for _ in range(chance.randint(1, 14)))


def stranger(chance: random.Random, added_by: int, number: int) -> Candidate:
    name, name_ja = name_by_chance(chance), name_by_chance(chance) if chance.random() < 0.4 else ""
    email = f"{chance.choice(('ab', 'x_y', 'a%b', '山田'))}.{number}@Example.com" if chance.random() < 0.7 else ""
    keys = {"name_key": rules.name_key(name, name_ja), "email_key": rules.email_key(email)}
    return Candidate(name=name, name_ja=name_ja, email=email, **keys, zone="Asia/Tokyo", source=Source.APPLICATION, added_by_id=added_by)


@pytest.fixture
def crowd(session: Any, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    """Most of them lie behind the newest that are looked through one by one."""
    monkeypatch.setattr(search, "LOOKED_THROUGH", 12)
    chance, cast = random.Random(7), make_cast()
    everybody = [stranger(chance, cast.recruiter.id, number) for number in range(CROWD)]
    session.add_all(everybody)
    session.flush()
    opening, few, manager = open_opening(cast), make_person("Few", Role.INTERVIEWER), cast.manager
    entered = [operations.enter(each, opening, actor(cast.recruiter)) for each in chance.sample(everybody, 40)]
    for application in entered[:5]:
        operations.seat(application, few.id)
        operations.set_stage(application, Stage.LOOP, actor(manager))
    administrator = make_person("", Role.ADMINISTRATOR)
    people = {"recruiter": cast.recruiter, "administrator": administrator, "interviewer with few": few, "manager": manager, "nobody": make_person("", Role.INTERVIEWER)}
    session.flush()
    return Crowd(cast.recruiter, {name: actor(person) for name, person in people.items()}, opening.id, [each.id for each in everybody])


def found(reader: Actor, wanted: str, stage: Stage | None = None, opening_id: int | None = None, size: int = CROWD) -> list[int]:
    """All pages, one after the other."""
    ids: list[int] = []
    after = None
    while True:
        rows = queries.page(reader, search=wanted, stage=stage, opening_id=opening_id, after=after, size=size)
        ids += [row.id for row in rows[:size]]
        if len(rows) <= size:
            return ids
        after = ids[-1]


def looked_at(reader: Actor, stage: Stage | None = None, opening_id: int | None = None) -> list[tuple[int, str, str]]:
    """Everybody whom the reader sees under these filters: the id, what is in the name, what is in the address as far as it is theirs to see."""
    seen = [row.id for row in queries.page(reader, search="", stage=stage, opening_id=opening_id, after=None, size=CROWD * 2)]
    chosen = select(Candidate.id, Candidate.name_key, Candidate.email_key, policy.candidate_in_full(reader)).where(Candidate.id.in_(seen))
    rows = {row[0]: (row[0], row[1], row[2] if row[3] else "") for row in db.session.execute(chosen)}
    return [rows[number] for number in seen]


def fragments(rows: Iterable[tuple[int, str, str]], chance: random.Random) -> list[str]:
    texts = [text for _id, name, mail in rows for text in (name, mail) if text]
    parts = []
    for _ in range(60):
        whole = chance.choice(texts)
        start = chance.randrange(len(whole))
        parts.append(whole[start : start + chance.randint(1, 6)])
    made = ["".join(chance.choice(LATIN + JAPANESE + SIGNS) for _ in range(chance.randint(1, 6))) for _ in range(30)]
    return [*parts, *made, *SIGNS, "AND", "NOT a", 'a" OR "b', "山", "纐纈", "ab.1", "@example.com", "X_Y", "a%b", "ＡＢ", "ｶﾞ", "nobody at all"]


def test_the_index_finds_exactly_what_looking_at_everybody_finds(crowd: Crowd) -> None:
    chance = random.Random(11)
    wanted = [each for each in fragments(looked_at(crowd.readers["recruiter"]), chance) if fold(each)]
    for name, reader in crowd.readers.items():
        rows = looked_at(reader)
        for each in wanted:
            naive = [number for number, in_name, in_mail in rows if fold(each) in in_name or fold(each) in in_mail]
            assert found(reader, each) == naive, (name, each)


def test_pages_of_a_search_go_on_by_key(crowd: Crowd) -> None:
    reader = crowd.readers["recruiter"]
    for wanted in ("a", "example", "山", ".1"):
        assert found(reader, wanted, size=3) == found(reader, wanted) != []


@pytest.mark.parametrize("stage", [None, Stage.APPLIED, Stage.LOOP])
def test_filters_hold_while_searching(crowd: Crowd, stage: Stage | None) -> None:
    for name, reader in crowd.readers.items():
        for opening_id in (None, crowd.opening_id):
            rows = looked_at(reader, stage, opening_id)
            for wanted in ("a", "ab", "example", "山", "%", "b."):
                naive = [number for number, in_name, in_mail in rows if wanted in in_name or wanted in in_mail]
                assert found(reader, wanted, stage, opening_id, size=4) == naive, (name, wanted, opening_id)


def test_an_edit_moves_a_name_in_the_index_whoever_makes_it(crowd: Crowd, session: Any) -> None:
    reader, candidate = crowd.readers["recruiter"], session.get_one(Candidate, min(crowd.ids))
    operations.change_candidate(candidate, facts("Wojtkiewicz", name_ja="勅使河原"), reader)
    assert [found(reader, wanted) for wanted in ("tkiew", "勅使", "z")] == [[candidate.id]] * 3
    session.execute(update(Candidate).where(Candidate.id == candidate.id).values(name_key="", email_key=""))
    assert [found(reader, wanted) for wanted in ("tkiew", "勅使", "z")] == [[]] * 3
    session.execute(update(Candidate).where(Candidate.id == candidate.id).values(name_key="qvist", email_key="zz"))
    session.execute(delete(Candidate).where(Candidate.id == candidate.id))
    assert found(reader, "qvist") == found(reader, "zz") == []
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"INSERT INTO {KEYS.name} ({KEYS.name}) VALUES ('integrity-check')"))


def test_a_name_in_the_index_alone_is_found_by_nobody(crowd: Crowd) -> None:
    """The index asks no policy; the statement around it does."""
    outsider, administrator = crowd.readers["nobody"], crowd.readers["administrator"]
    for wanted in ("a", "example", "山"):
        assert found(outsider, wanted) == []
    assert found(administrator, "@example") == []
    assert len(found(crowd.readers["recruiter"], "@example")) > 50


def test_whom_a_list_shows_in_full_is_what_the_policy_says(crowd: Crowd) -> None:
    for reader in crowd.readers.values():
        rows = queries.page(reader, search="", stage=None, opening_id=None, after=None, size=CROWD)
        full = set(db.session.scalars(select(Candidate.id).where(policy.candidate_in_full(reader))))
        assert {row.id for row in rows if row.full} == {row.id for row in rows} & full


def test_lookalikes_are_found_behind_the_newest_in_any_order_and_spacing(crowd: Crowd, session: Any) -> None:
    reader = crowd.readers["recruiter"]
    oldest = session.get_one(Candidate, min(crowd.ids))
    operations.change_candidate(oldest, facts("Taro Yamada", name_ja="山田 太郎", phone="090-1234-5678"), reader)
    for facts_now in (facts("yamada taro"), facts("Somebody", name_ja="山田太郎"), facts("Somebody", phone="+81 90 1234 5678")):
        assert [each.candidate.id for each in queries.lookalikes(reader, facts_now)] == [oldest.id]
        assert queries.lookalikes(crowd.readers["nobody"], facts_now) == []
    assert queries.lookalikes(reader, facts("Taro Yamad")) == []


def test_a_search_costs_the_same_for_one_and_for_many(crowd: Crowd, recorded_sql: Any) -> None:
    for number in range(21):
        make_candidate(crowd.recruiter, f"{'Common' if number else 'Single'} {number}")
    counts = {}
    for wanted in ("single", "common", "nobody at all"):
        with recorded_sql() as statements:
            queries.page(crowd.readers["recruiter"], search=wanted, stage=None, opening_id=None, after=None, size=40)
        counts[wanted] = len(statements)
    assert len(set(counts.values())) == 1
    assert max(counts.values()) <= 5


def test_the_grams_of_a_fragment() -> None:
    assert [grams_of(each) for each in ("a", "ab", "abc", "abcd")] == [["a"], ["ab"], ["abc"], ["abc", "bcd"]]
    assert KEYS.asked("postgresql", "abcd", "ab") == ["ab", "abc", "bcd"]
    assert KEYS.asked("sqlite", 'a"') == "6122"


def test_people_who_have_an_application_in_a_stage_as_they_see_it(crowd: Crowd) -> None:
    """Whoever owes feedback finds the masked stage, however the true one moved on."""
    few = crowd.readers["interviewer with few"]
    before = found(few, "a", Stage.LOOP)
    application = make_application(crowd.recruiter, open_opening(make_cast()), name="Late Abacus")
    operations.seat(application, few.id)
    operations.set_stage(application, Stage.OFFER, crowd.readers["manager"])
    assert found(few, "a", Stage.LOOP) == [application.candidate_id, *before]
    assert found(few, "a", Stage.OFFER) == []
