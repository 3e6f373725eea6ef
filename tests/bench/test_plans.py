"""No page that is measured walks through a large table, on either database: asked of the planner, for every statement."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bench.cases import Cases
from bench.client import product
from bench.statements import Counter
from bench.world.load import load, settings_of
from bench.world.plan import Plan
from bench.world.rows import World
from hiring.db import locks
from hiring.db.session import db
from tests.conftest import Shelf

LARGE = (
    *("candidate", "application", "stage_change", "screen", "note", "panel_seat", "cool_off", "loop", "interview", "assignment", "asked_question", "amendment"),
    *("draft", "feedback", "evidence", "principle_rating", "feedback_read", "loop_reader", "debrief", "debrief_member", "final_vote", "verdict", "citation"),
    *("decision", "decision_key", "audit_entry", "notice", "resume", "resume_text"),
)
FULL = {"candidate", "application", "stage_change", "screen", "note", "interview", "feedback", "principle_rating", "evidence"}
"""Those that are large in this small organisation already, so that the planner chooses for them as it would among many."""
UNDER_WAY = frozenset({"uq_loop_live", "ix_interview_awaited", "ix_interview_awaited_of_loop"})
"""Indexes over what is under way today: walking them does not grow with the archive."""
WALKED = frozenset(
    {("candidates, first page", "candidate"), ("candidates, page 200", "candidate"), *((page, "audit_entry") for page in ("draft save", "feedback submit", "debrief"))}
)
"""The list walks candidates along their key, from the newest, and stops at a page; the log is asked for its newest entry."""


@dataclass(frozen=True)
class Filled:
    """A database that was filled once for this module, to copy for each test."""

    world: World
    copy: Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Few teams: nearly everything is history."""
    folder, plan = tmp_path_factory.mktemp("filled"), Plan(4000, 5, datetime.now(UTC).replace(second=0, microsecond=0))
    if request.param == "sqlite":
        kept = folder / "hiring.db"
        shutil.copy(request.getfixturevalue("blank_sqlite"), kept)
        yield Filled(load(f"sqlite:///{kept}", folder, plan), lambda where: copied_file(kept, where))
        return
    admin, blank = request.getfixturevalue("postgres"), request.getfixturevalue("blank_postgres")
    if blank is None:
        pytest.skip("no PostgreSQL server answers at TEST_DATABASE_URL or 127.0.0.1:5432")
    shelf = Shelf(admin, blank)
    yield Filled(load(shelf.url, folder, plan), lambda where: copied_shelf(admin, shelf.name))
    shelf.drop()


@contextmanager
def copied_file(kept: Path, where: Path) -> Iterator[str]:
    """A copy of a SQLite file, with what its log still holds."""
    with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(where / "hiring.db")) as target:
        source.backup(target)
    yield f"sqlite:///{where / 'hiring.db'}"


@contextmanager
def copied_shelf(admin: Engine, name: str) -> Iterator[str]:
    """A copy of a PostgreSQL database."""
    shelf = Shelf(admin, name)
    try:
        yield shelf.url
    finally:
        shelf.drop()


@pytest.fixture
def counter(filled: Filled, tmp_path: Path) -> Iterator[tuple[Counter, Cases]]:
    world = filled.world
    with filled.copy(tmp_path) as url:
        settings = settings_of(url, tmp_path)
        made = Counter(world, settings, product(0, world.house.people, world.plan.seed, settings))
        yield made, Cases(world, 1)
        made.close()


def plans(counter: Counter, request: object, *, walks: str = "off") -> list[tuple[str, str]]:
    """Every statement of a request with its plan; on PostgreSQL with walks through tables only where nothing else is left, unless it is said otherwise."""
    found: list[tuple[str, str]] = []
    with counter.app.app_context():
        engine: Engine = db.engine
    sqlite = engine.dialect.name == "sqlite"

    def explain(connection, cursor, statement, parameters, context, executemany) -> None:
        if executemany or not statement.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            return
        asked = connection.connection.driver_connection.cursor()
        if sqlite:
            asked.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.append((statement, "\n".join(row[3] for row in asked.fetchall())))
        else:
            asked.execute(f"SET LOCAL enable_seqscan = {walks}")
            asked.execute(f"EXPLAIN {statement}", parameters)
            found.append((statement, "\n".join(row[0] for row in asked.fetchall())))
            asked.execute("SET LOCAL enable_seqscan = on")

    event.listen(engine, "before_cursor_execute", explain)
    try:
        counter.statements(request)
    finally:
        event.remove(engine, "before_cursor_execute", explain)
    return found


def scanned(statement: str, plan: str) -> set[str]:
    """The large tables that a plan walks through, whatever they are called in the statement."""
    walks = re.findall(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$", plan, re.MULTILINE)
    named = [table for table, index in walks if index not in UNDER_WAY] + re.findall(r"Seq Scan on (\w+)", plan) + grams_read(plan)
    return ({re.sub(r"_\d+$", "", name) for name in named} & set(LARGE)) | looked_through(statement)


def grams_read(plan: str) -> list[str]:
    """Tables whose index over grams SQLite reads from end to end, instead of asking it for a fragment."""
    return [table for table, asked in re.findall(r"^SCAN (\w+)_gram VIRTUAL TABLE INDEX \d+:(\S*)$", plan, re.MULTILINE) if "M" not in asked]


def looked_through(statement: str) -> set[str]:
    """Candidates whose text is compared, when neither their grams led there nor the newest end at a bound: a walk as long as the archive."""
    bounded = any(sign in statement for sign in ("MATCH", "@>", "candidate.id >= "))
    compared = "name_key LIKE" in statement or "instr(candidate.name_key" in statement
    return {"candidate"} if compared and not bounded else set()


def test_no_page_walks_through_a_large_table(counter: tuple[Counter, Cases]) -> None:
    counting, cases = counter
    bad = []
    for case in cases.all():
        for statement, plan in plans(counting, case.draw()[0]):
            bad += [(case.name, table, statement[:600], plan) for table in scanned(statement, plan) if (case.name, table) not in WALKED]
    assert not bad, "\n\n".join("\n".join(each) for each in bad)


def hashed(plan: str) -> set[str]:
    """The large tables that PostgreSQL reads as a whole, to look a row up in them."""
    return {re.sub(r"_\d+$", "", name) for name in re.findall(r"SubPlan \d+\n\s*->  Seq Scan on (\w+)", plan)} & FULL


def test_no_page_hashes_a_large_table_to_look_a_row_up(counter: tuple[Counter, Cases]) -> None:
    """The planner's own choice, which an EXISTS beside an OR lets it have; SQLite knows no such plans."""
    counting, cases = counter
    bad = [(case.name, table, plan) for case in cases.all() for _, plan in plans(counting, case.draw()[0], walks="on") for table in hashed(plan)]
    assert not bad, "\n\n".join("\n".join(each) for each in bad)


def test_sqlite_keeps_every_plan(filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that hands over the state which an index is made for is planned anew each time: the authorizer hears of every reading of a table."""
    world, heard, authorize = filled.world, [], locks._authorize
    monkeypatch.setattr(locks, "_authorize", lambda *asked: heard.append(asked) or authorize(*asked))
    with filled.copy(tmp_path) as url:
        if not url.startswith("sqlite"):
            pytest.skip("PostgreSQL keeps plans by connection: tests/web/test_kept_plans.py")
        counting = Counter(world, settings := settings_of(url, tmp_path), product(0, world.house.people, world.plan.seed, settings))
        planned = {}
        for case in (case for case in Cases(world, 1).all() if not case.writes):
            request = case.draw()[0]
            for _ in range(3):
                heard.clear()
                counting.statements(request)
            planned[case.name] = {(asked[1], asked[2]) for asked in heard if asked[0] == sqlite3.SQLITE_READ}
        counting.close()
    assert not {name: tables for name, tables in planned.items() if tables}


def test_a_walk_would_be_noticed() -> None:
    assert hashed("  SubPlan 7\n    ->  Seq Scan on application application_1  (cost=0.00)") == {"application"}
    assert hashed("  SubPlan 7\n    ->  Seq Scan on team_member  (cost=0.00)") == set()
    assert scanned("", "SCAN feedback") == {"feedback"}
    assert scanned("", "SCAN application_1 USING COVERING INDEX ix") == {"application"}
    assert scanned("", "  ->  Seq Scan on interview  (cost=1)") == {"interview"}
    assert scanned("", "SCAN loop USING INDEX uq_loop_live") == set()
    assert scanned("", "SEARCH feedback USING INDEX ix (loop_id=?)") == set()
    assert scanned("", "SCAN candidate_gram VIRTUAL TABLE INDEX 0:") == {"candidate"}
    assert scanned("", "SCAN candidate_gram VIRTUAL TABLE INDEX 0:M1") == set()
    assert scanned("SELECT 1 WHERE candidate.id < 9 AND candidate.name_key LIKE 'x'", "SEARCH candidate USING INTEGER PRIMARY KEY (rowid<?)") == {"candidate"}
    assert scanned("SELECT 1 WHERE candidate.id < 9 AND instr(candidate.name_key, ?) > 0", "SEARCH candidate USING INTEGER PRIMARY KEY (rowid<?)") == {"candidate"}
    assert scanned("SELECT 1 WHERE candidate.id >= 1 AND candidate.name_key LIKE 'x'", "SEARCH candidate USING INTEGER PRIMARY KEY (rowid>?)") == set()


@pytest.mark.parametrize(
    "name",
    ["candidates, first page", "search, nobody", "candidate", "my work", "my work, recruiter", "kit", "unchanged poll", "question bank"],
)
def test_a_page_costs_at_most_ten_statements(counter: tuple[Counter, Cases], name: str) -> None:
    counting, cases = counter
    case = next(case for case in cases.all() if case.name == name)
    assert len(counting.statements(case.draw()[0])) <= 10
