"""From sentences, terms and times to what a reader reads: the filters and globals of the templates."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, format_timedelta, get_locale
from markupsafe import Markup, escape

from hiring.core.clock import now, zone_of
from hiring.core.terms import Term
from hiring.core.text import LOCALES, Sentence, Words, lang_of
from hiring.web.catalogues import catalogue
from hiring.web.reader import reader


def gettext(message: str, **values: Any) -> str:
    """A message in the reader's language."""
    text = str(catalogue(locale()).gettext(message))
    return text % values if values else text


def install(app: Flask) -> None:
    """Attach languages, filters and globals to an application."""
    Babel(app, locale_selector=choose_locale, timezone_selector=lambda: reader_zone(), configure_jinja=False)
    app.jinja_env.filters.update(said=said, words=words, spoken=spoken, at=at, day=day, hour=hour, left=left, span=span, paragraphs=paragraphs)
    app.jinja_env.globals.update(get_locale=lambda: locale(), now=now, lang_of=lang_of)
    app.after_request(_remember_language)


def choose_locale() -> str:
    """The person's language; a visitor's by the `lang` cookie or the browser."""
    person = reader()
    if person is not None:
        return person.locale
    if not has_request_context():
        return LOCALES[0]
    chosen = (asked for asked in (request.args.get("lang"), request.cookies.get("lang")) if asked in LOCALES)
    return next(chosen, None) or request.accept_languages.best_match(LOCALES) or "en"


def _remember_language(response: Response) -> Response:
    """A visitor's choice of language holds for a year."""
    asked = request.args.get("lang", "")
    if asked in LOCALES:
        response.set_cookie("lang", asked, max_age=31_536_000, httponly=True, samesite="Lax", secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
    return response


def locale() -> str:
    """The language of this page."""
    try:
        here = g._get_current_object()  # once: each look through the proxy costs as much as what it finds
    except RuntimeError:
        return LOCALES[0]
    chosen = getattr(here.get("_flask_babel"), "babel_locale", None) or get_locale()
    return "ja" if chosen is not None and chosen.language == "ja" else "en"


def reader_zone() -> str:
    """The zone in which this reader reads times."""
    person = reader()
    return person.zone if person else "UTC"


def spoken(value: Any) -> str:
    """Anything that has words, in the reader's language, as plain text."""
    if isinstance(value, Sentence):
        return gettext(value.message, **{name: spoken(part) for name, part in value.values.items()})
    if isinstance(value, Term):
        return gettext(value.label)
    if isinstance(value, Words):
        return value.best(locale())[0]
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, (list, tuple)):
        return (gettext(", ")).join(spoken(part) for part in value)
    return str(value)


def said(text: str | None) -> Markup:
    """A person's text with the language it is in, kept apart from its neighbours' direction."""
    return _bdi(text, lang_of(text)) if text else Markup("")


def words(text: Words | None) -> Markup:
    """A text of the organisation in the reader's language where there is one."""
    if not text:
        return Markup("")
    return _bdi(*text.best(locale()))


def _bdi(text: str, lang: str) -> Markup:
    return Markup(f'<bdi lang="{lang}">{escape(text)}</bdi>')  # noqa: S704  # escaped beside


def paragraphs(text: str | Words | None) -> Markup:
    """A longer text with its paragraphs and line ends."""
    if not text:
        return Markup("")
    body, lang = text.best(locale()) if isinstance(text, Words) else (text, lang_of(text))
    parts = [str(escape(part)).replace("\n", "<br>") for part in body.split("\n\n") if part.strip()]
    return Markup("".join(f'<p lang="{lang}">{part}</p>' for part in parts))  # noqa: S704  # escaped above


def _local(moment: datetime, zone: str | None = None) -> datetime:
    return moment.astimezone(zone_of(zone or reader_zone()))


def day_text(when: date) -> str:
    """A date in words, with the year only where it is not this one."""
    return _day_text(when, when.year != now().year, locale())


@lru_cache(maxsize=1000)
def _day_text(when: date, year: bool, language: str) -> str:
    if language == "ja":
        weekday = "月火水木金土日"[when.weekday()]
        return (f"{when.year}年" if year else "") + f"{when.month}月{when.day}日（{weekday}）"
    return f"{when:%a} {when.day} {when:%b}" + (f" {when.year}" if year else "")


def moment_text(moment: datetime, zone: str | None = None) -> str:
    """A date with its time."""
    local = _local(moment, zone)
    return f"{day_text(local.date())} {local:%H:%M}"


def _time(moment: datetime, text: str) -> Markup:
    utc = moment.astimezone(UTC)
    return Markup(f'<time datetime="{utc:%Y-%m-%dT%H:%MZ}">{escape(text)}</time>')  # noqa: S704  # escaped beside


def at(moment: datetime | None, zone: str | None = None) -> Markup:
    """Date and time in the reader's zone, or in another that is named."""
    return _time(moment, moment_text(moment, zone)) if moment else Markup("")


def hour(moment: datetime | None, zone: str | None = None) -> Markup:
    """The time of the day alone."""
    return _time(moment, f"{_local(moment, zone):%H:%M}") if moment else Markup("")


def day(moment: datetime | date | None, zone: str | None = None) -> Markup:
    """The day alone."""
    if moment is None:
        return Markup("")
    when = _local(moment, zone).date() if isinstance(moment, datetime) else moment
    return Markup(f'<time datetime="{when.isoformat()}">{escape(day_text(when))}</time>')  # noqa: S704  # escaped beside


def span(length: timedelta) -> str:
    """A length of time in words, one unit."""
    return str(format_timedelta(abs(length), threshold=1.2))


def left(moment: datetime | None) -> str:
    """How long it is until a moment, or since."""
    if moment is None:
        return ""
    distance = moment - now()
    if abs(distance) < timedelta(minutes=1):
        return gettext("now")
    if distance > timedelta():
        return gettext("in %(time)s", time=span(distance))
    return gettext("%(time)s ago", time=span(distance))


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun."""
    return str(catalogue(locale()).ngettext(one, many, count)) % {"num": count}
