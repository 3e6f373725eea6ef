"""`python -m bench.given FOLDER`: the project's own floor beside another one, a Flask app with `app.py` and `schema.sql`, on the same rows.

Both list the same oldest candidates of the same organisation on one page, through the same web server with one thread, in turns; the
figure is the ratio of the medians. The rows go over into the other's schema, where somebody stands once for each opening, as our list
shows them; nothing of its text is kept here.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.cases import Request
from bench.client import Browser, Target, floor
from bench.places import filled
from bench.servers import free_port, serving

_CANDIDATES, _TURN, _ROUNDS = 36, 10, 60
_AFTER = "SELECT id, created_at FROM own.candidate ORDER BY id LIMIT 1 OFFSET ?"
_SHOWN = "SELECT count(*) FROM own.application WHERE candidate_id < ?"
_TAKEN = (
    "INSERT INTO person SELECT id, name FROM own.person",
    "INSERT INTO position SELECT id, title ->> 'en' FROM own.opening",
    "INSERT INTO candidate SELECT a.id, c.name, c.email, a.opening_id, a.stage, c.created_at FROM own.candidate c JOIN own.application a ON a.candidate_id = c.id",
)


def main(arguments: Sequence[str]) -> int:
    """Measure both and print the ratio."""
    parser = argparse.ArgumentParser(prog="bench.given", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hiring-bench-") as temporary, filled("sqlite", asked.size, Path(temporary), "", keep=False) as database:
        own, other = _measured(asked.folder.resolve(), Path(database.url.removeprefix("sqlite:///")), Path(temporary), database.world.house.people[0])
    print(f"list of {_CANDIDATES}: own floor {own:.3f} ms, given floor {other:.3f} ms, ratio {own / other:.3f}")
    return 0


def _measured(given: Path, own: Path, folder: Path, person: int) -> tuple[float, float]:
    """Medians of the own floor and of the given one, in milliseconds."""
    number, moment, shown = _taken_over(own, folder / "given.db", given)
    ports = free_port(), free_port()
    with ExitStack() as stack:
        stack.enter_context(serving(["bench.floor", str(ports[0]), "1"], ports[0], folder / "own.log", FLOOR_DATABASE=f"sqlite:///{own}"))
        stack.enter_context(serving(["bench.given_server", str(given), str(ports[1])], ports[1], folder / "given.log", FLOOR_DB=f"sqlite:{folder / 'given.db'}"))
        browsers = stack.enter_context(Browser(floor(ports[0], [person]))), stack.enter_context(Browser(_signed_in(ports[1], person)))
        paths = f"/candidates?after={number}", f"/candidates?after={moment.replace(' ', '%20')}_0"
        return _in_turns(browsers, paths, person, shown)


def _taken_over(own: Path, target: Path, given: Path) -> tuple[int, str, int]:
    """The rows in the other schema; id and moment of the candidate after whom these come, and in how many lines."""
    tables, indexes = (given / "schema.sql").read_text().split("-- @indexes")
    with sqlite3.connect(target) as made:
        made.executescript(f"ATTACH '{own}' AS own; {tables}; {'; '.join(_TAKEN)}; {indexes}; ANALYZE main")
        number, moment = made.execute(_AFTER, (_CANDIDATES,)).fetchone()
        return number, moment, made.execute(_SHOWN, (number,)).fetchone()[0]


def _signed_in(port: int, person: int) -> Target:
    """A session of the other floor, which gives one to whoever asks."""
    with Browser(Target("given", port, {person: ""})) as visitor:
        head = visitor.ask(Request(f"/login/{person}", person)).head.decode()
    cookie = next(line for line in head.split("\r\n") if line.lower().startswith("set-cookie:")).split(":", 1)[1].split(";")[0].strip()
    return Target("given", port, {person: cookie})


def _in_turns(browsers: tuple[Browser, Browser], paths: tuple[str, str], person: int, shown: int) -> tuple[float, float]:
    """Medians of both; each page shows the same lines and a head."""
    times: tuple[list[float], list[float]] = [], []
    for number in range(_ROUNDS):
        for browser, path, kept in zip(browsers, paths, times, strict=True):
            answers = [browser.timed(Request(path, person)) for _ in range(_TURN)]
            if any(each.status != 200 or each.body.count(b"<tr>") != shown + 1 for each in answers):
                raise RuntimeError(f"{path} shows something else: {answers[0].head[:300]!r} {answers[0].body.count(b'<tr>')} rows")
            kept.extend(each.seconds * 1000 for each in answers if number)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
