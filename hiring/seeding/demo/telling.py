"""Telling the whole history once, in the order of time, through the operations that people use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import update

from hiring.core import ids, places
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db.session import db
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeStatus
from hiring.seeding.demo import applications, bank, house, openings, training
from hiring.seeding.demo.clockwork import Clockwork
from hiring.seeding.demo.world import World
from hiring.seeding.files import table
from hiring.web import catalogues, words

SEED = 1_964
Progress = Callable[[str], None]


def tell(settings: Settings, progress: Progress) -> None:
    """Write months of history up to the first minute of the start day.

    It ends there whatever the hour is, so that one day has one history; what the day itself brings is only planned.
    """
    start = now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    world = World(start.date(), Clockwork(start))
    world.clockwork.begin(house.story(world))
    for story in (bank.story(world), *training.stories(world), *openings.stories(world), *applications.stories(world)):
        world.clockwork.begin(story)
    with _acting(settings), _drawing_from(Random(SEED)):  # noqa: S311  # ids that repeat are wanted here
        world.clockwork.play(_Diary(start, progress).turn, db.session.flush)
        _send_old_mail()
        db.session.commit()


class _Diary:
    """Turns the page with every day: what was done is kept, and who waits hears how far it is."""

    def __init__(self, end: datetime, progress: Progress) -> None:
        self._end, self._progress = end, progress
        self._first = self._last = end + timedelta(days=house.BEGINNING)
        people, roles = len(table("demo/people")["people"]), len(table("demo/openings")["openings"])
        candidates = len(table("demo/candidates")["candidates"])
        progress(f"Writing {people} people, {roles} openings and {candidates} candidates … 3 %")

    def turn(self, moment: datetime) -> None:
        """One transaction a day."""
        if moment.date() == self._last.date():
            return
        db.session.commit()
        if moment.month != self._last.month:
            share = (moment - self._first) / (self._end - self._first)
            self._progress(f"Hiring in {moment:%B %Y} … {5 + int(93 * share)} %")
        self._last = moment


@contextmanager
def _acting(settings: Settings) -> Iterator[None]:
    """An application that knows a database and two languages and has no page: enough for every operation."""
    app = Flask("hiring")
    app.config.update(_configuration(settings))
    app.extensions["settings"] = settings
    catalogues.refresh()
    words.install(app)
    db.init_app(app)
    with app.test_request_context(base_url=settings.base_url):
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "BABEL_TRANSLATION_DIRECTORIES": str(places.TRANSLATIONS),
        "BABEL_DEFAULT_LOCALE": "en",
    }


@contextmanager
def _drawing_from(chance: Random) -> Iterator[None]:
    """Draw ids and salts from one seeded source."""
    ids.draw_from(chance)
    try:
        yield
    finally:
        ids.draw_from(None)


def _send_old_mail() -> None:
    """The mails of the past went out in their time; there was a server then."""
    db.session.execute(update(Notice).where(Notice.status == NoticeStatus.WAITING).values(status=NoticeStatus.SENT, sent_at=Notice.created_at, tries=1))
