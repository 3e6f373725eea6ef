"""The pages that are measured: for each, the same request to the product and to the floor, on rows drawn by chance."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from bench.world.loops import VOTES, draft_body, interview_id
from bench.world.plan import PANEL
from bench.world.rows import World
from bench.world.texts import COMMON, COMMON_JA, RARE, RARE_JA

PAGE = 40


@dataclass(frozen=True)
class Request:
    """What a client asks, and in whose name."""

    path: str
    person: int
    form: dict[str, str] = field(default_factory=dict)
    row: int = 0

    @property
    def method(self) -> str:
        """A form is posted."""
        return "POST" if self.form else "GET"


Pair = tuple[Request, Request]


@dataclass(frozen=True)
class Case:
    """A line of the table; `draw` gives the request to the product and to the floor."""

    name: str
    draw: Callable[[], Pair]
    aim: float | None = None
    writes: bool = False
    records: bool = False
    """The first reading goes on record."""
    silent: bool = False
    """Nothing is new, so there is no answer but that."""

    @property
    def fresh(self) -> bool:
        """Whether asking a second time is another act."""
        return self.writes or self.records


class Cases:
    """Requests for one filled database, by chance from a seed, never the same row on purpose."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.plan, self.house = world, world.plan, world.house
        self.chance = random.Random(seed)  # noqa: S311  # repeatable on purpose
        owed = [(loop, seat) for loop in world.loops("owed") for seat in range(PANEL) if not self.plan.submitted(loop, seat)]
        self.chance.shuffle(owed)
        cut = len(owed) // 4
        self.kits, rest = owed[:cut], iter(owed[cut:])
        self.unsealed: Iterator[tuple[int, int]] = rest
        self.polled = [loop for loop in world.loops("voting", "discussion", "decision") if self.plan.opening_of(loop) % 50 != 49]

    @staticmethod
    def names() -> list[Case]:
        """The lines of the table without a database, in their order."""
        nothing = object.__new__(Cases)
        return nothing.all()

    def all(self) -> list[Case]:
        """Every line, in the order of the table."""
        return [
            Case("candidates, first page", lambda: self._list(""), 4),
            Case("candidates, page 200", lambda: self._list(f"after={self._deep()}"), 4),
            Case("candidates, filter", self._filtered, 4),
            Case("search, rare name", lambda: self._search(self.chance.choice(RARE))),
            Case("search, part of a rare name", lambda: self._search(self.chance.choice(RARE)[1:5])),
            Case("search, two Japanese characters", lambda: self._search(self.chance.choice(RARE_JA))),
            Case("search, 5 % of people", lambda: self._search(self.chance.choice((COMMON, COMMON_JA)))),
            Case("search, nobody", lambda: self._search("Xyzzyx")),
            Case("candidate", self._candidate, 4),
            Case("my work", lambda: self._same("/", self._of_panels()), 4),
            Case("my work, recruiter", lambda: self._same("/", self._recruiter()), 4),
            Case("kit", self._kit),
            Case("draft save", self._draft, writes=True),
            Case("feedback submit", self._submit, 2.5, writes=True),
            Case("debrief", self._debrief, 4, records=True),
            Case("unchanged poll", self._poll, silent=True),
            Case("question bank", lambda: self._same("/questions", self._of_panels())),
        ]

    def _recruiter(self) -> int:
        return self.house.people[2 + self.chance.randrange(self.plan.recruiters)]

    def _of_panels(self) -> int:
        return self.house.people[2 + self.plan.recruiters + self.chance.randrange(PANEL * self.plan.teams)]

    def _same(self, path: str, person: int, row: int = 0) -> Pair:
        return Request(path, person, row=row), Request(path, person, row=row)

    def _list(self, query: str) -> Pair:
        return self._same(f"/candidates?{query}" if query else "/candidates", self._recruiter())

    def _deep(self) -> int:
        """The last row of about page 200, or of the middle where there are fewer."""
        page = min(200 + self.chance.randrange(-20, 20), self.plan.candidates // PAGE // 2)
        return self.world.candidate_id(self.plan.candidates - PAGE * page)

    def _filtered(self) -> Pair:
        number = self.chance.choice([each for each in range(self.plan.openings) if each % 50 != 49])
        return self._list(f"stage=rejected&opening={self.house.openings[number]}")

    def _search(self, text: str) -> Pair:
        return self._list(f"q={quote(text)}")

    def _candidate(self) -> Pair:
        """Any candidate whose opening is not confidential."""
        while True:
            number = self.chance.randrange(self.plan.candidates)
            if self.world.opening_of(number) % 50 != 49:
                return self._same(f"/candidates/{self.world.candidate_id(number)}", self._recruiter())

    def _kit(self) -> Pair:
        loop, seat = self.chance.choice(self.kits)
        return self._same(f"/interviews/{interview_id(self.world, loop, seat)}", self.world.panel(loop)[seat])

    def _draft(self) -> Pair:
        """A new line in the notes of a draft, as the script saves it; each side has its own interviews, so that versions stay apart."""
        sides = self.kits[::2], self.kits[1::2]
        product, floor = (self._saved(side, *self.chance.choice(kits)) for side, kits in zip(("product", "floor"), sides, strict=True))
        return product, floor

    def _saved(self, side: str, loop: int, seat: int) -> Request:
        number, body = interview_id(self.world, loop, seat), draft_body(self.world, loop, seat)
        fields = {"notes": f"{self.chance.random()} {body['notes']}", "strongest_for": "", "strongest_against": ""}
        for principle, answer in body["answers"].items():
            fields |= {f"p{principle}_0_{part}": text for part, text in answer["stories"][0].items()}
            fields |= {f"p{principle}_rating": answer["rating"], f"p{principle}_reason": answer["reason"]}
        return Request(f"/interviews/{number}/draft", self.world.panel(loop)[seat], fields, number)

    def _submit(self) -> Pair:
        """Two drafts that nobody sealed yet, one for each side."""
        (loop, seat), (other, place) = next(self.unsealed), next(self.unsealed)
        said = {"vote": self.chance.choice(VOTES), "strongest_for": "Owns what went wrong.", "strongest_against": "Slow to begin.", "version": "1"}
        floor = Request(f"/interviews/{interview_id(self.world, other, place)}/feedback", self.world.panel(other)[place], said)
        return Request(f"/interviews/{interview_id(self.world, loop, seat)}/feedback/vote", self.world.panel(loop)[seat], said), floor

    def _decided(self) -> int:
        while True:
            loop = self.chance.randrange(self.plan.loops)
            if self.plan.state_of(loop) == "decided" and self.plan.opening_of(loop) % 50 != 49:
                return loop

    def _debrief(self) -> Pair:
        loop = self._decided()
        return self._same(f"/loops/{self.world.loop_id(loop)}/debrief", self.chance.choice(self.world.panel(loop)))

    def _poll(self) -> Pair:
        """The script's question whether anything happened; `seen` is put in by the client, which asked once before."""
        loop = self.polled[self.chance.randrange(len(self.polled))]
        return self._same(
            f"/loops/{self.world.loop_id(loop)}/debrief/status?phase={self.plan.state_of(loop)}&seen=", self.chance.choice(self.world.panel(loop)), self.world.loop_id(loop)
        )


def encoded(form: dict[str, str]) -> bytes:
    """A form as a browser sends it."""
    return urlencode(form).encode()
