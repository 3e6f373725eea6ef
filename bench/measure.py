"""Measuring: turns of product and floor at one connection, then each with eight."""

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.cases import Case, Request
from bench.client import Answer, Browser, Target, whole

GOOD = frozenset({200, 204, 303})
_TURN = 10
_PATIENCE = 5.0
"""Seconds after which a page that is slow has shown enough."""


class Wrong(Exception):
    """A page answered what it should not."""


@dataclass
class Figures:
    """What one page of one side showed; times in milliseconds."""

    single: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    rate_one: float = 0.0
    rate_many: float = 0.0
    sent: int = 0
    whole: int = 0
    statements: int = 0

    @property
    def median(self) -> float:
        """At one connection."""
        return statistics.median(self.single)

    def quantile(self, part: float, of_many: bool = False) -> float:
        """The time under which this part of the requests stayed."""
        times = sorted(self.many if of_many else self.single)
        return times[min(len(times) - 1, int(len(times) * part))]


@dataclass(frozen=True)
class Lane:
    """One side's requests for a page, and what they showed."""

    case: Case
    browser: Browser
    requests: list[Request]
    figures: Figures


Sides = tuple[Figures, Figures]
Targets = tuple[Target, Target]


def measure(case: Case, targets: Targets, single: int, many: int) -> Sides:
    """Both sides of a page: `single` requests each at one connection, `many` each at eight."""
    (figures,) = in_turns([(case, targets)], single)
    for side, target in enumerate(targets):
        figures[side].rate_one = 1000 / statistics.fmean(figures[side].single)
        _at_once(case, target, side, figures[side], min(many, max(8, int(_PATIENCE * figures[side].rate_one))))
    return figures


def in_turns(places: list[tuple[Case, Targets]], single: int) -> list[Sides]:
    """The same page in each place, both sides: ten requests of one, then ten of the next, so that what else the machine does falls on all."""
    found: list[Sides] = [(Figures(), Figures()) for _ in places]
    with ExitStack() as stack:
        lanes: list[Lane] = []
        for (case, targets), figures in zip(places, found, strict=True):
            pairs = [case.draw() for _ in range(single)]
            browsers = [stack.enter_context(Browser(target)) for target in targets]
            lanes += [Lane(case, browsers[side], [pair[side] for pair in pairs], figures[side]) for side in (0, 1)]
        for lane in lanes:
            _read_before(lane)
        _turns(lanes, single)
    return found


def _read_before(lane: Lane) -> None:
    """Have every row read once, as a server's memory holds what is in use; where a second reading is another act, nothing."""
    limit = time.monotonic() + _PATIENCE
    for request in () if lane.case.fresh else lane.requests:
        _right(lane.case, lane.browser.timed(request))
        if time.monotonic() > limit:
            break


def _turns(lanes: list[Lane], single: int) -> None:
    limit = time.monotonic() + _PATIENCE * len(lanes) / 2
    for start in range(0, single, _TURN):
        if time.monotonic() > limit:
            break
        for lane in lanes:
            for request in lane.requests[start : start + _TURN]:
                _note(lane.figures, _right(lane.case, lane.browser.timed(request)))


def _note(figures: Figures, answer: Answer) -> None:
    figures.single.append(answer.seconds * 1000)
    figures.sent = max(figures.sent, len(answer.head) + len(answer.body))
    figures.whole = max(figures.whole, len(whole(answer)))


def _right(case: Case, answer: Answer) -> Answer:
    if answer.status not in ({204} if case.silent else GOOD):
        raise Wrong(f"{case.name}: {answer.status} {answer.head[:200]!r} {whole(answer)[:3000]!r}")
    return answer


def _at_once(case: Case, target: Target, side: int, figures: Figures, many: int) -> None:
    """Eight connections that draw from one list of requests."""
    requests = [case.draw()[side] for _ in range(many)]
    with ExitStack() as stack:
        _run_all(case, [stack.enter_context(Browser(target)) for _ in range(8)], requests, figures)


def _run_all(case: Case, browsers: list[Browser], requests: list[Request], figures: Figures) -> None:
    """Eight threads, one a connection; the first fault of any is raised."""
    for request in requests:
        browsers[0].prepare(request)
    lanes = _lanes(requests)
    faults: list[BaseException] = []
    began = time.perf_counter()
    threads = [threading.Thread(target=_run, args=(case, browser, lane, figures, faults)) for browser, lane in zip(browsers, lanes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    figures.rate_many = len(requests) / (time.perf_counter() - began)
    if faults:
        raise faults[0]


def _lanes(requests: list[Request]) -> list[list[Request]]:
    """Eight lists; requests on one draft stay in one, since its version goes up."""
    lanes: list[list[Request]] = [[] for _ in range(8)]
    for number, request in enumerate(requests):
        lanes[(request.row >> 20 if request.form and request.row else number) % 8].append(request)
    return lanes


def _run(case: Case, browser: Browser, requests: list[Request], figures: Figures, faults: list[BaseException]) -> None:
    try:
        for request in requests:
            figures.many.append(_right(case, browser.timed(request)).seconds * 1000)
    except BaseException as fault:  # it is raised again by the one who waits
        faults.append(fault)


def mixed(cases: list[Case], count: int) -> Iterator[Request]:
    """Requests to the product, of every page that reads, in turn; searches apart, which are measured one by one."""
    reading = [case for case in cases if not case.writes and not case.name.startswith("search")]
    for number in range(count):
        yield reading[number % len(reading)].draw()[0]
