"""`python3 dev.py bench`: fill, serve, measure, print one table; `--write` puts it into docs/performance.md."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.cases import Case, Cases
from bench.client import Browser, floor, product
from bench.measure import Targets, in_turns, measure, mixed
from bench.places import Filled, filled, machine, today
from bench.report import Growth, Run, whole_report
from bench.servers import ROOT, THREADS, cold_start, free_port, installed_size, memory, product_command, product_environment, serving
from bench.settle import settle
from bench.statements import counted
from bench.world.load import settings_of
from bench.writing import write

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@dataclass(frozen=True)
class Place:
    """A database of one size with both servers up."""

    run: Run
    database: Filled
    cases: Cases
    targets: Targets
    process: subprocess.Popen[bytes]


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for."""
    asked = _asked(arguments)
    names = Cases.names()
    with tempfile.TemporaryDirectory(prefix="hiring-bench-") as temporary, ExitStack() as stack:
        folder = Path(asked.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        places = [stack.enter_context(_place(asked, size, folder)) for size in asked.sizes]
        for place in places:
            _pages(asked, place)
        grown = _growth(asked, places[0], places[-1]) if len(places) > 1 else None
    report = whole_report(asked.database, [place.run for place in places], grown, names, installed_size())
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


@contextmanager
def _place(asked: argparse.Namespace, size: int, folder: Path) -> Iterator[Place]:
    """A filled database; its cold start is measured before its servers stay."""
    _tell(f"{size:,} candidates on {asked.database}: filling")
    with ExitStack() as stack:
        database = stack.enter_context(filled(asked.database, size, folder, SERVER, keep=bool(asked.keep)))
        port, other, people = free_port(), free_port(), database.world.house.people
        settings = settings_of(database.url, folder, port)
        run = Run(database.world.plan.candidates, cold=0 if asked.only else cold_start(settings, folder / "cold.log", 1 if asked.small else 5))
        stack.enter_context(serving(["bench.floor", str(other), str(THREADS)], other, folder / "floor.log", FLOOR_DATABASE=database.url))
        process = stack.enter_context(serving(product_command(port), port, folder / "product.log", **product_environment(settings)))
        settle(database.url)
        yield Place(run, database, Cases(database.world, asked.seed), (product(port, people, database.world.plan.seed, settings), floor(other, people)), process)


def _wanted(asked: argparse.Namespace, place: Place) -> list[Case]:
    return [case for case in place.cases.all() if case.name.startswith(tuple(asked.only.split(",")))]


def _pages(asked: argparse.Namespace, place: Place) -> None:
    """Every page of one place."""
    _tell(f"{place.run.size:,} candidates")
    if not asked.only:
        place.run.memory = _after_a_thousand(place, 60 if asked.small else 1000)
    wanted = _wanted(asked, place)
    for case in wanted:
        _tell(f"  {case.name}")
        place.run.pages[case.name] = measure(case, place.targets, asked.single, asked.many)
    for name, number in counted(place.database.world, place.database.url, place.database.folder, wanted, place.targets[0]).items():
        place.run.pages[name][0].statements = number


def _growth(asked: argparse.Namespace, small: Place, big: Place) -> Growth:
    """The smallest and the biggest in turns: the machine is not the same from one hour to the next."""
    grown = Growth((small.run.size, big.run.size))
    for case, same in zip(_wanted(asked, small), _wanted(asked, big), strict=True):
        _tell(f"  {case.name}, in turns")
        grown.pages[case.name] = in_turns([(case, small.targets), (same, big.targets)], asked.single)
    return grown


def _after_a_thousand(place: Place, count: int) -> float:
    """What the worker's process holds after so many requests of all kinds."""
    with Browser(place.targets[0]) as browser:
        for request in mixed(place.cases.all(), count):
            browser.timed(request)
    return memory(place.process)


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
