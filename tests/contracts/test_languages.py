"""One language a page: every address as several people, in Japanese and in English.

What a person or the organisation wrote carries its own `lang` and is theirs; all the rest is ours and stands in the reader's
language. The same pages have one heading, a title that begins with it, no doubled ids, and a label on every control.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hiring.accounts.models import Person
from hiring.accounts.terms import Locale
from hiring.candidates.models import Candidate
from hiring.core import clock
from hiring.db.session import db
from hiring.debriefs.operations import gate, phases
from hiring.feedback.terms import Vote
from hiring.loops.models import Loop
from hiring.openings.models import Opening
from hiring.principles.models import Principle
from tests import world as told
from tests.conftest import make_app, settings_for
from tests.contracts.routes import addresses
from tests.contracts.test_twin_worlds import FRIDAY, NOW, Twin, signed_in, tell

VIEWERS = ("admin", "recruiter", "manager", "raiser", "aiko", "core", None)

STAYS = {"CSV", "PDF", "DOCX", "TXT", "URL", "UTF", "STAR", "UTC", "Hiring", "loop"}
"""Words that Japanese writes in Latin letters too, and the product's name."""

DATA = re.compile(r"\{\w+\}|\S+@\S+|https?://\S+|\b[A-Z]\w+(?:/\w+)+|\bAlt\+[A-Z]\b|\b[a-z]{2,}_[a-z_]+|\bKawabe Systems\b|\bRoom 7\b")
"""Places that the script fills, addresses, names of zones, keys to press, and what the story wrote where HTML has no place for `lang`."""

SPEAKING = ("placeholder", "aria-label", "aria-description", "title", "alt", "label", "data-label", "data-sign-out", "data-confirm")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "svg", "code", "time", "textarea", "title", "kbd"}
WORDLESS = {"hidden", "submit", "button", "reset", "image"}
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
JAPANESE = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿ｦ-ﾟ、。「」]")
GREETING = {"/"}
"""My work greets the reader; its title says what the page is, at every hour alike."""

PATHS = re.compile(r"\d+")


@dataclass
class Page(HTMLParser):
    """What one page says by itself, and how it is made."""

    ours: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    ids: Counter[str] = field(default_factory=Counter)
    labelled: set[str] = field(default_factory=set)
    controls: list[dict[str, str | None]] = field(default_factory=list)
    open: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and whether its text is somebody else's."""
        had = dict(attrs)
        self._note(tag, had)
        foreign = self._foreign() or ("lang" in had and tag != "html")
        if not foreign:
            self.attributes += [text for name, text in attrs if text and (name in SPEAKING or name.startswith("data-text-"))]
            if tag == "input" and had.get("type") in WORDLESS - {"hidden"}:
                self.attributes.append(had.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, foreign or tag in SILENT))

    def _note(self, tag: str, had: dict[str, str | None]) -> None:
        if had.get("id"):
            self.ids[str(had["id"])] += 1
        if tag == "label" and had.get("for"):
            self.labelled.add(str(had["for"]))
        if tag == "h1":
            self.headings.append("")
        if tag in ("select", "textarea") or (tag == "input" and had.get("type") not in WORDLESS):
            wrapped = any(name == "label" for name, _ in self.open)
            self.controls.append({**had, "wrapped": "yes" if wrapped else None})

    def handle_endtag(self, tag: str) -> None:
        """Leave an element; what was left open in it closes with it."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Words, put where they belong."""
        inside = [tag for tag, _ in self.open]
        if "title" in inside and "svg" not in inside:
            self.title += data
        if "h1" in inside:
            self.headings[-1] += data
        if data.strip() and not self._foreign():
            self.ours.append(data)

    def _foreign(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def unlabelled(self) -> list[str]:
        """Controls that nothing names."""
        names = ("wrapped", "aria-label", "aria-labelledby", "aria-hidden")
        return [f"{control.get('name')}" for control in self.controls if control.get("id") not in self.labelled and not any(control.get(name) for name in names)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, blank_sqlite: Path) -> Iterator[Twin]:
    """Sakura's loop is under way; four more stand in a debrief each, the last of them decided."""
    folder = tmp_path_factory.mktemp("languages")
    (folder / "hiring.db").write_bytes(blank_sqlite.read_bytes())
    app = make_app(settings_for(f"sqlite:///{folder / 'hiring.db'}", folder))
    world = tell(app, True, "aiko")
    with app.app_context(), app.test_request_context():
        for number, key in enumerate(("reading", "voting", "discussion", "closed")):
            debriefed(world, key, number)
    yield Twin(app, world, True)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def debriefed(world: told.World, key: str, number: int) -> None:
    """A candidate whose debrief stands in the phase of this name."""
    told.add_candidate(world, key, f"Kim {key.title()}", "storage")
    told.plan_loop(world, key, f"{key}/storage", first=datetime(2026, 11, 18 + number // 2, 9 + number % 2 * 5, 0))
    panel = [name for name in told.PANEL if f"{key}/{name}" in world.interviews]
    for minute, name in enumerate(panel):
        told.submit(world, f"{key}/{name}", FRIDAY + timedelta(minutes=minute), Vote.INCLINED)
    if key == "closed":
        told.debrief_to_the_end(world, key, FRIDAY + timedelta(hours=1))
    else:
        debrief_until(world, key, panel)


def debrief_until(world: told.World, phase: str, panel: list[str]) -> None:
    """A debrief that has come to one phase; its key is the name of the phase."""
    lead = world.actor("raiser")
    with told.step(f"until {phase}", FRIDAY + timedelta(hours=1)):
        debrief = gate.open(db.session.get_one(Loop, world.loops[phase]), lead)
        if phase == "reading":
            return
        for name in panel:
            phases.confirm_reading(debrief, world.actor(name))
        phases.begin_voting(debrief, lead)
        if phase == "voting":
            return
        for name in panel:
            phases.cast_vote(debrief, Vote.INCLINED, "Their numbers changed my mind.", world.actor(name))
        phases.begin_discussion(debrief, lead)


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request: pytest.FixtureRequest, stage: Twin) -> str:
    """Everybody reads this language from now on."""
    with stage.app.app_context():
        db.session.execute(update(Person).values(locale=Locale(request.param)))
        db.session.commit()
    return str(request.param)


@pytest.fixture(scope="module", params=VIEWERS, ids=str)
def pages(request: pytest.FixtureRequest, stage: Twin, language: str) -> tuple[str, dict[str, Page]]:
    """Every page that one viewer gets, read once."""
    client = signed_in(stage, request.param)
    if request.param is None:
        client.set_cookie("lang", language)
    read = {}
    with clock.held_at(NOW):
        for path in sorted(addresses(stage.app, stage.world)):
            answer = client.get(path)
            assert answer.status_code < 500, path
            if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
                read[path] = Page()
                read[path].feed(answer.get_data(as_text=True))
            answer.close()
    return language, read


@pytest.fixture(scope="module")
def names(stage: Twin) -> re.Pattern[str]:
    """Names that may stand in an attribute, which has no `lang` of its own; in a text they must carry it."""
    with stage.app.app_context():
        people = [text for column in (Person.name, Candidate.name, Candidate.name_ja) for text in db.session.scalars(select(column)) if text]
        titles = [text for column in (Opening.title, Principle.name) for both in db.session.scalars(select(column)) for text in (both.en, both.ja) if text]
    return re.compile("|".join(map(re.escape, sorted({*people, *titles}, key=len, reverse=True))))


def left_over(text: str, language: str) -> bool:
    """Whether some of a text is not of this language."""
    rest = DATA.sub(" ", text)
    return bool(JAPANESE.search(rest) if language == "en" else set(LATIN.findall(rest)) - STAYS)


def test_every_page_speaks_one_language(pages, names):
    language, read = pages
    texts = {(plain(text), PATHS.sub("…", path)) for path, page in read.items() for text in page.ours if left_over(text, language)}
    attributes = {(plain(text), PATHS.sub("…", path)) for path, page in read.items() for text in page.attributes if left_over(names.sub(" ", text), language)}
    assert not texts | attributes, "\n".join(f"{path}: {text}" for text, path in sorted(texts | attributes))


def test_every_page_has_one_heading_and_its_title(pages):
    _, read = pages
    assert {path: page.headings for path, page in read.items() if page.title and len(page.headings) != 1} == {}
    begins = {path: plain(page.title).startswith(plain(page.headings[0])) for path, page in read.items() if page.title and path not in GREETING}
    assert [path for path, as_it_should in begins.items() if not as_it_should] == []


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_id_is_there_once_and_every_control_has_a_label(pages):
    _, read = pages
    assert {path: twice for path, page in read.items() if (twice := [name for name, count in page.ids.items() if count > 1])} == {}
    assert {path: nameless for path, page in read.items() if (nameless := page.unlabelled())} == {}


def test_the_viewers_meet_many_pages(pages):
    """The tests above would pass on nothing."""
    _, read = pages
    assert read
