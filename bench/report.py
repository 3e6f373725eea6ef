"""The table, as text for the terminal and as the page `docs/performance.md`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.cases import Case
from bench.measure import Figures, Sides

KEYSTROKE = 100
"""Milliseconds within which the server has kept what was typed, at the median."""

_GROWTH = {"search, 5 % of people": 3.0}


@dataclass
class Run:
    """Everything that was measured on one database of one size."""

    size: int
    pages: dict[str, tuple[Figures, Figures]] = field(default_factory=dict)
    cold: float = 0.0
    memory: float = 0.0


HEAD = (
    "page",
    "median ms",
    "p95",
    "p99",
    "req/s",
    "8: p99",
    "8: req/s",
    "floor median",
    "floor p99",
    "floor 8: req/s",
    "**median ÷ floor**",
    "**8: req/s ÷ floor**",
    "statements",
    "bytes sent",
    "bytes whole",
)


def table(run: Run, cases: Sequence[Case]) -> list[str]:
    """One line a page, product beside floor."""
    return [_line(HEAD), _line(["---"] + ["---:"] * (len(HEAD) - 1)), *(_line(_cells(case, *run.pages[case.name])) for case in cases if case.name in run.pages)]


def _cells(case: Case, mine: Figures, floor: Figures) -> list[str]:
    ratio, rate = mine.median / floor.median, mine.rate_many / floor.rate_many
    missed = " ✗" if case.aim and ratio > case.aim else ""
    slow = " ✗" if case.aim and rate < 0.25 else ""
    times = [mine.median, mine.quantile(0.95), mine.quantile(0.99)]
    return [
        case.name,
        *(f"{each:.2f}" for each in times),
        f"{mine.rate_one:.0f}",
        f"{mine.quantile(0.99, True):.1f}",
        f"{mine.rate_many:.0f}",
        f"{floor.median:.2f}",
        f"{floor.quantile(0.99):.2f}",
        f"{floor.rate_many:.0f}",
        f"{ratio:.2f}{missed}",
        f"{rate:.2f}{slow}",
        str(mine.statements) + (" ✗" if mine.statements > 10 and not case.writes else ""),
        str(mine.sent),
        str(mine.whole),
    ]


def saved_keystroke(run: Run) -> list[str]:
    """What a writer waits for while seven others write too, beside a bare write of the same draft in the same run."""
    if "draft save" not in run.pages:
        return []
    mine, floor = (figures.quantile(0.5, True) for figures in run.pages["draft save"])
    missed = " ✗" if mine >= KEYSTROKE else ""
    return [f"Draft save with eight writers: median {mine:.1f} ms{missed} (aim: under {KEYSTROKE} ms), a bare write {floor:.1f} ms, ratio {mine / floor:.2f}.", ""]


@dataclass
class Growth:
    """Pages of the smallest and of the biggest database, asked in turns."""

    sizes: tuple[int, int]
    pages: dict[str, list[Sides]] = field(default_factory=dict)


def growth_table(grown: Growth, cases: Sequence[Case]) -> list[str]:
    """Biggest against smallest, product and floor."""
    lines = [_line(["page", *(f"{size:,} ms" for size in grown.sizes), "**growth**", "floor's growth"]), _line(["---", "---:", "---:", "---:", "---:"])]
    for case in (case for case in cases if case.name in grown.pages):
        mine, floor = zip(*grown.pages[case.name], strict=True)
        ratio = mine[1].median / mine[0].median
        most = _GROWTH.get(case.name, 1.5 if case.name.startswith("search") else 1.2)
        mark = " ✗" if ratio > most else ""
        lines.append(_line([case.name, f"{mine[0].median:.2f}", f"{mine[1].median:.2f}", f"{ratio:.2f}{mark}", f"{floor[1].median / floor[0].median:.2f}"]))
    return lines


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def whole_report(kind: str, runs: Sequence[Run], grown: Growth | None, cases: Sequence[Case], size_mb: float) -> str:
    """Everything of one database kind."""
    parts = [f"### {'SQLite' if kind == 'sqlite' else 'PostgreSQL'}", ""]
    for run in runs:
        start = f"cold start {run.cold:.2f} s, worker {run.memory:.0f} MB after 1,000 requests" if run.cold else "cold start and memory not measured in this run"
        parts += [f"{run.size:,} candidates: {start}, core as installed {size_mb:.0f} MB.", ""]
        parts += [*table(run, cases), "", *saved_keystroke(run)]
    if grown:
        small, big = grown.sizes
        parts += [f"Growth from {small:,} to {big:,} candidates, both asked in turns, medians at one connection:", "", *growth_table(grown, cases), ""]
    return "\n".join(parts)
