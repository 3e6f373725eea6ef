"""Where measured databases lie: made once a size, copied for each run, and taken away at the end."""

import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from bench.world.load import known, load
from bench.world.plan import Plan, plan_for
from bench.world.rows import World
from hiring.db.locks import role_of
from hiring.db.roles import make_role


class Filled:
    """A database filled for one size."""

    def __init__(self, url: str, folder: Path, world: World) -> None:
        self.url, self.folder, self.world = url, folder, world


@contextmanager
def filled(kind: str, size: int, folder: Path, server: str, *, keep: bool) -> Iterator[Filled]:
    """A database of this size; with `keep` the filled one stays for the next run, which works on a copy."""
    made = _sqlite(size, folder, keep) if kind == "sqlite" else _postgres(size, folder, server, keep)
    with made as (url, world):
        yield Filled(url, folder, world)


def _plan(size: int, mark: Path) -> Plan:
    """The plan of a kept database carries the moment at which it was made."""
    if mark.exists():
        return plan_for(size, datetime.fromisoformat(mark.read_text()))
    plan = plan_for(size)
    mark.write_text(plan.moment.isoformat())
    return plan


@contextmanager
def _sqlite(size: int, folder: Path, keep: bool) -> Iterator[tuple[str, World]]:
    kept, used = folder / f"kept-{size}.db", folder / f"used-{uuid.uuid4().hex[:8]}.db"
    plan = _plan(size, folder / f"kept-{size}-sqlite.moment") if keep else plan_for(size)
    try:
        if not keep:
            yield f"sqlite:///{used}", load(f"sqlite:///{used}", folder, plan)
            return
        if not kept.exists():
            part = folder / f"part-{size}.db"
            load(f"sqlite:///{part}", folder, plan)
            with sqlite3.connect(part) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
            part.rename(kept)
        shutil.copyfile(kept, used)
        yield f"sqlite:///{used}", known(f"sqlite:///{used}", folder, plan)
    finally:
        for path in folder.glob(used.name + "*"):
            path.unlink()


@contextmanager
def _postgres(size: int, folder: Path, server: str, keep: bool) -> Iterator[tuple[str, World]]:
    kept, used = f"hiring_bench_{size}", f"hiring_bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as admin:
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (kept,)).fetchone()
        mark = folder / f"kept-{size}-postgresql.moment"
        if keep and there is None:
            mark.unlink(missing_ok=True)
        plan = _plan(size, mark) if keep else plan_for(size)
        try:
            if keep and there is None:
                admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(kept)))
                load(_address(server, kept), folder, plan)
            source = sql.SQL(" TEMPLATE {}").format(sql.Identifier(kept)) if keep else sql.SQL("")
            admin.execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(used), source))
            url = _address(server, used)
            make_role(url)  # a role bears the name of its database, so a copy needs its own
            yield url, known(url, folder, plan) if keep else load(url, folder, plan)
        finally:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(used)))
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role_of(used))))


def _address(server: str, name: str) -> str:
    return f"{server.rsplit('/', 1)[0]}/{name}"


def machine() -> str:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = next((line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal")), "") if lines else ""
    gigabytes = int(memory.split()[1]) // 1_000_000 if memory else 0
    return f"{len(names) or '?'} × {names[0] if names else 'unknown processor'}, {gigabytes} GB, SQLite {sqlite3.sqlite_version}"


def today() -> str:
    """The date of the run."""
    return datetime.now(UTC).strftime("%Y-%m-%d")
