"""People by CSV: all rows or none, with a list of what is wrong; the same file twice adds nobody."""

import csv
import io
from dataclasses import dataclass

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.operations.people import PersonDetails, clean_email, give, new_person, welcome
from hiring.accounts.rules import makes_circle
from hiring.accounts.terms import Locale, Role
from hiring.core.clock import today, zones
from hiring.core.errors import Refused
from hiring.core.text import Sentence, fold, say, tidy
from hiring.db.session import db

COLUMNS = {
    "name": (say("The name in Latin letters."), "Aiko Mori"),
    "email": (say("The address for signing in; it tells people apart."), "aiko.mori@example.com"),
    "name_ja": (say("The name in Japanese."), "森 愛子"),
    "title": (say("What the person is here."), "Engineer"),
    "level": (say("A whole number from 1 to 12; 5 when empty."), "6"),
    "manager_email": (say("The address of the manager, who stands in this file or is here already."), "jonas.weber@example.com"),
    "roles": (say("Roles and certificates from today on, with spaces between them."), " ".join(Role)),
    "locale": (say("The language of pages and mails; English when empty."), "ja"),
    "zone": (say("The time zone; Coordinated Universal Time when empty."), "Asia/Tokyo"),
}
"""Every column, what stands in it, and an example."""
MOST_ROWS = 2000


@dataclass(frozen=True)
class Report:
    """What a file did, or what keeps it from doing anything."""

    added: int
    known: int
    problems: list[Sentence]


@dataclass(frozen=True)
class _Row:
    number: int
    details: PersonDetails
    manager_email: str
    roles: tuple[Role, ...]


def add_from_file(content: bytes, actor: Actor) -> Report:
    """Add everybody of a CSV file who is not here yet, in one transaction; nobody when a row is wrong."""
    problems: list[Sentence] = []
    rows = [row for row in (_parse(number, cells, problems) for number, cells in _records(content)) if row]
    known = {email: (person_id, manager_id) for email, person_id, manager_id in db.session.execute(select(Person.email, Person.id, Person.manager_id))}
    problems += _line_problems(rows, known)
    if problems:
        return Report(0, 0, problems)
    fresh = [row for row in rows if row.details.email not in known]
    with db.session.no_autoflush:  # so that rows go to the database by the hundred: others wait for the write lock
        _add(fresh, {email: person_id for email, (person_id, manager_id) in known.items()}, actor)
    return Report(len(fresh), len(rows) - len(fresh), [])


def _add(rows: list[_Row], ids: dict[str, int], actor: Actor) -> None:
    """Everybody first, since managers may stand further down; then lines, roles and invitations."""
    people = [new_person(row.details, row.details.email) for row in rows]
    db.session.flush()
    ids = ids | {person.email: person.id for person in people}
    for row, person in zip(rows, people, strict=True):
        person.manager_id = ids.get(row.manager_email)
        welcome(person, actor)
        for role in row.roles:
            give(person, role, actor, today("UTC"))
    db.session.flush()


def _records(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file in UTF-8 (with or without a mark) or Shift_JIS, each with its number in a spreadsheet."""
    try:
        lines = list(csv.reader(io.StringIO(_decoded(content), newline="")))
    except csv.Error:
        raise Refused(say("The file is not a table of comma-separated values. Save it as CSV in UTF-8 and send it again."), "file") from None
    header = [tidy(name).lower() for name in lines[0]] if lines else []
    if "name" not in header or "email" not in header:
        raise Refused(say("The first line must name the columns; “name” and “email” are needed, the others are: %(columns)s.", columns=", ".join(COLUMNS)), "file")
    rows = [(number, dict(zip(header, map(tidy, cells), strict=False))) for number, cells in enumerate(lines[1:], start=2) if any(cells)]
    if len(rows) > MOST_ROWS:
        raise Refused(say("The file has %(count)s rows; at most %(most)s go in at once. Split it and send the parts.", count=len(rows), most=MOST_ROWS), "file")
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(say("The file is not readable text. Save it as CSV in UTF-8 and send it again."), "file")


def _parse(number: int, cells: dict[str, str], problems: list[Sentence]) -> _Row | None:
    """One row, or None with a sentence about what is wrong."""
    try:
        return _read(number, cells)
    except Refused as refusal:
        problems.append(say("Row %(number)s: %(problem)s", number=number, problem=refusal.sentence))
        return None


def _read(number: int, cells: dict[str, str]) -> _Row:
    """One row as details; refused with a sentence of its own."""
    details = PersonDetails(
        name=_short(cells.get("name", ""), needed=True),
        name_ja=_short(cells.get("name_ja", "")),
        email=clean_email(cells.get("email", "")),
        title=_short(cells.get("title", "")),
        level=_level(cells.get("level") or "5"),
        locale=_locale(cells.get("locale") or "en"),
        zone=_zone(cells.get("zone") or "UTC"),
    )
    return _Row(number, details, fold(cells.get("manager_email", "")), _roles(cells.get("roles", "")))


def _short(text: str, *, needed: bool = False) -> str:
    if needed and not text:
        raise Refused(say("The name is missing."))
    if len(text) > 200:
        raise Refused(say("A name or title has more than %(most)s characters.", most=200))
    return text


def _level(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= 12):
        raise Refused(say("The level must be a whole number from 1 to 12."))
    return int(text)


def _locale(text: str) -> Locale:
    if text not in list(Locale):
        raise Refused(say("The language must be “en” or “ja”."))
    return Locale(text)


def _zone(text: str) -> str:
    if text not in zones():
        raise Refused(say("“%(zone)s” is not a time zone we know. Write it like Asia/Tokyo.", zone=text[:60]))
    return text


def _roles(text: str) -> tuple[Role, ...]:
    """Role names with spaces, commas or semicolons between them."""
    names = text.replace(";", " ").replace(",", " ").split()
    unknown = [name for name in names if name not in list(Role)]
    if unknown:
        raise Refused(say("“%(role)s” is no role. There are: %(roles)s.", role=unknown[0][:40], roles=", ".join(role.value for role in Role)))
    return tuple(dict.fromkeys(Role(name) for name in names))


def _line_problems(rows: list[_Row], known: dict[str, tuple[int, int | None]]) -> list[Sentence]:
    """Every address stands once, every manager is in the file or here already, and no reporting line runs in a circle."""
    emails = {person_id: email for email, (person_id, manager_id) in known.items()}
    managers = {email: emails.get(manager_id) if manager_id else None for email, (person_id, manager_id) in known.items()}
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.details.email, row.number)
        managers.setdefault(row.details.email, row.manager_email or None)
    return [problem for row in rows if (problem := _line_problem(row, first, managers))]


def _line_problem(row: _Row, first: dict[str, int], managers: dict[str, str | None]) -> Sentence | None:
    """What is wrong with one row among the others."""
    email, manager = row.details.email, row.manager_email or None
    if first[email] != row.number:
        return say("Row %(number)s: this address stands in row %(other)s already.", number=row.number, other=first[email])
    if manager and manager not in managers:
        return say("Row %(number)s: the manager’s address is neither in the file nor known here.", number=row.number)
    if makes_circle(email, managers[email], managers):
        return say("Row %(number)s: the reporting line would run in a circle.", number=row.number)
    return None
