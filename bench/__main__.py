"""`python3 dev.py bench`: fill, serve, measure, print one table; `--write` puts it into docs/performance.md."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.cases import Cases
from bench.client import Browser, Target, floor, product
from bench.measure import measure, mixed
from bench.places import Filled, filled, machine, today
from bench.report import Run, whole_report
from bench.servers import ROOT, THREADS, cold_start, free_port, installed_size, memory, product_command, product_environment, serving
from bench.settle import settle
from bench.statements import counted
from bench.world.load import settings_of
from bench.writing import write

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for."""
    asked = _asked(arguments)
    with tempfile.TemporaryDirectory(prefix="hiring-bench-") as temporary:
        folder = Path(asked.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        runs = [_run(asked, size, folder) for size in asked.sizes]
    names = Cases.names()
    report = whole_report(asked.database, runs, names, installed_size())
    print(report)
    if asked.write:
        write(ROOT / "docs" / "performance.md", asked.database, report, f"{today()}, {machine()}", _command(arguments))
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")], default=[10_000])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--single", type=int, default=200, help="requests a page and side at one connection")
    parser.add_argument("--many", type=int, default=400, help="requests a page and side at eight connections")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only pages whose name begins so; several parted by commas")
    parser.add_argument("--keep", default="", help="a folder in which filled databases stay for the next run")
    parser.add_argument("--small", action="store_true", help="the smallest organisation and few requests: shows that it works")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args(arguments)
    if asked.small:
        asked.sizes, asked.single, asked.many = [400], 4, 8
    return asked


def _run(asked: argparse.Namespace, size: int, folder: Path) -> Run:
    _tell(f"{size:,} candidates on {asked.database}: filling")
    with filled(asked.database, size, folder, SERVER, keep=bool(asked.keep)) as database:
        settings = settings_of(database.url, folder)
        run = Run(database.world.plan.candidates, cold=0 if asked.only else cold_start(settings, folder / "cold.log", 1 if asked.small else 5))
        _pages(asked, run, database)
        return run


def _pages(asked: argparse.Namespace, run: Run, database: Filled) -> None:
    """Every page, with both servers up."""
    port, other, folder, people = free_port(), free_port(), database.folder, database.world.house.people
    settings = settings_of(database.url, folder, port)
    with ExitStack() as stack:
        serves = serving(["bench.floor", str(other), str(THREADS)], other, folder / "floor.log", FLOOR_DATABASE=database.url)
        stack.enter_context(serves)
        process = stack.enter_context(serving(product_command(port), port, folder / "product.log", **product_environment(settings)))
        settle(database.url)
        targets = product(port, people, database.world.plan.seed, settings), floor(other, people)
        cases = Cases(database.world, asked.seed)
        if not asked.only:
            run.memory = _after_a_thousand(cases, targets[0], process, 60 if asked.small else 1000)
        wanted = [case for case in cases.all() if case.name.startswith(tuple(asked.only.split(",")))]
        for case in wanted:
            _tell(f"  {case.name}")
            run.pages[case.name] = measure(case, targets, asked.single, asked.many)
        for name, number in counted(database.world, database.url, folder, wanted, targets[0]).items():
            run.pages[name][0].statements = number


def _after_a_thousand(cases: Cases, target: Target, process: object, count: int) -> float:
    """What the worker's process holds after so many requests of all kinds."""
    with Browser(target) as browser:
        for request in mixed(cases.all(), count):
            browser.timed(request)
    return memory(process)  # type: ignore[arg-type]  # the process that `serving` gave


def _command(arguments: Sequence[str]) -> str:
    """What to type to measure the same again; where databases were kept is nobody's business."""
    said = list(arguments)
    if "--keep" in said:
        del said[said.index("--keep") : said.index("--keep") + 2]
    return "python3 dev.py bench " + " ".join(said)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
